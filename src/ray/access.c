/* What observables need of a solved ray. */
#include "doubt.h"

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

PetscErrorCode GhdRayBackflow(GhdRay ray, PetscInt l, const PetscReal f[], PetscReal backflow[])
{
  const GhdLevel level = ray->junction->level[l];
  const PetscInt n = level->grid->n, n_dof = level->grid->n_rows * n;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n_dof; ++i) level->bare[i] = (PetscReal)level->model->sign[i / n] * level->ray.filling[i] * f[i];
  PetscCall(PetscArrayzero(backflow, n_dof));
  PetscCall(GhdDressingAddConvolution(level->dressing, level->bare, backflow));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Differences of the states at the jumps: |theta_L - theta_R| and that of the entropies, in the order of the species and their jumps. */
typedef struct {
  PetscInt   n;
  PetscReal *filling, *entropy; /* [n] */
} JumpSizes;

static PetscErrorCode measure_jumps(const GhdJunction j, JumpSizes *sizes)
{
  const GhdJumps *jumps = &j->jumps;
  PetscReal      *lambda, *theta[2];
  PetscInt        n = 0;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < jumps->n_str; ++k) n += jumps->n[k];
  sizes->n = 0;
  PetscCall(PetscMalloc2(n, &sizes->filling, n, &sizes->entropy));
  PetscCall(PetscMalloc3(n, &lambda, jumps->n_str * n, &theta[0], jumps->n_str * n, &theta[1]));
  for (PetscInt k = 0; k < jumps->n_str; ++k)
    for (PetscInt i = 0; i < jumps->n[k]; ++i) lambda[sizes->n++] = jumps->lambda[k * GHD_MAX_JUMPS + i];
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdStateFilling(j->state[side], n, lambda, theta[side]));
  sizes->n = 0;
  for (PetscInt k = 0; k < jumps->n_str; ++k)
    for (PetscInt i = 0; i < jumps->n[k]; ++i, ++sizes->n) {
      const PetscReal left = theta[0][k * n + sizes->n], right = theta[1][k * n + sizes->n];

      sizes->filling[sizes->n] = PetscAbsReal(left - right);
      sizes->entropy[sizes->n] = PetscAbsReal(ghd_mixing_entropy(left) - ghd_mixing_entropy(right));
    }
  PetscCall(PetscFree3(lambda, theta[0], theta[1]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whether fillings of a side stand on the ray: of one alone in the stationary states of GhdRayBulk(). */
static PetscBool has_side(const GhdRay ray, PetscInt side)
{
  return (PetscBool)(ray->zeta != (side ? -PETSC_INFINITY : PETSC_INFINITY));
}

static PetscReal error_of_states(const GhdRay ray)
{
  PetscReal most = 0.0;

  for (PetscInt side = 0; side < 2; ++side)
    if (has_side(ray, side)) most = PetscMax(most, ghd_state_error(ray->junction->state[side]));
  return most;
}

/* What is rough without a jump. */
static PetscReal roughness(const GhdRay ray, PetscInt quantity)
{
  PetscReal most = 0.0;

  for (PetscInt side = 0; side < 2; ++side)
    if (has_side(ray, side)) most = PetscMax(most, ray->junction->level[0]->bulk[side].rough[quantity]);
  return most;
}

PetscErrorCode GhdRayGetUncertainty(GhdRay ray, GhdRayUncertainty *u)
{
  const GhdJunction j     = ray->junction;
  GhdDoubt          doubt = {.where = j->doubt};
  JumpSizes         sizes;

  PetscFunctionBegin;
  *u = (GhdRayUncertainty){
      .where = j->doubt, .linear = j->tolerance, .states = error_of_states(ray), .tail = {j->tail[0], j->tail[1]}, .flip_symmetric = j->flip_symmetric};
  for (PetscInt q = 0; q < 2; ++q) u->rough[q] = roughness(ray, q);
  PetscCall(PetscArrayzero(j->doubt, j->model->n_str * j->level[0]->grid->n));
  if (j->equal || PetscAbsReal(ray->zeta) >= PETSC_INFINITY || j->options.method == GHD_RAY_FIXED_GRID) {
    u->jumps[0] = u->jumps[1] = ray->jump_error;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(measure_jumps(j, &sizes));
  for (PetscInt i = 0; i < sizes.n; ++i) {
    u->jump_size[0] = PetscMax(u->jump_size[0], sizes.filling[i]);
    u->jump_size[1] = PetscMax(u->jump_size[1], sizes.entropy[i]);
  }
  u->jumps[0] = ray->jump_error;
  u->jumps[1] = ray->jump_error * (u->jump_size[0] > 0.0 ? PetscMax(1.0, u->jump_size[1] / u->jump_size[0]) : 1.0);
  if (j->model->Q > 2) { /* free fermions have theirs from the closed form */
    ghd_doubt(j, &j->jumps, (const PetscReal *const[2]){sizes.filling, sizes.entropy}, -j->cut, j->cut, &doubt);
    for (PetscInt q = 0; q < 2; ++q) u->jumps[q] += doubt.sum[q];
  }
  PetscCall(PetscFree2(sizes.filling, sizes.entropy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdModel ghd_ray_model(GhdRay ray)
{
  return ray->junction->model;
}
