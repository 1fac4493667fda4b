#ifndef GHD_PARAMS_TEXT_H
#define GHD_PARAMS_TEXT_H
/* Text that grows, and values as text that YAML reads back to the same value. */

#include <xxzghd/base.h>

typedef struct {
  char  *bytes; /* "" is NULL until something is added */
  size_t length, capacity;
} GhdText;

PetscErrorCode GhdTextAdd(GhdText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The shortest decimal that reads back to the same double. */
PetscErrorCode GhdTextAddReal(GhdText *text, PetscReal value);
/* "[a, b, c]" */
PetscErrorCode GhdTextAddReals(GhdText *text, PetscInt n, const PetscReal value[]);
/* In double quotes if YAML would read it as anything but this word. */
PetscErrorCode GhdTextAddWord(GhdText *text, const char *word);
/* "a, b, c" */
PetscErrorCode GhdTextAddWords(GhdText *text, PetscInt n, const char *const word[]);
PetscErrorCode GhdTextFree(GhdText *text);

#endif
