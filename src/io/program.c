/* Which programs worked on a file before. */
#include "child.h"
#include "info.h"
#include "look.h"

/* Prints the program of a row of two columns if it is not this one. */
static PetscErrorCode PrintIfOther(hid_t file, const char *folder, hsize_t row, FILE *answer, PetscBool *other)
{
  static const char *const column[2] = {"version", "git_commit"};
  char                    *text[2], path[128];

  PetscFunctionBegin;
  for (int i = 0; i < 2; ++i) {
    hid_t dataset;

    snprintf(path, sizeof(path), "%s/%s", folder, column[i]);
    PetscCall(GhdInfoDataset(file, path, &dataset));
    PetscCall(GhdH5ReadText(dataset, row, &text[i]));
    GhdH5Call(H5Dclose(dataset));
  }
  *other = (PetscBool)(strcmp(text[0], ghd_version()) || strcmp(text[1], ghd_git_commit()));
  if (*other) fprintf(answer, "version %.32s (commit %.12s)", text[0], text[1]);
  for (int i = 0; i < 2; ++i) PetscCall(PetscFree(text[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The one that made it, and those of the attempts that are still known. */
static PetscErrorCode LookForOthers(void *path, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const hsize_t start = 0, one = 1;
  PetscBool     other = PETSC_FALSE;
  int64_t       count;
  hid_t         file, dataset;

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(path, PETSC_FALSE, &file, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PrintIfOther(file, "/provenance", 0, answer, &other));
  PetscCall(GhdInfoDataset(file, "/provenance/attempts/count", &dataset));
  PetscCall(GhdH5Read(dataset, H5T_NATIVE_INT64, &start, &one, &count));
  for (int64_t i = 0; i < count && i < GHD_ATTEMPTS && !other; ++i) PetscCall(PrintIfOther(file, "/provenance/attempts", (hsize_t)i, answer, &other));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileOtherProgram(MPI_Comm comm, const char *path, char **program)
{
  char        name[PETSC_MAX_PATH_LEN], found[GHD_PROBLEM_LENGTH] = "", *answer = NULL;
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  snprintf(name, sizeof(name), "%s", path);
  if (rank == 0) PetscCall(GhdRunInChild(&(GhdTask){LookForOthers, name, "is damaged", GHD_PATIENCE}, &answer, found));
  ghd_problem(found, "%s", answer ? answer : "");
  PetscCall(PetscFree(answer));
  PetscCall(GhdShareProblem(comm, found, program));
  PetscFunctionReturn(PETSC_SUCCESS);
}
