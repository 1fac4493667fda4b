/* The state on a ray: its jumps, then both levels dressed with them. */
#include "ray_impl.h"

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
