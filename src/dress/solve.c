/* PETSc's view of the dressing operator: shell matrix, shell preconditioner, Krylov solver. */
#include "dressing.h"

#define RESTART        60 /* more than any well-preconditioned system needs: a restart costs convergence, a vector only memory */
#define MAX_ITERATIONS 600

typedef PetscErrorCode (*ApplyFn)(GhdDressing, const PetscReal[], PetscReal[]);

static PetscErrorCode apply_to_vectors(GhdDressing d, ApplyFn apply, Vec x, Vec y)
{
  const PetscReal *f;
  PetscReal       *result;

  PetscFunctionBegin;
  PetscCall(VecGetArrayRead(x, &f));
  PetscCall(VecGetArrayWrite(y, &result));
  PetscCall(apply(d, f, result));
  PetscCall(VecRestoreArrayWrite(y, &result));
  PetscCall(VecRestoreArrayRead(x, &f));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode mat_mult(Mat mat, Vec x, Vec y)
{
  GhdDressing d;

  PetscFunctionBegin;
  PetscCall(MatShellGetContext(mat, &d));
  PetscCall(apply_to_vectors(d, GhdDressingApply, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode pc_apply(PC pc, Vec x, Vec y)
{
  GhdDressing d;

  PetscFunctionBegin;
  PetscCall(PCShellGetContext(pc, &d));
  PetscCall(apply_to_vectors(d, GhdDressingPrecondition, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The whole left-preconditioned operator at the price of one convolution. */
static PetscErrorCode pc_apply_ba(PC pc, PCSide side, Vec x, Vec y, Vec work)
{
  GhdDressing d;

  PetscFunctionBegin;
  (void)work;
  PetscCheck(side == PC_LEFT, PetscObjectComm((PetscObject)pc), PETSC_ERR_SUP, "the dressing operator is preconditioned from the left");
  ghd_heartbeat();
  PetscCall(PCShellGetContext(pc, &d));
  PetscCall(apply_to_vectors(d, GhdDressingApplyPreconditioned, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode mat_mult_preconditioned(Mat mat, Vec x, Vec y)
{
  GhdDressing d;

  PetscFunctionBegin;
  ghd_heartbeat();
  PetscCall(MatShellGetContext(mat, &d));
  PetscCall(apply_to_vectors(d, GhdDressingApplyPreconditioned, x, y));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_solver(GhdDressing d, PetscErrorCode (*mult)(Mat, Vec, Vec), Mat *mat, KSP *ksp)
{
  PetscFunctionBegin;
  PetscCall(MatCreateShell(PETSC_COMM_SELF, d->n_dof, d->n_dof, d->n_dof, d->n_dof, d, mat));
  PetscCall(MatShellSetOperation(*mat, MATOP_MULT, (void (*)(void))mult));
  PetscCall(KSPCreate(PETSC_COMM_SELF, ksp));
  PetscCall(KSPSetOptionsPrefix(*ksp, "dress_"));
  PetscCall(KSPSetOperators(*ksp, *mat, *mat));
  PetscCall(KSPSetType(*ksp, KSPGMRES));
  PetscCall(KSPGMRESSetRestart(*ksp, RESTART));
  PetscCall(KSPSetPCSide(*ksp, PC_LEFT));
  PetscCall(KSPSetNormType(*ksp, KSP_NORM_PRECONDITIONED));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingCreateSolver(GhdDressing d)
{
  PC pc;

  PetscFunctionBegin;
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, d->n_dof, NULL, &d->x));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, d->n_dof, NULL, &d->b));
  PetscCall(create_solver(d, mat_mult, &d->mat, &d->ksp));
  PetscCall(KSPGetPC(d->ksp, &pc));
  PetscCall(PCSetType(pc, PCSHELL));
  PetscCall(PCShellSetContext(pc, d));
  PetscCall(PCShellSetName(pc, "dressing at constant filling"));
  PetscCall(PCShellSetApply(pc, pc_apply));
  PetscCall(PCShellSetApplyBA(pc, pc_apply_ba));
  PetscCall(KSPSetFromOptions(d->ksp));
  PetscCall(create_solver(d, mat_mult_preconditioned, &d->preconditioned_mat, &d->preconditioned_ksp));
  PetscCall(KSPGetPC(d->preconditioned_ksp, &pc));
  PetscCall(PCSetType(pc, PCNONE));
  PetscCall(KSPSetFromOptions(d->preconditioned_ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingDestroySolver(GhdDressing d)
{
  PetscFunctionBegin;
  PetscCall(KSPDestroy(&d->preconditioned_ksp));
  PetscCall(MatDestroy(&d->preconditioned_mat));
  PetscCall(KSPDestroy(&d->ksp));
  PetscCall(MatDestroy(&d->mat));
  PetscCall(VecDestroy(&d->x));
  PetscCall(VecDestroy(&d->b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscLogEvent dress_event;

PetscErrorCode GhdDressingRegisterEvent(void)
{
  PetscFunctionBegin;
  if (!dress_event) PetscCall(PetscLogEventRegister("dress", KSP_CLASSID, &dress_event));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Solves C A change = C (f - A f_dr). PETSc's own way with a guess and a preconditioner takes three convolutions before the first iteration, this takes one. */
static PetscErrorCode solve(GhdDressing d, const PetscReal f[], PetscReal tolerance, PetscReal f_dr[], PetscInt *iterations, PetscBool *converged)
{
  KSP                ksp = d->preconditioned_ksp;
  KSPConvergedReason reason;
  PetscInt           its;

  PetscFunctionBegin;
  PetscCall(GhdDressingResidual(d, f, f_dr, d->rhs));
  PetscCall(KSPSetTolerances(ksp, 0.0, tolerance * PetscSqrtReal((PetscReal)d->n_dof), PETSC_DEFAULT, MAX_ITERATIONS));
  PetscCall(VecPlaceArray(d->b, d->rhs));
  PetscCall(VecPlaceArray(d->x, d->change));
  PetscCall(KSPSolve(ksp, d->b, d->x));
  PetscCall(VecResetArray(d->x));
  PetscCall(VecResetArray(d->b));
  for (PetscInt i = 0; i < d->n_dof; ++i) f_dr[i] += d->change[i];
  PetscCall(KSPGetConvergedReason(ksp, &reason));
  PetscCall(KSPGetIterationNumber(ksp, &its));
  PetscCall(KSPGetResidualNorm(ksp, &d->residual));
  d->residual /= PetscSqrtReal((PetscReal)d->n_dof);
  if (iterations) *iterations += its + 1;
  if (converged) *converged = (PetscBool)(reason > 0);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingSolve(GhdDressing d, const PetscReal f[], PetscReal tolerance, PetscReal f_dr[], PetscInt *iterations, PetscBool *converged)
{
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCheck(d->ready, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "call GhdDressingSetFilling() first");
  if (dress_event) PetscCall(PetscLogEventBegin(dress_event, 0, 0, 0, 0));
  ierr = solve(d, f, tolerance, f_dr, iterations, converged);
  if (dress_event) PetscCall(PetscLogEventEnd(dress_event, 0, 0, 0, 0)); /* whatever happened */
  PetscCall(ierr);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_dressing_residual(GhdDressing d)
{
  return d->residual;
}

PetscErrorCode GhdDressingGetKSP(GhdDressing d, KSP *ksp, Mat *mat)
{
  PetscFunctionBegin;
  if (ksp) *ksp = d->ksp;
  if (mat) *mat = d->mat;
  PetscFunctionReturn(PETSC_SUCCESS);
}
