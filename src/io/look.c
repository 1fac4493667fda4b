#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "field.h"
#include "look.h"

#define Found(...) PetscFunctionReturn((ghd_problem(problem, __VA_ARGS__), PETSC_SUCCESS))

static uint64_t little_endian(const unsigned char byte[8])
{
  uint64_t value = 0;

  for (int i = 7; i >= 0; --i) value = value << 8 | byte[i];
  return value;
}

/* The length that the file should have, from its superblock: of version 2 in our files, 0 in those of earlier versions of this program; 0: unknown. */
static uint64_t length_told(const unsigned char start[48])
{
  switch (start[8]) {
  case 0: return little_endian(start + 40);
  case 2: return little_endian(start + 28);
  default: return 0;
  }
}

/* What can be said without HDF5, which gives one answer ("unable to open file") to everything. */
static PetscErrorCode LookAtStart(const char *path, PetscBool to_write, char problem[GHD_PROBLEM_LENGTH])
{
  static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  unsigned char              start[48]    = {0};
  struct stat                info;
  const int                  file   = open(path, (to_write ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_CLOEXEC);
  const char                *reason = strerror(errno);
  ssize_t                    n;

  PetscFunctionBegin;
  if (file < 0) Found("cannot be opened%s: %s", to_write ? " for writing" : "", reason);
  n = fstat(file, &info) || !S_ISREG(info.st_mode) ? -1 : pread(file, start, sizeof(start), 0);
  close(file);
  if (n < 0) Found("is not a file that can be read");
  if (n == 0) Found("is empty");
  if (n < (ssize_t)sizeof(start) || memcmp(start, signature, sizeof(signature))) Found("is not an HDF5 file");
  if (length_told(start) > (uint64_t)info.st_size) Found("is truncated: it has %" PRIu64 " of %" PRIu64 " bytes", (uint64_t)info.st_size, length_told(start));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode LookAtFormat(hid_t file, char problem[GHD_PROBLEM_LENGTH])
{
  const htri_t marked = H5Aexists(file, "format");
  PetscInt     version;
  char        *format;

  PetscFunctionBegin;
  if (marked == 0) Found("is an HDF5 file, but not a result of xxz-ghd");
  PetscCall(GhdH5GetText(file, "format", &format));
  if (strcmp(format, GHD_FORMAT)) Found("is an HDF5 file, but not a result of xxz-ghd");
  PetscCall(PetscFree(format));
  PetscCall(GhdH5GetInteger(file, "format_version", &version));
  if (version != GHD_FORMAT_VERSION) Found("has format version %" PetscInt_FMT "; this program knows version %d", version, GHD_FORMAT_VERSION);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLookOpen(const char *path, PetscBool to_write, hid_t *file, char problem[GHD_PROBLEM_LENGTH])
{
  hid_t access;

  PetscFunctionBegin;
  *file = H5I_INVALID_HID;
  PetscCall(LookAtStart(path, to_write, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5Start());
  PetscCall(GhdH5SerialAccess(&access));
  GhdH5Call((*file = H5Fopen(path, H5F_ACC_RDONLY, access)));
  PetscCall(LookAtFormat(*file, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of exactly the type that we write: HDF5 would convert another one, and crash if the type itself is damaged. */
static PetscErrorCode HasType(hid_t dataset, const GhdField *field, PetscBool *same)
{
  hid_t type, stored;

  PetscFunctionBegin;
  PetscCall(GhdFieldStoredType(field, &type));
  GhdH5Call((stored = H5Dget_type(dataset)));
  *same = (PetscBool)(H5Tequal(type, stored) > 0);
  GhdH5Call(H5Tclose(stored));
  GhdH5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One block of bytes in the file: what writing raw data alone asks for. */
static PetscErrorCode IsOneBlock(hid_t dataset, PetscBool *is)
{
  hid_t properties;

  PetscFunctionBegin;
  GhdH5Call((properties = H5Dget_create_plist(dataset)));
  *is = (PetscBool)(H5Pget_layout(properties) == H5D_CONTIGUOUS && H5Pget_external_count(properties) == 0);
  GhdH5Call(H5Pclose(properties));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLookField(hid_t file, const GhdField *field, char problem[GHD_PROBLEM_LENGTH])
{
  hid_t     dataset;
  hsize_t   length[4], file_size, size;
  haddr_t   offset;
  int       n_axes;
  PetscBool same = PETSC_FALSE, one_block = PETSC_FALSE;

  PetscFunctionBegin;
  dataset = H5Dopen2(file, field->path, H5P_DEFAULT);
  if (dataset < 0) Found("is damaged: %s cannot be opened", field->path);
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCall(HasType(dataset, field, &same));
  if (n_axes != field->n_axes) same = PETSC_FALSE;
  for (int i = 0; same && i < n_axes; ++i) same = (PetscBool)(length[i] == (hsize_t)field->axis[i].n);
  if (!same) Found("is damaged: %s has another type or shape", field->path);
  PetscCall(IsOneBlock(dataset, &one_block));
  if (!one_block) Found("can be read, but not continued: %s is compressed or cut into chunks", field->path);
  GhdH5Call(H5Fget_filesize(file, &file_size));
  size   = H5Dget_storage_size(dataset);
  offset = H5Dget_offset(dataset);
  if (size != (hsize_t)ghd_field_size(field)) Found("is damaged: %s takes another space", field->path);
  if (size > 0 && (offset == HADDR_UNDEF || offset > file_size || size > file_size - offset)) Found("is truncated: %s goes beyond its end", field->path);
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}
