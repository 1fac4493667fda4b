/* What observables need of a solved ray. */
#include "ray_impl.h"

PetscErrorCode GhdRayGetField(GhdRay ray, PetscInt l, GhdRayField *field)
{
  const GhdLevel level = ray->junction->level[l];

  PetscFunctionBegin;
  *field = (GhdRayField){level->grid, level->ray.filling, level->ray.entropy, level->ray.p_dr, level->ray.e_dr};
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRayGetCharge(GhdRay ray, PetscInt l, PetscInt n, PetscInt two_s, const PetscReal **charge)
{
  GhdLevel level = ray->junction->level[l];
  GhdChargeOnLevel *new;

  PetscFunctionBegin;
  for (PetscInt c = 0; c < level->n_charges; ++c) {
    *charge = level->charge[c].value;
    if (level->charge[c].n == n && level->charge[c].two_s == two_s) PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCheck(level->n_charges < GHD_MAX_CHARGES, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "more than %d different charges", GHD_MAX_CHARGES);
  new        = &level->charge[level->n_charges];
  new->n     = n;
  new->two_s = two_s;
  PetscCall(PetscMalloc1(level->grid->n_rows * level->grid->n, &new->value));
  PetscCall(GhdChargeOnGrid(level->model, level->grid, n, two_s, new->value));
  ++level->n_charges;
  *charge = new->value;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Linear interpolation of a row of the fine grid: enough for the size of a jump. */
static PetscReal at(GhdGrid grid, const PetscReal row[], PetscReal lambda)
{
  const PetscReal u = (lambda + grid->range) / (grid->step / (PetscReal)grid->refine);
  const PetscInt  i = PetscClipInterval((PetscInt)u, 0, grid->n_fine - 2);

  return row[i] + (u - (PetscReal)i) * (row[i + 1] - row[i]);
}

static PetscBool next_to_jump(const GhdJumps *jumps, PetscInt k, PetscReal lambda, PetscReal step)
{
  for (PetscInt i = 0; i < jumps->n[k]; ++i)
    if (PetscAbsReal(lambda - jumps->lambda[k * GHD_MAX_JUMPS + i]) < step) return PETSC_TRUE;
  return PETSC_FALSE;
}

/* Integral over |theta_L - theta_R| rho_t that is in doubt because F is known only to within `doubt`: around each jump, and where F itself is smaller. */
static PetscReal doubtful_jumps(const GhdJunction j)
{
  const GhdGrid   grid  = j->level[0]->grid;
  const GhdJumps *jumps = &j->jumps;
  PetscReal       sum   = 0.0;

  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const PetscReal  doubt  = j->noise + ghd_grid_last_modes(grid, &j->modes[k * grid->n_modes]);
    const PetscReal *weight = &j->weight[k * grid->n], *F = &j->F[0][k * grid->n];

    for (PetscInt i = 0; i < jumps->n[k]; ++i) {
      const PetscReal lambda = jumps->lambda[k * GHD_MAX_JUMPS + i];
      PetscReal       slope;

      ghd_grid_evaluate(grid, &j->modes[k * grid->n_modes], lambda, NULL, &slope);
      sum +=
          weight[PetscClipInterval((PetscInt)((lambda + grid->range) / grid->step + 0.5), 0, grid->n - 1)] * PetscMin(grid->step, doubt / PetscAbsReal(slope));
    }
    for (PetscInt i = 0; i < grid->n; ++i)
      if (PetscAbsReal(F[i]) <= j->noise && PetscAbsReal(grid->lambda[i]) < j->cut && !next_to_jump(jumps, k, grid->lambda[i], grid->step))
        sum += weight[i] * grid->step; /* a point on a jump has been counted with it */
  }
  return sum;
}

PetscErrorCode GhdRayGetUncertainty(GhdRay ray, GhdRayUncertainty *u)
{
  const GhdJunction j     = ray->junction;
  const GhdLevel    level = j->level[0];

  PetscFunctionBegin;
  *u = (GhdRayUncertainty){.jumps = ray->jump_error, .linear = j->tolerance, .tail = j->tail, .flip_symmetric = j->flip_symmetric};
  if (ray->reason == GHD_CONVERGED_BULK) PetscFunctionReturn(PETSC_SUCCESS);
  u->jumps += doubtful_jumps(j);
  for (PetscInt k = 0; k < j->jumps.n_str; ++k) {
    const PetscInt row = k * level->grid->n_fine;

    for (PetscInt i = 0; i < j->jumps.n[k]; ++i) {
      const PetscReal lambda = j->jumps.lambda[k * GHD_MAX_JUMPS + i];

      u->jump_size[0] =
          PetscMax(u->jump_size[0], PetscAbsReal(at(level->grid, &level->filling[0][row], lambda) - at(level->grid, &level->filling[1][row], lambda)));
      u->jump_size[1] =
          PetscMax(u->jump_size[1], PetscAbsReal(at(level->grid, &level->entropy[0][row], lambda) - at(level->grid, &level->entropy[1][row], lambda)));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdModel ghd_ray_model(GhdRay ray)
{
  return ray->junction->model;
}
