#include "windows.h"

#define SOFT     3.5  /* rise of the windows in steps of the fine grid: all of the window that the grid does not resolve is e^{-(pi SOFT)^2/4} */
#define EDGE     6.0  /* a window is 1, or 0, to rounding at this many rises from the middle of its flank */
#define RESOLVED 11.0 /* intervals of as many steps are resolved by the grid, if they are by the nodes of a state's own series */
#define NEAR     7.0  /* and complex zeros of theta or 1 - theta at this distance do no harm */

PetscReal ghd_window(const GhdWindow *w, PetscReal lambda)
{
  return 0.5 * (erf((lambda - w->a) / w->rise + EDGE) - erf((lambda - w->b) / w->rise - EDGE));
}

PetscReal ghd_window_margin(const GhdWindow *w)
{
  return 2.0 * EDGE * w->rise;
}

static int by_start(const void *a, const void *b)
{
  const GhdWindow *x = a, *y = b;

  return (x->a > y->a) - (x->a < y->a);
}

/* Next to a rapidity of the grid theta or 1 - theta has a minimum whose parabola has its zeros near the real axis. */
static PetscBool touches(PetscInt i, const PetscReal theta[])
{
  for (PetscInt hole = 0; hole < 2; ++hole) {
    PetscReal u[5];

    for (PetscInt s = 0; s < 5; ++s) u[s] = hole ? 1.0 - theta[i + s - 2] : theta[i + s - 2];
    if (u[2] <= u[1] && u[2] <= u[3] && u[2] < PetscSqr(NEAR) * (u[0] - 2.0 * u[2] + u[4]) / 8.0) return PETSC_TRUE;
  }
  return PETSC_FALSE;
}

/* Sorted; what is too near for windows of its own is one window. */
static void merge(PetscInt *n, GhdWindow windows[], PetscReal apart)
{
  PetscInt kept = 0;

  qsort(windows, (size_t)*n, sizeof(*windows), by_start);
  for (PetscInt i = 0; i < *n; ++i) {
    if (kept > 0 && windows[i].a - windows[kept - 1].b < apart)
      windows[kept - 1].b = PetscMax(windows[kept - 1].b, windows[i].b);
    else
      windows[kept++] = windows[i];
  }
  *n = kept;
}

PetscErrorCode GhdWindowsFind(GhdGrid grid, const PetscReal filling[], PetscInt n_breaks, const PetscReal breaks[], PetscInt *n, GhdWindow **windows)
{
  const PetscReal step = grid->step / (PetscReal)grid->refine, rise = SOFT * step, width = 2.0 * EDGE * rise, most = grid->range - 2.0 * width;

  PetscFunctionBegin;
  *n       = 0;
  *windows = NULL;
  if (n_breaks == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(grid->n_fine + n_breaks, windows));
  for (PetscInt i = 0; i + 1 < n_breaks; ++i)
    if (breaks[i + 1] - breaks[i] < RESOLVED * step && breaks[i] > -most && breaks[i + 1] < most)
      (*windows)[(*n)++] = (GhdWindow){breaks[i], breaks[i + 1], rise};
  for (PetscInt i = 2; i + 2 < grid->n_fine; ++i) {
    const PetscReal lambda = grid->lambda_fine[i];
    PetscBool       sharp  = PETSC_FALSE;

    for (PetscInt k = 0; k < grid->n_rows && !sharp; ++k) sharp = touches(i, &filling[k * grid->n_fine]);
    if (sharp && PetscAbsReal(lambda) < most) (*windows)[(*n)++] = (GhdWindow){lambda - step, lambda + step, rise};
  }
  merge(n, *windows, 2.0 * width);
  PetscFunctionReturn(PETSC_SUCCESS);
}
