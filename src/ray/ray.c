/* The state on a ray: jumps at the zeros of F, F dressed by the state with these jumps, and so on. At the solution F vanishes at the jumps, so moving one changes F only to second order: the
   plain update converges quadratically. */
#include "ray_impl.h"

#define MAX_UPDATES 40

/* First guess of F and of the ray's p_dr and e_dr on level 0: those of the last ray, or the mean of the two bulk states. */
static void guess(GhdJunction j, PetscReal zeta)
{
  GhdLevel       level = j->level[0];
  const PetscInt n_dof = level->grid->n_rows * level->grid->n;
  GhdDressed    *ray   = &level->ray;

  if (!j->warm) {
    for (PetscInt i = 0; i < n_dof; ++i) {
      ray->p_dr[i] = 0.5 * (level->bulk[0].p_dr[i] + level->bulk[1].p_dr[i]);
      ray->e_dr[i] = 0.5 * (level->bulk[0].e_dr[i] + level->bulk[1].e_dr[i]);
    }
  }
  for (PetscInt i = 0; i < n_dof; ++i) j->F[0][i] = ray->e_dr[i] - zeta * ray->p_dr[i];
}

/* Size below which F has no sign: what the solver left and what rounding does to it. */
static PetscReal noise_of(const GhdJunction j, PetscReal residual)
{
  const PetscInt n_dof = j->level[0]->grid->n_rows * j->level[0]->grid->n;
  PetscReal      sum   = 0.0;

  for (PetscInt i = 0; i < n_dof; ++i) sum += j->F[0][i] * j->F[0][i];
  return 3.0 * residual + 4.0 * PETSC_MACHINE_EPSILON * PetscSqrtReal(sum / (PetscReal)n_dof);
}

#define LEAST_TARGET 1e-14 /* no better can jumps be known */

/* Integral over |theta_L - theta_R| rho_t by which the jumps may be misplaced. The charge q_n weighs it with up to (n - 1)!, as a derivative of that order of functions with poles. */
static PetscReal jump_target(const GhdJunction j)
{
  PetscReal target = 1e-2 * j->accuracy;

  if (j->options.highest_charge <= 3) return target; /* for these the hundredth is enough */
  for (PetscInt i = 2; i < j->options.highest_charge; ++i) target /= (PetscReal)i;
  return PetscMax(target, LEAST_TARGET);
}

PetscErrorCode GhdRayFindJumps(GhdJunction j, PetscReal zeta)
{
  const GhdLevel  level  = j->level[0];
  const PetscReal target = jump_target(j);
  PetscReal       last   = PETSC_INFINITY;
  PetscBool       converged, overflow;

  PetscFunctionBegin;
  guess(j, zeta);
  j->noise = noise_of(j, j->tolerance);
  PetscCall(GhdJumpsFind(j->model, level->grid, j->F[0], j->cut, j->noise, j->modes, &j->jumps, &overflow));
  j->ray.reason = GHD_DIVERGED_JUMPS;
  for (PetscInt update = 0; update < MAX_UPDATES; ++update) {
    /* far from the solution a rough F places the jumps as well as an exact one */
    const PetscReal tolerance = update == 0 ? PetscMax(j->tolerance, 1e-6) : j->tolerance;
    PetscReal       moved;

    PetscCall(GhdLevelSetJumps(level, j->jumps.first, j->jumps.n, j->jumps.lambda));
    PetscCall(GhdLevelDressF(level, zeta, tolerance, j->F[0], &j->ray.iterations, &converged));
    if (!converged) j->ray.reason = GHD_DIVERGED_LINEAR;
    if (!converged) break;
    j->noise = noise_of(j, ghd_dressing_residual(level->dressing));
    PetscCall(GhdJumpsFind(j->model, level->grid, j->F[0], j->cut, j->noise, j->modes, &j->next, &overflow));
    moved = ghd_jumps_distance(level->grid, &j->jumps, &j->next, j->weight);
    ghd_jumps_copy(&j->next, &j->jumps);
    /* a move shrinks at least as much as the last one did: quadratically far from the edges, where they merge only in proportion */
    j->ray.jump_error = moved < last ? moved * (moved / last) : moved;
    last              = moved;
    if (update > 0 && !overflow && j->ray.jump_error <= target) {
      j->ray.reason = GHD_CONVERGED;
      break;
    }
  }
  if (j->ray.reason == GHD_CONVERGED) PetscCall(GhdLevelSetJumps(level, j->jumps.first, j->jumps.n, j->jumps.lambda));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* 0 or 1 if the jumps leave one side's state alone everywhere, else -1. */
static PetscInt bulk_side(const GhdJunction j)
{
  if (j->equal) return 0;
  for (PetscInt k = 0; k < j->jumps.n_str; ++k)
    if (j->jumps.n[k] > 0 || j->jumps.first[k] != j->jumps.first[0]) return -1;
  return j->jumps.first[0] ? 0 : 1;
}

/* Both levels take over the bulk state of a side, bit for bit. */
static PetscErrorCode become_bulk(GhdJunction j, PetscInt side)
{
  PetscFunctionBegin;
  for (PetscInt l = 0; l < 2; ++l) PetscCall(GhdLevelCopyBulk(j->level[l], side));
  for (PetscInt k = 0; k < j->model->n_str; ++k) {
    j->jumps.n[k]     = 0;
    j->jumps.first[k] = side == 0;
  }
  j->ray.bulk_side  = side;
  j->ray.jump_error = 0.0;
  j->ray.reason     = GHD_CONVERGED_BULK;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* First guess on the coarser level: the modes that it shares with the finer one, which is solved. */
static PetscErrorCode guess_from_finer(GhdJunction j, const PetscReal fine[], PetscReal coarse[])
{
  const GhdGrid   from = j->level[0]->grid, to = j->level[1]->grid;
  double complex *modes, *shared;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(from->n_rows * from->n_modes, &modes, to->n_rows * to->n_modes, &shared));
  ghd_grid_modes(from, fine, modes);
  for (PetscInt k = 0; k < to->n_rows; ++k) PetscCall(PetscArraycpy(&shared[k * to->n_modes], &modes[k * from->n_modes], to->n_modes));
  ghd_grid_values(to, shared, coarse);
  PetscCall(PetscFree2(modes, shared));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode dress_level(GhdJunction j, PetscInt l, PetscReal zeta)
{
  PetscBool converged;

  PetscFunctionBegin;
  PetscCall(GhdLevelDressRay(j->level[l], zeta, j->tolerance, j->F[l], &j->ray.iterations, &converged));
  PetscCall(GhdLevelMixEntropy(j->level[l]));
  if (!converged) j->ray.reason = GHD_DIVERGED_LINEAR;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With the jumps known, both levels get their own effective fillings and dressed functions. */
static PetscErrorCode dress_levels(GhdJunction j, PetscReal zeta)
{
  PetscFunctionBegin;
  PetscCall(dress_level(j, 0, zeta));
  PetscCall(guess_from_finer(j, j->F[0], j->F[1]));
  PetscCall(guess_from_finer(j, j->level[0]->ray.p_dr, j->level[1]->ray.p_dr));
  PetscCall(GhdLevelSetJumps(j->level[1], j->jumps.first, j->jumps.n, j->jumps.lambda));
  PetscCall(dress_level(j, 1, zeta));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRaySolve(GhdJunction j, PetscReal zeta, GhdRay *ray)
{
  PetscFunctionBegin;
  *ray              = &j->ray;
  j->ray.zeta       = zeta;
  j->ray.iterations = 0;
  j->ray.bulk_side  = -1;
  j->ray.reason     = j->reason;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  ghd_heartbeat();
  if (j->options.method == GHD_RAY_FIXED_GRID) {
    PetscCall(GhdRayIterateFixedGrid(j, zeta));
  } else {
    if (!j->equal) PetscCall(GhdRayFindJumps(j, zeta));
    if (j->ray.reason > 0) {
      const PetscInt side = bulk_side(j);

      if (side >= 0)
        PetscCall(become_bulk(j, side));
      else
        PetscCall(dress_levels(j, zeta));
    }
  }
  j->warm = (PetscBool)(j->ray.reason > 0);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRayBulk(GhdJunction j, PetscInt side, GhdRay *ray)
{
  PetscFunctionBegin;
  PetscCheck(side == 0 || side == 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "a junction has two sides, 0 and 1");
  *ray              = &j->ray;
  j->ray.zeta       = side == 0 ? -PETSC_INFINITY : PETSC_INFINITY;
  j->ray.iterations = 0;
  j->ray.reason     = j->reason;
  j->warm           = PETSC_FALSE;
  if (j->reason > 0) PetscCall(become_bulk(j, side));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdReason ghd_ray_reason(GhdRay ray)
{
  return ray->reason;
}

PetscReal ghd_ray_zeta(GhdRay ray)
{
  return ray->zeta;
}

PetscInt ghd_ray_iterations(GhdRay ray)
{
  return ray->iterations;
}

PetscInt ghd_ray_jumps(GhdRay ray, PetscInt k, PetscReal lambda[GHD_MAX_JUMPS])
{
  const GhdJumps *jumps = &ray->junction->jumps;

  for (PetscInt i = 0; i < jumps->n[k]; ++i) lambda[i] = jumps->lambda[k * GHD_MAX_JUMPS + i];
  return jumps->n[k];
}
