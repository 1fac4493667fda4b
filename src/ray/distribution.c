/* Fillings, densities and velocities of a ray at any rapidity. */
#include "ray_impl.h"

/* 1 where the left state holds, from the jumps of species k. */
static PetscInt holds_left(const GhdJumps *jumps, PetscInt k, PetscReal lambda)
{
  PetscInt left = jumps->first[k];

  for (PetscInt i = 0; i < jumps->n[k] && lambda > jumps->lambda[k * GHD_MAX_JUMPS + i]; ++i) left = !left;
  return left;
}

/* The true filling, jumps and all, not its projection. */
static PetscErrorCode sample_filling(GhdRay ray, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  GhdJunction j = ray->junction;
  PetscReal  *right;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(j->model->n_str * n, &right));
  PetscCall(GhdStateFilling(j->state[0], n, lambda, filling));
  PetscCall(GhdStateFilling(j->state[1], n, lambda, right));
  for (PetscInt k = 0; k < j->model->n_str; ++k)
    for (PetscInt i = 0; i < n; ++i)
      if (!holds_left(&j->jumps, k, lambda[i])) filling[k * n + i] = right[k * n + i];
  PetscCall(PetscFree(right));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRayDistribution(GhdRay ray, PetscInt n, const PetscReal lambda[], PetscReal filling[], PetscReal rho[], PetscReal rho_total[],
                                  PetscReal velocity[])
{
  const GhdLevel  level = ray->junction->level[0];
  const GhdGrid   grid  = level->grid;
  const PetscInt  n_str = grid->n_rows;
  PetscReal      *theta, *p, *e;
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(PetscMalloc4(n_str * n, &theta, n_str * n, &p, n_str * n, &e, n_str * grid->n_modes, &modes));
  PetscCall(sample_filling(ray, n, lambda, theta));
  ghd_grid_modes(grid, level->ray.p_dr, modes);
  for (PetscInt k = 0; k < n_str; ++k) ghd_grid_evaluate_many(grid, &modes[k * grid->n_modes], n, lambda, &p[k * n]);
  ghd_grid_modes(grid, level->ray.e_dr, modes);
  for (PetscInt k = 0; k < n_str; ++k) ghd_grid_evaluate_many(grid, &modes[k * grid->n_modes], n, lambda, &e[k * n]);
  for (PetscInt i = 0; i < n_str * n; ++i) {
    const PetscReal total = PetscAbsReal(lambda[i % n]) <= grid->range ? (PetscReal)ray->junction->model->sign[i / n] * p[i] / (2.0 * PETSC_PI) : 0.0;

    if (filling) filling[i] = theta[i];
    if (rho_total) rho_total[i] = total;
    if (rho) rho[i] = theta[i] * total;
    if (velocity) velocity[i] = PetscAbsReal(lambda[i % n]) <= ray->junction->cut ? e[i] / p[i] : NAN;
  }
  PetscCall(PetscFree4(theta, p, e, modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}
