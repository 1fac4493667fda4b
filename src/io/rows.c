/* What is written during the run, and read back at its beginning. */
#include "file.h"

/* Runs a write that may fail because of the disk: no trace, the cause is kept for ghd_file_problem(). */
#define TryWrite(file, ...) \
  do { \
    char           message_[GHD_MESSAGE_LENGTH]; \
    PetscErrorCode failed_; \
    PetscCall(GhdQuietBegin(message_)); \
    failed_ = (__VA_ARGS__); \
    PetscCall(GhdQuietEnd()); \
    if (failed_) { \
      ghd_problem((file)->problem, "%s cannot be written: %s", (file)->path, message_); \
      PetscFunctionReturn(PETSC_ERR_FILE_WRITE); \
    } \
    (file)->problem[0] = '\0'; \
  } while (0)

const char *ghd_file_problem(GhdFile file)
{
  return file->problem;
}

/* -- rays -- */

static PetscErrorCode WriteState(GhdFile file, const GhdRows *rows, const hsize_t start[4], const hsize_t shape[4])
{
  const hsize_t jumps[4] = {shape[0], shape[1], shape[2], 8};

  PetscFunctionBegin;
  if (rows->filling) PetscCall(GhdH5Write(file->filling, H5T_NATIVE_DOUBLE, start, shape, rows->filling));
  if (rows->rho) PetscCall(GhdH5Write(file->rho, H5T_NATIVE_DOUBLE, start, shape, rows->rho));
  if (rows->rho_total) PetscCall(GhdH5Write(file->rho_total, H5T_NATIVE_DOUBLE, start, shape, rows->rho_total));
  if (rows->velocity) PetscCall(GhdH5Write(file->velocity, H5T_NATIVE_DOUBLE, start, shape, rows->velocity));
  if (rows->jumps) PetscCall(GhdH5Write(file->jumps, H5T_NATIVE_DOUBLE, start, jumps, rows->jumps));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The status goes last: a row that is marked is there. */
static PetscErrorCode WriteRows(GhdFile file, const GhdRows *rows)
{
  const hsize_t start[4] = {(hsize_t)rows->point, (hsize_t)rows->first_ray, 0, 0};
  const hsize_t shape[4] = {1, (hsize_t)rows->n, (hsize_t)file->n_strings, (hsize_t)file->n_lambda};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < file->n_profiles; ++i) {
    PetscCall(GhdH5Write(file->value[i], H5T_NATIVE_DOUBLE, start, shape, rows->value + i * rows->n));
    PetscCall(GhdH5Write(file->error[i], H5T_NATIVE_DOUBLE, start, shape, rows->error + i * rows->n));
  }
  PetscCall(GhdH5Write(file->identity_error, H5T_NATIVE_DOUBLE, start, shape, rows->identity_error));
  PetscCall(GhdH5Write(file->seconds, H5T_NATIVE_DOUBLE, start, shape, rows->seconds));
  PetscCall(GhdH5Write(file->iterations, ghd_h5_int(), start, shape, rows->iterations));
  if (file->n_strings > 0) PetscCall(WriteState(file, rows, start, shape));
  PetscCall(GhdH5Write(file->status, ghd_h5_int(), start, shape, rows->status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileWriteRows(GhdFile file, const GhdRows *rows)
{
  PetscFunctionBegin;
  PetscCheck(rows->point >= 0 && rows->point < file->n_points && rows->first_ray >= 0 && rows->n > 0 && rows->first_ray + rows->n <= file->n_rays,
             PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "rows %" PetscInt_FMT " to %" PetscInt_FMT " of point %" PetscInt_FMT " are not in the file",
             rows->first_ray, rows->first_ray + rows->n - 1, rows->point);
  TryWrite(file, WriteRows(file, rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteRays(GhdFile file, PetscInt point, const PetscReal zeta[], const PetscReal weight[])
{
  const hsize_t start[2] = {(hsize_t)point, 0}, shape[2] = {1, (hsize_t)file->n_rays};

  PetscFunctionBegin;
  PetscCall(GhdH5Write(file->zeta, H5T_NATIVE_DOUBLE, start, shape, zeta));
  PetscCall(GhdH5Write(file->weight, H5T_NATIVE_DOUBLE, start, shape, weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileWriteRays(GhdFile file, PetscInt point, const PetscReal zeta[], const PetscReal weight[])
{
  PetscFunctionBegin;
  PetscCheck(file->auto_rays, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "the rays of this file were given, not chosen");
  PetscCheck(point >= 0 && point < file->n_points, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "point %" PetscInt_FMT " is not in the file", point);
  TryWrite(file, WriteRays(file, point, zeta, weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- bulk states -- */

static PetscErrorCode WriteBulk(const GhdBulkDatasets *bulk, PetscInt n, PetscInt point, const PetscReal value[], const PetscReal error[], PetscReal light_cone,
                                PetscReal identity_error, PetscInt status)
{
  const hsize_t row = (hsize_t)point, one = 1;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    PetscCall(GhdH5Write(bulk->value[i], H5T_NATIVE_DOUBLE, &row, &one, &value[i]));
    PetscCall(GhdH5Write(bulk->error[i], H5T_NATIVE_DOUBLE, &row, &one, &error[i]));
  }
  PetscCall(GhdH5Write(bulk->light_cone, H5T_NATIVE_DOUBLE, &row, &one, &light_cone));
  PetscCall(GhdH5Write(bulk->identity_error, H5T_NATIVE_DOUBLE, &row, &one, &identity_error));
  PetscCall(GhdH5Write(bulk->status, ghd_h5_int(), &row, &one, &status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileWriteBulk(GhdFile file, PetscInt point, PetscInt side, const PetscReal value[], const PetscReal error[], PetscReal light_cone,
                                PetscReal identity_error, PetscInt status)
{
  PetscFunctionBegin;
  PetscCheck(side >= 0 && side < file->n_sides, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "side %" PetscInt_FMT " is not in the file", side);
  PetscCheck(point >= 0 && point < file->n_points, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "point %" PetscInt_FMT " is not in the file", point);
  TryWrite(file, WriteBulk(&file->bulk[side], file->n_bulk, point, value, error, light_cone, identity_error, status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- reading back -- */

/* A side that is not done counts first, then one that failed. */
static int8_t lesser(int8_t left, int8_t right)
{
  return left == 0 || right == 0 ? 0 : PetscMin(left, right);
}

static PetscErrorCode ReadOnRank0(GhdFile file, int8_t status[], int8_t bulk_status[])
{
  int8_t *other;

  PetscFunctionBegin;
  if (file->n_rays > 0) GhdH5Call(H5Dread(file->status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status));
  GhdH5Call(H5Dread(file->bulk[0].status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bulk_status));
  if (file->n_sides == 1) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(file->n_points, &other));
  GhdH5Call(H5Dread(file->bulk[1].status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, other));
  for (PetscInt i = 0; i < file->n_points; ++i) bulk_status[i] = lesser(bulk_status[i], other[i]);
  PetscCall(PetscFree(other));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Broadcast(MPI_Comm comm, int8_t value[], size_t n)
{
  const size_t block = (size_t)1 << 30;

  PetscFunctionBegin;
  for (size_t i = 0; i < n; i += block) PetscCallMPI(MPI_Bcast(value + i, (int)PetscMin(block, n - i), MPI_INT8_T, 0, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileReadStatus(GhdFile file, int8_t status[], int8_t bulk_status[])
{
  char           message[GHD_MESSAGE_LENGTH];
  PetscErrorCode failed = 0;

  PetscFunctionBegin;
  PetscCall(GhdQuietBegin(message));
  if (file->rank == 0) failed = ReadOnRank0(file, status, bulk_status);
  PetscCall(GhdQuietEnd());
  GhdCheckAll(!failed, file->comm, PETSC_ERR_FILE_READ, "the status of %s cannot be read: %s", file->path, message);
  PetscCall(Broadcast(file->comm, status, (size_t)file->n_points * (size_t)file->n_rays));
  PetscCall(Broadcast(file->comm, bulk_status, (size_t)file->n_points));
  PetscFunctionReturn(PETSC_SUCCESS);
}
