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

/* Rows of the table of observables: the default ones, then the families; NULL past its end. */
static const GhdQuantity *ObservableRow(PetscInt i)
{
  return i < ghd_n_observables() ? &ghd_observable(i)->quantity : ghd_observable_family(i - ghd_n_observables());
}

PetscErrorCode GhdCommandObservables(const GhdArguments *arguments, PetscInt *status)
{
  const GhdQuantity *row;
  int                name = 4, unit = 4, long_name = 7;

  PetscFunctionBegin;
  (void)arguments;
  *status = GHD_EXIT_DONE;
  if (!ghd_is_rank_0()) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; (row = ObservableRow(i)); ++i) {
    name      = PetscMax(name, (int)strlen(row->name));
    unit      = PetscMax(unit, (int)strlen(row->unit));
    long_name = PetscMax(long_name, (int)strlen(row->long_name));
  }
  printf("%-*s  %-*s  %-*s  %s\n", name, "name", unit, "unit", long_name, "meaning", "formula");
  for (PetscInt i = 0; (row = ObservableRow(i)); ++i)
    printf("%-*s  %-*s  %-*s  %s\n", name, row->name, unit, row->unit, long_name, row->long_name, row->formula);
  printf("\nobservables: default are the first %" PetscInt_FMT ", all are these and every q{n} and j{n}; the others are asked for by name.\n",
         ghd_n_observables());
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

PetscErrorCode GhdCommandMerge(const GhdArguments *arguments, PetscInt *status)
{
  GhdComplaints complaints;
  PetscInt      merged;

  PetscFunctionBegin;
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(GhdMerge(PETSC_COMM_WORLD, arguments->file, arguments->n_part_files, arguments->part_file, complaints, &merged));
  PetscCall(GhdComplaintsConclude(&complaints, status));
  *status = merged;
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
  *status = GHD_EXIT_DONE;
  if (ghd_is_rank_0()) ghd_print_help(stdout, arguments->help_about);
  PetscFunctionReturn(PETSC_SUCCESS);
}
