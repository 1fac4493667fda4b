#include "spread.h"

#define NODES     GHD_SPREAD_NODES
#define SPAN      GHD_SPREAD_SPAN
#define DEEPEST   40
#define TOLERANCE 1e-14 /* at lambda = 0; farther out densities fall and the noise of the charges grows, both as e^{2|lambda|} */

static PetscErrorCode make_room(GhdSpread *s)
{
  PetscFunctionBegin;
  if (s->n < s->room) PetscFunctionReturn(PETSC_SUCCESS);
  s->room = 2 * s->room + 32;
  PetscCall(PetscRealloc(sizeof(*s->left) * (size_t)s->room, &s->left));
  PetscCall(PetscRealloc(sizeof(*s->right) * (size_t)s->room, &s->right));
  PetscCall(PetscRealloc(sizeof(*s->first) * (size_t)s->room, &s->first));
  PetscCall(PetscRealloc(sizeof(*s->weight) * (size_t)(s->room * 2 * s->grid->n_rows * SPAN), &s->weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscReal fine_step(GhdGrid grid)
{
  return grid->step / (PetscReal)grid->refine;
}

static PetscReal position(GhdGrid grid, PetscReal lambda)
{
  return (lambda + grid->range) / fine_step(grid);
}

/* Appends one panel. sum[2 n_str]: the integrals over it. */
static PetscErrorCode add_panel(GhdSpread *s, PetscReal left, PetscReal right, PetscReal sum[])
{
  const PetscInt M = s->grid->n_rows;
  PetscReal      lambda[NODES], factor[NODES], stencil[GHD_STENCIL], *filling, *weight;

  PetscFunctionBegin;
  PetscCall(make_room(s));
  PetscCall(PetscMalloc1(M * NODES, &filling));
  for (size_t i = 0; i < NODES; ++i) {
    PetscCall((PetscErrorCode)gsl_integration_glfixed_point(left, right, i, &lambda[i], &factor[i], s->gauss));
    factor[i] *= ghd_window(&s->window, lambda[i]);
  }
  PetscCall(GhdStateFilling(s->state, NODES, lambda, filling));
  weight = &s->weight[s->n * 2 * M * SPAN];
  PetscCall(PetscArrayzero(weight, 2 * M * SPAN));
  PetscCall(PetscArrayzero(sum, 2 * M));
  s->first[s->n] = ghd_stencil(position(s->grid, left), s->grid->n_fine, stencil);
  for (PetscInt i = 0; i < NODES; ++i) {
    const PetscInt offset = ghd_stencil(position(s->grid, lambda[i]), s->grid->n_fine, stencil) - s->first[s->n];

    for (PetscInt f = 0; f < 2 * M; ++f) {
      const PetscReal theta = filling[f % M * NODES + i], value = factor[i] * (f < M ? theta : ghd_mixing_entropy(theta));

      sum[f] += value;
      for (PetscInt j = 0; j < GHD_STENCIL; ++j) weight[f * SPAN + offset + j] += value / fine_step(s->grid) * stencil[j];
    }
  }
  s->left[s->n]    = left;
  s->right[s->n++] = right;
  PetscCall(PetscFree(filling));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Halves an interval until its halves agree with the whole. whole[2 n_str]: the integrals over it. */
static PetscErrorCode refine_panel(GhdSpread *s, PetscReal left, PetscReal right, const PetscReal whole[], PetscInt depth)
{
  const PetscInt  n_before = s->n, n_sum = 2 * s->grid->n_rows;
  const PetscReal middle = 0.5 * (left + right), tolerance = TOLERANCE * PetscSqr(cosh(middle));
  PetscReal      *half;
  PetscBool       good = PETSC_TRUE;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * n_sum, &half));
  PetscCall(add_panel(s, left, middle, half));
  PetscCall(add_panel(s, middle, right, half + n_sum));
  for (PetscInt f = 0; f < n_sum; ++f)
    if (PetscAbsReal(half[f] + half[n_sum + f] - whole[f]) > tolerance) good = PETSC_FALSE;
  if (!good && depth < DEEPEST) {
    s->n = n_before;
    PetscCall(refine_panel(s, left, middle, half, depth + 1));
    PetscCall(refine_panel(s, middle, right, half + n_sum, depth + 1));
  }
  PetscCall(PetscFree(half));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSpreadPanels(GhdSpread *s, PetscReal left, PetscReal right)
{
  const PetscInt n_before = s->n;
  PetscReal     *whole;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * s->grid->n_rows, &whole));
  PetscCall(add_panel(s, left, right, whole));
  s->n = n_before;
  PetscCall(refine_panel(s, left, right, whole, 0));
  PetscCall(PetscFree(whole));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Panels from number `from` on become one: their weights lie within the same points. */
static void join(GhdSpread *s, PetscInt from)
{
  const PetscInt n_function = 2 * s->grid->n_rows;

  for (PetscInt p = from + 1; p < s->n; ++p) {
    const PetscInt shift = s->first[p] - s->first[from];

    for (PetscInt f = 0; f < n_function; ++f)
      for (PetscInt i = 0; i + shift < SPAN; ++i) s->weight[(from * n_function + f) * SPAN + shift + i] += s->weight[(p * n_function + f) * SPAN + i];
  }
  s->right[from] = s->right[s->n - 1];
  s->n           = from + 1;
}

PetscErrorCode GhdSpreadWindow(GhdSpread *s, PetscInt n_breaks, const PetscReal breaks[])
{
  const PetscReal widest = GHD_SPREAD_WIDEST * fine_step(s->grid), margin = ghd_window_margin(&s->window);
  PetscReal       left = s->window.a - margin;
  PetscInt        next = 0;

  PetscFunctionBegin;
  while (left < s->window.b + margin) {
    const PetscInt before = s->n;
    PetscReal      right  = PetscMin(s->window.b + margin, left + widest);

    while (next < n_breaks && breaks[next] <= left) ++next;
    if (next < n_breaks) right = PetscMin(right, breaks[next]);
    PetscCall(GhdSpreadPanels(s, left, right));
    join(s, before);
    left = right;
    ghd_heartbeat();
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSpreadFree(GhdSpread *s)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(s->left));
  PetscCall(PetscFree(s->right));
  PetscCall(PetscFree(s->first));
  PetscCall(PetscFree(s->weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}
