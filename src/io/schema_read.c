#include <hdf5_hl.h>

#include "field.h"
#include "look.h"
#include "schema_read.h"

/* More than a result file has, and less than a damaged one may seem to have. */
enum { MAX_DEPTH = 8, MAX_FIELDS = 4096 };

#define Found(...) PetscFunctionReturn((ghd_problem(problem, __VA_ARGS__), PETSC_SUCCESS))

static const char *last_word(const char *path)
{
  const char *slash = strrchr(path, '/');

  return slash ? slash + 1 : path;
}

/* A scale is its own axis. */
static PetscBool axis_is(const GhdField *field, PetscInt i, const char *word)
{
  return (PetscBool)(i < field->n_axes && !strcmp(last_word(field->is_scale ? field->path : field->axis[i].scale), word));
}

GhdFieldRows ghd_field_rows(const GhdField *field)
{
  if (!axis_is(field, 0, "point")) return GHD_ROWS_NONE;
  return axis_is(field, 1, "zeta") || axis_is(field, 1, "ray") ? GHD_ROWS_RAYS : GHD_ROWS_POINTS;
}

const GhdField *ghd_schema_find(const GhdSchema *schema, const char *path)
{
  for (PetscInt i = 0; i < schema->n; ++i)
    if (!strcmp(schema->field[i].path, path)) return &schema->field[i];
  return NULL;
}

static PetscErrorCode ReadType(hid_t dataset, GhdField *field, PetscBool *known)
{
  static const GhdFieldType number[] = {GHD_FIELD_REAL, GHD_FIELD_INTEGER, GHD_FIELD_CODE};
  hid_t                     stored, type;

  PetscFunctionBegin;
  *known = PETSC_FALSE;
  GhdH5Call((stored = H5Dget_type(dataset)));
  for (size_t i = 0; i < sizeof(number) / sizeof(number[0]) && !*known; ++i) {
    field->type = number[i];
    PetscCall(GhdFieldStoredType(field, &type));
    *known = (PetscBool)(H5Tequal(type, stored) > 0);
    GhdH5Call(H5Tclose(type));
  }
  GhdH5Call(H5Tclose(stored));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadFill(hid_t dataset, GhdField *field)
{
  hid_t properties;

  PetscFunctionBegin;
  if (field->type == GHD_FIELD_REAL) PetscFunctionReturn(PETSC_SUCCESS);
  GhdH5Call((properties = H5Dget_create_plist(dataset)));
  GhdH5Call(H5Pget_fill_value(properties, ghd_h5_int(), &field->fill));
  GhdH5Call(H5Pclose(properties));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static herr_t keep_path_of_scale(hid_t dataset, unsigned axis, hid_t scale, void *field)
{
  GhdFieldAxis *kept = &((GhdField *)field)->axis[axis];

  (void)dataset;
  return H5Iget_name(scale, kept->scale, sizeof(kept->scale)) > 0 ? 1 : -1;
}

static PetscErrorCode ReadAxes(hid_t dataset, GhdField *field)
{
  hsize_t length[4];
  int     n_axes;
  htri_t  is_scale;

  PetscFunctionBegin;
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  GhdH5Call((is_scale = H5DSis_scale(dataset)));
  field->is_scale = (PetscBool)(is_scale > 0);
  field->n_axes   = n_axes;
  for (int i = 0; i < n_axes; ++i) {
    PetscCheck(length[i] <= PETSC_MAX_INT, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", field->path);
    field->axis[i].n = (PetscInt)length[i];
    if (is_scale == 0) GhdH5Call(H5DSiterate_scales(dataset, (unsigned)i, NULL, keep_path_of_scale, field));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadField(hid_t file, hid_t dataset, const char *path, GhdSchema *schema, char problem[GHD_PROBLEM_LENGTH])
{
  GhdField *field;
  PetscBool known;

  PetscFunctionBegin;
  if (schema->n == MAX_FIELDS) Found("is damaged: it has too many datasets");
  field  = &schema->field[schema->n++];
  *field = (GhdField){.prefix = "", .unit = "", .long_name = "", .formula = ""};
  PetscCall(PetscStrncpy(field->path, path, sizeof(field->path)));
  PetscCall(ReadType(dataset, field, &known));
  if (!known) Found("is damaged: %s has a type that no result file has", path);
  PetscCall(ReadAxes(dataset, field));
  PetscCall(ReadFill(dataset, field));
  PetscCall(GhdLookField(file, field, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of a group and all below it. */
static PetscErrorCode ReadGroup(hid_t file, hid_t group, const char *folder, int depth, GhdSchema *schema, char problem[GHD_PROBLEM_LENGTH])
{
  H5G_info_t info;

  PetscFunctionBegin;
  if (depth > MAX_DEPTH) Found("is damaged: its groups go too deep");
  GhdH5Call(H5Gget_info(group, &info));
  for (hsize_t i = 0; i < info.nlinks && !problem[0]; ++i) {
    char    name[64], path[256];
    hid_t   object;
    ssize_t length;

    GhdH5Call((length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof(name), H5P_DEFAULT)));
    if ((size_t)length >= sizeof(name) || strlen(folder) + (size_t)length + 2 > sizeof(schema->field->path))
      Found("is damaged: %s has a member with a long name", folder);
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (!strcmp(path, "/parameters") || !strcmp(path, "/provenance")) continue;
    object = H5Oopen(group, name, H5P_DEFAULT);
    if (object < 0) Found("is damaged: %s cannot be opened", path);
    if (H5Iget_type(object) == H5I_GROUP)
      PetscCall(ReadGroup(file, object, path, depth + 1, schema, problem));
    else if (H5Iget_type(object) == H5I_DATASET)
      PetscCall(ReadField(file, object, path, schema, problem));
    GhdH5Call(H5Oclose(object));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int CompareScalesFirst(const void *a, const void *b)
{
  const GhdField *first = a, *second = b;

  if (first->is_scale != second->is_scale) return first->is_scale ? -1 : 1;
  return strcmp(first->path, second->path);
}

PetscErrorCode GhdSchemaRead(hid_t file, GhdSchema *schema, char problem[GHD_PROBLEM_LENGTH])
{
  PetscFunctionBegin;
  *schema          = (GhdSchema){0};
  schema->capacity = MAX_FIELDS;
  PetscCall(PetscMalloc1(schema->capacity, &schema->field));
  PetscCall(ReadGroup(file, file, "", 0, schema, problem));
  if (problem[0]) {
    PetscCall(GhdSchemaDestroy(schema));
    schema->n = 0;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  qsort(schema->field, (size_t)schema->n, sizeof(*schema->field), CompareScalesFirst);
  PetscFunctionReturn(PETSC_SUCCESS);
}
