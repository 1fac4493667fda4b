/* May a run continue this file? */
#include "child.h"
#include "look.h"
#include "parameters.h"
#include "part.h"

typedef struct {
  const char          *path;
  const GhdFileLayout *layout;
} Question;

static PetscErrorCode LookForResume(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Question *question = context;
  GhdSchema       schema;
  hid_t           file;

  PetscFunctionBegin;
  (void)answer;
  PetscCall(GhdLookOpen(question->path, PETSC_TRUE, &file, problem));
  if (!problem[0]) PetscCall(GhdParameterTextsCompare(file, question->layout, problem));
  if (!problem[0]) PetscCall(GhdPartCompare(file, &question->layout->part, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdSchemaCreate(question->layout, &schema));
  for (PetscInt i = 0; i < schema.n && !problem[0]; ++i) {
    /* the texts of /provenance are those of another run, and may have any length */
    if (schema.field[i].text) continue;
    PetscCall(GhdLookField(file, &schema.field[i], problem));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileCheckResume(MPI_Comm comm, const char *path, const GhdFileLayout *layout, char **problem)
{
  Question    question                  = {path, layout};
  char        found[GHD_PROBLEM_LENGTH] = "", sentence[GHD_PROBLEM_LENGTH] = "", *answer = NULL;
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) PetscCall(GhdRunInChild(&(GhdTask){LookForResume, &question, "is damaged", GHD_PATIENCE}, &answer, found));
  if (found[0]) ghd_problem(sentence, "%s %s", path, found);
  PetscCall(GhdShareProblem(comm, sentence, problem));
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}
