/* observables: names from the table of observe.h. */

#include "table.h"
#include <string.h>

static PetscErrorCode ReadName(GhdReader reader, const GhdParameterRow *row, GhdNode node, const char *const names[])
{
  GhdParameters p = reader->parameters;
  PetscInt      index;
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(GhdReadChoice(reader, row->key, node, ghd_n_observables(), names, &index, &good));
  for (PetscInt i = 0; i < p->n_observables && good; ++i) {
    if (p->observable[i] == index) {
      PetscCall(GhdNodeComplain(reader, node, "%s: %s is given twice", row->key, names[index]));
      good = PETSC_FALSE;
    }
  }
  if (good) p->observable[p->n_observables++] = index;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void TakeAll(GhdParameters p)
{
  for (p->n_observables = 0; p->n_observables < ghd_n_observables(); ++p->n_observables) p->observable[p->n_observables] = p->n_observables;
}

static PetscErrorCode AddNames(GhdParameters p, const char *const names[], GhdText *text)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < p->n_observables; ++i) PetscCall(GhdTextAdd(text, "%s%s", i > 0 ? ", " : "[", names[p->observable[i]]));
  PetscCall(GhdTextAdd(text, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadObservables(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters  p = reader->parameters;
  const PetscInt n = ghd_n_observables(), before = ghd_n_complaints(reader->complaints);
  const char   **names;
  PetscBool      good;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &names));
  for (PetscInt i = 0; i < n; ++i) names[i] = ghd_observable(i)->quantity.name;
  PetscCall(PetscMalloc1(n, &p->observable));
  if (node->kind == GHD_NODE_SCALAR && !strcmp(node->text, "all")) {
    TakeAll(p);
  } else if (node->kind == GHD_NODE_SCALAR) {
    PetscCall(ReadName(reader, row, node, names));
  } else {
    PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_LIST, row->allowed, &good));
    if (good) PetscCall(GhdExpectList(reader, row->key, node, &good));
    for (PetscInt i = 0; good && i < node->n && ghd_n_complaints(reader->complaints) < before + GHD_MOST_COMPLAINTS; ++i)
      PetscCall(ReadName(reader, row, node->item[i], names));
  }
  p->ray.highest_charge = 1;
  for (PetscInt i = 0; i < p->n_observables; ++i) p->ray.highest_charge = PetscMax(p->ray.highest_charge, ghd_observable(p->observable[i])->n);
  if (p->n_observables > 0) PetscCall(AddNames(p, names, text));
  PetscCall(PetscFree(names));
  PetscFunctionReturn(PETSC_SUCCESS);
}
