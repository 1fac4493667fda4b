#include <unistd.h>

#include "schema_add.h"

static void add_text(GhdSchema *schema, const char *path, const char *long_name, const char *text)
{
  GhdField *field = ghd_add_field(schema, GHD_FIELD_TEXT, 0, NULL, "", long_name, "%s", path);

  field->text        = text;
  field->text_length = strlen(text);
}

static void add_attempts(GhdSchema *schema)
{
  static const struct {
    const char  *name, *unit, *long_name;
    GhdFieldType type;
    PetscInt     fill;
    size_t       length;
  } column[] = {
      {"start_time", "", "when the attempt began (UTC)", GHD_FIELD_TEXT, 0, 31},
      {"end_time", "", "when it ended (UTC); empty: still running, or killed", GHD_FIELD_TEXT, 0, 31},
      {"ranks", "1", "MPI ranks", GHD_FIELD_INTEGER, 0, 0},
      {"exit_status", "1", "exit status of the program; -1: still running, or killed", GHD_FIELD_INTEGER, -1, 0},
      {"host", "", "host of rank 0", GHD_FIELD_TEXT, 0, 63},
      {"job", "", "SLURM job", GHD_FIELD_TEXT, 0, 31},
      {"version", "", "version of the program", GHD_FIELD_TEXT, 0, 31},
      {"git_commit", "", "commit of its source", GHD_FIELD_TEXT, 0, 63},
  };
  const GhdFieldAxis rows = ghd_axis(GHD_ATTEMPTS, "");

  ghd_add_field(schema, GHD_FIELD_INTEGER, 0, NULL, "1", "attempts so far; number i, from 0, is in row i modulo the length of the columns",
                "/provenance/attempts/count");
  for (size_t i = 0; i < sizeof(column) / sizeof(column[0]); ++i) {
    GhdField *field = ghd_add_field(schema, column[i].type, 1, &rows, column[i].unit, column[i].long_name, "/provenance/attempts/%s", column[i].name);

    field->fill        = column[i].fill;
    field->text_length = column[i].length;
  }
}

static void add_provenance(GhdSchema *schema, const GhdFileLayout *layout)
{
  gethostname(schema->host, sizeof(schema->host) - 1);
  ghd_library_versions(schema->libraries, sizeof(schema->libraries));
  add_text(schema, "/provenance/version", "version of the program that made the file", ghd_version());
  add_text(schema, "/provenance/git_commit", "commit of its source", ghd_git_commit());
  add_text(schema, "/provenance/compiler", "compiler", ghd_compiler());
  add_text(schema, "/provenance/flags", "flags of the compiler", ghd_compiler_flags());
  add_text(schema, "/provenance/libraries", "libraries that it ran with", schema->libraries);
  add_text(schema, "/provenance/host", "host where it was made", schema->host);
  add_text(schema, "/provenance/input", "input file, verbatim", layout->input_text);
  add_attempts(schema);
}

static void add_points(GhdSchema *schema, const GhdFileLayout *layout)
{
  const GhdFieldAxis point = ghd_axis(layout->n_points, "/points/point");

  ghd_add_scale(schema, &point, "1", GHD_POINT_NAME, NULL);
  for (PetscInt i = 0; i < layout->n_point_columns; ++i) {
    GhdField *field = ghd_add_quantity(schema, 1, &point, "/points", &layout->point_column[i].quantity, PETSC_FALSE);

    if (layout->point_column[i].integer) field->type = GHD_FIELD_INTEGER;
    field->real = layout->point_column[i].value;
    field->row  = layout->point_column[i].row;
  }
}

static void add_rays(GhdSchema *schema, const GhdFileLayout *layout)
{
  static const char weight_name[] = "weight of the ray in the integral over x/t";
  GhdFieldAxis      axes[2];
  GhdField         *weight;

  ghd_ray_axes(layout, "/rays", axes);
  if (layout->auto_rays) {
    ghd_add_ray_scales(schema, layout, axes);
    ghd_add_field(schema, GHD_FIELD_REAL, 2, axes, "J", GHD_ZETA_NAME, "/rays/zeta");
    weight          = ghd_add_field(schema, GHD_FIELD_REAL, 2, axes, "J", weight_name, "/rays/weight");
    weight->formula = "Gauss quadrature between the velocities at which a profile is not analytic";
  } else {
    ghd_add_scale(schema, &axes[1], "J", GHD_ZETA_NAME, layout->zeta);
    weight          = ghd_add_field(schema, GHD_FIELD_REAL, 1, &axes[1], "J", weight_name, "/rays/weight");
    weight->formula = "trapezoidal rule between the first and the last ray";
    weight->real    = schema->weight;
  }
}

static void add_profiles(GhdSchema *schema, const GhdFileLayout *layout)
{
  GhdFieldAxis axes[2];

  ghd_ray_axes(layout, "/profiles", axes);
  ghd_add_ray_scales(schema, layout, axes);
  for (PetscInt i = 0; i < layout->n_profiles; ++i) ghd_add_quantity(schema, 2, axes, "/profiles", &layout->profile[i], PETSC_TRUE);
  ghd_ray_axes(layout, "", axes);
  ghd_add_ray_scales(schema, layout, axes);
  ghd_add_field(schema, GHD_FIELD_REAL, 2, axes, "J^2", "largest violation of the exact identities of the ray", "/identity_error")->formula =
      "|j1 - q2| and the like";
  ghd_add_field(schema, GHD_FIELD_REAL, 2, axes, "s", "time that the ray took", "/seconds");
  ghd_add_field(schema, GHD_FIELD_INTEGER, 2, axes, "1", "applications of the dressing operator", "/iterations");
  ghd_add_field(schema, GHD_FIELD_CODE, 2, axes, "1", "how the ray ended: 0 not done, > 0 converged, < 0 why not", "/status");
}

static PetscErrorCode TrapezoidWeights(const GhdFileLayout *layout, PetscReal **weight)
{
  const PetscInt last = layout->n_rays - 1;

  PetscFunctionBegin;
  PetscCall(PetscCalloc1(layout->n_rays, weight));
  for (PetscInt i = 0; i <= last; ++i) (*weight)[i] = 0.5 * (layout->zeta[PetscMin(i + 1, last)] - layout->zeta[PetscMax(i - 1, 0)]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The points of a part have the numbers of the sweep. */
static void number_points(GhdSchema *schema, PetscInt first)
{
  for (PetscInt i = 0; i < schema->n; ++i)
    if (schema->field[i].is_index && !strcmp(strrchr(schema->field[i].path, '/'), "/point")) schema->field[i].first = first;
}

PetscErrorCode GhdSchemaCreate(const GhdFileLayout *layout, GhdSchema *schema)
{
  PetscFunctionBegin;
  *schema          = (GhdSchema){0};
  schema->capacity = 120 + layout->n_point_columns + 5 * layout->n_profiles + 4 * layout->n_bulk;
  PetscCall(PetscCalloc1(schema->capacity, &schema->field));
  if (layout->n_rays > 0 && !layout->auto_rays) PetscCall(TrapezoidWeights(layout, &schema->weight));
  add_provenance(schema, layout);
  add_points(schema, layout);
  if (layout->n_rays > 0) {
    add_rays(schema, layout);
    add_profiles(schema, layout);
    if (layout->n_lambda > 0) ghd_add_state(schema, layout);
  }
  ghd_add_bulk(schema, layout, "/bulk/left");
  if (layout->has_right) ghd_add_bulk(schema, layout, "/bulk/right");
  number_points(schema, layout->part.count > 0 ? layout->part.first_point : 0);
  PetscCheck(schema->n <= schema->capacity, PETSC_COMM_SELF, PETSC_ERR_PLIB, "a result file has more datasets than expected");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSchemaDestroy(GhdSchema *schema)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(schema->field));
  PetscCall(PetscFree(schema->weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_field_size(const GhdField *field)
{
  PetscReal size = 8;

  if (field->type == GHD_FIELD_CODE) size = 1;
  if (field->type == GHD_FIELD_TEXT) size = (PetscReal)field->text_length + 1;
  for (PetscInt i = 0; i < field->n_axes; ++i) size *= (PetscReal)field->axis[i].n;
  return size;
}
