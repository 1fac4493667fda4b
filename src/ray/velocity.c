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

/* How far out a velocity is known: beyond, it is a ratio of rounding errors, or feels the seam, where the images of the other side come in. */
static PetscReal far_out(GhdGrid grid, const PetscReal p[])
{
  PetscInt  low = 0, high = grid->n - 1;
  PetscReal largest = 0.0;

  for (PetscInt i = 0; i < grid->n; ++i) largest = PetscMax(largest, PetscAbsReal(p[i]));
  while (low < grid->n / 2 && PetscAbsReal(p[low]) < 1e-4 * largest) ++low;
  while (high > grid->n / 2 && PetscAbsReal(p[high]) < 1e-4 * largest) --high;
  return PetscMin(0.55 * grid->range, PetscMin(-grid->lambda[low], grid->lambda[high]));
}

/* v(lambda) approaches its limit exponentially: Aitken's extrapolation of three equidistant values. */
static PetscReal limit_of(Velocity v, PetscReal far)
{
  const PetscReal step = far > 0.0 ? 0.5 : -0.5, a = velocity_at(v, far - 2.0 * step), b = velocity_at(v, far - step), c = velocity_at(v, far);
  const PetscReal bend = c - 2.0 * b + a;

  return PetscAbsReal(bend) > 1e-11 && PetscAbsReal(c - b) < PetscAbsReal(b - a) ? c - (c - b) * (c - b) / bend : c;
}

/* Place of the extremum between a and b, where the slope of v has different signs. */
static PetscReal extremum_between(Velocity v, PetscReal a, PetscReal b)
{
  const PetscBool rising = (PetscBool)(slope_at(v, a) > 0.0);

  for (PetscInt i = 0; i < 45; ++i) {
    const PetscReal x = 0.5 * (a + b);

    if ((slope_at(v, x) > 0.0) == rising)
      a = x;
    else
      b = x;
  }
  return 0.5 * (a + b);
}

PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt k, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes *extremes)
{
  const PetscReal *p = &p_dr[k * grid->n], *e = &e_dr[k * grid->n];
  double complex  *modes;
  const PetscReal  far = far_out(grid, p);

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * grid->n_rows * grid->n_modes, &modes));
  ghd_grid_modes(grid, p_dr, modes);
  ghd_grid_modes(grid, e_dr, &modes[grid->n_rows * grid->n_modes]);
  const Velocity v = {grid, &modes[k * grid->n_modes], &modes[(grid->n_rows + k) * grid->n_modes]};

  *extremes = (GhdExtremes){.limit = {limit_of(v, -far), limit_of(v, far)}};
  /* what the band limit leaves out shows as a ripple: no extrema */
  const PetscReal ripple = 10.0 * (ghd_grid_last_modes(grid, v.e) + ghd_grid_last_modes(grid, v.p)) + 1e-13;
  for (PetscInt i = 1; i + 1 < grid->n; ++i) {
    if (PetscAbsReal(grid->lambda[i]) > far) continue;
    const PetscReal left = e[i - 1] / p[i - 1], here = e[i] / p[i], right = e[i + 1] / p[i + 1];
    const PetscBool peak =
        (PetscBool)((here - left) * (here - right) > 0.0 && PetscMax(PetscAbsReal(here - left), PetscAbsReal(here - right)) > ripple / PetscAbsReal(p[i]));

    if (!peak || extremes->n == GHD_MAX_EXTREMES) continue;
    extremes->lambda[extremes->n] = extremum_between(v, grid->lambda[i - 1], grid->lambda[i + 1]);
    extremes->value[extremes->n]  = velocity_at(v, extremes->lambda[extremes->n]);
    ++extremes->n;
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
    for (PetscInt i = 0; i < 2; ++i) *light_cone = PetscMax(*light_cone, PetscAbsReal(extremes.limit[i]));
    for (PetscInt i = 0; i < extremes.n; ++i) *light_cone = PetscMax(*light_cone, PetscAbsReal(extremes.value[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
