/* The state on a ray: jumps at the zeros of F, F dressed by the state with these jumps, and so on. At the solution F vanishes at the jumps, so moving one changes F only to second order: the
   plain update converges quadratically. */
#include "doubt.h"

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

#define LEAST_TARGET 1e-14 /* no better can jumps be known */

/* Integral over |theta_L - theta_R| rho_t by which the jumps may be misplaced. The charge q_n weighs it with up to (n - 1)!, as a derivative of that order of functions with poles. */
static PetscReal jump_target(const GhdJunction j)
{
  PetscReal target = 1e-2 * j->accuracy;

  if (j->options.highest_charge <= 3) return target; /* for these the hundredth is enough */
  for (PetscInt i = 2; i < j->options.highest_charge; ++i) target /= (PetscReal)i;
  return PetscMax(target, LEAST_TARGET);
}

/* F in the filling that level 0 holds, and the jumps that it makes. */
static PetscErrorCode next_jumps(GhdJunction j, PetscReal zeta, PetscReal tolerance, PetscBool *overflow, PetscBool *converged)
{
  const GhdLevel level = j->level[0];

  PetscFunctionBegin;
  PetscCall(GhdLevelDressF(level, zeta, tolerance, j->F[0], &j->ray.iterations, converged));
  j->noise = ghd_noise(level->grid->n_rows * level->grid->n, j->F[0], ghd_dressing_residual(level->dressing));
  PetscCall(GhdJumpsFind(j->model, level->grid, j->F[0], j->cut, GHD_LARGEST * j->noise, j->modes, &j->next, overflow));
  for (PetscInt side = 0; side < 2; ++side)
    if (j->tails[side]) j->tails[side]->counts = PETSC_FALSE;
  ghd_drop_images(j, &j->next);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Where the noise of F leaves jumps far out in doubt that matter, they are taken from the tails. */
static PetscErrorCode follow_tails(GhdJunction j, PetscReal zeta, PetscBool *overflow, PetscBool *converged)
{
  const PetscReal no_matter = 0.1 * jump_target(j) * j->options.accuracy / j->accuracy;

  PetscFunctionBegin;
  for (PetscInt side = 0; side < 2; ++side) {
    GhdDoubt doubt = {.where = NULL};

    ghd_doubt(j, &j->next, NULL, side ? GHD_FAR : -j->cut, side ? j->cut : -GHD_FAR, &doubt);
    if (doubt.sum[0] <= no_matter) continue;
    PetscCall(GhdJunctionMakeTail(j, side));
    PetscCall(GhdTailSolve(j->tails[side], j->level[0], zeta, j->F[0], j->noise, &j->ray.iterations, converged));
    if (!*converged) break;
    PetscCall(GhdTailTakeJumps(j->tails[side], j->level[0], j->cut, &j->found, &j->next, overflow));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Free fermions, gamma = pi/2: nothing dresses, v = tanh 2 lambda. */
static void place_jumps_of_free_fermions(GhdJunction j, PetscReal zeta)
{
  const PetscReal lambda = PetscAbsReal(zeta) < 1.0 ? 0.5 * atanh(zeta) : PETSC_INFINITY;

  for (PetscInt k = 0; k < j->jumps.n_str; ++k) {
    j->jumps.n[k]                      = PetscAbsReal(lambda) < j->cut;
    j->jumps.first[k]                  = zeta < 0.0 && j->jumps.n[k] == 0;
    j->jumps.lambda[k * GHD_MAX_JUMPS] = lambda;
  }
}

static PetscInt jumps_from_tails(const GhdJunction j)
{
  PetscInt sides = 0;

  for (PetscInt side = 0; side < 2; ++side)
    if (j->tails[side] && j->tails[side]->counts) sides += 1 + side;
  return sides;
}

static PetscErrorCode iterate(GhdJunction j, PetscReal zeta)
{
  const GhdLevel  level      = j->level[0];
  const PetscReal target     = jump_target(j);
  PetscReal       last       = 0.0;
  PetscInt        from_tails = 0;
  PetscBool       converged, overflow;

  PetscFunctionBegin;
  j->noise = ghd_noise(level->grid->n_rows * level->grid->n, j->F[0], j->tolerance);
  PetscCall(GhdJumpsFind(j->model, level->grid, j->F[0], j->cut, GHD_LARGEST * j->noise, j->modes, &j->jumps, &overflow));
  j->ray.reason = GHD_DIVERGED_JUMPS;
  for (PetscInt update = 0; update < MAX_UPDATES; ++update) {
    /* far from the solution a rough F places the jumps as well as an exact one */
    const PetscReal tolerance = update == 0 ? PetscMax(j->tolerance, 1e-6) : j->tolerance;
    const PetscInt  before    = from_tails;
    PetscReal       moved;

    PetscCall(GhdLevelSetJumps(level, j->jumps.first, j->jumps.n, j->jumps.lambda));
    PetscCall(next_jumps(j, zeta, tolerance, &overflow, &converged));
    if (converged && update > 0) PetscCall(follow_tails(j, zeta, &overflow, &converged));
    if (!converged) j->ray.reason = GHD_DIVERGED_LINEAR;
    if (!converged) break;
    from_tails = jumps_from_tails(j);
    if (from_tails != before) last = 0.0;
    moved = ghd_jumps_distance(level->grid, &j->jumps, &j->next, j->weight[0]);
    ghd_jumps_copy(&j->next, &j->jumps);
    /* a move shrinks at least as much as the last one did: quadratically far from the edges, where they merge only in proportion. That does not hold when jumps begin or
       cease to be taken from a tail. */
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

PetscErrorCode GhdRayFindJumps(GhdJunction j, PetscReal zeta)
{
  PetscFunctionBegin;
  guess(j, zeta);
  if (j->model->Q == 2) {
    place_jumps_of_free_fermions(j, zeta);
    PetscCall(GhdLevelSetJumps(j->level[0], j->jumps.first, j->jumps.n, j->jumps.lambda));
    j->ray.jump_error = 0.0;
    j->ray.reason     = GHD_CONVERGED;
  } else
    PetscCall(iterate(j, zeta));
  PetscFunctionReturn(PETSC_SUCCESS);
}
