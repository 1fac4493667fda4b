/* Datasets of /state and of /bulk: the states on the rays and those of the two halves, species by species. */
#include "schema_add.h"

const GhdQuantity ghd_distribution[GHD_N_DISTRIBUTIONS] = {
    {"filling", "1", "filling function", "theta_k = rho_k / rho^t_k"},
    {"rho", "1", "root density", "rho_k = theta_k rho^t_k"},
    {"rho_total", "1", "total density of states", "rho^t_k = |(p'_k)^dr| / (2 pi)"},
    {"velocity", "J", "effective velocity", "v_k = (e'_k)^dr / (p'_k)^dr"},
};

/* The axis of species and its scale, in a group of its own like every scale. */
static GhdFieldAxis add_string_scale(GhdSchema *schema, const GhdFileLayout *layout, const char *group)
{
  GhdFieldAxis string = ghd_axis(layout->n_strings, "");

  snprintf(string.scale, sizeof(string.scale), "%s/string", group);
  ghd_add_scale(schema, &string, "1", "species of string", NULL);
  return string;
}

/* Which species they are. */
static void add_strings(GhdSchema *schema, const GhdFileLayout *layout, const char *group, GhdFieldAxis point, GhdFieldAxis string)
{
  const struct {
    const char     *name, *long_name, *formula;
    const PetscInt *value;
  } table[] = {
      {"length", "length of the string; 0: no such species at this point", "n_k", layout->string_length},
      {"parity", "parity of the string; 0: no such species at this point", "upsilon_k", layout->string_parity},
      {"sign", "sign of the string; 0: no such species at this point", "sigma_k", layout->string_sign},
  };
  const GhdFieldAxis axes[2] = {point, string};

  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); ++i) {
    GhdField *field = ghd_add_field(schema, GHD_FIELD_INTEGER, 2, axes, "1", table[i].long_name, "%s/string_%s", group, table[i].name);

    field->formula = table[i].formula;
    field->integer = table[i].value;
    field->row     = layout->string_row;
  }
}

/* What `output.state` asks for, of rays and of bulk states alike. axes: the leading ones, the species last, with room for one more. */
static void add_distributions(GhdSchema *schema, const GhdFileLayout *layout, const char *group, PetscInt n_axes, GhdFieldAxis axes[])
{
  GhdFieldAxis lambda = ghd_axis(layout->n_lambda, "");

  snprintf(lambda.scale, sizeof(lambda.scale), "%s/lambda", group);
  ghd_add_scale(schema, &lambda, "1", "rapidity", layout->lambda);
  axes[n_axes] = lambda;
  for (PetscInt i = 0; i < GHD_N_DISTRIBUTIONS; ++i) ghd_add_quantity(schema, n_axes + 1, axes, group, &ghd_distribution[i], PETSC_FALSE);
  for (PetscInt i = 0; i < layout->n_profiles; ++i) {
    const GhdQuantity *share = &layout->contribution[i];

    ghd_add_quantity(schema, n_axes, axes, group, share, PETSC_FALSE)->prefix = "contribution of each species to ";
  }
}

void ghd_add_state(GhdSchema *schema, const GhdFileLayout *layout)
{
  const GhdFieldAxis jump = ghd_axis(8, "/state/jump");
  GhdFieldAxis       axes[4];
  GhdField          *jumps;

  ghd_ray_axes(layout, "/state", axes);
  ghd_add_ray_scales(schema, layout, axes);
  axes[2] = add_string_scale(schema, layout, "/state");
  add_distributions(schema, layout, "/state", 3, axes);
  ghd_add_scale(schema, &jump, "1", "number of the jump, by ascending rapidity", NULL);
  axes[3] = jump;
  jumps   = ghd_add_field(schema, GHD_FIELD_REAL, 4, axes, "1", "rapidities at which the filling jumps from one side's to the other's; NaN: no more jumps",
                          "/state/jumps");
  jumps->formula = "v_k(lambda) = x/t";
  add_strings(schema, layout, "/state", axes[0], axes[2]);
}

/* Velocities at which jumps of a species begin and end. */
static void add_edges(GhdSchema *schema, const GhdFileLayout *layout, const char *folder, GhdFieldAxis point, GhdFieldAxis string)
{
  GhdFieldAxis axes[3] = {point, string, ghd_axis(layout->n_edges, "")};

  snprintf(axes[2].scale, sizeof(axes[2].scale), "%s/edge", folder);
  ghd_add_scale(schema, &axes[2], "1", "number of the edge, by ascending rapidity", NULL);
  ghd_add_field(schema, GHD_FIELD_REAL, 3, axes, "J", "velocities of the species at infinite rapidity and at their extrema; NaN: no more", "%s/edge_velocity",
                folder)
      ->formula = "v_k(-inf), v_k where dv_k/dlambda = 0, v_k(+inf)";
  ghd_add_field(schema, GHD_FIELD_REAL, 3, axes, "1", "rapidities of these velocities, -inf and +inf among them", "%s/edge_lambda", folder)->formula =
      "-inf, lambda where dv_k/dlambda = 0, +inf";
}

void ghd_add_bulk(GhdSchema *schema, const GhdFileLayout *layout, const char *folder)
{
  GhdFieldAxis axes[3] = {ghd_axis(layout->n_points, "")};

  snprintf(axes[0].scale, sizeof(axes[0].scale), "%s/point", folder);
  ghd_add_scale(schema, &axes[0], "1", GHD_POINT_NAME, NULL);
  for (PetscInt i = 0; i < layout->n_bulk; ++i) ghd_add_quantity(schema, 1, axes, folder, &layout->bulk[i], PETSC_TRUE);
  ghd_add_field(schema, GHD_FIELD_REAL, 1, axes, "J", "bulk light cone", "%s/light_cone", folder)->formula = "max_{k,lambda} |v_k(lambda)|";
  ghd_add_field(schema, GHD_FIELD_REAL, 1, axes, "J^2", "largest violation of the exact identities of the state", "%s/identity_error", folder)->formula =
      "|j1 - q2|; thermal: Bethe equations on another grid; quench: sum rules of sz and q1";
  ghd_add_field(schema, GHD_FIELD_CODE, 1, axes, "1", "how the state ended: 0 not done, > 0 converged, < 0 why not", "%s/status", folder);
  axes[1] = add_string_scale(schema, layout, folder);
  add_strings(schema, layout, folder, axes[0], axes[1]);
  add_edges(schema, layout, folder, axes[0], axes[1]);
  if (layout->n_lambda > 0) add_distributions(schema, layout, folder, 2, axes);
}
