#include <errno.h>

#include "h5.h"

PetscErrorCode GhdH5Start(void)
{
  PetscFunctionBegin;
  GhdH5Call(H5open());
  GhdH5Call(H5Eset_auto2(H5E_DEFAULT, NULL, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static herr_t keep_innermost(unsigned n, const H5E_error2_t *error, void *text)
{
  (void)n;
  snprintf(text, GHD_MESSAGE_LENGTH, "%s", error->desc ? error->desc : "");
  return 1; /* the walk starts at the innermost: enough */
}

/* "file write failed: time = ..., filename = ..., errno = 28, error message = 'No space left on device', ..." is more than anybody wants to read. */
static void keep_system_message(char text[])
{
  static const char mark[] = "error message = '";
  char             *start  = strstr(text, mark), *end;

  if (!start) return;
  start += sizeof(mark) - 1;
  end = strchr(start, '\'');
  if (!end) return;
  *end = '\0';
  memmove(text, start, strlen(start) + 1);
}

const char *ghd_h5_reason(void)
{
  static char text[GHD_MESSAGE_LENGTH];

  text[0] = '\0';
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, text);
  keep_system_message(text);
  return text[0] ? text : "HDF5 gives no reason";
}

static PetscErrorCode keep_message(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode code, PetscErrorType type,
                                   const char *message, void *kept)
{
  (void)comm, (void)line, (void)function, (void)file;
  if (type == PETSC_ERROR_INITIAL) snprintf(kept, GHD_MESSAGE_LENGTH, "%s", message ? message : "");
  return code;
}

PetscErrorCode GhdQuietBegin(char message[GHD_MESSAGE_LENGTH])
{
  PetscFunctionBegin;
  message[0] = '\0';
  PetscCall(PetscPushErrorHandler(keep_message, message));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuietEnd(void)
{
  PetscFunctionBegin;
  PetscCall(PetscPopErrorHandler());
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* In the file format of HDF5 1.8 everything but the numbers themselves has a checksum, so that damage is found; later formats mark a file as being written, and a killed run could not be continued. */
static PetscErrorCode NewAccess(hid_t *access)
{
  PetscFunctionBegin;
  GhdH5Call((*access = H5Pcreate(H5P_FILE_ACCESS)));
  GhdH5Call(H5Pset_fclose_degree(*access, H5F_CLOSE_STRONG));
  GhdH5Call(H5Pset_libver_bounds(*access, H5F_LIBVER_V18, H5F_LIBVER_V18));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5SerialAccess(hid_t *access)
{
  PetscFunctionBegin;
  PetscCall(NewAccess(access));
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
  GhdH5Call(H5Pset_file_locking(*access, 0, 1));
#endif
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The rows of two ranks may be neighbours in the file: no rank may write back bytes that it has read around its own (data sieving). */
PetscErrorCode GhdH5ParallelAccess(MPI_Comm comm, hid_t *access)
{
  MPI_Info hints;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Info_create(&hints));
  PetscCallMPI(MPI_Info_set(hints, "romio_ds_write", "disable"));
  PetscCallMPI(MPI_Info_set(hints, "romio_cb_write", "disable"));
  PetscCall(NewAccess(access));
  GhdH5Call(H5Pset_fapl_mpio(*access, comm, hints)); /* copies both */
  PetscCallMPI(MPI_Info_free(&hints));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5TextType(size_t length, H5T_cset_t encoding, hid_t *type)
{
  PetscFunctionBegin;
  GhdH5Call((*type = H5Tcopy(H5T_C_S1)));
  GhdH5Call(H5Tset_size(*type, length + 1));
  GhdH5Call(H5Tset_cset(*type, encoding));
  PetscFunctionReturn(PETSC_SUCCESS);
}

hid_t ghd_h5_int(void)
{
  return sizeof(PetscInt) == sizeof(int64_t) ? H5T_NATIVE_INT64 : H5T_NATIVE_INT;
}

/* -- blocks of datasets -- */

static PetscErrorCode SelectBlock(hid_t dataset, const hsize_t start[], const hsize_t count[], hid_t *in_file, hid_t *in_memory)
{
  int n_dims;

  PetscFunctionBegin;
  GhdH5Call((*in_file = H5Dget_space(dataset)));
  GhdH5Call((n_dims = H5Sget_simple_extent_ndims(*in_file)));
  if (n_dims == 0) {
    GhdH5Call((*in_memory = H5Screate(H5S_SCALAR)));
  } else {
    GhdH5Call(H5Sselect_hyperslab(*in_file, H5S_SELECT_SET, start, NULL, count, NULL));
    GhdH5Call((*in_memory = H5Screate_simple(n_dims, count, NULL)));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5Write(hid_t dataset, hid_t type, const hsize_t start[], const hsize_t count[], const void *data)
{
  hid_t       in_file, in_memory;
  const char *failure;

  PetscFunctionBegin;
  PetscCall(SelectBlock(dataset, start, count, &in_file, &in_memory));
  errno   = 0;
  failure = H5Dwrite(dataset, type, in_memory, in_file, H5P_DEFAULT, data) < 0 ? ghd_h5_reason() : NULL;
  if (failure && errno) failure = strerror(errno); /* MPI-IO tells no reason, but leaves that of the system */
  GhdH5Call(H5Sclose(in_memory));
  GhdH5Call(H5Sclose(in_file));
  PetscCheck(!failure, PETSC_COMM_SELF, PETSC_ERR_FILE_WRITE, "%s", failure);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5Read(hid_t dataset, hid_t type, const hsize_t start[], const hsize_t count[], void *data)
{
  hid_t       in_file, in_memory;
  const char *failure;

  PetscFunctionBegin;
  PetscCall(SelectBlock(dataset, start, count, &in_file, &in_memory));
  failure = H5Dread(dataset, type, in_memory, in_file, H5P_DEFAULT, data) < 0 ? ghd_h5_reason() : NULL;
  GhdH5Call(H5Sclose(in_memory));
  GhdH5Call(H5Sclose(in_file));
  PetscCheck(!failure, PETSC_COMM_SELF, PETSC_ERR_FILE_READ, "%s", failure);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5Shape(hid_t dataset, int *n_dims, hsize_t length[4])
{
  hid_t space;

  PetscFunctionBegin;
  GhdH5Call((space = H5Dget_space(dataset)));
  GhdH5Call((*n_dims = H5Sget_simple_extent_ndims(space)));
  PetscCheck(*n_dims <= 4, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "a dataset has more than 4 dimensions");
  GhdH5Call(H5Sget_simple_extent_dims(space, length, NULL));
  GhdH5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}
