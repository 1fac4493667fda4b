/* Extreme velocities: the light cone, and the edges of species inside it. */
#include "velocity.h"

#define FAR_POINTS 5
#define FAR_STEP   0.5

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

/* Rapidities in each tail from which velocities further out are extrapolated; the last one is the largest. Further out rounding errors and images are larger, further in higher powers. */
static PetscReal far_lambda(GhdGrid grid, PetscInt i)
{
  return PetscMin(4.0, 0.55 * grid->range) - FAR_STEP * (PetscReal)(FAR_POINTS - 1 - i);
}

/* A of a function that falls as A e^{-2 |lambda|} (1 + B e^{-2 |lambda|}) on one side (-1, 1). */
static PetscReal amplitude(GhdGrid grid, const double complex modes[], PetscReal side)
{
  const PetscReal far = far_lambda(grid, FAR_POINTS - 1), near = far_lambda(grid, FAR_POINTS - 2), ratio = PetscExpReal(2.0 * (far - near));
  PetscReal       f_far, f_near;

  ghd_grid_evaluate(grid, modes, side * far, &f_far, NULL);
  ghd_grid_evaluate(grid, modes, side * near, &f_near, NULL);
  return PetscExpReal(2.0 * far) * (f_far * ratio - f_near / ratio) / (ratio - 1.0);
}

/* What the other side, whose image lies beyond the seam, adds to a function on the circle at lambda. */
static PetscReal image_at(GhdGrid grid, PetscReal other, PetscReal lambda)
{
  return other * PetscExpReal(-2.0 * (2.0 * grid->range - PetscAbsReal(lambda)));
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

/* Size of what at lambda is no velocity: the ripple that the band limit leaves, rounding, and the image of the other side. */
static PetscReal noise_at(Velocity v, PetscReal ripple, PetscReal lambda)
{
  const PetscReal other = lambda > 0.0 ? -1.0 : 1.0;
  const PetscReal e = image_at(v.grid, amplitude(v.grid, v.e, other), lambda), p_image = image_at(v.grid, amplitude(v.grid, v.p, other), lambda);
  PetscReal       p;

  ghd_grid_evaluate(v.grid, v.p, lambda, &p, NULL);
  return (ripple + 2.0 * (PetscAbsReal(e) + PetscAbsReal(p_image))) / PetscAbsReal(p);
}

/* p, e: species k of the dressed functions on the grid. */
static void find_extremes(Velocity v, const PetscReal p[], const PetscReal e[], GhdExtremes *extremes)
{
  const GhdGrid   grid   = v.grid;
  const PetscReal far    = far_out(grid, p);
  const PetscReal ripple = 10.0 * (ghd_grid_last_modes(grid, v.e) + ghd_grid_last_modes(grid, v.p)) + 1e-13;

  extremes->n = 0;
  for (PetscInt i = 1; i + 1 < grid->n && extremes->n < GHD_MAX_EXTREMES; ++i) {
    const PetscReal left = e[i - 1] / p[i - 1], here = e[i] / p[i], right = e[i + 1] / p[i + 1];

    if (PetscAbsReal(grid->lambda[i]) > far || (here - left) * (here - right) <= 0.0 ||
        PetscMax(PetscAbsReal(here - left), PetscAbsReal(here - right)) <= noise_at(v, ripple, grid->lambda[i]))
      continue;
    extremes->lambda[extremes->n] = extremum_between(v, grid->lambda[i - 1], grid->lambda[i + 1]);
    extremes->value[extremes->n]  = velocity_at(v, extremes->lambda[extremes->n]);
    ++extremes->n;
  }
}

/* A function at these rapidities of one side, without the image of the other one. */
static void sample_tail(GhdGrid grid, const double complex modes[], PetscReal side, PetscReal value[FAR_POINTS])
{
  const PetscReal other = amplitude(grid, modes, -side);

  for (PetscInt i = 0; i < FAR_POINTS; ++i) {
    const PetscReal lambda = far_lambda(grid, i);

    ghd_grid_evaluate(grid, modes, side * lambda, &value[i], NULL);
    value[i] -= image_at(grid, other, lambda);
  }
}

/* The velocities of one side at these rapidities, and their x = e^{-2 |lambda|}. */
typedef struct {
  PetscReal x[FAR_POINTS], v[FAR_POINTS];
} Far;

static Far sample_far(Velocity v, PetscReal side)
{
  PetscReal p[FAR_POINTS];
  Far       far;

  sample_tail(v.grid, v.p, side, p);
  sample_tail(v.grid, v.e, side, far.v);
  for (PetscInt i = 0; i < FAR_POINTS; ++i) {
    far.x[i] = PetscExpReal(-2.0 * far_lambda(v.grid, i));
    far.v[i] /= p[i];
  }
  return far;
}

/* v at lambda, which may be infinite. It approaches its limit as a power series in x, as kernels and bare functions do: Neville's interpolation. *change: by how much its last step moves the result. */
static PetscReal velocity_beyond(const Far *far, PetscReal lambda, PetscReal *change)
{
  const PetscReal at = PetscExpReal(-2.0 * PetscAbsReal(lambda)), *x = far->x;
  PetscReal       value[FAR_POINTS], moved                           = 0.0;

  for (PetscInt i = 0; i < FAR_POINTS; ++i) value[i] = far->v[i];
  for (PetscInt step = 1; step < FAR_POINTS; ++step)
    for (PetscInt i = 0; i < FAR_POINTS - step; ++i) {
      moved    = (value[i + 1] - value[i]) * (at - x[i + step]) / (x[i + step] - x[i]);
      value[i] = value[i + 1] + moved;
    }
  if (change) *change = PetscAbsReal(moved);
  return value[0];
}

/* Modes of p and e of all species; owned by the caller. */
static PetscErrorCode make_modes(GhdGrid grid, const PetscReal p_dr[], const PetscReal e_dr[], double complex **modes)
{
  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * grid->n_rows * grid->n_modes, modes));
  ghd_grid_modes(grid, p_dr, *modes);
  ghd_grid_modes(grid, e_dr, &(*modes)[grid->n_rows * grid->n_modes]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static Velocity species(GhdGrid grid, double complex modes[], PetscInt k)
{
  return (Velocity){grid, &modes[k * grid->n_modes], &modes[(grid->n_rows + k) * grid->n_modes]};
}

PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes extremes[])
{
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(make_modes(grid, p_dr, e_dr, &modes));
  for (PetscInt k = first; k < first + n; ++k) find_extremes(species(grid, modes, k), &p_dr[k * grid->n], &e_dr[k * grid->n], &extremes[k - first]);
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdVelocityLimits(GhdGrid grid, const PetscReal p_dr[], const PetscReal e_dr[], PetscReal limit[2])
{
  PetscReal       least[2] = {INFINITY, INFINITY};
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(make_modes(grid, p_dr, e_dr, &modes));
  limit[0] = limit[1] = NAN;
  for (PetscInt i = 0; i < 2 * grid->n_rows; ++i) {
    const Far       far = sample_far(species(grid, modes, i / 2), i % 2 ? 1.0 : -1.0);
    PetscReal       change;
    const PetscReal value = velocity_beyond(&far, INFINITY, &change);

    if (change >= least[i % 2]) continue;
    least[i % 2] = change;
    limit[i % 2] = value;
  }
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdVelocityFar(GhdGrid grid, const PetscReal p_dr[], const PetscReal e_dr[], PetscReal far, PetscInt n, const PetscReal lambda[],
                              PetscReal velocity[])
{
  double complex *modes;
  PetscInt        n_beyond = 0;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) n_beyond += PetscAbsReal(lambda[i]) > far;
  if (n_beyond == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(make_modes(grid, p_dr, e_dr, &modes));
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const Far       side[2]   = {sample_far(species(grid, modes, k), -1.0), sample_far(species(grid, modes, k), 1.0)};
    const PetscReal at_far[2] = {velocity_beyond(&side[0], far, NULL), velocity_beyond(&side[1], far, NULL)};

    for (PetscInt i = 0; i < n; ++i) {
      const PetscInt right = lambda[i] > 0.0;

      if (PetscAbsReal(lambda[i]) > far) velocity[k * n + i] += velocity_beyond(&side[right], lambda[i], NULL) - at_far[right];
    }
  }
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionEdges(GhdJunction j, PetscInt side, PetscReal velocity[], PetscReal lambda[])
{
  const PetscInt n_str = j->model->n_str;
  GhdLevel       level;
  GhdExtremes   *extremes;
  PetscReal      limit[2];

  PetscFunctionBegin;
  PetscCheck(side == 0 || side == 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "a junction has two sides, 0 and 1");
  for (PetscInt i = 0; i < n_str * GHD_MAX_EDGES; ++i) velocity[i] = lambda[i] = NAN;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  level = j->level[0];
  PetscCall(GhdVelocityLimits(level->grid, level->bulk[side].p_dr, level->bulk[side].e_dr, limit));
  PetscCall(PetscMalloc1(n_str, &extremes));
  PetscCall(GhdVelocityExtremes(level->grid, 0, n_str, level->bulk[side].p_dr, level->bulk[side].e_dr, extremes));
  for (PetscInt k = 0; k < n_str; ++k) {
    const GhdExtremes *of = &extremes[k];
    PetscReal         *v = &velocity[k * GHD_MAX_EDGES], *at = &lambda[k * GHD_MAX_EDGES];

    v[0]  = limit[0];
    at[0] = -INFINITY;
    for (PetscInt i = 0; i < of->n; ++i) {
      v[1 + i]  = of->value[i];
      at[1 + i] = of->lambda[i];
    }
    v[1 + of->n]  = limit[1];
    at[1 + of->n] = INFINITY;
  }
  PetscCall(PetscFree(extremes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_light_cone(GhdModel model, const PetscReal velocity[])
{
  PetscReal largest = 0.0;

  for (PetscInt i = 0; i < model->n_str * GHD_MAX_EDGES; ++i)
    if (PetscAbsReal(velocity[i]) > largest) largest = PetscAbsReal(velocity[i]);
  return largest;
}

PetscErrorCode GhdJunctionLightCone(GhdJunction j, PetscInt side, PetscReal *light_cone)
{
  const PetscInt n = j->model->n_str * GHD_MAX_EDGES;
  PetscReal     *velocity, *lambda;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(n, &velocity, n, &lambda));
  PetscCall(GhdJunctionEdges(j, side, velocity, lambda));
  *light_cone = j->reason < 0 ? NAN : ghd_light_cone(j->model, velocity);
  PetscCall(PetscFree2(velocity, lambda));
  PetscFunctionReturn(PETSC_SUCCESS);
}
