/* Extreme velocities: the light cone, and the edges of species inside it. */
#include "velocity.h"

typedef struct {
  GhdGrid         grid;
  double complex *p, *e; /* modes of one species */
} Velocity;

static PetscReal velocity_at(Velocity v, PetscReal lambda)
{
  PetscReal p, e;

  ghd_grid_evaluate(v.grid, v.p, lambda, &p, NULL);
  ghd_grid_evaluate(v.grid, v.e, lambda, &e, NULL);
  return e / p;
}

/* Numerator of dv/dlambda. */
static PetscReal slope_at(Velocity v, PetscReal lambda)
{
  PetscReal p, e, dp, de;

  ghd_grid_evaluate(v.grid, v.p, lambda, &p, &dp);
  ghd_grid_evaluate(v.grid, v.e, lambda, &e, &de);
  return de * p - e * dp;
}

/* Beyond this rapidity a velocity on the circle feels the seam, where the images of the other side come in. */
static PetscReal far_out(GhdGrid grid)
{
  return 0.55 * grid->range;
}

/* v(lambda) approaches its limit exponentially: Aitken's extrapolation of three equidistant values. Taken where neither rounding nor the seam is felt. */
static PetscReal limit_of(Velocity v, PetscReal direction)
{
  const PetscReal far = far_out(v.grid), a = velocity_at(v, direction * (far - 1.0)), b = velocity_at(v, direction * (far - 0.5)), c = velocity_at(v, direction * far);
  const PetscReal bend = c - 2.0 * b + a;

  return PetscAbsReal(bend) > 1e-12 && PetscAbsReal(c - b) < PetscAbsReal(b - a) ? c - (c - b) * (c - b) / bend : c;
}

/* Extremum between a and b, where the slope of v has different signs. */
static PetscReal extremum_between(Velocity v, PetscReal a, PetscReal b)
{
  const PetscBool rising = (PetscBool)(slope_at(v, a) > 0.0);

  for (PetscInt i = 0; i < 45; ++i) {
    const PetscReal x = 0.5 * (a + b);

    if ((slope_at(v, x) > 0.0) == rising) a = x;
    else b = x;
  }
  return velocity_at(v, 0.5 * (a + b));
}

PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt k, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes *extremes)
{
  const PetscReal *p = &p_dr[k * grid->n], *e = &e_dr[k * grid->n];
  double complex  *modes;
  PetscReal        largest = 0.0;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * grid->n_rows * grid->n_modes, &modes));
  ghd_grid_modes(grid, p_dr, modes);
  ghd_grid_modes(grid, e_dr, &modes[grid->n_rows * grid->n_modes]);
  const Velocity v = {grid, &modes[k * grid->n_modes], &modes[(grid->n_rows + k) * grid->n_modes]};

  extremes->n                       = 0;
  extremes->value[extremes->n++]    = limit_of(v, -1.0);
  extremes->value[extremes->n++]    = limit_of(v, 1.0);
  for (PetscInt i = 0; i < grid->n; ++i) largest = PetscMax(largest, PetscAbsReal(p[i]));
  for (PetscInt i = 1; i + 1 < grid->n; ++i) {
    if (PetscAbsReal(grid->lambda[i]) > far_out(grid) || PetscAbsReal(p[i]) < 1e-6 * largest) continue;
    const PetscReal left = e[i - 1] / p[i - 1], here = e[i] / p[i], right = e[i + 1] / p[i + 1];
    const PetscBool peak = (PetscBool)((here > left && here >= right) || (here < left && here <= right));

    if (peak && extremes->n < GHD_MAX_EXTREMES) extremes->value[extremes->n++] = extremum_between(v, grid->lambda[i - 1], grid->lambda[i + 1]);
  }
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionLightCone(GhdJunction j, PetscInt side, PetscReal *light_cone)
{
  GhdExtremes extremes;

  PetscFunctionBegin;
  PetscCheck(side == 0 || side == 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "a junction has two sides, 0 and 1");
  *light_cone = NAN;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  *light_cone = 0.0;
  for (PetscInt k = 0; k < j->model->n_str; ++k) {
    const GhdDressed *bulk = &j->level[0]->bulk[side];

    PetscCall(GhdVelocityExtremes(j->level[0]->grid, k, bulk->p_dr, bulk->e_dr, &extremes));
    for (PetscInt i = 0; i < extremes.n; ++i) *light_cone = PetscMax(*light_cone, PetscAbsReal(extremes.value[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
