#include "child.h"
#include "copy.h"

#define PIECE ((hsize_t)1 << 23) /* bytes copied at a time */

typedef struct {
  hid_t from, to, type;
  int   n_dims;
  void *buffer; /* the block, or PIECE of it */
} Copy;

static hsize_t block_bytes(const Copy *copy, const hsize_t count[])
{
  hsize_t bytes = H5Tget_size(copy->type);

  for (int i = 0; i < copy->n_dims; ++i) bytes *= count[i];
  return bytes;
}

/* Halves the block along its slowest dimension until a piece fits. */
static PetscErrorCode CopyPieces(const Copy *copy, const hsize_t from_start[4], const hsize_t to_start[4], const hsize_t count[4])
{
  const hsize_t bytes = block_bytes(copy, count);
  int           slow  = 0;

  PetscFunctionBegin;
  if (bytes == 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (bytes <= PIECE) {
    PetscCall(GhdH5Read(copy->from, copy->type, from_start, count, copy->buffer));
    PetscCall(GhdH5Write(copy->to, copy->type, to_start, count, copy->buffer));
    ghd_child_is_alive();
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  while (slow < copy->n_dims && count[slow] == 1) ++slow;
  PetscCheck(slow < copy->n_dims, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "one value takes %" PRIu64 " bytes", (uint64_t)bytes);
  for (int half = 0; half < 2; ++half) {
    hsize_t from[4], to[4], n[4];

    for (int i = 0; i < copy->n_dims; ++i) {
      from[i] = from_start[i];
      to[i]   = to_start[i];
      n[i]    = count[i];
    }
    n[slow] = half ? count[slow] - count[slow] / 2 : count[slow] / 2;
    from[slow] += half ? count[slow] / 2 : 0;
    to[slow] += half ? count[slow] / 2 : 0;
    PetscCall(CopyPieces(copy, from, to, n));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCopyBlock(hid_t from, const hsize_t from_start[], hid_t to, const hsize_t to_start[], const hsize_t count[])
{
  Copy    copy = {.from = from, .to = to};
  hsize_t length[4];

  PetscFunctionBegin;
  PetscCall(GhdH5Shape(from, &copy.n_dims, length));
  GhdH5Call((copy.type = H5Dget_type(from)));
  PetscCall(PetscMalloc(PetscMin(PIECE, block_bytes(&copy, count)), &copy.buffer));
  PetscCall(CopyPieces(&copy, from_start, to_start, count));
  PetscCall(PetscFree(copy.buffer));
  GhdH5Call(H5Tclose(copy.type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCopyAll(hid_t from, hid_t to)
{
  const hsize_t start[4] = {0};
  hsize_t       length[4];
  int           n_dims;

  PetscFunctionBegin;
  PetscCall(GhdH5Shape(from, &n_dims, length));
  PetscCall(GhdCopyBlock(from, start, to, start, length));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CopyAttribute(hid_t attribute, hid_t to, const char *name)
{
  hid_t type, space, copy;
  void *value;

  PetscFunctionBegin;
  GhdH5Call((type = H5Aget_type(attribute)));
  GhdH5Call((space = H5Aget_space(attribute)));
  PetscCheck(H5Tget_class(type) == H5T_INTEGER || (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0), PETSC_COMM_SELF,
             PETSC_ERR_FILE_UNEXPECTED, "attribute %s has a type that no result file has", name);
  PetscCall(PetscMalloc(H5Aget_storage_size(attribute) + 1, &value));
  GhdH5Call(H5Aread(attribute, type, value));
  GhdH5Call((copy = H5Acreate2(to, name, type, space, H5P_DEFAULT, H5P_DEFAULT)));
  GhdH5Call(H5Awrite(copy, type, value));
  PetscCall(PetscFree(value));
  GhdH5Call(H5Aclose(copy));
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool is_among(const char *name, int n, const char *const word[])
{
  for (int i = 0; i < n; ++i)
    if (!strcmp(name, word[i])) return PETSC_TRUE;
  return PETSC_FALSE;
}

PetscErrorCode GhdCopyAttributes(hid_t from, hid_t to, int n, const char *const except[])
{
  static const char *const of_scales[] = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"};
  int                      n_attributes;

  PetscFunctionBegin;
  GhdH5Call((n_attributes = H5Aget_num_attrs(from)));
  for (int i = 0; i < n_attributes; ++i) {
    char  name[64];
    hid_t attribute;

    GhdH5Call((attribute = H5Aopen_by_idx(from, ".", H5_INDEX_NAME, H5_ITER_INC, (hsize_t)i, H5P_DEFAULT, H5P_DEFAULT)));
    GhdH5Call(H5Aget_name(attribute, sizeof(name), name));
    if (!is_among(name, 4, of_scales) && !is_among(name, n, except)) PetscCall(CopyAttribute(attribute, to, name));
    GhdH5Call(H5Aclose(attribute));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
