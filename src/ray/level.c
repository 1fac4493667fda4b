/* A junction on one grid: states sampled, bulk states dressed, effective fillings of rays. */
#include "level.h"
#include <xxzghd/ray.h>

static PetscErrorCode allocate_dressed(PetscInt n_dof, GhdDressed *dressed)
{
  PetscFunctionBegin;
  PetscCall(PetscCalloc4(n_dof, &dressed->filling, n_dof, &dressed->entropy, n_dof, &dressed->p_dr, n_dof, &dressed->e_dr));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode free_dressed(GhdDressed *dressed)
{
  PetscFunctionBegin;
  PetscCall(PetscFree4(dressed->filling, dressed->entropy, dressed->p_dr, dressed->e_dr));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Turning all spins over leaves a state as it is: theta_{M-1} = 1 - theta_M. */
static PetscBool is_flip_symmetric(GhdGrid grid, const PetscReal filling[])
{
  const PetscInt n = grid->n_fine, last = (grid->n_rows - 1) * n;

  for (PetscInt i = 0; i < n; ++i)
    if (PetscAbsReal(filling[last - n + i] + filling[last + i] - 1.0) > 1e-12) return PETSC_FALSE;
  return PETSC_TRUE;
}

/* What the plain samples of both states tell. */
static void compare_states(GhdLevel level)
{
  const GhdGrid    grid = level->grid;
  const PetscReal *left = level->filling[0], *right = level->filling[1];

  level->equal          = PETSC_TRUE;
  level->flip_symmetric = (PetscBool)(is_flip_symmetric(grid, left) && is_flip_symmetric(grid, right));
  for (PetscInt i = 0; i < grid->n_rows * grid->n_fine; ++i)
    if (left[i] != right[i]) level->equal = PETSC_FALSE;
  for (PetscInt i = 0; i < grid->n_rows * grid->n; ++i) {
    const PetscReal theta[2] = {left[i * grid->refine], right[i * grid->refine]};

    level->contrast[0][i] = PetscAbsReal(theta[0] - theta[1]);
    level->contrast[1][i] = PetscAbsReal(ghd_mixing_entropy(theta[0]) - ghd_mixing_entropy(theta[1]));
  }
}

static PetscErrorCode sample_states(GhdLevel level, const GhdState state[2], PetscBool fixed)
{
  const GhdGrid  grid = level->grid;
  const PetscInt n    = grid->n_rows * grid->n_fine;

  PetscFunctionBegin;
  for (PetscInt side = 0; side < 2; ++side) {
    PetscCall(PetscMalloc2(n, &level->filling[side], n, &level->entropy[side]));
    PetscCall(GhdStateFilling(state[side], grid->n_fine, grid->lambda_fine, level->filling[side]));
  }
  PetscCall(PetscMalloc2(grid->n_rows * grid->n, &level->contrast[0], grid->n_rows * grid->n, &level->contrast[1]));
  compare_states(level);
  for (PetscInt side = 0; side < 2; ++side)
    PetscCall(GhdSharpCreate(state[side], grid, fixed, level->filling[side], level->entropy[side], &level->sharp[side]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One state alone, everywhere. */
static PetscErrorCode project_state(GhdLevel level, PetscInt side, GhdSharpQuantity quantity, const PetscReal fine[], PetscReal result[])
{
  const GhdHolds everywhere = {level->first, level->n_jumps, GHD_MAX_JUMPS, level->jump, PETSC_FALSE}; /* no jumps, and 1, as level was created */

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(level->mixed, fine, level->grid->n_rows * level->grid->n_fine));
  PetscCall(GhdSharpAdd(level->sharp[side], quantity, &everywhere, level->mixed));
  ghd_grid_project(level->grid, level->mixed, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A jump of size J has modes J/(2 range omega). */
static PetscErrorCode measure_roughness(GhdGrid grid, const PetscReal f[], PetscReal *rough)
{
  const PetscReal omega = grid->omega[grid->n_modes - 1];
  double complex *modes;
  PetscReal       most = 0.0;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(grid->n_rows * grid->n_modes, &modes));
  ghd_grid_modes(grid, f, modes);
  for (PetscInt k = 0; k < grid->n_rows; ++k) most = PetscMax(most, ghd_grid_last_modes(grid, &modes[k * grid->n_modes]));
  PetscCall(PetscFree(modes));
  *rough = 2.0 * grid->range * omega * most;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Dresses p' and e' in the filling that dressed holds, from the guesses it holds. */
static PetscErrorCode dress_both(GhdLevel level, GhdDressed *dressed, PetscReal tolerance, PetscBool *converged)
{
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(GhdDressingSetFilling(level->dressing, dressed->filling));
  PetscCall(GhdDressingSolve(level->dressing, level->p, tolerance, dressed->p_dr, NULL, converged));
  PetscCall(GhdDressingSolve(level->dressing, level->e, tolerance, dressed->e_dr, NULL, &good));
  *converged = (PetscBool)(*converged && good);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode dress_bulk(GhdLevel level, PetscReal tolerance, PetscBool *converged)
{
  PetscFunctionBegin;
  *converged = PETSC_TRUE;
  for (PetscInt side = 0; side < 2; ++side) {
    PetscBool good;

    PetscCall(project_state(level, side, GHD_SHARP_FILLING, level->filling[side], level->bulk[side].filling));
    PetscCall(project_state(level, side, GHD_SHARP_ENTROPY, level->entropy[side], level->bulk[side].entropy));
    PetscCall(measure_roughness(level->grid, level->bulk[side].filling, &level->bulk[side].rough[0]));
    PetscCall(measure_roughness(level->grid, level->bulk[side].entropy, &level->bulk[side].rough[1]));
    PetscCall(dress_both(level, &level->bulk[side], tolerance, &good));
    *converged = (PetscBool)(*converged && good);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the fillings of the rays are near far out, on whichever side and at whichever end. */
static PetscReal mean_limit(GhdState left, GhdState right, PetscInt k)
{
  PetscReal sum = 0.0;

  for (PetscInt end = 0; end < 2; ++end) sum += ghd_state_filling_limit(left, end)[k] + ghd_state_filling_limit(right, end)[k];
  return 0.25 * sum;
}

PetscErrorCode GhdLevelCreate(GhdModel model, GhdState left, GhdState right, PetscReal range, PetscInt n, PetscInt refine, PetscBool fixed, PetscReal tolerance,
                              GhdLevel *out, PetscBool *converged)
{
  GhdLevel       level;
  const PetscInt n_dof    = model->n_str * n;
  GhdState       state[2] = {left, right};
  PetscReal     *reference;

  PetscFunctionBegin;
  PetscCall(PetscNew(&level));
  level->model = model;
  PetscCall(GhdGridCreate(model->n_str, range, n, refine, &level->grid));
  PetscCall(PetscMalloc1(model->n_str, &reference));
  for (PetscInt k = 0; k < model->n_str; ++k) reference[k] = mean_limit(left, right, k);
  PetscCall(GhdDressingCreate(model, level->grid, reference, &level->dressing));
  PetscCall(PetscFree(reference));
  PetscCall(PetscMalloc3(n_dof, &level->p, n_dof, &level->e, n_dof, &level->bare));
  PetscCall(PetscMalloc2(n_dof * refine, &level->indicator, n_dof * refine, &level->mixed));
  PetscCall(PetscCalloc3(model->n_str, &level->first, model->n_str, &level->n_jumps, model->n_str * GHD_MAX_JUMPS, &level->jump));
  for (PetscInt k = 0; k < model->n_str; ++k) level->first[k] = 1;
  PetscCall(GhdMomentumDerivativeOnGrid(model, level->grid, level->p));
  PetscCall(GhdEnergyDerivativeOnGrid(model, level->grid, level->e));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(allocate_dressed(n_dof, &level->bulk[side]));
  PetscCall(sample_states(level, state, fixed));
  PetscCall(allocate_dressed(n_dof, &level->ray));
  PetscCall(dress_bulk(level, tolerance, converged));
  *out = level;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelDestroy(GhdLevel *level)
{
  GhdLevel l = *level;

  PetscFunctionBegin;
  if (!l) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt c = 0; c < l->n_charges; ++c) PetscCall(PetscFree(l->charge[c].value));
  for (PetscInt side = 0; side < 2; ++side) {
    PetscCall(PetscFree2(l->filling[side], l->entropy[side]));
    PetscCall(GhdSharpDestroy(&l->sharp[side]));
    PetscCall(free_dressed(&l->bulk[side]));
  }
  PetscCall(free_dressed(&l->ray));
  PetscCall(PetscFree2(l->contrast[0], l->contrast[1]));
  PetscCall(PetscFree3(l->p, l->e, l->bare));
  PetscCall(PetscFree2(l->indicator, l->mixed));
  PetscCall(PetscFree3(l->first, l->n_jumps, l->jump));
  PetscCall(GhdDressingDestroy(&l->dressing));
  PetscCall(GhdGridDestroy(&l->grid));
  PetscCall(PetscFree(*level));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* result = projection of a quantity of the left state where the indicator is 1, of the right state where it is 0. */
static PetscErrorCode mix(GhdLevel level, GhdSharpQuantity quantity, PetscReal *const side[2], PetscReal result[])
{
  const PetscInt n     = level->grid->n_rows * level->grid->n_fine;
  GhdHolds       holds = {level->first, level->n_jumps, GHD_MAX_JUMPS, level->jump, PETSC_FALSE};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) level->mixed[i] = side[1][i] + level->indicator[i] * (side[0][i] - side[1][i]);
  PetscCall(GhdSharpAdd(level->sharp[0], quantity, &holds, level->mixed));
  holds.opposite = PETSC_TRUE;
  PetscCall(GhdSharpAdd(level->sharp[1], quantity, &holds, level->mixed));
  ghd_grid_project(level->grid, level->mixed, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelSetJumps(GhdLevel level, const PetscInt first[], const PetscInt n_jumps[], const PetscReal jump[])
{
  PetscFunctionBegin;
  PetscCall(PetscArraycpy(level->first, first, level->grid->n_rows));
  PetscCall(PetscArraycpy(level->n_jumps, n_jumps, level->grid->n_rows));
  PetscCall(PetscArraycpy(level->jump, jump, level->grid->n_rows * GHD_MAX_JUMPS));
  for (PetscInt k = 0; k < level->grid->n_rows; ++k)
    ghd_grid_indicator(level->grid, first[k], n_jumps[k], &jump[k * GHD_MAX_JUMPS], &level->indicator[k * level->grid->n_fine]);
  PetscCall(mix(level, GHD_SHARP_FILLING, level->filling, level->ray.filling));
  PetscCall(GhdDressingSetFilling(level->dressing, level->ray.filling));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelSetSides(GhdLevel level, const PetscInt left[])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < level->grid->n_rows * level->grid->n; ++i) {
    level->ray.filling[i] = level->filling[left[i] ? 0 : 1][i];
    level->ray.entropy[i] = level->entropy[left[i] ? 0 : 1][i];
  }
  PetscCall(GhdDressingSetFilling(level->dressing, level->ray.filling));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelMixEntropy(GhdLevel level)
{
  PetscFunctionBegin;
  PetscCall(mix(level, GHD_SHARP_ENTROPY, level->entropy, level->ray.entropy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelDressF(GhdLevel level, PetscReal zeta, PetscReal tolerance, PetscReal F[], PetscInt *iterations, PetscBool *converged)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < level->grid->n_rows * level->grid->n; ++i) level->bare[i] = level->e[i] - zeta * level->p[i];
  PetscCall(GhdDressingSolve(level->dressing, level->bare, tolerance, F, iterations, converged));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelDressRay(GhdLevel level, PetscReal zeta, PetscReal tolerance, PetscReal F[], PetscInt *iterations, PetscBool *converged)
{
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(GhdLevelDressF(level, zeta, tolerance, F, iterations, converged));
  PetscCall(GhdDressingSolve(level->dressing, level->p, tolerance, level->ray.p_dr, iterations, &good));
  for (PetscInt i = 0; i < level->grid->n_rows * level->grid->n; ++i) level->ray.e_dr[i] = F[i] + zeta * level->ray.p_dr[i];
  *converged = (PetscBool)(*converged && good);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLevelCopyBulk(GhdLevel level, PetscInt side)
{
  const PetscInt n_dof = level->grid->n_rows * level->grid->n;

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(level->ray.filling, level->bulk[side].filling, n_dof));
  PetscCall(PetscArraycpy(level->ray.entropy, level->bulk[side].entropy, n_dof));
  PetscCall(PetscArraycpy(level->ray.p_dr, level->bulk[side].p_dr, n_dof));
  PetscCall(PetscArraycpy(level->ray.e_dr, level->bulk[side].e_dr, n_dof));
  PetscFunctionReturn(PETSC_SUCCESS);
}
