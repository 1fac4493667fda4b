/* /provenance/attempts: who worked on this file, and how it ended. Raw data like all the rest: rows of fixed columns, used in turn. */
#include <unistd.h>

#include "attempts.h"
#include "copy.h"
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
  if (count < 0 || count == PETSC_MAX_INT) count = 0; /* of a damaged file; only this record depends on it */
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

/* -- joining files -- */

static PetscErrorCode AppendColumn(hid_t from_file, hid_t to_file, const char *path, hsize_t n_from, hsize_t n_to)
{
  hid_t   from, to;
  hsize_t length[2][4];
  int     n_dims[2];

  PetscFunctionBegin;
  GhdH5Call((from = H5Dopen2(from_file, path, H5P_DEFAULT)));
  GhdH5Call((to = H5Dopen2(to_file, path, H5P_DEFAULT)));
  PetscCall(GhdH5Shape(from, &n_dims[0], length[0]));
  PetscCall(GhdH5Shape(to, &n_dims[1], length[1]));
  PetscCheck(n_dims[0] == 1 && n_dims[1] == 1 && length[0][0] == GHD_ATTEMPTS && length[1][0] == GHD_ATTEMPTS, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED,
             "%s has another shape", path);
  for (hsize_t i = n_from - PetscMin(n_from, GHD_ATTEMPTS); i < n_from; ++i) {
    const hsize_t row = i % GHD_ATTEMPTS, to_row = (n_to + i) % GHD_ATTEMPTS;

    PetscCall(GhdCopyBlock(from, &row, to, &to_row, &one));
  }
  GhdH5Call(H5Dclose(to));
  GhdH5Call(H5Dclose(from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CountOf(hid_t file, hid_t *dataset, hsize_t *count)
{
  const hsize_t none = 0;
  int64_t       n;

  PetscFunctionBegin;
  GhdH5Call((*dataset = H5Dopen2(file, "/provenance/attempts/count", H5P_DEFAULT)));
  PetscCall(GhdH5Read(*dataset, H5T_NATIVE_INT64, &none, &one, &n));
  PetscCheck(n >= 0 && n < (int64_t)1 << 40, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "/provenance/attempts/count is %" PRId64, n);
  *count = (hsize_t)n;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdAttemptsAppend(hid_t from, hid_t to)
{
  const hsize_t none = 0;
  hsize_t       n_from, n_to;
  int64_t       sum;
  hid_t         group, count[2];
  H5G_info_t    info;

  PetscFunctionBegin;
  PetscCall(CountOf(from, &count[0], &n_from));
  PetscCall(CountOf(to, &count[1], &n_to));
  GhdH5Call((group = H5Gopen2(to, "/provenance/attempts", H5P_DEFAULT)));
  GhdH5Call(H5Gget_info(group, &info));
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[64], path[128];

    GhdH5Call(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof(name), H5P_DEFAULT));
    snprintf(path, sizeof(path), "/provenance/attempts/%s", name);
    if (strcmp(name, "count")) PetscCall(AppendColumn(from, to, path, n_from, n_to));
  }
  sum = (int64_t)(n_from + n_to);
  PetscCall(GhdH5Write(count[1], H5T_NATIVE_INT64, &none, &one, &sum));
  for (int i = 0; i < 2; ++i) GhdH5Call(H5Dclose(count[i]));
  GhdH5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}
