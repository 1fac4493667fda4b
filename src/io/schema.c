#include <stdarg.h>
#include <unistd.h>

#include "schema.h"

static GhdFieldAxis axis(PetscInt n, const char *scale)
{
  GhdFieldAxis a = {"", n};

  snprintf(a.scale, sizeof(a.scale), "%s", scale);
  return a;
}

/* The point of the sweep and the ray: the axes of everything that is computed on rays. `group` holds their scales. */
static void ray_axes(const GhdFileLayout *layout, const char *group, GhdFieldAxis axes[2])
{
  char path[32];

  snprintf(path, sizeof(path), "%s/point", group);
  axes[0] = axis(layout->n_points, path);
  snprintf(path, sizeof(path), "%s/%s", group, layout->auto_rays ? "ray" : "zeta");
  axes[1] = axis(layout->n_rays, path);
}

/* The new last field of the schema, for the caller to fill in what is special about it. The schema is large enough: see capacity(). */
static GhdField *add(GhdSchema *schema, GhdFieldType type, PetscInt n_axes, const GhdFieldAxis axes[], const char *unit, const char *long_name,
                     const char *path, ...) __attribute__((format(printf, 7, 8)));
static GhdField *add(GhdSchema *schema, GhdFieldType type, PetscInt n_axes, const GhdFieldAxis axes[], const char *unit, const char *long_name,
                     const char *path, ...)
{
  GhdField *field = &schema->field[schema->n++];
  va_list   words;

  *field = (GhdField){.type = type, .n_axes = n_axes, .prefix = "", .unit = unit, .long_name = long_name, .formula = ""};
  for (PetscInt i = 0; i < n_axes; ++i) field->axis[i] = axes[i];
  va_start(words, path);
  vsnprintf(field->path, sizeof(field->path), path, words);
  va_end(words);
  return field;
}

/* <folder>/<name> and, where wanted, its twin <name>_error. */
static GhdField *add_quantity(GhdSchema *schema, PetscInt n_axes, const GhdFieldAxis axes[], const char *folder, const GhdQuantity *quantity,
                              PetscBool with_error)
{
  GhdField *field = add(schema, GHD_FIELD_REAL, n_axes, axes, quantity->unit, quantity->long_name, "%s/%s", folder, quantity->name);

  field->formula = quantity->formula;
  if (with_error)
    add(schema, GHD_FIELD_REAL, n_axes, axes, quantity->unit, quantity->long_name, "%s/%s_error", folder, quantity->name)->prefix = "error estimate of ";
  return field;
}

/* The scale of an axis, with its values or, without, with 0, 1, 2, ... */
static void add_scale(GhdSchema *schema, const GhdFieldAxis *scaled, const char *unit, const char *long_name, const PetscReal *value)
{
  const GhdFieldAxis length = axis(scaled->n, "");
  GhdField          *field  = add(schema, value ? GHD_FIELD_REAL : GHD_FIELD_INTEGER, 1, &length, unit, long_name, "%s", scaled->scale);

  field->is_scale = PETSC_TRUE;
  field->is_index = value ? PETSC_FALSE : PETSC_TRUE;
  field->real     = value;
}

static const char zeta_name[] = "ray x/t", point_name[] = "point of the sweep";

static void add_ray_scales(GhdSchema *schema, const GhdFileLayout *layout, const GhdFieldAxis axes[2])
{
  add_scale(schema, &axes[0], "1", point_name, NULL);
  if (layout->auto_rays)
    add_scale(schema, &axes[1], "1", "number of the ray; its x/t is /rays/zeta", NULL);
  else
    add_scale(schema, &axes[1], "J", zeta_name, layout->zeta);
}

static void add_text(GhdSchema *schema, const char *path, const char *long_name, const char *text)
{
  GhdField *field = add(schema, GHD_FIELD_TEXT, 0, NULL, "", long_name, "%s", path);

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
  const GhdFieldAxis rows = axis(GHD_ATTEMPTS, "");

  add(schema, GHD_FIELD_INTEGER, 0, NULL, "1", "attempts so far; number i, from 0, is in row i modulo the length of the columns", "/provenance/attempts/count");
  for (size_t i = 0; i < sizeof(column) / sizeof(column[0]); ++i) {
    GhdField *field = add(schema, column[i].type, 1, &rows, column[i].unit, column[i].long_name, "/provenance/attempts/%s", column[i].name);

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
  const GhdFieldAxis point = axis(layout->n_points, "/points/point");

  add_scale(schema, &point, "1", point_name, NULL);
  for (PetscInt i = 0; i < layout->n_point_columns; ++i) {
    GhdField *field = add_quantity(schema, 1, &point, "/points", &layout->point_column[i].quantity, PETSC_FALSE);

    if (layout->point_column[i].integer) field->type = GHD_FIELD_INTEGER;
    field->real = layout->point_column[i].value;
  }
}

static void add_rays(GhdSchema *schema, const GhdFileLayout *layout)
{
  static const char weight_name[] = "weight of the ray in the integral over x/t";
  GhdFieldAxis      axes[2];
  GhdField         *weight;

  ray_axes(layout, "/rays", axes);
  if (layout->auto_rays) {
    add_ray_scales(schema, layout, axes);
    add(schema, GHD_FIELD_REAL, 2, axes, "J", zeta_name, "/rays/zeta");
    weight          = add(schema, GHD_FIELD_REAL, 2, axes, "J", weight_name, "/rays/weight");
    weight->formula = "Gauss quadrature between the velocities at which a profile is not analytic";
  } else {
    add_scale(schema, &axes[1], "J", zeta_name, layout->zeta);
    weight          = add(schema, GHD_FIELD_REAL, 1, &axes[1], "J", weight_name, "/rays/weight");
    weight->formula = "trapezoidal rule between the first and the last ray";
    weight->real    = schema->weight;
  }
}

static void add_profiles(GhdSchema *schema, const GhdFileLayout *layout)
{
  GhdFieldAxis axes[2];

  ray_axes(layout, "/profiles", axes);
  add_ray_scales(schema, layout, axes);
  for (PetscInt i = 0; i < layout->n_profiles; ++i) add_quantity(schema, 2, axes, "/profiles", &layout->profile[i], PETSC_TRUE);
  ray_axes(layout, "", axes);
  add_ray_scales(schema, layout, axes);
  add(schema, GHD_FIELD_REAL, 2, axes, "J^2", "largest violation of the exact identities of the ray", "/identity_error")->formula = "|j1 - q2| and the like";
  add(schema, GHD_FIELD_REAL, 2, axes, "s", "time that the ray took", "/seconds");
  add(schema, GHD_FIELD_INTEGER, 2, axes, "1", "applications of the dressing operator", "/iterations");
  add(schema, GHD_FIELD_CODE, 2, axes, "1", "how the ray ended: 0 not done, > 0 converged, < 0 why not", "/status");
}

static void add_bulk(GhdSchema *schema, const GhdFileLayout *layout, const char *folder)
{
  GhdFieldAxis point = axis(layout->n_points, "");

  snprintf(point.scale, sizeof(point.scale), "%s/point", folder);
  add_scale(schema, &point, "1", point_name, NULL);
  for (PetscInt i = 0; i < layout->n_bulk; ++i) add_quantity(schema, 1, &point, folder, &layout->bulk[i], PETSC_TRUE);
  add(schema, GHD_FIELD_REAL, 1, &point, "J", "bulk light cone", "%s/light_cone", folder)->formula = "max_{k,lambda} |v_k(lambda)|";
  add(schema, GHD_FIELD_REAL, 1, &point, "J^2", "largest violation of the exact identities of the state", "%s/identity_error", folder)->formula =
      "|j1 - q2|; thermal: Bethe equations on another grid; quench: sum rules of sz and q1";
  add(schema, GHD_FIELD_CODE, 1, &point, "1", "how the state ended: 0 not done, > 0 converged, < 0 why not", "%s/status", folder);
}

static void add_state(GhdSchema *schema, const GhdFileLayout *layout)
{
  static const GhdQuantity distribution[] = {
      {"filling", "1", "filling function", "theta_k = rho_k / rho^t_k"},
      {"rho", "1", "root density", "rho_k = theta_k rho^t_k"},
      {"rho_total", "1", "total density of states", "rho^t_k"},
      {"velocity", "J", "effective velocity", "v_k = (e'_k)^dr / (p'_k)^dr"},
  };
  const struct {
    const char     *name, *long_name;
    const PetscInt *value;
  } table[] = {
      {"length", "length of the string; 0: no such species at this point", layout->string_length},
      {"parity", "parity of the string; 0: no such species at this point", layout->string_parity},
      {"sign", "sign sigma of the string; 0: no such species at this point", layout->string_sign},
  };
  const GhdFieldAxis string = axis(layout->n_strings, "/state/string"), lambda = axis(layout->n_lambda, "/state/lambda"), jump = axis(8, "/state/jump");
  GhdFieldAxis       axes[4];

  ray_axes(layout, "/state", axes);
  add_ray_scales(schema, layout, axes);
  add_scale(schema, &string, "1", "species of string", NULL);
  add_scale(schema, &lambda, "1", "rapidity", layout->lambda);
  add_scale(schema, &jump, "1", "number of the jump, by ascending rapidity", NULL);
  axes[2] = string;
  axes[3] = lambda;
  for (size_t i = 0; i < sizeof(distribution) / sizeof(distribution[0]); ++i) add_quantity(schema, 4, axes, "/state", &distribution[i], PETSC_FALSE);
  axes[3] = jump;
  add(schema, GHD_FIELD_REAL, 4, axes, "1", "rapidities at which the filling jumps from one side's to the other's; NaN: no more jumps", "/state/jumps");
  axes[1] = string;
  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); ++i)
    add(schema, GHD_FIELD_INTEGER, 2, axes, "1", table[i].long_name, "/state/string_%s", table[i].name)->integer = table[i].value;
}

static PetscErrorCode TrapezoidWeights(const GhdFileLayout *layout, PetscReal **weight)
{
  const PetscInt last = layout->n_rays - 1;

  PetscFunctionBegin;
  PetscCall(PetscCalloc1(layout->n_rays, weight));
  for (PetscInt i = 0; i <= last; ++i) (*weight)[i] = 0.5 * (layout->zeta[PetscMin(i + 1, last)] - layout->zeta[PetscMax(i - 1, 0)]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSchemaCreate(const GhdFileLayout *layout, GhdSchema *schema)
{
  PetscFunctionBegin;
  *schema          = (GhdSchema){0};
  schema->capacity = 80 + layout->n_point_columns + 2 * layout->n_profiles + 4 * layout->n_bulk;
  PetscCall(PetscCalloc1(schema->capacity, &schema->field));
  if (layout->n_rays > 0 && !layout->auto_rays) PetscCall(TrapezoidWeights(layout, &schema->weight));
  add_provenance(schema, layout);
  add_points(schema, layout);
  if (layout->n_rays > 0) {
    add_rays(schema, layout);
    add_profiles(schema, layout);
    if (layout->n_strings > 0) add_state(schema, layout);
  }
  add_bulk(schema, layout, "/bulk/left");
  if (layout->has_right) add_bulk(schema, layout, "/bulk/right");
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
