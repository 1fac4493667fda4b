/* One dataset of the file: its space, its content as far as it is known, its attributes and scales. */
#include <hdf5_hl.h>
#include <math.h>

#include "field.h"

#define MOST_ATTRIBUTES 64 /* of one dataset: status has one for every code */

/* Space is allocated and filled at once: what is not computed is NaN (0 in status), and a disk that is too small shows before the run. No times of modification: they are
   metadata that would change. */
static PetscErrorCode Properties(const GhdField *field, hid_t *properties)
{
  const double nan_value = NAN;

  PetscFunctionBegin;
  GhdH5Call((*properties = H5Pcreate(H5P_DATASET_CREATE)));
  GhdH5Call(H5Pset_layout(*properties, H5D_CONTIGUOUS));
  GhdH5Call(H5Pset_alloc_time(*properties, H5D_ALLOC_TIME_EARLY));
  GhdH5Call(H5Pset_fill_time(*properties, H5D_FILL_TIME_ALLOC));
  GhdH5Call(H5Pset_obj_track_times(*properties, 0));
  GhdH5Call(
      H5Pset_attr_phase_change(*properties, MOST_ATTRIBUTES, 0)); /* all in the header: HDF5 1.10 crashes when it copies datasets that keep them elsewhere */
  if (field->type == GHD_FIELD_REAL)
    GhdH5Call(H5Pset_fill_value(*properties, H5T_NATIVE_DOUBLE, &nan_value));
  else if (field->type != GHD_FIELD_TEXT)
    GhdH5Call(H5Pset_fill_value(*properties, ghd_h5_int(), &field->fill));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFieldStoredType(const GhdField *field, hid_t *type)
{
  PetscFunctionBegin;
  switch (field->type) {
  case GHD_FIELD_REAL: GhdH5Call((*type = H5Tcopy(H5T_IEEE_F64LE))); break;
  case GHD_FIELD_INTEGER: GhdH5Call((*type = H5Tcopy(H5T_STD_I64LE))); break;
  case GHD_FIELD_CODE: GhdH5Call((*type = H5Tcopy(H5T_STD_I8LE))); break;
  case GHD_FIELD_TEXT: PetscCall(GhdH5TextType(field->text_length, H5T_CSET_ASCII, type)); break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode NewDataset(hid_t file, hid_t with_groups, const GhdField *field, hid_t *dataset)
{
  hsize_t     length[4];
  hid_t       properties, type, space;
  const char *failure;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < field->n_axes; ++i) length[i] = (hsize_t)field->axis[i].n;
  PetscCall(Properties(field, &properties));
  PetscCall(GhdFieldStoredType(field, &type));
  GhdH5Call((space = field->n_axes ? H5Screate_simple((int)field->n_axes, length, NULL) : H5Screate(H5S_SCALAR)));
  *dataset = H5Dcreate2(file, field->path, type, space, with_groups, properties, H5P_DEFAULT);
  failure  = *dataset < 0 ? ghd_h5_reason() : NULL;
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Tclose(type));
  GhdH5Call(H5Pclose(properties));
  PetscCheck(!failure, PETSC_COMM_SELF, PETSC_ERR_FILE_WRITE, "%s", failure);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A table with a row for each position on an axis, spread over the points, so many of them at a time. */
static PetscErrorCode WriteSpread(hid_t dataset, hid_t type, size_t size, const char *table, const GhdField *field)
{
  const PetscInt n_points = field->axis[0].n, most = PetscMin(n_points, 4096);
  char          *block;

  PetscFunctionBegin;
  for (PetscInt i = 1; i < field->n_axes; ++i) size *= (size_t)field->axis[i].n; /* of a row */
  PetscCall(PetscMalloc1((size_t)most * size, &block));
  for (PetscInt p = 0; p < n_points; p += most) {
    const PetscInt n        = PetscMin(most, n_points - p);
    const hsize_t  start[2] = {(hsize_t)p, 0}, count[2] = {(hsize_t)n, (hsize_t)field->axis[1].n};

    for (PetscInt i = 0; i < n; ++i) PetscCall(PetscMemcpy(block + (size_t)i * size, table + (size_t)ghd_row_of_point(&field->row, p + i) * size, size));
    PetscCall(GhdH5Write(dataset, type, start, count, block));
  }
  PetscCall(PetscFree(block));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteKnownContent(hid_t dataset, const GhdField *field)
{
  PetscFunctionBegin;
  if (field->row.n && field->real) PetscCall(WriteSpread(dataset, H5T_NATIVE_DOUBLE, sizeof(*field->real), (const char *)field->real, field));
  if (field->row.n && field->integer) PetscCall(WriteSpread(dataset, ghd_h5_int(), sizeof(*field->integer), (const char *)field->integer, field));
  if (field->row.n) PetscFunctionReturn(PETSC_SUCCESS);
  if (field->is_index) {
    const PetscInt n = field->axis[0].n;
    int64_t       *index;

    PetscCall(PetscMalloc1(n, &index));
    for (PetscInt i = 0; i < n; ++i) index[i] = field->first + i;
    GhdH5Call(H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, index));
    PetscCall(PetscFree(index));
  }
  if (field->real) GhdH5Call(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, field->real));
  if (field->integer) GhdH5Call(H5Dwrite(dataset, ghd_h5_int(), H5S_ALL, H5S_ALL, H5P_DEFAULT, field->integer));
  if (field->text) PetscCall(GhdH5WriteText(dataset, 0, field->text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The codes, by name, and what they mean. */
static PetscErrorCode PutReasons(hid_t dataset)
{
  char   meaning[2048] = "";
  size_t length        = 0;

  PetscFunctionBegin;
#define GHD_PUT_REASON(name, code, word, text) \
  PetscCall(GhdH5PutInteger(dataset, word, H5T_STD_I8LE, code)); \
  length += (size_t)snprintf(meaning + length, sizeof(meaning) - length, "%s%d: %s", length ? "; " : "", code, text); \
  PetscCheck(length < sizeof(meaning), PETSC_COMM_SELF, PETSC_ERR_PLIB, "the meanings of all codes need more room");
  GHD_REASONS(GHD_PUT_REASON)
#undef GHD_PUT_REASON
  PetscCall(GhdH5PutText(dataset, "meaning", meaning));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PutMeaning(hid_t dataset, const GhdField *field)
{
  char name[512];

  PetscFunctionBegin;
  snprintf(name, sizeof(name), "%s%s", field->prefix, field->long_name);
  PetscCall(GhdH5PutText(dataset, "unit", field->unit));
  PetscCall(GhdH5PutText(dataset, "long_name", name));
  PetscCall(GhdH5PutText(dataset, "formula", field->formula));
  if (field->type == GHD_FIELD_CODE) PetscCall(PutReasons(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFieldAttachScales(hid_t file, hid_t dataset, const GhdField *field)
{
  PetscFunctionBegin;
  if (field->is_scale) GhdH5Call(H5DSset_scale(dataset, strrchr(field->path, '/') + 1));
  for (PetscInt i = 0; i < field->n_axes; ++i) {
    hid_t scale;

    if (!field->axis[i].scale[0]) continue;
    GhdH5Call((scale = H5Dopen2(file, field->axis[i].scale, H5P_DEFAULT)));
    GhdH5Call(H5DSattach_scale(dataset, scale, (unsigned)i));
    GhdH5Call(H5Dclose(scale));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFieldCreate(hid_t file, hid_t with_groups, const GhdField *field, hid_t *dataset)
{
  PetscFunctionBegin;
  PetscCall(NewDataset(file, with_groups, field, dataset));
  PetscCall(WriteKnownContent(*dataset, field));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFieldDescribe(hid_t file, hid_t dataset, const GhdField *field)
{
  PetscFunctionBegin;
  PetscCall(PutMeaning(dataset, field));
  PetscCall(GhdFieldAttachScales(file, dataset, field));
  PetscFunctionReturn(PETSC_SUCCESS);
}
