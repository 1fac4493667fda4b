#ifndef GHD_IO_SCHEMA_ADD_H
#define GHD_IO_SCHEMA_ADD_H
/* Private to io: how the table of datasets is filled, entry by entry. */

#include "schema.h"

#define GHD_ZETA_NAME  "ray x/t"
#define GHD_POINT_NAME "point of the sweep"

GhdFieldAxis ghd_axis(PetscInt n, const char *scale);
/* The point of the sweep and the ray: the axes of everything that is computed on rays. `group` holds their scales. */
void ghd_ray_axes(const GhdFileLayout *layout, const char *group, GhdFieldAxis axes[2]);

/* The new last field of the schema, for the caller to fill in what is special about it. The schema is large enough: see GhdSchemaCreate(). */
GhdField *ghd_add_field(GhdSchema *schema, GhdFieldType type, PetscInt n_axes, const GhdFieldAxis axes[], const char *unit, const char *long_name,
                        const char *path, ...) __attribute__((format(printf, 7, 8)));
/* <folder>/<name> and, where wanted, its twin <name>_error. */
GhdField *ghd_add_quantity(GhdSchema *schema, PetscInt n_axes, const GhdFieldAxis axes[], const char *folder, const GhdQuantity *quantity,
                           PetscBool with_error);
/* The scale of an axis, with its values or, without, with 0, 1, 2, ... */
void ghd_add_scale(GhdSchema *schema, const GhdFieldAxis *scaled, const char *unit, const char *long_name, const PetscReal *value);
void ghd_add_ray_scales(GhdSchema *schema, const GhdFileLayout *layout, const GhdFieldAxis axes[2]);

/* /state: the state on every ray, species by species. */
void ghd_add_state(GhdSchema *schema, const GhdFileLayout *layout);
/* folder: /bulk/left or /bulk/right. */
void ghd_add_bulk(GhdSchema *schema, const GhdFileLayout *layout, const char *folder);

#endif
