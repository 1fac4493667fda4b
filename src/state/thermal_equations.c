/* Thermodynamic Bethe ansatz: residual, Jacobian, Newton's method, continuation in temperature. */
#include <petscsnes.h>
#include "thermal_equations.h"

/* ln(1 + e^{-x}) */
static PetscReal log_one_plus_exp_minus(PetscReal x)
{
  return x > 0.0 ? log1p(PetscExpReal(-x)) : -x + log1p(PetscExpReal(x));
}

PetscReal ghd_thermal_filling(PetscReal x)
{
  return 1.0 / (1.0 + PetscExpReal(x));
}

/* g = beta e + T * sigma [ln(1 + e^{-x - y}) - ln(1 + e^{-x})] for y in eq->fine, which is overwritten */
static PetscErrorCode right_hand_side(GhdThermalEquations *eq, PetscReal g[])
{
  const GhdGrid  grid   = eq->grid;
  const PetscInt n_fine = grid->n_fine;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const PetscReal x = eq->x[k], limit = log_one_plus_exp_minus(x), sign = (PetscReal)eq->model->sign[k];

    for (PetscInt i = k * n_fine; i < (k + 1) * n_fine; ++i) eq->fine[i] = sign * (log_one_plus_exp_minus(x + eq->fine[i]) - limit);
  }
  ghd_grid_project(grid, eq->fine, eq->projected);
  PetscCall(PetscArraycpy(g, eq->drive, grid->n_rows * grid->n));
  PetscCall(GhdDressingAddConvolution(eq->dressing, eq->projected, g));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode residual(SNES snes, Vec unknown, Vec result, void *context)
{
  GhdThermalEquations *eq = context;
  const PetscReal     *y;
  PetscReal           *r;

  PetscFunctionBegin;
  (void)snes;
  ghd_heartbeat();
  PetscCall(VecGetArrayRead(unknown, &y));
  PetscCall(VecGetArrayWrite(result, &r));
  ghd_grid_refine(eq->grid, y, eq->fine);
  PetscCall(right_hand_side(eq, r));
  for (PetscInt i = 0; i < eq->grid->n_rows * eq->grid->n; ++i) r[i] = y[i] - r[i];
  PetscCall(VecRestoreArrayWrite(result, &r));
  PetscCall(VecRestoreArrayRead(unknown, &y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Dresses with the fillings of y in eq->fine, which is overwritten. */
static PetscErrorCode set_fillings(GhdThermalEquations *eq)
{
  const GhdGrid grid = eq->grid;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < grid->n_rows; ++k)
    for (PetscInt i = k * grid->n_fine; i < (k + 1) * grid->n_fine; ++i) eq->fine[i] = ghd_thermal_filling(eq->x[k] + eq->fine[i]);
  ghd_grid_project(grid, eq->fine, eq->projected);
  PetscCall(GhdDressingSetFilling(eq->dressing, eq->projected));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode jacobian(SNES snes, Vec unknown, Mat mat, Mat preconditioner, void *context)
{
  GhdThermalEquations *eq = context;
  const PetscReal     *y;

  PetscFunctionBegin;
  (void)snes;
  (void)preconditioner;
  PetscCall(VecGetArrayRead(unknown, &y));
  ghd_grid_refine(eq->grid, y, eq->fine);
  PetscCall(VecRestoreArrayRead(unknown, &y));
  PetscCall(set_fillings(eq));
  PetscCall(MatAssemblyBegin(mat, MAT_FINAL_ASSEMBLY));
  PetscCall(MatAssemblyEnd(mat, MAT_FINAL_ASSEMBLY));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Converged at the rounding floor; stops also where rounding keeps the residual from falling further. */
static PetscErrorCode at_the_floor(SNES snes, PetscInt iteration, PetscReal x_norm, PetscReal step_norm, PetscReal norm, SNESConvergedReason *reason,
                                   void *context)
{
  GhdThermalEquations *eq = context;

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

PetscErrorCode GhdThermalEquationsCreate(GhdModel model, GhdGrid grid, PetscReal beta, const PetscReal x[], GhdThermalEquations *eq)
{
  const PetscInt n_dof = grid->n_rows * grid->n;
  PetscReal     *limit;

  PetscFunctionBegin;
  *eq = (GhdThermalEquations){.model = model, .grid = grid, .beta = beta, .x = x};
  PetscCall(PetscMalloc3(n_dof, &eq->drive, grid->n_rows * grid->n_fine, &eq->fine, n_dof, &eq->projected));
  PetscCall(GhdChargeOnGrid(model, grid, 1, 1, eq->drive));
  for (PetscInt i = 0; i < n_dof; ++i) eq->drive[i] *= beta;
  PetscCall(PetscMalloc1(grid->n_rows, &limit));
  for (PetscInt k = 0; k < grid->n_rows; ++k) limit[k] = ghd_thermal_filling(x[k]);
  PetscCall(GhdDressingCreate(model, grid, limit, &eq->dressing));
  PetscCall(PetscFree(limit));
  eq->floor = 4.0 * PETSC_MACHINE_EPSILON * (1.0 + PetscAbsReal(beta)) * PetscSqrtReal((PetscReal)n_dof);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdThermalEquationsDestroy(GhdThermalEquations *eq)
{
  PetscFunctionBegin;
  PetscCall(GhdDressingDestroy(&eq->dressing));
  PetscCall(PetscFree3(eq->drive, eq->fine, eq->projected));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdThermalSolve(GhdThermalEquations *eq, PetscReal y[], PetscBool *converged)
{
  const PetscInt      n_dof = eq->grid->n_rows * eq->grid->n;
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

PetscErrorCode GhdThermalSolveFromScratch(GhdThermalEquations *eq, PetscReal y[], PetscBool *converged)
{
  const PetscInt  n_dof  = eq->grid->n_rows * eq->grid->n;
  const PetscReal floor  = eq->floor;
  PetscInt        stages = 0;

  PetscFunctionBegin;
  while (PetscAbsReal(eq->beta) > 2.0 * PetscPowRealInt(2.0, stages)) ++stages;
  for (PetscInt i = 0; i < n_dof; ++i) eq->drive[i] *= PetscPowRealInt(0.5, stages);
  PetscCall(PetscArraycpy(y, eq->drive, n_dof));
  eq->floor = 1e-2 * PetscSqrtReal((PetscReal)n_dof);
  for (PetscInt stage = stages; stage > 0; --stage) {
    PetscCall(GhdThermalSolve(eq, y, converged));
    for (PetscInt i = 0; i < n_dof; ++i) {
      eq->drive[i] *= 2.0;
      y[i] *= 2.0;
    }
  }
  eq->floor = floor;
  PetscCall(GhdThermalSolve(eq, y, converged));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- how well the equations hold ---- */

PetscErrorCode GhdLimitViolation(GhdModel model, PetscReal mu, const PetscReal x[], PetscReal *violation)
{
  const PetscInt  n_str = model->n_str;
  const PetscReal zero  = 0.0;
  PetscReal      *hat;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n_str * n_str, &hat));
  PetscCall(GhdKernelHat(model, 1, &zero, hat));
  *violation = 0.0;
  for (PetscInt j = 0; j < n_str; ++j) {
    PetscReal sum = mu * (PetscReal)model->length[j];

    for (PetscInt k = 0; k < n_str; ++k) sum += hat[j * n_str + k] * (PetscReal)model->sign[k] * log_one_plus_exp_minus(x[k]);
    *violation = PetscMax(*violation, PetscAbsReal(ghd_thermal_filling(x[j]) - ghd_thermal_filling(sum)));
  }
  PetscCall(PetscFree(hat));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdThermalViolation(GhdThermalEquations *eq, const PetscReal y[], PetscReal *violation)
{
  const GhdGrid  grid  = eq->grid;
  const PetscInt n_dof = grid->n_rows * grid->n, n_fine = grid->n_fine;
  PetscReal     *momentum, *p_dr, *g;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(n_dof, &momentum, n_dof, &g));
  PetscCall(PetscCalloc1(n_dof, &p_dr));
  PetscCall(PetscArraycpy(eq->fine, y, grid->n_rows * n_fine));
  PetscCall(set_fillings(eq));
  PetscCall(GhdMomentumDerivativeOnGrid(eq->model, grid, momentum));
  PetscCall(GhdDressingSolve(eq->dressing, momentum, 1e-6, p_dr, NULL, NULL)); /* as a weight: it need not be exact */
  PetscCall(PetscArraycpy(eq->fine, y, grid->n_rows * n_fine));
  PetscCall(right_hand_side(eq, g));
  ghd_grid_refine(grid, g, eq->fine);
  *violation = 0.0;
  for (PetscInt k = 0; k < grid->n_rows; ++k)
    for (PetscInt i = 0; i < n_fine; ++i) {
      const PetscInt  at     = k * n_fine + i;
      const PetscReal change = ghd_thermal_filling(eq->x[k] + y[at]) - ghd_thermal_filling(eq->x[k] + eq->fine[at]);

      *violation = PetscMax(*violation, PetscAbsReal(change * p_dr[k * grid->n + i / grid->refine]) / (2.0 * PETSC_PI));
    }
  PetscCall(PetscFree2(momentum, g));
  PetscCall(PetscFree(p_dr));
  PetscFunctionReturn(PETSC_SUCCESS);
}
