#include "spread.h"

struct GhdSharp_ {
  PetscInt                       n;
  GhdSpread                     *window; /* [n] */
  gsl_integration_glfixed_table *gauss;
};

PetscReal ghd_mixing_entropy(PetscReal theta)
{
  return (theta > 0.0 ? -theta * PetscLogReal(theta) : 0.0) - (theta < 1.0 ? (1.0 - theta) * log1p(-theta) : 0.0);
}

PetscErrorCode GhdSharpRefinement(GhdState state, PetscInt *refine)
{
  PetscInt   n_breaks;
  PetscReal *breaks;

  PetscFunctionBegin;
  PetscCall(GhdStateBreaks(state, &n_breaks, &breaks));
  if (n_breaks > 0) *refine = PetscMax(*refine, GHD_SPREAD_REFINE);
  PetscCall(PetscFree(breaks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void take_out(const GhdWindow *window, GhdGrid grid, PetscReal filling[], PetscReal entropy[])
{
  for (PetscInt i = 0; i < grid->n_fine; ++i) {
    const PetscReal rest = 1.0 - ghd_window(window, grid->lambda_fine[i]);

    for (PetscInt k = 0; k < grid->n_rows; ++k) {
      filling[k * grid->n_fine + i] *= rest;
      entropy[k * grid->n_fine + i] *= rest;
    }
  }
}

static PetscErrorCode create_windows(GhdSharp sharp, GhdState state, GhdGrid grid, PetscReal filling[], PetscReal entropy[])
{
  PetscInt   n_breaks;
  PetscReal *breaks;
  GhdWindow *window;

  PetscFunctionBegin;
  PetscCall(GhdStateBreaks(state, &n_breaks, &breaks));
  PetscCall(GhdWindowsFind(grid, filling, n_breaks, breaks, &sharp->n, &window));
  PetscCall(PetscCalloc1(sharp->n, &sharp->window));
  for (PetscInt z = 0; z < sharp->n; ++z) {
    take_out(&window[z], grid, filling, entropy);
    sharp->window[z] = (GhdSpread){.state = state, .grid = grid, .window = window[z], .gauss = sharp->gauss};
    PetscCall(GhdSpreadWindow(&sharp->window[z], n_breaks, breaks));
  }
  PetscCall(PetscFree(window));
  PetscCall(PetscFree(breaks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSharpCreate(GhdState state, GhdGrid grid, PetscBool plain, PetscReal filling[], PetscReal entropy[], GhdSharp *out)
{
  GhdSharp sharp;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < grid->n_rows * grid->n_fine; ++i) entropy[i] = ghd_mixing_entropy(filling[i]);
  PetscCall(PetscNew(&sharp));
  *out         = sharp;
  sharp->gauss = gsl_integration_glfixed_table_alloc(GHD_SPREAD_NODES);
  PetscCheck(sharp->gauss, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a Gauss rule");
  if (!plain) PetscCall(create_windows(sharp, state, grid, filling, entropy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSharpDestroy(GhdSharp *out)
{
  GhdSharp sharp = *out;

  PetscFunctionBegin;
  if (!sharp) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt z = 0; z < sharp->n; ++z) PetscCall(GhdSpreadFree(&sharp->window[z]));
  PetscCall(PetscFree(sharp->window));
  gsl_integration_glfixed_table_free(sharp->gauss);
  PetscCall(PetscFree(*out));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- rays ---- */

static PetscBool holds_at(const GhdHolds *holds, PetscInt k, PetscReal lambda)
{
  PetscInt here = holds->first[k];

  for (PetscInt i = 0; i < holds->n[k] && lambda > holds->lambda[k * holds->stride + i]; ++i) here = !here;
  return (PetscBool)((here != 0) != (holds->opposite != PETSC_FALSE));
}

/* The first jump of any species between left and right, or right. */
static PetscReal next_jump(const GhdHolds *holds, PetscInt n_str, PetscReal left, PetscReal right)
{
  PetscReal next = right;

  for (PetscInt k = 0; k < n_str; ++k)
    for (PetscInt i = 0; i < holds->n[k]; ++i) {
      const PetscReal lambda = holds->lambda[k * holds->stride + i];

      if (lambda > left && lambda < next) next = lambda;
    }
  return next;
}

static void add_panels(const GhdSpread *s, PetscInt from, PetscInt to, GhdSharpQuantity quantity, const GhdHolds *holds, PetscReal fine[])
{
  const PetscInt M = s->grid->n_rows, shift = quantity == GHD_SHARP_ENTROPY ? M : 0;

  for (PetscInt p = from; p < to; ++p)
    for (PetscInt k = 0; k < M; ++k) {
      const PetscReal *weight = &s->weight[(p * 2 * M + shift + k) * GHD_SPREAD_SPAN];

      if (!holds_at(holds, k, 0.5 * (s->left[p] + s->right[p]))) continue;
      for (PetscInt i = 0; i < GHD_SPREAD_SPAN; ++i) fine[k * s->grid->n_fine + s->first[p] + i] += weight[i];
    }
}

/* A panel with jumps is integrated anew, between them. */
static PetscErrorCode add_cut_panel(const GhdSpread *s, PetscInt p, GhdSharpQuantity quantity, const GhdHolds *holds, PetscReal fine[])
{
  GhdSpread cut  = {.state = s->state, .grid = s->grid, .window = s->window, .gauss = s->gauss};
  PetscReal left = s->left[p];

  PetscFunctionBegin;
  while (left < s->right[p]) {
    const PetscReal jump = next_jump(holds, s->grid->n_rows, left, s->right[p]);

    PetscCall(GhdSpreadPanels(&cut, left, jump));
    left = jump;
  }
  add_panels(&cut, 0, cut.n, quantity, holds, fine);
  PetscCall(GhdSpreadFree(&cut));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSharpAdd(GhdSharp sharp, GhdSharpQuantity quantity, const GhdHolds *holds, PetscReal fine[])
{
  PetscFunctionBegin;
  for (PetscInt z = 0; z < sharp->n; ++z) {
    const GhdSpread *s = &sharp->window[z];

    for (PetscInt p = 0; p < s->n; ++p) {
      if (next_jump(holds, s->grid->n_rows, s->left[p], s->right[p]) == s->right[p])
        add_panels(s, p, p + 1, quantity, holds, fine);
      else
        PetscCall(add_cut_panel(s, p, quantity, holds, fine));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
