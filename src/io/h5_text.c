/* Texts and attributes. */
#include "h5.h"

/* Longer texts than this come from damaged files only. */
#define MAX_TEXT ((size_t)1 << 28)

static PetscErrorCode PutAttribute(hid_t object, const char *name, hid_t file_type, hid_t memory_type, hid_t space, const void *value)
{
  hid_t attribute;

  PetscFunctionBegin;
  GhdH5Call((attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT)));
  GhdH5Call(H5Awrite(attribute, memory_type, value));
  GhdH5Call(H5Aclose(attribute));
  GhdH5Call(H5Sclose(space));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode NewLine(PetscInt n, hid_t *space)
{
  const hsize_t length = (hsize_t)n;

  PetscFunctionBegin;
  GhdH5Call((*space = H5Screate_simple(1, &length, NULL)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5PutText(hid_t object, const char *name, const char *text)
{
  hid_t type, space;

  PetscFunctionBegin;
  PetscCall(GhdH5TextType(strlen(text), H5T_CSET_UTF8, &type));
  GhdH5Call((space = H5Screate(H5S_SCALAR)));
  PetscCall(PutAttribute(object, name, type, type, space, text));
  GhdH5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5PutTexts(hid_t object, const char *name, PetscInt n, const char *const text[])
{
  size_t longest = 0;
  char  *packed;
  hid_t  type, space;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) longest = PetscMax(longest, strlen(text[i]));
  PetscCall(PetscCalloc1((longest + 1) * (size_t)PetscMax(n, 1), &packed));
  for (PetscInt i = 0; i < n; ++i) memcpy(packed + (size_t)i * (longest + 1), text[i], strlen(text[i]));
  PetscCall(GhdH5TextType(longest, H5T_CSET_UTF8, &type));
  PetscCall(NewLine(n, &space));
  PetscCall(PutAttribute(object, name, type, type, space, packed));
  GhdH5Call(H5Tclose(type));
  PetscCall(PetscFree(packed));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5PutIntegers(hid_t object, const char *name, PetscInt n, const PetscInt value[])
{
  const PetscInt none = 0;
  hid_t          space;

  PetscFunctionBegin;
  PetscCall(NewLine(n, &space));
  PetscCall(PutAttribute(object, name, H5T_STD_I64LE, ghd_h5_int(), space, n ? value : &none));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5PutInteger(hid_t object, const char *name, hid_t file_type, PetscInt value)
{
  hid_t space;

  PetscFunctionBegin;
  GhdH5Call((space = H5Screate(H5S_SCALAR)));
  PetscCall(PutAttribute(object, name, file_type, ghd_h5_int(), space, &value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Text of fixed length only: what this program writes. */
static PetscErrorCode TextLength(hid_t type, size_t *length)
{
  PetscFunctionBegin;
  PetscCheck(H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "not a text of fixed length");
  *length = H5Tget_size(type);
  PetscCheck(*length > 0 && *length <= MAX_TEXT, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "a text of %zu bytes", *length);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5GetText(hid_t object, const char *name, char **text)
{
  hid_t  attribute, type, space;
  size_t length;

  PetscFunctionBegin;
  GhdH5Call((attribute = H5Aopen(object, name, H5P_DEFAULT)));
  GhdH5Call((type = H5Aget_type(attribute)));
  GhdH5Call((space = H5Aget_space(attribute)));
  PetscCheck(H5Sget_simple_extent_npoints(space) == 1, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "attribute %s is not one text", name);
  PetscCall(TextLength(type, &length));
  PetscCall(PetscCalloc1(length + 1, text));
  GhdH5Call(H5Aread(attribute, type, *text));
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Tclose(type));
  GhdH5Call(H5Aclose(attribute));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5GetInteger(hid_t object, const char *name, PetscInt *value)
{
  hid_t attribute, space;

  PetscFunctionBegin;
  GhdH5Call((attribute = H5Aopen(object, name, H5P_DEFAULT)));
  GhdH5Call((space = H5Aget_space(attribute)));
  PetscCheck(H5Sget_simple_extent_npoints(space) == 1, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "attribute %s is not one number", name);
  GhdH5Call(H5Aread(attribute, ghd_h5_int(), value));
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Aclose(attribute));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5WriteText(hid_t dataset, hsize_t row, const char *text)
{
  const hsize_t one = 1;
  hid_t         type;
  size_t        length;
  char         *padded;

  PetscFunctionBegin;
  GhdH5Call((type = H5Dget_type(dataset)));
  PetscCall(TextLength(type, &length));
  PetscCall(PetscCalloc1(length, &padded));
  memcpy(padded, text, PetscMin(strlen(text), length - 1));
  PetscCall(GhdH5Write(dataset, type, &row, &one, padded));
  PetscCall(PetscFree(padded));
  GhdH5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdH5ReadText(hid_t dataset, hsize_t row, char **text)
{
  const hsize_t one = 1;
  hid_t         type;
  size_t        length;

  PetscFunctionBegin;
  GhdH5Call((type = H5Dget_type(dataset)));
  PetscCall(TextLength(type, &length));
  PetscCall(PetscCalloc1(length + 1, text));
  PetscCall(GhdH5Read(dataset, type, &row, &one, *text));
  GhdH5Call(H5Tclose(type));
  PetscFunctionReturn(PETSC_SUCCESS);
}
