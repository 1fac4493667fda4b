#ifndef GHD_CLI_SOLVER_OPTIONS_H
#define GHD_CLI_SOLVER_OPTIONS_H
/* solver_options: what users may tell PETSc's solvers: in the section petsc of the input, where the result file knows it, and on the command line. */

#include "commands.h"

/* Complain of options on the command line that change numbers. */
PetscErrorCode GhdRefuseSolverOptions(GhdComplaints complaints);
/* Hand PETSc the options of the section petsc, but for those that the command line has as well. Complains of such as no solver asks for, and of values that PETSc refuses.
   input: name of the file, for the place of the complaint. The same on all ranks. */
PetscErrorCode GhdSetSolverOptions(GhdParameters parameters, const char *input, GhdComplaints complaints);
/* At the end of a run: log the options on the command line that nothing asked for, which were probably misspelt. Not collective. */
PetscErrorCode GhdTellUnusedOptions(void);

#endif
