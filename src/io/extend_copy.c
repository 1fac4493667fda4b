/* The rows that a file has, into a larger one. A row that is there already stays: it may have been computed since. */
#include "attempts.h"
#include "child.h"
#include "extend.h"
#include "extend_copy.h"
#include "schema_read.h"

#define PIECE ((size_t)1 << 23) /* bytes of rows in memory at a time, if one row is not larger */

/* What of the old file is to be taken over. */
typedef struct {
  hid_t                from, to;
  const GhdFileLayout *layout;
  GhdRowMap            map;
  int8_t              *take_ray;     /* [n_points][n_rays] of the layout */
  int8_t              *take_side[2]; /* [n_points]                       */
  int8_t              *take_zeta;    /* [n_points][n_rays] x/t and weights of rays that were chosen */
} Transfer;

/* -- which rows -- */

static PetscErrorCode ReadCodes(hid_t file, const char *path, size_t n, int8_t **code)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, code));
  GhdH5Call((dataset = H5Dopen2(file, path, H5P_DEFAULT)));
  PetscCheck(H5Dget_storage_size(dataset) == n, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  GhdH5Call(H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, *code));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Done in the old file and not in the new one. n_rays of layout and map, or 1 of both and no map of rays. */
static PetscErrorCode ChooseRows(const Transfer *t, const char *path, PetscInt n_rays, PetscInt n_old_rays, const PetscInt ray[], int8_t **take)
{
  const size_t n = (size_t)t->layout->n_points * (size_t)n_rays;
  int8_t      *old, *new;

  PetscFunctionBegin;
  PetscCall(ReadCodes(t->from, path, (size_t)t->map.n_points * (size_t)n_old_rays, &old));
  PetscCall(ReadCodes(t->to, path, n, &new));
  PetscCall(PetscCalloc1(n, take));
  for (PetscInt p = 0; p < t->layout->n_points; ++p) {
    if (t->map.point[p] < 0) continue;
    for (PetscInt r = 0; r < n_rays; ++r) {
      const size_t   i   = (size_t)p * (size_t)n_rays + (size_t)r;
      const PetscInt was = ray ? ray[r] : 0;

      (*take)[i] = was >= 0 && new[i] == 0 && old[(size_t)t->map.point[p] * (size_t)n_old_rays + (size_t)was] != 0;
    }
  }
  PetscCall(PetscFree(old));
  PetscCall(PetscFree(new));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* They are written with the states of their point. */
static PetscErrorCode ChooseZeta(Transfer *t)
{
  const PetscInt n_rays = t->layout->n_rays;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1((size_t)t->layout->n_points * (size_t)n_rays, &t->take_zeta));
  for (PetscInt p = 0; p < t->layout->n_points; ++p) memset(t->take_zeta + (size_t)p * (size_t)n_rays, t->take_side[0][p], (size_t)n_rays);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- one dataset -- */

/* A dataset as points x rays x rest, with one ray if it has none, and the rest as two dimensions that may be longer in the new file. */
typedef struct {
  hid_t           from, to, type;
  size_t          size; /* of an element, then of the rest of a row in the old and in the new file */
  size_t          old_row, new_row;
  PetscInt        n_rays;
  hsize_t         old_rest[2], new_rest[2];
  PetscBool       has_rays;
  const int8_t   *take; /* [n_points][n_rays]                                            */
  const PetscInt *ray;  /* [n_rays]; NULL: the one ray of a dataset without rays         */
} Rows;

static void block_of(const Rows *rows, const hsize_t rest[2], PetscInt point, PetscInt n_points, PetscInt first, PetscInt n, hsize_t start[4], hsize_t count[4])
{
  int d = 0;

  start[d]   = (hsize_t)point;
  count[d++] = (hsize_t)n_points;
  if (rows->has_rays) {
    start[d]   = (hsize_t)first;
    count[d++] = (hsize_t)n;
  }
  for (int i = 0; i < 2 && d < 4; ++i, ++d) {
    start[d] = 0;
    count[d] = rest[i];
  }
}

static void copy_row(const Rows *rows, const char *old, char *new)
{
  for (hsize_t i = 0; i < rows->old_rest[0]; ++i)
    memcpy(new + i * rows->new_rest[1] * rows->size, old + i * rows->old_rest[1] * rows->size, (size_t)rows->old_rest[1] * rows->size);
}

/* Rays [first, first + n) of points [point, point + n_points) of the new file: read, overlaid with what the old one has, written. */
static PetscErrorCode OverlayBlock(const Transfer *t, const Rows *rows, PetscInt point, PetscInt n_points, PetscInt first, PetscInt n, char *old, char *new)
{
  hsize_t   start[4], count[4];
  PetscInt  low = PETSC_MAX_INT, high = -1; /* rays of the old file that are wanted */
  PetscBool any = PETSC_FALSE;

  PetscFunctionBegin;
  for (PetscInt r = first; r < first + n; ++r) {
    const PetscInt was = rows->ray ? rows->ray[r] : 0;

    if (was < 0) continue;
    low  = PetscMin(low, was);
    high = PetscMax(high, was);
  }
  for (PetscInt p = point; p < point + n_points && !any; ++p)
    for (PetscInt r = first; r < first + n && !any; ++r) any = (PetscBool)(rows->take[(size_t)p * (size_t)rows->n_rays + (size_t)r] != 0);
  if (!any) PetscFunctionReturn(PETSC_SUCCESS);
  block_of(rows, rows->new_rest, point, n_points, first, n, start, count);
  PetscCall(GhdH5Read(rows->to, rows->type, start, count, new));
  for (PetscInt p = 0, n_run; p < n_points; p += n_run) {
    hsize_t old_start[4], old_count[4];

    n_run = 1;
    if (t->map.point[point + p] < 0) continue;
    while (p + n_run < n_points && t->map.point[point + p + n_run] == t->map.point[point + p] + n_run) ++n_run;
    block_of(rows, rows->old_rest, t->map.point[point + p], n_run, low, high - low + 1, old_start, old_count);
    PetscCall(GhdH5Read(rows->from, rows->type, old_start, old_count, old));
    for (PetscInt i = 0; i < n_run * n; ++i) {
      const PetscInt of_point = i / n, r = i % n, was = rows->ray ? rows->ray[first + r] : 0;

      if (rows->take[(size_t)(point + p + of_point) * (size_t)rows->n_rays + (size_t)(first + r)])
        copy_row(rows, old + ((size_t)of_point * (size_t)(high - low + 1) + (size_t)(was - low)) * rows->old_row,
                 new + ((size_t)(p + of_point) * (size_t)n + (size_t)r) * rows->new_row);
    }
  }
  PetscCall(GhdH5Write(rows->to, rows->type, start, count, new));
  ghd_child_is_alive();
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* In blocks of whole points, or of rays of one point if these are large. */
static PetscErrorCode OverlayRows(const Transfer *t, const Rows *rows)
{
  const size_t   row      = PetscMax(rows->new_row, 1);
  const PetscInt n_rays   = (PetscInt)PetscMax(PetscMin((size_t)rows->n_rays, PIECE / row), 1);
  const PetscInt n_points = n_rays < rows->n_rays ? 1 : (PetscInt)PetscMin(PetscMax(PIECE / (row * (size_t)n_rays), 1), (size_t)t->layout->n_points);
  char          *old, *new;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2((size_t)n_points * (size_t)n_rays * row, &old, (size_t)n_points * (size_t)n_rays * row, &new));
  for (PetscInt p = 0; p < t->layout->n_points; p += n_points)
    for (PetscInt r = 0; r < rows->n_rays; r += n_rays)
      PetscCall(OverlayBlock(t, rows, p, PetscMin(n_points, t->layout->n_points - p), r, PetscMin(n_rays, rows->n_rays - r), old, new));
  PetscCall(PetscFree2(old, new));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of rays, of one side, or of the rays of a point, which are known when its states are. NULL: known since the file was made. */
static const int8_t *rows_to_take(const Transfer *t, const GhdField *field)
{
  if (ghd_field_rows(field) == GHD_ROWS_NONE || field->is_scale) return NULL;
  if (!strncmp(field->path, "/bulk/left/", 11)) return t->take_side[0];
  if (!strncmp(field->path, "/bulk/right/", 12)) return t->take_side[1];
  if (!strncmp(field->path, "/rays/", 6)) return t->take_zeta;
  return ghd_field_rows(field) == GHD_ROWS_RAYS ? t->take_ray : NULL;
}

static PetscErrorCode OverlayField(const Transfer *t, const GhdField *old, const GhdField *new)
{
  const PetscBool has_rays = (PetscBool)(ghd_field_rows(new) == GHD_ROWS_RAYS);
  const PetscInt  first    = has_rays ? 2 : 1;
  Rows            rows     = {.n_rays   = has_rays ? t->layout->n_rays : 1,
                              .has_rays = has_rays,
                              .take     = rows_to_take(t, new),
                              .ray      = has_rays ? t->map.ray : NULL,
                              .old_rest = {1, 1},
                              .new_rest = {1, 1}};

  PetscFunctionBegin;
  if (!rows.take) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = first; i < new->n_axes; ++i) {
    rows.old_rest[i - first] = (hsize_t)old->axis[i].n;
    rows.new_rest[i - first] = (hsize_t) new->axis[i].n;
  }
  GhdH5Call((rows.from = H5Dopen2(t->from, old->path, H5P_DEFAULT)));
  GhdH5Call((rows.to = H5Dopen2(t->to, new->path, H5P_DEFAULT)));
  GhdH5Call((rows.type = H5Dget_type(rows.to)));
  rows.size    = H5Tget_size(rows.type);
  rows.old_row = rows.size * (size_t)(rows.old_rest[0] * rows.old_rest[1]);
  rows.new_row = rows.size * (size_t)(rows.new_rest[0] * rows.new_rest[1]);
  PetscCall(OverlayRows(t, &rows));
  GhdH5Call(H5Tclose(rows.type));
  GhdH5Call(H5Dclose(rows.to));
  GhdH5Call(H5Dclose(rows.from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- all of them -- */

static PetscBool is_status(const GhdField *field)
{
  return (PetscBool)(field->type == GHD_FIELD_CODE);
}

static PetscErrorCode OverlayAll(const Transfer *t, const GhdSchema *old, const GhdSchema *new, PetscBool statuses)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < new->n; ++i) {
    const GhdField *field = &new->field[i], *was = ghd_schema_find(old, field->path);

    if (is_status(field) == statuses && rows_to_take(t, field)) PetscCall(OverlayField(t, was, field));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The attempts of the old file come first, and once. */
static PetscErrorCode TakeAttempts(const Transfer *t)
{
  const hsize_t start = 0, one = 1;
  int64_t       count;
  hid_t         dataset;

  PetscFunctionBegin;
  GhdH5Call((dataset = H5Dopen2(t->to, "/provenance/attempts/count", H5P_DEFAULT)));
  PetscCall(GhdH5Read(dataset, H5T_NATIVE_INT64, &start, &one, &count));
  GhdH5Call(H5Dclose(dataset));
  if (count == 0) PetscCall(GhdAttemptsAppend(t->from, t->to));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdExtendCopy(hid_t from, hid_t to, const GhdFileLayout *layout, const GhdSchema *old, char problem[GHD_PROBLEM_LENGTH])
{
  Transfer t = {.from = from, .to = to, .layout = layout};
  GhdSchema new;

  PetscFunctionBegin;
  PetscCall(GhdRowMapCreate(from, layout, &t.map, problem));
  if (!problem[0]) PetscCall(GhdSchemaRead(to, &new, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  if (layout->n_rays > 0) PetscCall(ChooseRows(&t, "/status", layout->n_rays, t.map.n_rays, t.map.ray, &t.take_ray));
  PetscCall(ChooseRows(&t, "/bulk/left/status", 1, 1, NULL, &t.take_side[0]));
  if (layout->has_right) PetscCall(ChooseRows(&t, "/bulk/right/status", 1, 1, NULL, &t.take_side[1]));
  if (layout->auto_rays) PetscCall(ChooseZeta(&t));
  PetscCall(TakeAttempts(&t));
  PetscCall(OverlayAll(&t, old, &new, PETSC_FALSE));
  GhdH5Call(H5Fflush(to, H5F_SCOPE_GLOBAL)); /* what is marked done must be there, whatever ends this process */
  PetscCall(OverlayAll(&t, old, &new, PETSC_TRUE));
  PetscCall(PetscFree(t.take_ray));
  PetscCall(PetscFree(t.take_zeta));
  for (int side = 0; side < 2; ++side) PetscCall(PetscFree(t.take_side[side]));
  PetscCall(GhdRowMapDestroy(&t.map));
  PetscCall(GhdSchemaDestroy(&new));
  PetscFunctionReturn(PETSC_SUCCESS);
}
