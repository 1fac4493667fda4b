/* Fillings, densities and velocities of a ray at any rapidity. */
#include "velocity.h"

#define FAR_OUT 0.8 /* of the cut: beyond it the images of the other side are felt */

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

/* values[n_str][n] of a field on the grid. */
static PetscErrorCode evaluate(GhdGrid grid, const PetscReal field[], PetscInt n, const PetscReal lambda[], PetscReal values[])
{
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(grid->n_rows * grid->n_modes, &modes));
  ghd_grid_modes(grid, field, modes);
  for (PetscInt k = 0; k < grid->n_rows; ++k) ghd_grid_evaluate_many(grid, &modes[k * grid->n_modes], n, lambda, &values[k * n]);
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool in_tail(PetscReal lambda, PetscInt side)
{
  return (PetscBool)(side ? lambda > GHD_FAR : lambda < -GHD_FAR);
}

/* Velocities in one tail, where (p')^dr sinks below its rounding errors; from `far` on those at `far`. */
static PetscErrorCode sample_tail(GhdRay ray, PetscInt side, PetscReal far, PetscInt n, const PetscReal lambda[], PetscReal velocity[])
{
  const GhdJunction j     = ray->junction;
  const GhdLevel    level = j->level[0];
  const PetscInt    n_str = j->model->n_str, n_dof = n_str * level->grid->n;
  PetscReal        *at, *p, *e, *dressed;
  PetscInt          n_inside = 0;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) n_inside += in_tail(lambda[i], side);
  if (n_inside == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdJunctionMakeTail(j, side));
  PetscCall(PetscMalloc4(n, &at, n_str * n, &p, n_str * n, &e, n_dof, &dressed));
  for (PetscInt i = 0; i < n; ++i) at[i] = PetscClipInterval(lambda[i], -far, far);
  PetscCall(GhdTailDress(j->tails[side], level, j->tails[side]->p, level->ray.p_dr, j->tolerance, dressed, NULL, NULL));
  PetscCall(evaluate(level->grid, dressed, n, at, p));
  PetscCall(GhdTailDress(j->tails[side], level, j->tails[side]->e, level->ray.e_dr, j->tolerance, dressed, NULL, NULL));
  PetscCall(evaluate(level->grid, dressed, n, at, e));
  for (PetscInt i = 0; i < n_str * n; ++i)
    if (in_tail(lambda[i % n], side)) velocity[i] = e[i] / p[i];
  PetscCall(PetscFree4(at, p, e, dressed));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRayDistribution(GhdRay ray, PetscInt n, const PetscReal lambda[], PetscReal filling[], PetscReal rho[], PetscReal rho_total[],
                                  PetscReal velocity[])
{
  const GhdLevel  level = ray->junction->level[0];
  const GhdGrid   grid  = level->grid;
  const PetscInt  n_str = grid->n_rows;
  const PetscReal far   = FAR_OUT * ray->junction->cut;
  PetscReal      *theta, *p, *e;

  PetscFunctionBegin;
  PetscCall(PetscMalloc3(n_str * n, &theta, n_str * n, &p, n_str * n, &e));
  PetscCall(sample_filling(ray, n, lambda, theta));
  PetscCall(evaluate(grid, level->ray.p_dr, n, lambda, p));
  PetscCall(evaluate(grid, level->ray.e_dr, n, lambda, e));
  for (PetscInt i = 0; i < n_str * n; ++i) {
    const PetscReal total = PetscAbsReal(lambda[i % n]) <= grid->range ? (PetscReal)ray->junction->model->sign[i / n] * p[i] / (2.0 * PETSC_PI) : 0.0;

    if (filling) filling[i] = theta[i];
    if (rho_total) rho_total[i] = total;
    if (rho) rho[i] = theta[i] * total;
    if (velocity) velocity[i] = e[i] / p[i];
  }
  for (PetscInt side = 0; side < 2 && velocity; ++side) PetscCall(sample_tail(ray, side, far, n, lambda, velocity));
  if (velocity) PetscCall(GhdVelocityFar(grid, level->ray.p_dr, level->ray.e_dr, far, n, lambda, velocity));
  PetscCall(PetscFree3(theta, p, e));
  PetscFunctionReturn(PETSC_SUCCESS);
}
