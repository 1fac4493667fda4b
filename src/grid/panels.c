#include <xxzghd/panels.h>
#include <gsl/gsl_integration.h>

#define MAX_NODES  64
#define MAX_PANELS 1e6

PetscReal ghd_panel_width(PetscReal strip)
{
  return PetscMin(0.4, 4.0 / 3.0 * strip);
}

static PetscErrorCode CheckArguments(PetscReal range, PetscReal width, PetscInt n_nodes, PetscInt n_str, const PetscInt n_breaks[],
                                     const PetscReal *const breaks[])
{
  PetscFunctionBegin;
  PetscCheck(range > 0 && !PetscIsInfReal(range), PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "range %g must be positive", (double)range);
  PetscCheck(width > 0 && range / width <= MAX_PANELS, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "width %g of the panels must be positive, and at most %g panels", (double)width, 2 * MAX_PANELS);
  PetscCheck(n_nodes >= 1 && n_nodes <= MAX_NODES, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "%" PetscInt_FMT " nodes in a panel, must be 1 to %d", n_nodes,
             MAX_NODES);
  PetscCheck(n_str >= 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "%" PetscInt_FMT " species, must be at least 1", n_str);
  for (PetscInt k = 0; n_breaks && k < n_str; ++k)
    for (PetscInt i = 0; i < n_breaks[k]; ++i)
      PetscCheck(!PetscIsNanReal(breaks[k][i]), PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
                 "break %" PetscInt_FMT " of species %" PetscInt_FMT " is not a number", i, k);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The ends of the panels of one species, ascending; cut has room for all of them. */
static PetscErrorCode SortedCuts(PetscReal range, PetscInt n_half, PetscInt n_breaks, const PetscReal breaks[], PetscInt *n_cuts, PetscReal cut[])
{
  const PetscReal rounding = 8 * PETSC_MACHINE_EPSILON * range;
  PetscInt        n = 0, kept = 1;

  PetscFunctionBegin;
  for (PetscInt i = -n_half; i <= n_half; ++i) cut[n++] = range * ((PetscReal)i / n_half);
  for (PetscInt i = 0; i < n_breaks; ++i)
    if (PetscAbsReal(breaks[i]) < range - rounding) cut[n++] = breaks[i];
  PetscCall(PetscSortReal(n, cut));
  for (PetscInt i = 1; i < n; ++i)
    if (cut[i] - cut[kept - 1] > rounding) cut[kept++] = cut[i];
  *n_cuts = kept;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FillSpecies(GhdPanels panels, PetscInt k, PetscInt n_nodes, PetscInt n_cuts, const PetscReal cut[])
{
  gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc((size_t)n_nodes);

  PetscFunctionBegin;
  PetscCheck(table, PETSC_COMM_SELF, PETSC_ERR_MEM, "no Gauss-Legendre table of %" PetscInt_FMT " nodes", n_nodes);
  for (PetscInt c = 0; c + 1 < n_cuts; ++c) {
    const PetscInt first = panels->offset[k] + c * n_nodes;

    for (PetscInt i = 0; i < n_nodes; ++i)
      gsl_integration_glfixed_point(cut[c], cut[c + 1], (size_t)i, &panels->lambda[first + i], &panels->weight[first + i], table);
  }
  gsl_integration_glfixed_table_free(table);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPanelsCreate(PetscReal range, PetscReal width, PetscInt n_nodes, PetscInt n_str, const PetscInt n_breaks[], const PetscReal *const breaks[],
                               GhdPanels *panels)
{
  GhdPanels  p;
  PetscInt   n_half, most, *n_cuts;
  PetscReal *cut;

  PetscFunctionBegin;
  *panels = NULL;
  PetscCall(CheckArguments(range, width, n_nodes, n_str, n_breaks, breaks));
  n_half = PetscMax(1, (PetscInt)PetscCeilReal(range / width * (1 - 1e-12))); /* 12 / 0.4 are 30 panels, not 31 */
  most   = 0;
  for (PetscInt k = 0; k < n_str; ++k) most = PetscMax(most, n_breaks ? n_breaks[k] : 0);
  most += 2 * n_half + 1;
  PetscCall(PetscMalloc2(n_str * most, &cut, n_str, &n_cuts));
  PetscCall(PetscNew(&p));
  PetscCall(PetscMalloc1(n_str + 1, &p->offset));
  p->n_str     = n_str;
  p->range     = range;
  p->offset[0] = 0;
  for (PetscInt k = 0; k < n_str; ++k) {
    PetscCall(SortedCuts(range, n_half, n_breaks ? n_breaks[k] : 0, n_breaks ? breaks[k] : NULL, &n_cuts[k], cut + k * most));
    p->offset[k + 1] = p->offset[k] + (n_cuts[k] - 1) * n_nodes;
  }
  p->n = p->offset[n_str];
  PetscCall(PetscMalloc2(p->n, &p->lambda, p->n, &p->weight));
  for (PetscInt k = 0; k < n_str; ++k) PetscCall(FillSpecies(p, k, n_nodes, n_cuts[k], cut + k * most));
  PetscCall(PetscFree2(cut, n_cuts));
  *panels = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPanelsDestroy(GhdPanels *panels)
{
  PetscFunctionBegin;
  if (!*panels) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree2((*panels)->lambda, (*panels)->weight));
  PetscCall(PetscFree((*panels)->offset));
  PetscCall(PetscFree(*panels));
  PetscFunctionReturn(PETSC_SUCCESS);
}
