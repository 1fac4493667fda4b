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

/* One end of a species: from here outwards |F| is below a multiple of the noise. Index of the outermost point inside the cut where it is not, counted from side = -1 or 1. */
static PetscInt outermost_above(const GhdJunction j, PetscInt k, PetscInt side, PetscReal threshold)
{
  const GhdGrid    grid = j->level[0]->grid;
  const PetscReal *F    = &j->F[0][k * grid->n];
  PetscInt         i    = side > 0 ? grid->n - 1 : 1;

  while (i != grid->n / 2 && (PetscAbsReal(grid->lambda[i]) > j->cut || PetscAbsReal(F[i]) <= threshold)) i -= side;
  return i;
}

/* Limit that G = F/p'^dr = v - zeta takes exponentially, by Aitken's extrapolation of three points that end at point i. */
static PetscReal extrapolated(const PetscReal F[], const PetscReal p[], PetscInt i, PetscInt back)
{
  const PetscReal a = F[i - 2 * back] / p[i - 2 * back], b = F[i - back] / p[i - back], c = F[i] / p[i], bend = c - 2.0 * b + a;

  return PetscAbsReal(bend) > PETSC_SMALL ? c - (c - b) * (c - b) / bend : c;
}

/* Integral over |theta_L - theta_R| rho_t, at one end of species k, in which a jump may hide below the noise of F: densities and G minus its limit fall alike there, so the limit of G, extrapolated
   from where F is well known, tells how much of what lies beyond the noise may be on the wrong side. */
static PetscReal doubtful_end(const GhdJunction j, PetscInt k, PetscInt side)
{
  const GhdGrid    grid = j->level[0]->grid;
  const PetscReal *F = &j->F[0][k * grid->n], *p = &j->level[0]->bulk[side > 0].p_dr[k * grid->n], *weight = &j->weight[k * grid->n];
  const PetscInt   onset = outermost_above(j, k, side, j->noise), known = outermost_above(j, k, side, 1e4 * j->noise);
  const PetscInt   back   = (PetscInt)(0.4 / grid->step) * side;
  PetscReal        beyond = 0.0, limit, other;

  for (PetscInt i = onset + side; i > 0 && i < grid->n && PetscAbsReal(grid->lambda[i]) < j->cut; i += side) beyond += weight[i] * grid->step;
  if (beyond == 0.0 || PetscAbsInt(known - grid->n / 2) <= 3 * PetscAbsInt(back)) return beyond;
  limit = extrapolated(F, p, known, back);
  other = extrapolated(F, p, known - back, back);
  if (j->model->Q == 2) limit = other = (PetscReal)side - j->ray.zeta; /* free fermions: nothing dresses, and v goes to -1 and 1 */
  return beyond * PetscMin(1.0, PetscMax(PetscAbsReal(limit), PetscAbsReal(limit - other)) * PetscAbsReal(p[onset]) / j->noise);
}

/* Integral over |theta_L - theta_R| rho_t that is in doubt because F is known only to within its noise: around each jump, and at the ends, where F itself is smaller. */
static PetscReal doubtful_jumps(const GhdJunction j, const JumpSizes *sizes)
{
  const GhdGrid   grid  = j->level[0]->grid;
  const GhdJumps *jumps = &j->jumps;
  PetscReal       sum   = 0.0;
  PetscInt        n     = 0;

  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const PetscReal doubt = j->noise + 3.0 * ghd_grid_last_modes(grid, &j->modes[k * grid->n_modes]);

    for (PetscInt i = 0; i < jumps->n[k]; ++i, ++n) {
      const PetscReal lambda = jumps->lambda[k * GHD_MAX_JUMPS + i];
      const PetscInt  near   = k * grid->n + PetscClipInterval((PetscInt)((lambda + grid->range) / grid->step + 0.5), 0, grid->n - 1);
      const PetscReal here   = sizes->filling[n] * PetscAbsReal(j->level[0]->ray.p_dr[near]) / (2.0 * PETSC_PI);
      PetscReal       slope;

      ghd_grid_evaluate(grid, &j->modes[k * grid->n_modes], lambda, NULL, &slope);
      sum += PetscMax(here, j->weight[near]) * PetscMin(grid->step, doubt / PetscAbsReal(slope));
    }
    sum += doubtful_end(j, k, -1) + doubtful_end(j, k, 1);
  }
  return sum;
}

/* Error of the states whose fillings stand on the ray: of one side only in the stationary states of GhdRayBulk(). */
static PetscReal error_of_states(const GhdRay ray)
{
  const PetscReal left = ghd_state_error(ray->junction->state[0]), right = ghd_state_error(ray->junction->state[1]);

  if (ray->zeta <= -PETSC_INFINITY) return left;
  return ray->zeta >= PETSC_INFINITY ? right : PetscMax(left, right);
}

PetscErrorCode GhdRayGetUncertainty(GhdRay ray, GhdRayUncertainty *u)
{
  const GhdJunction j = ray->junction;
  JumpSizes         sizes;

  PetscFunctionBegin;
  *u = (GhdRayUncertainty){
      .jumps = ray->jump_error, .linear = j->tolerance, .states = error_of_states(ray), .tail = j->tail, .flip_symmetric = j->flip_symmetric};
  if (j->equal || PetscAbsReal(ray->zeta) >= PETSC_INFINITY) PetscFunctionReturn(PETSC_SUCCESS); /* GhdRayBulk() */
  PetscCall(measure_jumps(j, &sizes));
  u->jumps += doubtful_jumps(j, &sizes);
  for (PetscInt i = 0; i < sizes.n; ++i) {
    u->jump_size[0] = PetscMax(u->jump_size[0], sizes.filling[i]);
    u->jump_size[1] = PetscMax(u->jump_size[1], sizes.entropy[i]);
  }
  PetscCall(PetscFree2(sizes.filling, sizes.entropy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdModel ghd_ray_model(GhdRay ray)
{
  return ray->junction->model;
}
