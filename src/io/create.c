/* Creation: rank 0 writes the whole file, everything but the numbers that are to be computed, as FILE.new, and renames it when it is complete and on disk. */
#include <unistd.h>

#include "child.h"
#include "disk.h"
#include "field.h"
#include "parameters.h"
#include "part.h"

/* Bytes of metadata for a dataset, besides its own texts: object header, references to and from the dimension scales. */
#define METADATA_SIZE 768

PetscReal ghd_file_size(const GhdFileLayout *layout)
{
  GhdSchema schema;
  PetscReal size = 8 * METADATA_SIZE;

  if (GhdSchemaCreate(layout, &schema)) return 0;
  for (PetscInt i = 0; i < schema.n; ++i) {
    const GhdField *field = &schema.field[i];

    size += ghd_field_size(field) + METADATA_SIZE + (PetscReal)(strlen(field->long_name) + strlen(field->formula));
  }
  for (PetscInt i = 0; i < layout->n_parameters; ++i) size += METADATA_SIZE + (PetscReal)strlen(layout->parameter[i].value);
  return GhdSchemaDestroy(&schema) ? 0 : size;
}

static PetscErrorCode WriteFields(hid_t file, hid_t with_groups, const GhdSchema *schema)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < schema->n; ++i) {
    hid_t dataset;

    PetscCall(GhdFieldCreate(file, with_groups, &schema->field[i], &dataset));
    PetscCall(GhdFieldDescribe(file, dataset, &schema->field[i]));
    GhdH5Call(H5Dclose(dataset));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PutPlanAttributes(hid_t file, const GhdFileLayout *layout)
{
  char  now[32];
  hid_t points, status;

  PetscFunctionBegin;
  PetscCall(GhdH5PutText(file, "format", GHD_FORMAT));
  PetscCall(GhdH5PutInteger(file, "format_version", H5T_STD_I64LE, GHD_FORMAT_VERSION));
  PetscCall(GhdH5PutText(file, "title", layout->title));
  PetscCall(GhdH5PutText(file, "created", ghd_utc_text(now)));
  PetscCall(GhdH5PutText(file, "units", "J = hbar = k_B = lattice spacing = 1"));
  PetscCall(GhdPartWrite(file, &layout->part));
  GhdH5Call((points = H5Gopen2(file, "/points", H5P_DEFAULT)));
  PetscCall(GhdH5PutText(points, "sweep", layout->sweep));
  PetscCall(GhdH5PutTexts(points, "axes", layout->n_axes, layout->axis));
  PetscCall(GhdH5PutIntegers(points, "shape", layout->n_axes, layout->axis_length));
  GhdH5Call(H5Gclose(points));
  if (layout->n_rays > 0) {
    GhdH5Call((status = H5Dopen2(file, "/status", H5P_DEFAULT)));
    PetscCall(GhdH5PutInteger(status, "chunk", H5T_STD_I64LE, layout->chunk));
    GhdH5Call(H5Dclose(status));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteContents(hid_t file, const GhdFileLayout *layout, const GhdSchema *schema)
{
  hid_t with_groups;

  PetscFunctionBegin;
  GhdH5Call((with_groups = H5Pcreate(H5P_LINK_CREATE)));
  GhdH5Call(H5Pset_create_intermediate_group(with_groups, 1));
  PetscCall(GhdParameterTextsWrite(file, with_groups, layout));
  PetscCall(WriteFields(file, with_groups, schema));
  PetscCall(PutPlanAttributes(file, layout));
  GhdH5Call(H5Pclose(with_groups));
  GhdH5Call(H5Fflush(file, H5F_SCOPE_GLOBAL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef struct {
  const char          *name;
  const GhdFileLayout *layout;
} NewFile;

static PetscErrorCode WriteFile(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const NewFile *new_file = context;
  GhdSchema      schema;
  hid_t          access, file;

  PetscFunctionBegin;
  (void)answer, (void)problem;
  PetscCall(GhdH5SerialAccess(&access));
  GhdH5Call((file = H5Fcreate(new_file->name, H5F_ACC_TRUNC, H5P_DEFAULT, access)));
  GhdH5Call(H5Pclose(access));
  PetscCall(GhdSchemaCreate(new_file->layout, &schema));
  PetscCall(WriteContents(file, new_file->layout, &schema));
  PetscCall(GhdSchemaDestroy(&schema));
  GhdH5Call(H5Fclose(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* On rank 0: why it failed, or "". */
static PetscErrorCode CreateAlone(const char *path, const GhdFileLayout *layout, char problem[GHD_PROBLEM_LENGTH])
{
  char    found[GHD_PROBLEM_LENGTH], *name, *answer;
  NewFile new_file = {NULL, layout};
  GhdTask task     = {WriteFile, &new_file, "cannot be created", 0};

  PetscFunctionBegin;
  ghd_disk_problem(path, ghd_file_size(layout), problem);
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdNameWhileNew(path, &name));
  new_file.name = name;
  unlink(name); /* of a run that was killed */
  PetscCall(GhdRunInChild(&task, &answer, found));
  if (!found[0]) ghd_file_into_place(name, path, found);
  if (found[0]) {
    unlink(name);
    ghd_problem(problem, "%s %s", path, found);
  }
  PetscCall(PetscFree(answer));
  PetscCall(PetscFree(name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileCreate(MPI_Comm comm, const char *path, const GhdFileLayout *layout)
{
  char        problem[GHD_PROBLEM_LENGTH] = "", *shared;
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) PetscCall(CreateAlone(path, layout, problem));
  PetscCall(GhdShareProblem(comm, problem, &shared));
  if (shared) {
    PetscCall(PetscFree(shared));
    SETERRQ(comm, PETSC_ERR_FILE_WRITE, "%s", problem);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileCheckCreate(MPI_Comm comm, const char *path, const GhdFileLayout *layout, char **problem)
{
  char        text[GHD_PROBLEM_LENGTH] = "";
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) ghd_disk_problem(path, ghd_file_size(layout), text);
  PetscCall(GhdShareProblem(comm, text, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
