/* Which parameter differs between two files. */
#include "child.h"
#include "h5.h"
#include "look.h"
#include "merge.h"

typedef struct {
  const char *path, *other;
} Pair;

/* A text of /parameters that affects numbers, allocated; NULL if the dataset is not there, or does not affect them. */
static PetscErrorCode ReadParameter(hid_t file, const char *path, char **text)
{
  hid_t    dataset;
  PetscInt affects_numbers;

  PetscFunctionBegin;
  *text   = NULL;
  dataset = H5Dopen2(file, path, H5P_DEFAULT);
  if (dataset < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5GetInteger(dataset, "affects_numbers", &affects_numbers));
  if (affects_numbers) PetscCall(GhdH5ReadText(dataset, 0, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CompareOne(hid_t file, hid_t other, const char *path, const char *other_name, char problem[GHD_PROBLEM_LENGTH])
{
  char *mine, *theirs;

  PetscFunctionBegin;
  PetscCall(ReadParameter(file, path, &mine));
  PetscCall(ReadParameter(other, path, &theirs));
  if ((mine != NULL) != (theirs != NULL) || (mine && strcmp(mine, theirs)))
    ghd_problem(problem, "has other parameters than %s: %s is %.200s, not %.200s", other_name, path + strlen("/parameters/"), mine ? mine : "not given",
                theirs ? theirs : "not given");
  PetscCall(PetscFree(mine));
  PetscCall(PetscFree(theirs));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Every dataset of a group of `file` with its namesake in `other`. */
static PetscErrorCode CompareGroup(hid_t file, hid_t other, const char *folder, const char *other_name, char problem[GHD_PROBLEM_LENGTH])
{
  H5G_info_t info;
  hid_t      group;

  PetscFunctionBegin;
  GhdH5Call((group = H5Gopen2(file, folder, H5P_DEFAULT)));
  GhdH5Call(H5Gget_info(group, &info));
  for (hsize_t i = 0; i < info.nlinks && !problem[0] && strlen(folder) < 100; ++i) {
    char  name[64], path[192];
    hid_t object;

    GhdH5Call(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof(name), H5P_DEFAULT));
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    GhdH5Call((object = H5Oopen(file, path, H5P_DEFAULT)));
    if (H5Iget_type(object) == H5I_GROUP)
      PetscCall(CompareGroup(file, other, path, other_name, problem));
    else
      PetscCall(CompareOne(file, other, path, other_name, problem));
    GhdH5Call(H5Oclose(object));
  }
  GhdH5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Compare(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Pair *pair = context;
  hid_t       file, other;

  PetscFunctionBegin;
  (void)answer;
  PetscCall(GhdLookOpen(pair->path, PETSC_FALSE, &file, problem));
  if (!problem[0]) PetscCall(GhdLookOpen(pair->other, PETSC_FALSE, &other, problem));
  if (!problem[0]) PetscCall(CompareGroup(file, other, "/parameters", pair->other, problem));
  if (!problem[0]) ghd_problem(problem, "has other parameters than %s", pair->other);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergeNameDifference(const char *path, const char *other, char problem[GHD_PROBLEM_LENGTH])
{
  Pair pair = {path, other};
  char found[GHD_PROBLEM_LENGTH], *answer;

  PetscFunctionBegin;
  PetscCall(GhdRunInChild(&(GhdTask){Compare, &pair, "is damaged", GHD_PATIENCE}, &answer, found));
  ghd_problem(problem, "%s %s", path, found);
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}
