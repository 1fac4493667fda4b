/* Values as text. */

#include "text.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

PetscErrorCode GhdTextAdd(GhdText *text, const char *format, ...)
{
  va_list arguments;
  int     length;

  PetscFunctionBegin;
  va_start(arguments, format);
  length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  PetscCheck(length >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "cannot print with the format \"%s\"", format);
  if (text->length + (size_t)length + 1 > text->capacity) {
    text->capacity = 2 * (text->length + (size_t)length) + 64;
    PetscCall(PetscRealloc(text->capacity, &text->bytes));
  }
  va_start(arguments, format);
  (void)vsnprintf(text->bytes + text->length, text->capacity - text->length, format, arguments);
  va_end(arguments);
  text->length += (size_t)length;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTextAddReal(GhdText *text, PetscReal value)
{
  char digits[32];

  PetscFunctionBegin;
  for (int precision = 15; precision <= 17; ++precision) {
    (void)snprintf(digits, sizeof(digits), "%.*g", precision, value);
    if (strtod(digits, NULL) == value) break;
  }
  PetscCall(GhdTextAdd(text, "%s", digits));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTextAddReals(GhdText *text, PetscInt n, const PetscReal value[])
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "["));
  for (PetscInt i = 0; i < n; ++i) {
    if (i > 0) PetscCall(GhdTextAdd(text, ", "));
    PetscCall(GhdTextAddReal(text, value[i]));
  }
  PetscCall(GhdTextAdd(text, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Words of letters, digits and a few signs that mean nothing to YAML; spaces between them. */
static PetscBool ghd_is_plain(const char *word)
{
  const size_t n = strlen(word);

  if (n == 0 || !isalnum((unsigned char)word[0]) || word[n - 1] == ' ') return PETSC_FALSE;
  if (!strcasecmp(word, "null")) return PETSC_FALSE;
  for (size_t i = 0; i < n; ++i)
    if (!isalnum((unsigned char)word[i]) && !strchr(" _.+-/=()", word[i])) return PETSC_FALSE;
  return PETSC_TRUE;
}

PetscErrorCode GhdTextAddWord(GhdText *text, const char *word)
{
  PetscFunctionBegin;
  if (ghd_is_plain(word)) {
    PetscCall(GhdTextAdd(text, "%s", word));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdTextAdd(text, "\""));
  for (; *word; ++word) PetscCall(GhdTextAdd(text, *word == '"' || *word == '\\' ? "\\%c" : "%c", *word));
  PetscCall(GhdTextAdd(text, "\""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTextAddWords(GhdText *text, PetscInt n, const char *const word[])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) PetscCall(GhdTextAdd(text, "%s%s", i > 0 ? ", " : "", word[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTextFree(GhdText *text)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(text->bytes));
  text->length = text->capacity = 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}
