/* Entries of the table of datasets. */
#include <stdarg.h>

#include "schema_add.h"

PetscInt ghd_row_of_point(const GhdPointRow *row, PetscInt point)
{
  return row->n ? (row->first + point) / row->stride % row->n : point;
}

GhdFieldAxis ghd_axis(PetscInt n, const char *scale)
{
  GhdFieldAxis a = {"", n};

  snprintf(a.scale, sizeof(a.scale), "%s", scale);
  return a;
}

void ghd_ray_axes(const GhdFileLayout *layout, const char *group, GhdFieldAxis axes[2])
{
  char path[32];

  snprintf(path, sizeof(path), "%s/point", group);
  axes[0] = ghd_axis(layout->n_points, path);
  snprintf(path, sizeof(path), "%s/%s", group, layout->auto_rays ? "ray" : "zeta");
  axes[1] = ghd_axis(layout->n_rays, path);
}

GhdField *ghd_add_field(GhdSchema *schema, GhdFieldType type, PetscInt n_axes, const GhdFieldAxis axes[], const char *unit, const char *long_name,
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

GhdField *ghd_add_quantity(GhdSchema *schema, PetscInt n_axes, const GhdFieldAxis axes[], const char *folder, const GhdQuantity *quantity, PetscBool with_error)
{
  GhdField *field = ghd_add_field(schema, GHD_FIELD_REAL, n_axes, axes, quantity->unit, quantity->long_name, "%s/%s", folder, quantity->name);

  field->formula = quantity->formula;
  if (with_error)
    ghd_add_field(schema, GHD_FIELD_REAL, n_axes, axes, quantity->unit, quantity->long_name, "%s/%s_error", folder, quantity->name)->prefix =
        "error estimate of ";
  return field;
}

void ghd_add_scale(GhdSchema *schema, const GhdFieldAxis *scaled, const char *unit, const char *long_name, const PetscReal *value)
{
  const GhdFieldAxis length = ghd_axis(scaled->n, "");
  GhdField          *field  = ghd_add_field(schema, value ? GHD_FIELD_REAL : GHD_FIELD_INTEGER, 1, &length, unit, long_name, "%s", scaled->scale);

  field->is_scale = PETSC_TRUE;
  field->is_index = value ? PETSC_FALSE : PETSC_TRUE;
  field->real     = value;
}

void ghd_add_ray_scales(GhdSchema *schema, const GhdFileLayout *layout, const GhdFieldAxis axes[2])
{
  ghd_add_scale(schema, &axes[0], "1", GHD_POINT_NAME, NULL);
  if (layout->auto_rays)
    ghd_add_scale(schema, &axes[1], "1", "number of the ray; its x/t is /rays/zeta", NULL);
  else
    ghd_add_scale(schema, &axes[1], "J", GHD_ZETA_NAME, layout->zeta);
}
