/* /provenance/attempts: who worked on this file, and how it ended. Raw data like all the rest: rows of fixed columns, used in turn. */
#include <unistd.h>

#include "disk.h"
#include "file.h"
#include "schema.h"

static const hsize_t one = 1;

static PetscErrorCode OpenColumn(GhdFile file, const char *column, hid_t *dataset)
{
  char path[128];

  PetscFunctionBegin;
  snprintf(path, sizeof(path), "/provenance/attempts/%s", column);
  GhdH5Call((*dataset = H5Dopen2(file->id, path, H5P_DEFAULT)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PutText(GhdFile file, const char *column, const char *text)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(OpenColumn(file, column, &dataset));
  PetscCall(GhdH5WriteText(dataset, (hsize_t)file->attempt, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PutInteger(GhdFile file, const char *column, PetscInt value)
{
  const hsize_t row = (hsize_t)file->attempt;
  hid_t         dataset;

  PetscFunctionBegin;
  PetscCall(OpenColumn(file, column, &dataset));
  PetscCall(GhdH5Write(dataset, ghd_h5_int(), &row, &one, &value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode GetCount(GhdFile file, PetscInt *count)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(OpenColumn(file, "count", &dataset));
  GhdH5Call(H5Dread(dataset, ghd_h5_int(), H5S_ALL, H5S_ALL, H5P_DEFAULT, count));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdAttemptBegin(GhdFile file)
{
  char        now[32], host[64] = "";
  const char *job = getenv("SLURM_JOB_ID");
  PetscMPIInt n_ranks;
  PetscInt    count;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_size(file->comm, &n_ranks));
  gethostname(host, sizeof(host) - 1);
  PetscCall(GetCount(file, &count));
  PetscCheck(count >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "/provenance/attempts/count is negative");
  file->attempt = count % GHD_ATTEMPTS;
  PetscCall(PutText(file, "start_time", ghd_utc_text(now)));
  PetscCall(PutText(file, "end_time", ""));
  PetscCall(PutInteger(file, "ranks", n_ranks));
  PetscCall(PutInteger(file, "exit_status", -1));
  PetscCall(PutText(file, "host", host));
  PetscCall(PutText(file, "job", job ? job : ""));
  PetscCall(PutText(file, "version", ghd_version()));
  PetscCall(PutText(file, "git_commit", ghd_git_commit()));
  PetscCall(PutInteger(file, "count", count + 1));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdAttemptEnd(GhdFile file, PetscInt exit_status)
{
  char now[32];

  PetscFunctionBegin;
  PetscCall(PutInteger(file, "exit_status", exit_status));
  PetscCall(PutText(file, "end_time", ghd_utc_text(now)));
  PetscFunctionReturn(PETSC_SUCCESS);
}
