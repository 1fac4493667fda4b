/* Numbers that may be many: one, a list, or {from, to, count, spacing}. */

#include "reader.h"
#include <math.h>

static const GhdRange counts = {2, GHD_MAX_COUNT, NULL, NULL};

PetscErrorCode GhdReadSpan(GhdReader reader, const char *key, GhdNode node, PetscBool logarithmic_allowed, const char *other, GhdSpan *span, PetscBool *good)
{
  static const char *const spacings[] = {"linear", "log"};
  const char *const        known[]    = {"from", "to", "count", "spacing", other};
  char                     part[GHD_MAX_KEY];
  GhdNode                  value[4];
  PetscInt                 word         = 0;
  PetscBool                spacing_good = PETSC_TRUE, count_good = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(GhdCheckKeys(reader, key, node, other ? 5 : 4, known, good));
  for (PetscInt i = 0; i < 4; ++i) {
    value[i] = ghd_map_value(node, known[i]);
    if (*good && !value[i] && i < 3) PetscCall(GhdNodeComplain(reader, node, "%s.%s: missing; a range is {from, to, count}", key, known[i]));
  }
  span->from = value[0];
  span->to   = value[1];
  (void)snprintf(part, sizeof(part), "%s.count", key);
  if (value[2]) PetscCall(GhdReadInteger(reader, part, value[2], &counts, &span->count, &count_good));
  (void)snprintf(part, sizeof(part), "%s.spacing", key);
  if (value[3]) PetscCall(GhdReadChoice(reader, part, value[3], logarithmic_allowed ? 2 : 1, spacings, &word, &spacing_good));
  span->logarithmic = word == 1 ? PETSC_TRUE : PETSC_FALSE;
  *good             = *good && span->from && span->to && count_good && spacing_good ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What a user would write, 0.82 and not 0.81999999999999984: value to the given digit behind the point. */
static PetscReal ghd_round_to_decimal(PetscReal value, int decimals)
{
  char digits[512];

  (void)snprintf(digits, sizeof(digits), "%.*f", PetscMax(0, PetscMin(decimals, 320)), value);
  return strtod(digits, NULL) + 0.0; /* no -0 */
}

/* Digits behind the point at which a double of this size has 15 digits in all. */
static int ghd_decimals(PetscReal size)
{
  return 14 - (int)floor(log10(size));
}

/* Weighting both ends makes a symmetric range symmetric, and its middle exactly 0. Answers whether the values still ascend after rounding. */
static PetscBool ghd_fill_span(const GhdSpan *span, PetscReal from, PetscReal to, PetscReal value[])
{
  const PetscReal last = (PetscReal)(span->count - 1);
  const PetscReal a = span->logarithmic ? log(from) : from, b = span->logarithmic ? log(to) : to;
  const int       decimals  = ghd_decimals(PetscMax(fabs(from), fabs(to)));
  PetscBool       ascending = PETSC_TRUE;

  value[0] = from;
  for (PetscInt i = 1; i < span->count; ++i) {
    const PetscReal x = ((last - (PetscReal)i) * a + (PetscReal)i * b) / last;

    if (i == span->count - 1)
      value[i] = to;
    else
      value[i] = span->logarithmic ? ghd_round_to_decimal(exp(x), ghd_decimals(exp(x))) : ghd_round_to_decimal(x, decimals);
    if (value[i] <= value[i - 1]) ascending = PETSC_FALSE;
  }
  return ascending;
}

static PetscErrorCode AddSpan(GhdText *text, const GhdSpan *span, PetscReal from, PetscReal to)
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "{from: "));
  PetscCall(GhdTextAddReal(text, from));
  PetscCall(GhdTextAdd(text, ", to: "));
  PetscCall(GhdTextAddReal(text, to));
  PetscCall(GhdTextAdd(text, ", count: %" PetscInt_FMT "%s}", span->count, span->logarithmic ? ", spacing: log" : ""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadRealSpan(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscBool logarithmic_allowed, const char *other,
                               PetscInt *n, PetscReal **value, GhdText *text, PetscBool *good)
{
  char      part[GHD_MAX_KEY];
  GhdSpan   span = {0};
  PetscReal from = 0.0, to = 0.0;
  PetscBool from_good = PETSC_FALSE, to_good = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(GhdReadSpan(reader, key, node, logarithmic_allowed, other, &span, good));
  (void)snprintf(part, sizeof(part), "%s.from", key);
  if (span.from) PetscCall(GhdReadReal(reader, part, span.from, range, &from, &from_good));
  (void)snprintf(part, sizeof(part), "%s.to", key);
  if (span.to) PetscCall(GhdReadReal(reader, part, span.to, range, &to, &to_good));
  *good = *good && from_good && to_good ? PETSC_TRUE : PETSC_FALSE;
  if (from_good && to_good && from >= to) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, span.to, "%s: to = %.15g is not above from = %.15g", key, to, from));
  }
  if (span.logarithmic && from_good && from <= 0.0) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, span.from, "%s.from: a logarithmic range starts above 0", key));
  }
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  *n = span.count;
  PetscCall(PetscMalloc1(*n, value));
  *good = ghd_fill_span(&span, from, to, *value);
  if (*good)
    PetscCall(AddSpan(text, &span, from, to));
  else
    PetscCall(GhdNodeComplain(reader, node, "%s: from and to are too close for %" PetscInt_FMT " different values", key, span.count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdExpectList(GhdReader reader, const char *key, GhdNode node, PetscBool *good)
{
  PetscFunctionBegin;
  *good = node->n > 0 && node->n <= GHD_MAX_COUNT ? PETSC_TRUE : PETSC_FALSE;
  if (node->n == 0)
    PetscCall(GhdNodeComplain(reader, node, "%s: is an empty list; give at least one value", key));
  else if (!*good)
    PetscCall(GhdNodeComplain(reader, node, "%s: is a list of %" PetscInt_FMT " values; allowed: at most %d", key, node->n, GHD_MAX_COUNT));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadRealList(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscInt *n, PetscReal **value, PetscBool *good)
{
  PetscInt n_bad = 0;

  PetscFunctionBegin;
  PetscCall(GhdExpectList(reader, key, node, good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  *n = node->n;
  PetscCall(PetscMalloc1(*n, value));
  for (PetscInt i = 0; i < *n && n_bad < GHD_MOST_COMPLAINTS; ++i) {
    PetscCall(GhdReadReal(reader, key, node->item[i], range, &(*value)[i], good));
    if (!*good) ++n_bad;
  }
  *good = n_bad == 0 ? PETSC_TRUE : PETSC_FALSE;
  if (!*good) PetscCall(PetscFree(*value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadAxis(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, GhdAxis *axis, GhdText *text, PetscBool *good)
{
  PetscFunctionBegin;
  axis->swept = PETSC_TRUE;
  if (node->kind == GHD_NODE_MAP) {
    PetscCall(GhdReadRealSpan(reader, key, node, range, PETSC_TRUE, NULL, &axis->n, &axis->value, text, good));
  } else if (node->kind == GHD_NODE_LIST) {
    PetscCall(GhdReadRealList(reader, key, node, range, &axis->n, &axis->value, good));
    if (*good) PetscCall(GhdTextAddReals(text, axis->n, axis->value));
  } else {
    axis->swept = PETSC_FALSE;
    axis->n     = 1;
    PetscCall(PetscMalloc1(1, &axis->value));
    PetscCall(GhdReadReal(reader, key, node, range, &axis->value[0], good));
    if (*good) PetscCall(GhdTextAddReal(text, axis->value[0]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
