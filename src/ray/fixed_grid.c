/* The plain iteration of the paper, kept for comparison: the filling is switched at grid points. Its error falls only as 1/n. */
#include "ray_impl.h"

#define MAX_SWEEPS 200

/* sides[k][i] = 1 where sigma_k F_k > 0; *changed: how many differ from before. */
static void choose_sides(GhdModel model, GhdGrid grid, const PetscReal F[], PetscInt sides[], PetscInt *changed)
{
  *changed = 0;
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    for (PetscInt i = k * grid->n; i < (k + 1) * grid->n; ++i) {
      const PetscInt left = (PetscReal)model->sign[k] * F[i] > 0.0;

      *changed += sides[i] != left;
      sides[i] = left;
    }
  }
}

static PetscErrorCode iterate(GhdJunction j, PetscInt l, PetscReal zeta)
{
  const GhdLevel level   = j->level[l];
  PetscInt       changed = 1, before = 0, n = level->grid->n_rows * level->grid->n;
  PetscBool      converged;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    level->ray.p_dr[i] = level->p[i];
    j->F[l][i]         = level->e[i] - zeta * level->p[i];
    j->sides[i]        = -1;
    j->old_sides[i]    = -1;
  }
  /* near its end the iteration may step back and forth between two choices at a few points: then it is as good as it gets */
  for (PetscInt sweep = 0; sweep < MAX_SWEEPS && changed > 0; ++sweep) {
    before = 0;
    for (PetscInt i = 0; i < n; ++i) before += j->sides[i] != j->old_sides[i];
    PetscCall(PetscArraycpy(j->old_sides, j->sides, n));
    choose_sides(j->model, level->grid, j->F[l], j->sides, &changed);
    PetscCall(GhdLevelSetSides(level, j->sides));
    PetscCall(GhdLevelDressF(level, zeta, j->tolerance, j->F[l], &j->ray.iterations, &converged));
    if (!converged) j->ray.reason = GHD_DIVERGED_LINEAR;
    if (sweep > 2 && changed == before && changed <= 2 * level->grid->n_rows) break;
  }
  PetscCall(GhdLevelDressRay(level, zeta, j->tolerance, j->F[l], &j->ray.iterations, &converged));
  if (!converged) j->ray.reason = GHD_DIVERGED_LINEAR;
  if (changed > 2 * level->grid->n_rows) j->ray.reason = GHD_DIVERGED_JUMPS;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRayIterateFixedGrid(GhdJunction j, PetscReal zeta)
{
  PetscFunctionBegin;
  j->ray.reason     = GHD_CONVERGED_FIXED_GRID;
  j->ray.jump_error = 0.0;
  for (PetscInt k = 0; k < j->model->n_str; ++k) j->jumps.n[k] = 0;
  for (PetscInt l = 1; l >= 0; --l) PetscCall(iterate(j, l, zeta));
  PetscFunctionReturn(PETSC_SUCCESS);
}
