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

/* Integers in the type of their dataset. HDF5 would convert them as well, through buffers of a megabyte that it clears each time: ten times the cost of all else about a chunk. */
static PetscErrorCode WriteIterations(GhdFile file, const hsize_t start[], const hsize_t shape[], PetscInt n, const PetscInt iterations[])
{
  int64_t *stored;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &stored));
  for (PetscInt i = 0; i < n; ++i) stored[i] = iterations[i];
  PetscCall(GhdH5Write(file->iterations, H5T_NATIVE_INT64, start, shape, stored));
  PetscCall(PetscFree(stored));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteStatus(hid_t dataset, const hsize_t start[], const hsize_t shape[], PetscInt n, const PetscInt status[])
{
  int8_t *stored;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &stored));
  for (PetscInt i = 0; i < n; ++i) stored[i] = (int8_t)status[i];
  PetscCall(GhdH5Write(dataset, H5T_NATIVE_INT8, start, shape, stored));
  PetscCall(PetscFree(stored));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* shape: of a distribution; contributions lack its last dimension. n: rays. */
static PetscErrorCode WriteState(GhdFile file, const GhdStateDatasets *to, const GhdStateRows *state, PetscInt n, const hsize_t start[], const hsize_t shape[])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < GHD_N_DISTRIBUTIONS; ++i)
    if (state->distribution[i]) PetscCall(GhdH5Write(to->distribution[i], H5T_NATIVE_DOUBLE, start, shape, state->distribution[i]));
  for (PetscInt i = 0; i < file->n_profiles; ++i)
    if (state->contribution) PetscCall(GhdH5Write(to->contribution[i], H5T_NATIVE_DOUBLE, start, shape, state->contribution + i * n * file->n_strings));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The status goes last: a row that is marked is there. */
static PetscErrorCode WriteRows(GhdFile file, const GhdRows *rows)
{
  const hsize_t start[4] = {(hsize_t)rows->point, (hsize_t)rows->first_ray, 0, 0};
  const hsize_t shape[4] = {1, (hsize_t)rows->n, (hsize_t)file->n_strings, (hsize_t)file->n_lambda}, jumps[4] = {1, shape[1], shape[2], 8};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < file->n_profiles; ++i) {
    PetscCall(GhdH5Write(file->value[i], H5T_NATIVE_DOUBLE, start, shape, rows->value + i * rows->n));
    PetscCall(GhdH5Write(file->error[i], H5T_NATIVE_DOUBLE, start, shape, rows->error + i * rows->n));
  }
  PetscCall(GhdH5Write(file->identity_error, H5T_NATIVE_DOUBLE, start, shape, rows->identity_error));
  PetscCall(GhdH5Write(file->seconds, H5T_NATIVE_DOUBLE, start, shape, rows->seconds));
  PetscCall(WriteIterations(file, start, shape, rows->n, rows->iterations));
  if (file->n_lambda > 0) PetscCall(WriteState(file, &file->state, &rows->state, rows->n, start, shape));
  if (file->n_lambda > 0 && rows->jumps) PetscCall(GhdH5Write(file->jumps, H5T_NATIVE_DOUBLE, start, jumps, rows->jumps));
  PetscCall(WriteStatus(file->status, start, shape, rows->n, rows->status));
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

/* The status goes last here too. */
static PetscErrorCode WriteBulk(GhdFile file, const GhdBulkDatasets *bulk, const GhdBulkRow *row)
{
  const hsize_t start[3] = {(hsize_t)row->point, 0, 0}, one = 1;
  const hsize_t edges[3] = {1, (hsize_t)file->n_strings, (hsize_t)file->n_edges}, shape[3] = {1, (hsize_t)file->n_strings, (hsize_t)file->n_lambda};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < file->n_bulk; ++i) {
    PetscCall(GhdH5Write(bulk->value[i], H5T_NATIVE_DOUBLE, start, &one, &row->value[i]));
    PetscCall(GhdH5Write(bulk->error[i], H5T_NATIVE_DOUBLE, start, &one, &row->error[i]));
  }
  PetscCall(GhdH5Write(bulk->light_cone, H5T_NATIVE_DOUBLE, start, &one, &row->light_cone));
  PetscCall(GhdH5Write(bulk->identity_error, H5T_NATIVE_DOUBLE, start, &one, &row->identity_error));
  PetscCall(GhdH5Write(bulk->edge_velocity, H5T_NATIVE_DOUBLE, start, edges, row->edge_velocity));
  PetscCall(GhdH5Write(bulk->edge_lambda, H5T_NATIVE_DOUBLE, start, edges, row->edge_lambda));
  if (file->n_lambda > 0) PetscCall(WriteState(file, &bulk->state, &row->state, 1, start, shape));
  PetscCall(WriteStatus(bulk->status, start, &one, 1, &row->status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileWriteBulk(GhdFile file, const GhdBulkRow *row)
{
  PetscFunctionBegin;
  PetscCheck(row->side >= 0 && row->side < file->n_sides, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "side %" PetscInt_FMT " is not in the file", row->side);
  PetscCheck(row->point >= 0 && row->point < file->n_points, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "point %" PetscInt_FMT " is not in the file",
             row->point);
  TryWrite(file, WriteBulk(file, &file->bulk[row->side], row));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- reading back -- */

/* A side that is not done counts first, then one that failed. */
static int8_t lesser(int8_t left, int8_t right)
{
  return left == 0 || right == 0 ? 0 : PetscMin(left, right);
}

/* A code that no program writes comes from a damaged file: what it stands for is not done. */
static void forget_unknown(size_t n, int8_t status[])
{
  PetscBool known[256];

  for (int code = -128; code < 128; ++code) known[code + 128] = (PetscBool)(strcmp(ghd_reason_word((GhdReason)code), "unknown") != 0);
  for (size_t i = 0; i < n; ++i)
    if (!known[status[i] + 128]) status[i] = 0;
}

static PetscErrorCode ReadOnRank0(GhdFile file, int8_t status[], int8_t bulk_status[])
{
  int8_t *other;

  PetscFunctionBegin;
  if (file->n_rays > 0) GhdH5Call(H5Dread(file->status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status));
  GhdH5Call(H5Dread(file->bulk[0].status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bulk_status));
  forget_unknown((size_t)file->n_points * (size_t)file->n_rays, status);
  forget_unknown((size_t)file->n_points, bulk_status);
  if (file->n_sides == 1) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(file->n_points, &other));
  GhdH5Call(H5Dread(file->bulk[1].status, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, other));
  forget_unknown((size_t)file->n_points, other);
  for (PetscInt i = 0; i < file->n_points; ++i) bulk_status[i] = lesser(bulk_status[i], other[i]);
  PetscCall(PetscFree(other));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileReadChunk(GhdFile file, PetscInt point, PetscInt first_ray, PetscInt n, int8_t status[], int8_t *bulk_status)
{
  const hsize_t start[2] = {(hsize_t)point, (hsize_t)first_ray}, shape[2] = {1, (hsize_t)n};
  int8_t        side[2];

  PetscFunctionBegin;
  if (n > 0) PetscCall(GhdH5Read(file->status, H5T_NATIVE_INT8, start, shape, status));
  for (PetscInt s = 0; s < file->n_sides; ++s) PetscCall(GhdH5Read(file->bulk[s].status, H5T_NATIVE_INT8, start, shape, &side[s]));
  forget_unknown((size_t)n, status);
  forget_unknown((size_t)file->n_sides, side);
  *bulk_status = file->n_sides == 2 ? lesser(side[0], side[1]) : side[0];
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
  PetscFunctionReturn(PETSC_SUCCESS);
}
