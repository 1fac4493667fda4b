/* rays, and the rapidities of output.lambda: ascending numbers. */

#include "table.h"
#include <string.h>

static const GhdRange auto_rays = {20, GHD_MAX_COUNT, NULL, NULL};

/* Sorts a list that was given in another order, with a notice; a value given twice is a complaint. */
static PetscErrorCode SortValues(GhdReader reader, const char *key, GhdNode node, PetscInt n, PetscReal value[], PetscBool *good)
{
  PetscBool sorted = PETSC_TRUE;

  PetscFunctionBegin;
  for (PetscInt i = 1; i < n; ++i)
    if (value[i - 1] > value[i]) sorted = PETSC_FALSE;
  PetscCall(PetscSortReal(n, value));
  *good = PETSC_TRUE;
  for (PetscInt i = 1; i < n && *good; ++i) {
    if (value[i - 1] == value[i]) {
      *good = PETSC_FALSE;
      PetscCall(GhdNodeComplain(reader, node, "%s: %.15g is given twice", key, value[i]));
    }
  }
  if (*good && !sorted) PetscCall(GhdNodeNotice(reader, node, "%s: the list is sorted into ascending order", key));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadAscending(GhdReader reader, const GhdParameterRow *row, GhdNode node, PetscInt *n, PetscReal **value, GhdText *text)
{
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(GhdReadRealList(reader, row->key, node, &row->range, n, value, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(SortValues(reader, row->key, node, *n, *value, &good));
  if (good) PetscCall(GhdTextAddReals(text, *n, *value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadAutoRays(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  static const char *const known[] = {"auto"};
  PetscBool                good;

  PetscFunctionBegin;
  PetscCall(GhdCheckKeys(reader, row->key, node, 1, known, &good));
  PetscCall(GhdReadInteger(reader, "rays.auto", ghd_map_value(node, "auto"), &auto_rays, &reader->parameters->n_rays, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  reader->parameters->rays = GHD_RAYS_AUTO;
  PetscCall(GhdTextAdd(text, "{auto: %" PetscInt_FMT "}", reader->parameters->n_rays));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The word none, or one ray. */
static PetscErrorCode ReadRaysWord(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_SCALAR, row->allowed, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  if (!strcmp(node->text, "none")) {
    p->rays = GHD_RAYS_NONE;
    PetscCall(GhdTextAdd(text, "none"));
  } else if (ghd_is_number(node->text)) {
    p->n_rays = 1;
    PetscCall(PetscMalloc1(1, &p->zeta));
    PetscCall(GhdReadReal(reader, row->key, node, &row->range, &p->zeta[0], &good));
    if (good) PetscCall(GhdTextAddReals(text, 1, p->zeta));
  } else {
    PetscCall(GhdNodeComplain(reader, node, "%s: \"" GHD_SHOWN_WIDTH "\" is not known; allowed: %s", row->key, node->text, row->allowed));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadRays(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  PetscBool     good;

  PetscFunctionBegin;
  p->rays = GHD_RAYS_LIST;
  if (node->kind == GHD_NODE_LIST)
    PetscCall(ReadAscending(reader, row, node, &p->n_rays, &p->zeta, text));
  else if (node->kind == GHD_NODE_SCALAR)
    PetscCall(ReadRaysWord(reader, row, node, text));
  else if (ghd_map_value(node, "auto"))
    PetscCall(ReadAutoRays(reader, row, node, text));
  else
    PetscCall(GhdReadRealSpan(reader, row->key, node, &row->range, PETSC_FALSE, "auto", &p->n_rays, &p->zeta, text, &good));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadLambda(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  PetscBool     good;

  PetscFunctionBegin;
  if (node->kind == GHD_NODE_LIST)
    PetscCall(ReadAscending(reader, row, node, &p->n_lambda, &p->lambda, text));
  else if (node->kind == GHD_NODE_MAP)
    PetscCall(GhdReadRealSpan(reader, row->key, node, &row->range, PETSC_FALSE, NULL, &p->n_lambda, &p->lambda, text, &good));
  else
    PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_LIST, row->allowed, &good));
  PetscFunctionReturn(PETSC_SUCCESS);
}
