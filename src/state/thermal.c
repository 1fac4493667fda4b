/* Thermal states e^{-beta (H - h Sz)}: the thermodynamic Bethe ansatz, solved by Newton's method.

   ln eta_j = beta e_j + beta h n_j + sum_k sigma_k T_jk * ln(1 + 1/eta_k).  With x_k = lim ln eta_k at infinite rapidity and y = ln eta - x:
   y_j - beta e_j - sum_k T_jk * sigma_k [ln(1 + e^{-x_k - y_k}) - ln(1 + e^{-x_k})] = 0,  y decays, and its Jacobian is the dressing operator I + T * sigma theta.
   y is analytic as far as the kernels are, so it lives on the coarse grid; the logarithm may be sharp (width 1/beta) and is taken on the fine grid and projected. */
#include <petscsnes.h>
#include <xxzghd/dress.h>
#include <xxzghd/grid.h>
#include "state_impl.h"

typedef struct {
  GhdModel        model;
  PetscReal       beta;
  PetscReal      *x;     /* [n_str] limits of ln eta                  */
  GhdGrid         grid;  /* y lives on this one                      */
  double complex *modes; /* [n_str][n_modes] of y: what is kept       */
} Thermal;

typedef struct { /* while the equations are solved */
  Thermal    *thermal;
  GhdDressing dressing;
  PetscReal  *drive;     /* beta e  [n_str][n]                          */
  PetscReal  *fine;      /* [n_str][n_fine]                             */
  PetscReal  *projected; /* [n_str][n]                                  */
  PetscReal   floor;     /* what rounding leaves of the residual (rms)  */
  PetscReal   last_norm;
} Equations;

/* ln(1 + e^{-x}) */
static PetscReal log_one_plus_exp_minus(PetscReal x)
{
  return x > 0.0 ? log1p(PetscExpReal(-x)) : -x + log1p(PetscExpReal(x));
}

/* 1/(1 + e^x) */
static PetscReal filling_of(PetscReal x)
{
  return 1.0 / (1.0 + PetscExpReal(x));
}

static PetscErrorCode residual(SNES snes, Vec unknown, Vec result, void *context)
{
  Equations       *eq   = context;
  const GhdGrid    grid = eq->thermal->grid;
  const PetscInt   n = grid->n, n_fine = grid->n_fine, n_str = grid->n_rows;
  const PetscReal *y;
  PetscReal       *r;

  PetscFunctionBegin;
  (void)snes;
  ghd_heartbeat();
  PetscCall(VecGetArrayRead(unknown, &y));
  PetscCall(VecGetArrayWrite(result, &r));
  ghd_grid_refine(grid, y, eq->fine);
  for (PetscInt k = 0; k < n_str; ++k) {
    const PetscReal x = eq->thermal->x[k], limit = log_one_plus_exp_minus(x), minus_sign = -(PetscReal)eq->thermal->model->sign[k];

    for (PetscInt i = k * n_fine; i < (k + 1) * n_fine; ++i) eq->fine[i] = minus_sign * (log_one_plus_exp_minus(x + eq->fine[i]) - limit);
  }
  ghd_grid_project(grid, eq->fine, eq->projected);
  for (PetscInt i = 0; i < n_str * n; ++i) r[i] = y[i] - eq->drive[i];
  PetscCall(GhdDressingAddConvolution(eq->dressing, eq->projected, r));
  PetscCall(VecRestoreArrayWrite(result, &r));
  PetscCall(VecRestoreArrayRead(unknown, &y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode jacobian(SNES snes, Vec unknown, Mat mat, Mat preconditioner, void *context)
{
  Equations       *eq   = context;
  const GhdGrid    grid = eq->thermal->grid;
  const PetscReal *y;

  PetscFunctionBegin;
  (void)snes;
  (void)preconditioner;
  PetscCall(VecGetArrayRead(unknown, &y));
  ghd_grid_refine(grid, y, eq->fine);
  PetscCall(VecRestoreArrayRead(unknown, &y));
  for (PetscInt k = 0; k < grid->n_rows; ++k)
    for (PetscInt i = k * grid->n_fine; i < (k + 1) * grid->n_fine; ++i) eq->fine[i] = filling_of(eq->thermal->x[k] + eq->fine[i]);
  ghd_grid_project(grid, eq->fine, eq->projected);
  PetscCall(GhdDressingSetFilling(eq->dressing, eq->projected));
  PetscCall(MatAssemblyBegin(mat, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(mat, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Converged at the rounding floor; stops also where rounding keeps the residual from falling further. */
static PetscErrorCode at_the_floor(SNES snes, PetscInt iteration, PetscReal x_norm, PetscReal step_norm, PetscReal norm, SNESConvergedReason *reason,
                                   void *context)
{
  Equations *eq = context;

  PetscFunctionBegin;
  (void)snes;
  (void)x_norm;
  (void)step_norm;
  *reason = SNES_CONVERGED_ITERATING;
  if (PetscIsInfOrNanReal(norm))
    *reason = SNES_DIVERGED_FNORM_NAN;
  else if (norm <= eq->floor)
    *reason = SNES_CONVERGED_FNORM_ABS;
  else if (iteration > 0 && norm <= 100.0 * eq->floor && norm > 0.3 * eq->last_norm)
    *reason = SNES_CONVERGED_SNORM_RELATIVE;
  eq->last_norm = norm;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_equations(Thermal *thermal, Equations *eq)
{
  const GhdGrid  grid  = thermal->grid;
  const PetscInt n_dof = grid->n_rows * grid->n;
  PetscReal     *limit;

  PetscFunctionBegin;
  PetscCall(PetscMemzero(eq, sizeof *eq));
  eq->thermal = thermal;
  PetscCall(PetscMalloc3(n_dof, &eq->drive, grid->n_rows * grid->n_fine, &eq->fine, n_dof, &eq->projected));
  PetscCall(GhdChargeOnGrid(thermal->model, grid, 1, 1, eq->drive));
  for (PetscInt i = 0; i < n_dof; ++i) eq->drive[i] *= thermal->beta;
  PetscCall(PetscMalloc1(grid->n_rows, &limit));
  for (PetscInt k = 0; k < grid->n_rows; ++k) limit[k] = filling_of(thermal->x[k]);
  PetscCall(GhdDressingCreate(thermal->model, grid, limit, &eq->dressing));
  PetscCall(PetscFree(limit));
  eq->floor = 4.0 * PETSC_MACHINE_EPSILON * (1.0 + PetscAbsReal(thermal->beta)) * PetscSqrtReal((PetscReal)n_dof);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_equations(Equations *eq)
{
  PetscFunctionBegin;
  PetscCall(GhdDressingDestroy(&eq->dressing));
  PetscCall(PetscFree3(eq->drive, eq->fine, eq->projected));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Newton-Krylov from y[n_str][n], which is overwritten with the solution. */
static PetscErrorCode solve_equations(Equations *eq, PetscReal y[], PetscBool *converged)
{
  const PetscInt      n_dof = eq->thermal->grid->n_rows * eq->thermal->grid->n;
  SNES                snes;
  SNESLineSearch      search;
  SNESConvergedReason reason;
  Vec                 unknown, result;
  KSP                 ksp;
  Mat                 mat;

  PetscFunctionBegin;
  PetscCall(GhdDressingGetKSP(eq->dressing, &ksp, &mat));
  PetscCall(KSPSetTolerances(ksp, 1e-4, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT));
  PetscCall(KSPSetInitialGuessNonzero(ksp, PETSC_FALSE));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, n_dof, y, &unknown));
  PetscCall(VecCreateSeq(PETSC_COMM_SELF, n_dof, &result));
  PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
  PetscCall(SNESSetOptionsPrefix(snes, "tba_"));
  PetscCall(SNESSetType(snes, SNESNEWTONLS));
  PetscCall(SNESSetKSP(snes, ksp));
  PetscCall(SNESSetFunction(snes, result, residual, eq));
  PetscCall(SNESSetJacobian(snes, mat, mat, jacobian, eq));
  PetscCall(SNESGetLineSearch(snes, &search));
  PetscCall(SNESLineSearchSetType(search, SNESLINESEARCHBT));
  PetscCall(SNESSetTolerances(snes, 0.0, 0.0, 0.0, 60, 100000));
  PetscCall(SNESSetConvergenceTest(snes, at_the_floor, eq, NULL));
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(SNESSolve(snes, NULL, unknown));
  PetscCall(SNESGetConvergedReason(snes, &reason));
  /* at the floor a line search finds no descent any more: that is no failure */
  *converged = (PetscBool)(reason > 0 || (reason == SNES_DIVERGED_LINE_SEARCH && eq->last_norm <= 100.0 * eq->floor));
  PetscCall(SNESDestroy(&snes));
  PetscCall(VecDestroy(&result));
  PetscCall(VecDestroy(&unknown));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Newton's method from a small beta upwards, doubling it: each solution, scaled, starts the next. The last one is polished to rounding. */
static PetscErrorCode continue_in_beta(Equations *eq, PetscReal y[], PetscBool *converged)
{
  const PetscInt  n_dof  = eq->thermal->grid->n_rows * eq->thermal->grid->n;
  const PetscReal floor  = eq->floor;
  PetscInt        stages = 0;

  PetscFunctionBegin;
  while (PetscAbsReal(eq->thermal->beta) > 2.0 * PetscPowRealInt(2.0, stages)) ++stages;
  for (PetscInt i = 0; i < n_dof; ++i) eq->drive[i] *= PetscPowRealInt(0.5, stages);
  PetscCall(PetscArraycpy(y, eq->drive, n_dof));
  eq->floor = 1e-2 * PetscSqrtReal((PetscReal)n_dof);
  for (PetscInt stage = stages; stage > 0; --stage) {
    PetscCall(solve_equations(eq, y, converged));
    for (PetscInt i = 0; i < n_dof; ++i) {
      eq->drive[i] *= 2.0;
      y[i] *= 2.0;
    }
  }
  eq->floor = floor;
  PetscCall(solve_equations(eq, y, converged));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the solution asks of its grid. */
typedef struct {
  PetscReal strip; /* distance of the nearest pole of a filling from the real axis        */
  PetscReal tail;  /* largest |theta - limit| at the ends of the range                    */
  PetscReal decay; /* rate at which it falls there                                        */
} Demands;

/* A filling has a pole where ln eta = +-i pi; to first order that is |i pi - ln eta| / |d ln eta/d lambda| away, and pi/|d ln eta/d lambda| where ln eta changes sign between two points. */
static PetscReal distance_to_pole(PetscReal here, PetscReal next, PetscReal step)
{
  const PetscReal slope = PetscAbsReal(next - here) / step, nearest = here * next < 0.0 ? 0.0 : PetscMin(PetscAbsReal(here), PetscAbsReal(next));

  return hypot(PETSC_PI, nearest) / PetscMax(slope, PETSC_SMALL);
}

static void find_demands(const Equations *eq, const PetscReal y[], Demands *demands)
{
  const Thermal  *thermal = eq->thermal;
  const GhdGrid   grid    = thermal->grid;
  const PetscInt  n_fine = grid->n_fine, one = (PetscInt)PetscCeilReal(1.0 / grid->lambda_fine[grid->n_fine / 2 + 1]);
  const PetscReal step  = grid->lambda_fine[n_fine / 2 + 1];
  PetscReal       inner = 0.0;

  *demands = (Demands){.strip = ghd_strip(thermal->model)};
  ghd_grid_refine(grid, y, eq->fine);
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const PetscReal *f = &eq->fine[k * n_fine], x = thermal->x[k], limit = filling_of(x);

    for (PetscInt i = 0; i + 1 < n_fine; ++i) demands->strip = PetscMin(demands->strip, distance_to_pole(x + f[i], x + f[i + 1], step));
    demands->tail = PetscMax(demands->tail, PetscAbsReal(filling_of(x + f[0]) - limit));
    inner         = PetscMax(inner, PetscAbsReal(filling_of(x + f[one]) - limit));
  }
  demands->decay = demands->tail > 0.0 ? PetscLogReal(PetscMax(inner / demands->tail, 1.2)) : 2.0;
}

/* Grid for a range and a refinement; keeps the solution found so far, if any, as a first guess in y (allocated here). */
static PetscErrorCode lay_grid(Thermal *thermal, PetscReal range, PetscReal band_limit, PetscInt refine, PetscReal **y)
{
  GhdGrid         old       = thermal->grid, grid;
  double complex *old_modes = thermal->modes;

  PetscFunctionBegin;
  PetscCall(GhdGridCreate(thermal->model->n_str, range, ghd_fast_size(2.0 * range * band_limit / PETSC_PI), refine, &grid));
  PetscCall(PetscCalloc1(grid->n_rows * grid->n, y));
  if (old) {
    for (PetscInt k = 0; k < grid->n_rows; ++k) {
      ghd_grid_evaluate_many(old, &old_modes[k * old->n_modes], grid->n, grid->lambda, &(*y)[k * grid->n]);
      for (PetscInt i = 0; i < grid->n; ++i)
        if (PetscAbsReal(grid->lambda[i]) > old->range) (*y)[k * grid->n + i] = 0.0;
    }
    PetscCall(GhdGridDestroy(&old));
    PetscCall(PetscFree(old_modes));
  }
  thermal->grid = grid;
  PetscCall(PetscMalloc1(grid->n_rows * grid->n_modes, &thermal->modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define MAX_RANGE       80.0
#define MAX_FINE_POINTS (1 << 21)

/* Solve, look what the solution asks of the grid, and solve again until grid and solution fit. */
static PetscErrorCode solve_thermal(Thermal *thermal, PetscReal accuracy, Demands *demands, PetscBool *converged)
{
  const PetscReal amplitude = 1.0 + PetscAbsReal(thermal->beta), eps = PetscClipInterval(1e-3 * accuracy, 1e-15, 1e-9);
  const PetscReal band_limit = PetscLogReal(amplitude / eps) / ghd_strip(thermal->model);
  PetscReal       range      = 7.0 + 0.5 * PetscLogReal(amplitude), *y;
  PetscInt        refine     = 2;
  PetscBool       fits = PETSC_FALSE, first = PETSC_TRUE;
  Equations       eq;

  PetscFunctionBegin;
  while (!fits) {
    PetscCall(lay_grid(thermal, range, band_limit, refine, &y));
    PetscCall(create_equations(thermal, &eq));
    if (first)
      PetscCall(continue_in_beta(&eq, y, converged));
    else
      PetscCall(solve_equations(&eq, y, converged));
    first = PETSC_FALSE;
    ghd_grid_modes(thermal->grid, y, thermal->modes);
    find_demands(&eq, y, demands);
    const PetscReal excess =
        demands->tail * demands->tail / eps; /* what lies beyond the range enters every integral twice: theta - limit times a density that falls alike */
    const PetscInt wanted = (PetscInt)PetscCeilReal(0.5 * (1.0 + PetscLogReal(1.0 / eps) / (demands->strip * band_limit)) + 0.25);

    fits = (PetscBool)(!*converged || ((excess <= 1.0 || range >= MAX_RANGE) && (wanted <= refine || refine * thermal->grid->n > MAX_FINE_POINTS)));
    if (excess > 1.0) range = PetscMin(MAX_RANGE, range + PetscMax(0.5, 0.5 * PetscLogReal(excess) / demands->decay + 0.2));
    refine = PetscMax(refine, wanted);
    PetscCall(destroy_equations(&eq));
    PetscCall(PetscFree(y));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* theta at any rapidity from the modes of y; beyond the range the limit. */
static PetscErrorCode thermal_filling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const Thermal *thermal = state->data;
  const GhdGrid  grid    = thermal->grid;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    PetscReal *theta = &filling[k * n];

    ghd_grid_evaluate_many(grid, &thermal->modes[k * grid->n_modes], n, lambda, theta);
    for (PetscInt i = 0; i < n; ++i) theta[i] = filling_of(thermal->x[k] + (PetscAbsReal(lambda[i]) < grid->range ? theta[i] : 0.0));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_thermal(GhdState state)
{
  Thermal *thermal = state->data;

  PetscFunctionBegin;
  PetscCall(GhdGridDestroy(&thermal->grid));
  PetscCall(PetscFree(thermal->modes));
  PetscCall(PetscFree(thermal->x));
  PetscCall(PetscFree(state->data));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateSetUpThermal(GhdState state, PetscReal beta, PetscReal field, PetscReal accuracy)
{
  static const GhdStateOps ops = {thermal_filling, destroy_thermal};
  Thermal                 *thermal;
  Demands                  demands   = {0};
  PetscBool                converged = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(PetscNew(&thermal));
  thermal->model = state->model;
  thermal->beta  = beta;
  state->ops     = &ops;
  state->data    = thermal;
  state->flipped = (PetscBool)(beta * field < 0.0);
  PetscCall(PetscMalloc1(state->model->n_str, &thermal->x));
  PetscCall(GhdAsymptoticLogEta(state->model, PetscAbsReal(beta * field), thermal->x));
  for (PetscInt k = 0; k < state->model->n_str; ++k) state->limit[k] = filling_of(thermal->x[k]);
  PetscCall(solve_thermal(thermal, accuracy, &demands, &converged));
  if (!converged) state->reason = GHD_DIVERGED_STATE;
  state->strip = demands.strip;
  state->range = thermal->grid->range;
  PetscFunctionReturn(PETSC_SUCCESS);
}
