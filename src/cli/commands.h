#ifndef GHD_CLI_COMMANDS_H
#define GHD_CLI_COMMANDS_H
/* commands: one function each. Collective on PETSC_COMM_WORLD; *status is what the process ends with, the same on all ranks. */

#include "arguments.h"
#include <xxzghd/sweep.h>

PetscErrorCode GhdCommandRun(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandCheck(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandParams(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandObservables(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandInfo(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandMerge(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandVersion(const GhdArguments *arguments, PetscInt *status);
PetscErrorCode GhdCommandHelp(const GhdArguments *arguments, PetscInt *status);

/* GhdCommandLine - parse our words and obey. */
PetscErrorCode GhdCommandLine(int n, char **word, PetscInt *status);

/* GhdLoadPlan - input file and --set to a plan; prints what is wrong. *parameters and *plan are NULL then. */
PetscErrorCode GhdLoadPlan(const GhdArguments *arguments, GhdParameters *parameters, GhdPlan *plan);

/* Print complaints and notices on rank 0. Collective. *status becomes GHD_EXIT_BAD_INPUT if rank 0 has a complaint. Destroys them. */
PetscErrorCode GhdComplaintsConclude(GhdComplaints *complaints, PetscInt *status);

PetscBool ghd_is_rank_0(void);

#endif
