#include <stdarg.h>

#include "problem.h"

void ghd_problem(char problem[GHD_PROBLEM_LENGTH], const char *format, ...)
{
  va_list words;

  va_start(words, format);
  vsnprintf(problem, GHD_PROBLEM_LENGTH, format, words);
  va_end(words);
  ghd_make_printable(problem, PETSC_FALSE);
}

PetscErrorCode GhdShareProblem(MPI_Comm comm, const char *on_rank_0, char **problem)
{
  char        text[GHD_PROBLEM_LENGTH];
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  ghd_problem(text, "%s", rank == 0 ? on_rank_0 : "");
  PetscCallMPI(MPI_Bcast(text, sizeof(text), MPI_CHAR, 0, comm));
  *problem = NULL;
  if (text[0]) PetscCall(PetscStrallocpy(text, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
