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

PetscErrorCode GhdDressingCreateSolver(GhdDressing d)
{
  PC pc;

  PetscFunctionBegin;
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, d->n_dof, NULL, &d->x));
  PetscCall(VecCreateSeqWithArray(PETSC_COMM_SELF, 1, d->n_dof, NULL, &d->b));
  PetscCall(MatCreateShell(PETSC_COMM_SELF, d->n_dof, d->n_dof, d->n_dof, d->n_dof, d, &d->mat));
  PetscCall(MatShellSetOperation(d->mat, MATOP_MULT, (void (*)(void))mat_mult));
  PetscCall(KSPCreate(PETSC_COMM_SELF, &d->ksp));
  PetscCall(KSPSetOptionsPrefix(d->ksp, "dress_"));
  PetscCall(KSPSetOperators(d->ksp, d->mat, d->mat));
  PetscCall(KSPSetType(d->ksp, KSPGMRES));
  PetscCall(KSPGMRESSetRestart(d->ksp, RESTART));
  PetscCall(KSPSetPCSide(d->ksp, PC_LEFT));
  PetscCall(KSPSetNormType(d->ksp, KSP_NORM_PRECONDITIONED));
  PetscCall(KSPGetPC(d->ksp, &pc));
  PetscCall(PCSetType(pc, PCSHELL));
  PetscCall(PCShellSetContext(pc, d));
  PetscCall(PCShellSetName(pc, "dressing at constant filling"));
  PetscCall(PCShellSetApply(pc, pc_apply));
  PetscCall(PCShellSetApplyBA(pc, pc_apply_ba));
  PetscCall(KSPSetFromOptions(d->ksp));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingDestroySolver(GhdDressing d)
{
  PetscFunctionBegin;
  PetscCall(KSPDestroy(&d->ksp));
  PetscCall(MatDestroy(&d->mat));
  PetscCall(VecDestroy(&d->x));
  PetscCall(VecDestroy(&d->b));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingSolve(GhdDressing d, const PetscReal f[], PetscReal tolerance, PetscReal f_dr[], PetscInt *iterations, PetscBool *converged)
{
  KSPConvergedReason reason;
  PetscInt           its;

  PetscFunctionBegin;
  PetscCheck(d->ready, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "call GhdDressingSetFilling() first");
  PetscCall(KSPSetTolerances(d->ksp, 0.0, tolerance * PetscSqrtReal((PetscReal)d->n_dof), PETSC_DEFAULT, MAX_ITERATIONS));
  PetscCall(KSPSetInitialGuessNonzero(d->ksp, PETSC_TRUE));
  PetscCall(VecPlaceArray(d->b, f));
  PetscCall(VecPlaceArray(d->x, f_dr));
  PetscCall(KSPSolve(d->ksp, d->b, d->x));
  PetscCall(VecResetArray(d->x));
  PetscCall(VecResetArray(d->b));
  PetscCall(KSPGetConvergedReason(d->ksp, &reason));
  PetscCall(KSPGetIterationNumber(d->ksp, &its));
  PetscCall(KSPGetResidualNorm(d->ksp, &d->residual));
  d->residual /= PetscSqrtReal((PetscReal)d->n_dof);
  if (iterations) *iterations += its + 1;
  if (converged) *converged = (PetscBool)(reason > 0);
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
