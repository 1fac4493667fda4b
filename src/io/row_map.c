/* Which rows of a file are rows of a larger sweep. */
#include "extend.h"

#define Found(...) PetscFunctionReturn((ghd_problem(problem, __VA_ARGS__), PETSC_SUCCESS))

/* Points by the values of all columns. */
typedef struct {
  PetscInt   n, n_columns;
  PetscReal *value; /* [n][n_columns] */
  PetscInt  *order; /* [n] points, sorted by their values */
} Points;

static int CompareValues(PetscInt n, const PetscReal a[], const PetscReal b[])
{
  for (PetscInt i = 0; i < n; ++i)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

static int ComparePoints(const void *a, const void *b, void *points)
{
  const Points *p = points;

  return CompareValues(p->n_columns, &p->value[*(const PetscInt *)a * p->n_columns], &p->value[*(const PetscInt *)b * p->n_columns]);
}

static PetscErrorCode PointsCreate(PetscInt n, PetscInt n_columns, Points *points)
{
  PetscFunctionBegin;
  points->n         = n;
  points->n_columns = n_columns;
  PetscCall(PetscMalloc2((size_t)n * (size_t)n_columns, &points->value, n, &points->order));
  for (PetscInt i = 0; i < n; ++i) points->order[i] = i;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void points_sort(Points *points)
{
  qsort_r(points->order, (size_t)points->n, sizeof(points->order[0]), ComparePoints, points);
}

/* The point of these values, -1 if there is none. */
static PetscInt points_find(const Points *points, const PetscReal value[])
{
  PetscInt low = 0, high = points->n;

  while (low < high) {
    const PetscInt middle = low + (high - low) / 2;
    const int      order  = CompareValues(points->n_columns, &points->value[points->order[middle] * points->n_columns], value);

    if (order == 0) return points->order[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

static PetscErrorCode PointsDestroy(Points *points)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(points->value, points->order));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- what the file has -- */

/* A dataset of one dimension as numbers, allocated; *value is NULL if there is none. */
static PetscErrorCode ReadNumbers(hid_t file, const char *path, PetscInt *n, PetscReal **value)
{
  hsize_t       length[4];
  const hsize_t start = 0;
  int           n_dims;
  hid_t         dataset;

  PetscFunctionBegin;
  *value  = NULL;
  dataset = H5Dopen2(file, path, H5P_DEFAULT);
  if (dataset < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5Shape(dataset, &n_dims, length));
  PetscCheck(n_dims == 1 && length[0] <= PETSC_MAX_INT, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  *n = (PetscInt)length[0];
  PetscCall(PetscMalloc1(*n + 1, value));
  PetscCall(GhdH5Read(dataset, H5T_NATIVE_DOUBLE, &start, length, *value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadPoints(hid_t file, const GhdFileLayout *layout, Points *points)
{
  PetscFunctionBegin;
  *points = (Points){0};
  for (PetscInt c = 0; c < layout->n_point_columns; ++c) {
    PetscInt   n = 0;
    PetscReal *value;
    char       path[128];

    snprintf(path, sizeof(path), "/points/%s", layout->point_column[c].quantity.name);
    PetscCall(ReadNumbers(file, path, &n, &value));
    if (c == 0) PetscCall(PointsCreate(n, layout->n_point_columns, points));
    PetscCheck(value && n == points->n, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s is not there, or has another length", path);
    for (PetscInt p = 0; p < n; ++p) points->value[p * points->n_columns + c] = value[p];
    PetscCall(PetscFree(value));
  }
  points_sort(points);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the map -- */

static PetscErrorCode PointsOfLayout(const GhdFileLayout *layout, Points *points)
{
  PetscFunctionBegin;
  PetscCall(PointsCreate(layout->n_points, layout->n_point_columns, points));
  for (PetscInt p = 0; p < layout->n_points; ++p)
    for (PetscInt c = 0; c < layout->n_point_columns; ++c)
      points->value[p * layout->n_point_columns + c] = layout->point_column[c].value[ghd_row_of_point(&layout->point_column[c].row, p)];
  points_sort(points);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* "left_beta = 1.5": the values of a point that its neighbours need not share. */
static void describe_point(const GhdFileLayout *layout, const PetscReal value[], char text[256])
{
  size_t length = 0;

  text[0] = '\0';
  for (PetscInt c = 0; c < layout->n_point_columns && length < 200; ++c)
    length += (size_t)snprintf(text + length, 256 - length, "%s%.24s = %.15g", c ? ", " : "", layout->point_column[c].quantity.name, (double)value[c]);
}

static PetscErrorCode MapPoints(const GhdFileLayout *layout, const Points *old, const Points *new, PetscInt map[], char problem[GHD_PROBLEM_LENGTH])
{
  char text[256];

  PetscFunctionBegin;
  for (PetscInt p = 0; p < new->n; ++p) map[p] = points_find(old, &new->value[p * new->n_columns]);
  for (PetscInt p = 0; p < old->n; ++p) {
    const PetscReal *value = &old->value[p * old->n_columns];

    if (points_find(new, value) >= 0) continue;
    describe_point(layout, value, text);
    Found("has a point that the input does not have: %s", text);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Both ascending. */
static PetscErrorCode MapGivenRays(PetscInt n_old, const PetscReal old[], PetscInt n_new, const PetscReal new[], PetscInt map[],
                                   char problem[GHD_PROBLEM_LENGTH])
{
  PetscInt i = 0;

  PetscFunctionBegin;
  for (PetscInt j = 0; j < n_new; ++j) {
    map[j] = i < n_old && old[i] == new[j] ? i : -1;
    if (map[j] >= 0) ++i;
  }
  if (i < n_old) Found("has a ray that the input does not have: x/t = %.17g", (double)old[i]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode MapRays(hid_t file, const GhdFileLayout *layout, GhdRowMap *map, char problem[GHD_PROBLEM_LENGTH])
{
  const PetscBool chosen = (PetscBool)(H5Lexists(file, "/rays", H5P_DEFAULT) > 0 && H5Lexists(file, "/rays/ray", H5P_DEFAULT) > 0);
  PetscReal      *zeta;

  PetscFunctionBegin;
  PetscCall(ReadNumbers(file, chosen ? "/rays/ray" : "/rays/zeta", &map->n_rays, &zeta));
  if (chosen != layout->auto_rays || (zeta != NULL) != (layout->n_rays > 0) || (chosen && map->n_rays != layout->n_rays)) {
    ghd_problem(problem, "has other rays than the input: to rays that are chosen (auto) or none at all none can be added");
  } else if (chosen) {
    for (PetscInt j = 0; j < layout->n_rays; ++j) map->ray[j] = j;
  } else {
    PetscCall(MapGivenRays(map->n_rays, zeta, layout->n_rays, layout->zeta, map->ray, problem));
  }
  PetscCall(PetscFree(zeta));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRowMapCreate(hid_t file, const GhdFileLayout *layout, GhdRowMap *map, char problem[GHD_PROBLEM_LENGTH])
{
  Points old, new;

  PetscFunctionBegin;
  *map = (GhdRowMap){0};
  PetscCall(PetscMalloc2(layout->n_points, &map->point, layout->n_rays, &map->ray));
  PetscCall(ReadPoints(file, layout, &old));
  PetscCall(PointsOfLayout(layout, &new));
  map->n_points = old.n;
  PetscCall(MapPoints(layout, &old, &new, map->point, problem));
  if (!problem[0]) PetscCall(MapRays(file, layout, map, problem));
  PetscCall(PointsDestroy(&old));
  PetscCall(PointsDestroy(&new));
  if (problem[0]) PetscCall(GhdRowMapDestroy(map));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRowMapDestroy(GhdRowMap *map)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(map->point, map->ray));
  PetscFunctionReturn(PETSC_SUCCESS);
}
