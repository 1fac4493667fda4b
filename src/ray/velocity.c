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

/* Limit of a geometric sequence from three of its terms (Aitken); the last term where they differ by no more than their rounding. */
static PetscReal aitken(PetscReal a, PetscReal b, PetscReal c)
{
  const PetscReal bend = c - 2.0 * b + a;

  return PetscAbsReal(bend) > 1e-11 && PetscAbsReal(c - b) < PetscAbsReal(b - a) ? c - (c - b) * (c - b) / bend : c;
}

/* What the other end, whose image lies beyond the seam, adds to a function on the circle at lambda: it falls exponentially from -far on as it does before. */
static PetscReal image_at(GhdGrid grid, const double complex modes[], PetscReal far, PetscReal lambda)
{
  const PetscReal step = far > 0.0 ? 0.5 : -0.5, beyond = 2.0 * grid->range - PetscAbsReal(lambda) - PetscAbsReal(far);
  PetscReal       other, inner;

  ghd_grid_evaluate(grid, modes, -far, &other, NULL);
  ghd_grid_evaluate(grid, modes, -far + step, &inner, NULL);
  return inner == 0.0 ? 0.0 : other * PetscPowReal(PetscAbsReal(other / inner), beyond / PetscAbsReal(step));
}

static PetscReal velocity_without_image(Velocity v, PetscReal far, PetscReal lambda)
{
  PetscReal p, e;

  ghd_grid_evaluate(v.grid, v.p, lambda, &p, NULL);
  ghd_grid_evaluate(v.grid, v.e, lambda, &e, NULL);
  return (e - image_at(v.grid, v.e, far, lambda)) / (p - image_at(v.grid, v.p, far, lambda));
}

/* v(lambda) approaches its limit as a sum of exponentials: Aitken's extrapolation of five equidistant values takes off two of them. */
static PetscReal limit_of(Velocity v, PetscReal far)
{
  const PetscReal step = far > 0.0 ? 0.5 : -0.5;
  PetscReal       value[5];

  for (PetscInt i = 0; i < 5; ++i) value[i] = velocity_without_image(v, far, far - (PetscReal)(4 - i) * step);
  for (PetscInt n = 3; n > 0; n -= 2)
    for (PetscInt i = 0; i < n; ++i) value[i] = aitken(value[i], value[i + 1], value[i + 2]);
  return value[0];
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

/* Size of what at lambda is no velocity: the ripple that the band limit leaves, rounding, and the image of the other end. */
static PetscReal noise_at(Velocity v, PetscReal ripple, PetscReal far, PetscReal lambda)
{
  const PetscReal end = lambda > 0.0 ? far : -far;
  PetscReal       p;

  ghd_grid_evaluate(v.grid, v.p, lambda, &p, NULL);
  return (ripple + 2.0 * (PetscAbsReal(image_at(v.grid, v.e, end, lambda)) + PetscAbsReal(image_at(v.grid, v.p, end, lambda)))) / PetscAbsReal(p);
}

/* p, e: species k of the dressed functions on the grid. */
static void find_extremes(Velocity v, const PetscReal p[], const PetscReal e[], GhdExtremes *extremes)
{
  const GhdGrid   grid   = v.grid;
  const PetscReal far    = far_out(grid, p);
  const PetscReal ripple = 10.0 * (ghd_grid_last_modes(grid, v.e) + ghd_grid_last_modes(grid, v.p)) + 1e-13;

  *extremes = (GhdExtremes){.limit = {limit_of(v, -far), limit_of(v, far)}};
  for (PetscInt i = 1; i + 1 < grid->n && extremes->n < GHD_MAX_EXTREMES; ++i) {
    const PetscReal left = e[i - 1] / p[i - 1], here = e[i] / p[i], right = e[i + 1] / p[i + 1];

    if (PetscAbsReal(grid->lambda[i]) > far || (here - left) * (here - right) <= 0.0 ||
        PetscMax(PetscAbsReal(here - left), PetscAbsReal(here - right)) <= noise_at(v, ripple, far, grid->lambda[i]))
      continue;
    extremes->lambda[extremes->n] = extremum_between(v, grid->lambda[i - 1], grid->lambda[i + 1]);
    extremes->value[extremes->n]  = velocity_at(v, extremes->lambda[extremes->n]);
    ++extremes->n;
  }
}

PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes extremes[])
{
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * grid->n_rows * grid->n_modes, &modes));
  ghd_grid_modes(grid, p_dr, modes);
  ghd_grid_modes(grid, e_dr, &modes[grid->n_rows * grid->n_modes]);
  for (PetscInt k = first; k < first + n; ++k) {
    const Velocity v = {grid, &modes[k * grid->n_modes], &modes[(grid->n_rows + k) * grid->n_modes]};

    find_extremes(v, &p_dr[k * grid->n], &e_dr[k * grid->n], &extremes[k - first]);
  }
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionEdges(GhdJunction j, PetscInt side, PetscReal velocity[], PetscReal lambda[])
{
  const PetscInt n_str = j->model->n_str;
  GhdExtremes   *extremes;

  PetscFunctionBegin;
  PetscCheck(side == 0 || side == 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "a junction has two sides, 0 and 1");
  for (PetscInt i = 0; i < n_str * GHD_MAX_EDGES; ++i) velocity[i] = lambda[i] = NAN;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(n_str, &extremes));
  PetscCall(GhdVelocityExtremes(j->level[0]->grid, 0, n_str, j->level[0]->bulk[side].p_dr, j->level[0]->bulk[side].e_dr, extremes));
  for (PetscInt k = 0; k < n_str; ++k) {
    const GhdExtremes *of = &extremes[k];
    PetscReal         *v = &velocity[k * GHD_MAX_EDGES], *at = &lambda[k * GHD_MAX_EDGES];

    v[0]  = of->limit[0];
    at[0] = -INFINITY;
    for (PetscInt i = 0; i < of->n; ++i) {
      v[1 + i]  = of->value[i];
      at[1 + i] = of->lambda[i];
    }
    v[1 + of->n]  = of->limit[1];
    at[1 + of->n] = INFINITY;
  }
  PetscCall(PetscFree(extremes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionLightCone(GhdJunction j, PetscInt side, PetscReal *light_cone)
{
  PetscReal *velocity, *lambda;

  PetscFunctionBegin;
  *light_cone = j->reason < 0 ? NAN : 0.0;
  PetscCall(PetscMalloc2(j->model->n_str * GHD_MAX_EDGES, &velocity, j->model->n_str * GHD_MAX_EDGES, &lambda));
  PetscCall(GhdJunctionEdges(j, side, velocity, lambda));
  for (PetscInt i = 0; i < j->model->n_str * GHD_MAX_EDGES; ++i)
    if (PetscAbsReal(velocity[i]) > *light_cone) *light_cone = PetscAbsReal(velocity[i]);
  PetscCall(PetscFree2(velocity, lambda));
  PetscFunctionReturn(PETSC_SUCCESS);
}
