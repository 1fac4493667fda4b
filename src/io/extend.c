/* A file whose sweep is a part of a larger one: may its rows be taken over, and taking them over. */
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "disk.h"
#include "extend.h"
#include "extend_copy.h"
#include "look.h"
#include "parameters.h"
#include "part.h"
#include "schema_read.h"

#define Found(...) PetscFunctionReturn((ghd_problem(problem, __VA_ARGS__), PETSC_SUCCESS))

typedef struct {
  const char          *path, *larger; /* the file, and the one that takes its rows over */
  const GhdFileLayout *layout;        /* of the larger one                              */
} Task;

/* Its datasets are those of the layout; what has no row for each point or ray may be shorter. */
static PetscErrorCode CompareFields(const GhdSchema *old, const GhdSchema *new, char problem[GHD_PROBLEM_LENGTH])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < new->n; ++i) {
    const GhdField *field = &new->field[i], *was = ghd_schema_find(old, field->path);

    if (!strncmp(field->path, "/provenance/", 12)) continue;
    if (!was) Found("is damaged: %s is missing", field->path);
    if (was->type != field->type || was->n_axes != field->n_axes || ghd_field_rows(was) != ghd_field_rows(field))
      Found("is damaged: %s has another type or shape", field->path);
    for (PetscInt a = 0; a < field->n_axes; ++a)
      if (was->axis[a].n > field->axis[a].n) Found("is damaged: %s is longer than in the extended file", field->path);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CompareWithLayout(hid_t file, const GhdFileLayout *layout, GhdSchema *old, char problem[GHD_PROBLEM_LENGTH])
{
  GhdSchema new;
  GhdRowMap map;

  PetscFunctionBegin;
  PetscCall(GhdPartCompare(file, &layout->part, problem));
  if (!problem[0]) PetscCall(GhdRowMapCreate(file, layout, &map, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdRowMapDestroy(&map));
  PetscCall(GhdSchemaRead(file, old, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdSchemaCreate(layout, &new));
  PetscCall(CompareFields(old, &new, problem));
  PetscCall(GhdSchemaDestroy(&new));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Answers whether the parameters are those of the layout: then there is nothing to extend. */
static PetscErrorCode LookForExtend(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Task *task = context;
  PetscBool   same = PETSC_FALSE;
  GhdSchema   old;
  hid_t       file;

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(task->path, PETSC_TRUE, &file, problem)); /* nothing is written to it, but whoever protects a file does not want it replaced */
  if (!problem[0]) PetscCall(GhdParameterTextsCompareRest(file, task->layout, &same, problem));
  if (!problem[0] && !same) PetscCall(CompareWithLayout(file, task->layout, &old, problem));
  if (!problem[0]) fprintf(answer, "%s", same ? "same" : "more");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TakeRows(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Task *task = context;
  GhdSchema   old;
  hid_t       from, to, access;

  PetscFunctionBegin;
  (void)answer;
  PetscCall(GhdLookOpen(task->path, PETSC_FALSE, &from, problem));
  if (!problem[0]) PetscCall(CompareWithLayout(from, task->layout, &old, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5SerialAccess(&access));
  GhdH5Call((to = H5Fopen(task->larger, H5F_ACC_RDWR, access)));
  PetscCall(GhdExtendCopy(from, to, task->layout, &old, problem));
  GhdH5Call(H5Fclose(to));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- in the parent -- */

static PetscErrorCode RunTask(MPI_Comm comm, PetscErrorCode (*work)(void *, FILE *, char *), Task *task, const char *failure, char **answer, char **problem)
{
  char        found[GHD_PROBLEM_LENGTH] = "", sentence[GHD_PROBLEM_LENGTH] = "";
  PetscMPIInt rank;

  PetscFunctionBegin;
  *answer = NULL;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) PetscCall(GhdRunInChild(&(GhdTask){work, task, failure, GHD_PATIENCE}, answer, found));
  if (found[0]) ghd_problem(sentence, "%s %s", task->path, found);
  PetscCall(GhdShareProblem(comm, sentence, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileCheckExtend(MPI_Comm comm, const char *path, const GhdFileLayout *layout, PetscBool *same, char **problem)
{
  Task  task = {path, NULL, layout};
  char *answer;

  PetscFunctionBegin;
  PetscCall(RunTask(comm, LookForExtend, &task, "is damaged", &answer, problem));
  *same = (PetscBool)(answer && !strcmp(answer, "same"));
  PetscCallMPI(MPI_Bcast(same, 1, MPIU_BOOL, 0, comm));
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileTakeRows(MPI_Comm comm, const char *path, const char *larger, const GhdFileLayout *layout, char **problem)
{
  Task  task = {path, larger, layout};
  char *answer;

  PetscFunctionBegin;
  PetscCall(RunTask(comm, TakeRows, &task, "cannot be copied", &answer, problem));
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whom the old file was closed to, the new one is closed to as well. */
static void take_permissions(const char *name, const char *path)
{
  struct stat info;

  if (!stat(path, &info)) (void)chmod(name, info.st_mode & 07777);
}

PetscErrorCode GhdFileReplace(MPI_Comm comm, const char *name, const char *path, char **problem)
{
  char        found[GHD_PROBLEM_LENGTH] = "", sentence[GHD_PROBLEM_LENGTH] = "";
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) take_permissions(name, path);
  if (rank == 0) ghd_file_into_place(name, path, found);
  if (found[0]) ghd_problem(sentence, "%s %s", path, found);
  PetscCall(GhdShareProblem(comm, sentence, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
