#include "commands.h"

PetscBool ghd_is_rank_0(void)
{
  PetscMPIInt rank = 0;

  (void)MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  return (PetscBool)(rank == 0);
}

PetscErrorCode GhdComplaintsConclude(GhdComplaints *complaints, PetscInt *status)
{
  PetscBool bad;

  PetscFunctionBegin;
  if (ghd_is_rank_0()) PetscCall(GhdComplaintsPrint(*complaints));
  bad = (PetscBool)(ghd_n_complaints(*complaints) > 0);
  PetscCallMPI(MPI_Bcast(&bad, 1, MPIU_BOOL, 0, PETSC_COMM_WORLD));
  if (bad) *status = GHD_EXIT_BAD_INPUT;
  PetscCall(GhdComplaintsDestroy(complaints));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandLine(int n, char **word, PetscInt *status)
{
  static PetscErrorCode (*const command[GHD_N_COMMANDS])(const GhdArguments *, PetscInt *) = {
      GhdCommandRun, GhdCommandCheck, GhdCommandParams, GhdCommandObservables, GhdCommandInfo, GhdCommandMerge, GhdCommandVersion, GhdCommandHelp};
  GhdArguments  arguments;
  GhdComplaints complaints;

  PetscFunctionBegin;
  *status = GHD_EXIT_DONE;
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(GhdArgumentsParse(n, word, complaints, &arguments));
  PetscCall(GhdComplaintsConclude(&complaints, status));
  ghd_log_set_level(arguments.log);
  if (*status == GHD_EXIT_DONE) PetscCall(command[arguments.command](&arguments, status));
  PetscCall(GhdArgumentsDestroy(&arguments));
  PetscFunctionReturn(PETSC_SUCCESS);
}
