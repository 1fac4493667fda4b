/* One word of the input to one checked value. Numbers are decimal and in the C locale (the program never sets another), and the whole word must be one. */

#include "reader.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

static const char *ghd_skip_digits(const char *text)
{
  while (isdigit((unsigned char)*text)) ++text;
  return text;
}

static const char *ghd_skip_sign(const char *text)
{
  return *text == '+' || *text == '-' ? text + 1 : text;
}

/* strtod() alone would take hexadecimal numbers, "nan(...)" and leading blanks. */
PetscBool ghd_is_number(const char *text)
{
  const char *start = ghd_skip_sign(text), *end = ghd_skip_digits(start);
  PetscInt    digits = (PetscInt)(end - start);

  if (*end == '.') {
    start = end + 1;
    end   = ghd_skip_digits(start);
    digits += (PetscInt)(end - start);
  }
  if (digits == 0) return PETSC_FALSE;
  if (*end == 'e' || *end == 'E') {
    start = ghd_skip_sign(end + 1);
    end   = ghd_skip_digits(start);
    if (end == start) return PETSC_FALSE;
  }
  return *end ? PETSC_FALSE : PETSC_TRUE;
}

/* 010 is 8 to some readers and 10 to others. */
static PetscBool ghd_looks_octal(const char *text)
{
  text = ghd_skip_sign(text);
  return text[0] == '0' && isdigit((unsigned char)text[1]) ? PETSC_TRUE : PETSC_FALSE;
}

static PetscBool ghd_is_not_finite(const char *text)
{
  static const char *const words[] = {"nan", ".nan", "inf", ".inf", "infinity"};

  text = ghd_skip_sign(text);
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(words); ++i)
    if (!strcasecmp(text, words[i])) return PETSC_TRUE;
  return PETSC_FALSE;
}

void ghd_range_text(const GhdRange *range, char text[], size_t size)
{
  (void)snprintf(text, size, "%s%s%s%.15g .. %.15g%s%s%s", range->zero_means ? "0 (" : "", range->zero_means ? range->zero_means : "",
                 range->zero_means ? ") or " : "", range->least, range->most, range->why ? " (" : "", range->why ? range->why : "", range->why ? ")" : "");
}

static PetscErrorCode CheckRange(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscReal value, PetscBool *good)
{
  char allowed[160];

  PetscFunctionBegin;
  *good = (value >= range->least && value <= range->most) || (range->zero_means && value == 0.0) ? PETSC_TRUE : PETSC_FALSE;
  if (!*good) {
    ghd_range_text(range, allowed, sizeof(allowed));
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is out of range; allowed: %s", key, node->text, allowed));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The word of a number, or a complaint that says what it is instead. `kind`: "number" or "integer". */
static PetscErrorCode ExpectNumber(GhdReader reader, const char *key, GhdNode node, const char *kind, PetscBool *good)
{
  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_SCALAR, kind, good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  *good = PETSC_FALSE;
  if (node->quoted)
    PetscCall(GhdNodeComplain(reader, node, "%s: \"" GHD_SHOWN_WIDTH "\" is text because of its quotes; allowed: %s, without quotes", key, node->text, kind));
  else if (ghd_is_not_finite(node->text))
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is not finite; allowed: %s", key, node->text, kind));
  else if (!ghd_is_number(node->text))
    PetscCall(GhdNodeComplain(reader, node, "%s: \"" GHD_SHOWN_WIDTH "\" is no number; allowed: %s", key, node->text, kind));
  else if (ghd_looks_octal(node->text))
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " starts with a needless 0; allowed: %s in decimal", key, node->text, kind));
  else
    *good = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadReal(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscReal *value, PetscBool *good)
{
  PetscFunctionBegin;
  PetscCall(ExpectNumber(reader, key, node, "a number", good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  errno  = 0;
  *value = strtod(node->text, NULL);
  if (errno == ERANGE) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is too %s for double precision", key, node->text, fabs(*value) > 1.0 ? "large" : "small"));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  *value += 0.0; /* -0 becomes 0: it would be another text and so another hash */
  PetscCall(CheckRange(reader, key, node, range, *value, good));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadInteger(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscInt *value, PetscBool *good)
{
  long long number;

  PetscFunctionBegin;
  PetscCall(ExpectNumber(reader, key, node, "an integer", good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  if (*ghd_skip_digits(ghd_skip_sign(node->text))) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is no integer", key, node->text));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  number = strtoll(node->text, NULL, 10); /* too large: LLONG_MAX, which no range allows */
  PetscCall(CheckRange(reader, key, node, range, (PetscReal)number, good));
  if (*good) *value = (PetscInt)number;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadChoice(GhdReader reader, const char *key, GhdNode node, PetscInt n, const char *const choices[], PetscInt *value, PetscBool *good)
{
  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_SCALAR, "a word", good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  for (*value = 0; *value < n; ++*value)
    if (!strcmp(node->text, choices[*value])) PetscFunctionReturn(PETSC_SUCCESS);
  *good = PETSC_FALSE;
  PetscCall(GhdComplainUnknown(reader, key, node, n, choices));
  PetscFunctionReturn(PETSC_SUCCESS);
}
