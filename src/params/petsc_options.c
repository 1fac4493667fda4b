/* petsc: options that are handed to PETSc as they are. Only their form is checked: which of them PETSc knows shows when the solvers ask for them. */

#include "table.h"
#include <ctype.h>
#include <string.h>

static PetscBool ghd_is_option_name(const char *name)
{
  if (!isalpha((unsigned char)*name)) return PETSC_FALSE;
  for (; *name; ++name)
    if (!isalnum((unsigned char)*name) && *name != '_') return PETSC_FALSE;
  return PETSC_TRUE;
}

/* PETSc cuts its options at blanks, takes what starts with a dash and a letter for the next one, and # for a comment. */
static PetscBool ghd_is_option_value(const char *value)
{
  if (value[0] == '-' && !ghd_is_number(value)) return PETSC_FALSE;
  for (; *value; ++value)
    if ((unsigned char)*value <= 32 || *value == 127 || strchr("#\"'{}[]", *value)) return PETSC_FALSE;
  return PETSC_TRUE;
}

static PetscErrorCode ReadOption(GhdReader reader, GhdNode key, GhdNode value)
{
  GhdParameters p    = reader->parameters;
  GhdText       text = {0};

  PetscFunctionBegin;
  if (key->kind != GHD_NODE_SCALAR) PetscFunctionReturn(PETSC_SUCCESS); /* there is a complaint already */
  if (!ghd_is_option_name(key->text)) {
    PetscCall(
        GhdNodeComplain(reader, key, "petsc." GHD_SHOWN_WIDTH ": is no name of a PETSc option; allowed: letters, digits and _, without the dash", key->text));
  } else if (value->kind != GHD_NODE_SCALAR || !ghd_is_option_value(value->text)) {
    PetscCall(GhdNodeComplain(reader, value,
                              "petsc." GHD_SHOWN_WIDTH ": is no value of a PETSc option; allowed: one word without blanks, quotes, brackets and #", key->text));
  } else {
    PetscCall(GhdTextAdd(&text, "-%s", key->text));
    if (!ghd_node_is_empty(value) && value->text[0]) PetscCall(GhdTextAdd(&text, " %s", value->text));
    p->petsc[p->n_petsc++] = text.bytes;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int CompareOptions(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static PetscErrorCode AddOptions(GhdParameters p, GhdText *text)
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "{"));
  for (PetscInt i = 0; i < p->n_petsc; ++i) {
    const char *name = p->petsc[i] + 1, *blank = strchr(name, ' ');
    const int   length = (int)(blank ? (size_t)(blank - name) : strlen(name));

    PetscCall(GhdTextAdd(text, "%s%.*s: \"%s\"", i > 0 ? ", " : "", length, name, blank ? blank + 1 : ""));
  }
  PetscCall(GhdTextAdd(text, "}"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadPetscOptions(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  const char  **known;
  PetscInt      before = ghd_n_complaints(reader->complaints);
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_MAP, row->allowed, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(node->n, &known)); /* every key is known: only those given twice are wrong */
  for (PetscInt i = 0; i < node->n; ++i) known[i] = node->key[i]->kind == GHD_NODE_SCALAR ? node->key[i]->text : "";
  PetscCall(GhdCheckKeys(reader, row->key, node, node->n, known, &good));
  PetscCall(PetscFree(known));
  PetscCall(PetscCalloc1(node->n, &p->petsc));
  for (PetscInt i = 0; i < node->n; ++i) PetscCall(ReadOption(reader, node->key[i], node->item[i]));
  if (ghd_n_complaints(reader->complaints) > before) PetscFunctionReturn(PETSC_SUCCESS);
  if (p->n_petsc > 1) qsort(p->petsc, (size_t)p->n_petsc, sizeof(*p->petsc), CompareOptions);
  PetscCall(AddOptions(p, text));
  PetscFunctionReturn(PETSC_SUCCESS);
}
