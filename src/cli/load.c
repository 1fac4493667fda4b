#include "solver_options.h"

static PetscErrorCode TakePart(const GhdArguments *arguments, GhdPlan plan, GhdComplaints complaints)
{
  PetscFunctionBegin;
  if (arguments->parts == 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (arguments->parts > plan->n_chunks)
    PetscCall(GhdComplain(complaints, "command line", "--part: the sweep has %" PetscInt_FMT " chunks, and cannot be cut into %" PetscInt_FMT " parts",
                          plan->n_chunks, arguments->parts));
  else
    PetscCall(GhdPlanTakePart(plan, arguments->part, arguments->parts));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLoadPlan(const GhdArguments *arguments, GhdParameters *parameters, GhdPlan *plan)
{
  GhdComplaints complaints;
  PetscInt      status = GHD_EXIT_DONE;

  PetscFunctionBegin;
  *plan = NULL;
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(GhdRefuseSolverOptions(complaints));
  PetscCall(GhdParametersRead(PETSC_COMM_WORLD, arguments->file, arguments->n_set, arguments->set, complaints, parameters));
  if (*parameters) PetscCall(GhdPlanCreate(*parameters, plan));
  if (*plan) PetscCall(TakePart(arguments, *plan, complaints));
  if (*plan) PetscCall(GhdPlanCheckMemory(PETSC_COMM_WORLD, *plan, arguments->file, complaints));
  if (*plan) PetscCall(GhdSetSolverOptions(*parameters, arguments->file, complaints));
  PetscCall(GhdComplaintsConclude(&complaints, &status));
  if (status != GHD_EXIT_DONE) {
    PetscCall(GhdPlanDestroy(plan));
    PetscCall(GhdParametersDestroy(parameters));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
