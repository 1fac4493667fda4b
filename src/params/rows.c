/* Rows of plain types: the value goes to where the row says. */

#include "table.h"
#include <string.h>

#define LONGEST_TITLE 200

static void *ghd_place_of(GhdReader reader, const GhdParameterRow *row)
{
  return (char *)reader->parameters + row->offset;
}

PetscErrorCode GhdReadRealRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscReal *value = (PetscReal *)ghd_place_of(reader, row);
  PetscBool  good;

  PetscFunctionBegin;
  PetscCall(GhdReadReal(reader, row->key, node, &row->range, value, &good));
  if (good) PetscCall(GhdTextAddReal(text, *value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadIntegerRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscInt *value = (PetscInt *)ghd_place_of(reader, row);
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(GhdReadInteger(reader, row->key, node, &row->range, value, &good));
  if (good) PetscCall(GhdTextAdd(text, "%" PetscInt_FMT, *value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadWord(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text, PetscInt *index, PetscBool *good)
{
  PetscInt n = 0;

  PetscFunctionBegin;
  while (row->choices[n]) ++n;
  PetscCall(GhdReadChoice(reader, row->key, node, n, row->choices, index, good));
  if (*good) PetscCall(GhdTextAdd(text, "%s", row->choices[*index]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadBoolRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscInt  index;
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(ReadWord(reader, row, node, text, &index, &good));
  if (good) *(PetscBool *)ghd_place_of(reader, row) = index ? PETSC_TRUE : PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The enumerations of the choices are of the size of an int, whatever a PetscInt is. */
PetscErrorCode GhdReadChoiceRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscInt  index;
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(ReadWord(reader, row, node, text, &index, &good));
  if (good) *(int *)ghd_place_of(reader, row) = (int)index;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadTitle(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_SCALAR, row->allowed, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  for (const char *c = node->text; *c; ++c)
    if ((unsigned char)*c < 32 || *c == 127) good = PETSC_FALSE;
  if (!good) {
    PetscCall(GhdNodeComplain(reader, node, "%s: holds a line break, a tab or another control character; allowed: %s", row->key, row->allowed));
  } else if (strlen(node->text) > LONGEST_TITLE) {
    PetscCall(GhdNodeComplain(reader, node, "%s: is too long; allowed: %s", row->key, row->allowed));
  } else {
    PetscCall(PetscStrallocpy(node->text, &reader->parameters->title));
    PetscCall(GhdTextAddWord(text, node->text));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
