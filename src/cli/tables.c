#include "commands.h"
#include <string.h>

PetscErrorCode GhdCommandParams(const GhdArguments *arguments, PetscInt *status)
{
  PetscFunctionBegin;
  (void)arguments;
  *status = GHD_EXIT_DONE;
  if (ghd_is_rank_0()) PetscCall(GhdParametersPrintTable(stdout));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandObservables(const GhdArguments *arguments, PetscInt *status)
{
  int name = 4, unit = 4, long_name = 7;

  PetscFunctionBegin;
  (void)arguments;
  *status = GHD_EXIT_DONE;
  if (!ghd_is_rank_0()) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < ghd_n_observables(); ++i) {
    const GhdQuantity *quantity = &ghd_observable(i)->quantity;

    name      = PetscMax(name, (int)strlen(quantity->name));
    unit      = PetscMax(unit, (int)strlen(quantity->unit));
    long_name = PetscMax(long_name, (int)strlen(quantity->long_name));
  }
  printf("%-*s  %-*s  %-*s  %s\n", name, "name", unit, "unit", long_name, "meaning", "formula");
  for (PetscInt i = 0; i < ghd_n_observables(); ++i) {
    const GhdQuantity *quantity = &ghd_observable(i)->quantity;

    printf("%-*s  %-*s  %-*s  %s\n", name, quantity->name, unit, quantity->unit, long_name, quantity->long_name, quantity->formula);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandInfo(const GhdArguments *arguments, PetscInt *status)
{
  GhdComplaints complaints;
  char         *problem = NULL;

  PetscFunctionBegin;
  PetscCall(GhdComplaintsCreate(&complaints));
  if (ghd_is_rank_0()) PetscCall(GhdFilePrintInfo(arguments->file, stdout, &problem));
  if (problem) PetscCall(GhdComplain(complaints, "info", "%s", problem));
  PetscCall(PetscFree(problem));
  PetscCall(GhdComplaintsConclude(&complaints, status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandVersion(const GhdArguments *arguments, PetscInt *status)
{
  char libraries[512];

  PetscFunctionBegin;
  (void)arguments;
  *status = GHD_EXIT_DONE;
  if (!ghd_is_rank_0()) PetscFunctionReturn(PETSC_SUCCESS);
  ghd_library_versions(libraries, sizeof(libraries));
  printf("xxz-ghd %s\ncommit    %s\ncompiler  %s\nflags     %s\nlibraries %s\n", ghd_version(), ghd_git_commit(), ghd_compiler(), ghd_compiler_flags(),
         libraries);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandHelp(const GhdArguments *arguments, PetscInt *status)
{
  PetscFunctionBegin;
  (void)arguments;
  *status = GHD_EXIT_DONE;
  if (ghd_is_rank_0()) ghd_print_help(stdout);
  PetscFunctionReturn(PETSC_SUCCESS);
}
