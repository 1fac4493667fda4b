/* Zeros of F between grid points: bracketing by sign, pairs by their minimum, polishing with Newton's method on the band-limited function. */
#include "jumps.h"

PetscErrorCode GhdJumpsCreate(PetscInt n_str, GhdJumps *jumps)
{
  PetscFunctionBegin;
  jumps->n_str = n_str;
  PetscCall(PetscCalloc3(n_str, &jumps->first, n_str, &jumps->n, n_str * GHD_MAX_JUMPS, &jumps->lambda));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJumpsDestroy(GhdJumps *jumps)
{
  PetscFunctionBegin;
  PetscCall(PetscFree3(jumps->first, jumps->n, jumps->lambda));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_jumps_copy(const GhdJumps *from, GhdJumps *to)
{
  memcpy(to->first, from->first, (size_t)from->n_str * sizeof *to->first);
  memcpy(to->n, from->n, (size_t)from->n_str * sizeof *to->n);
  memcpy(to->lambda, from->lambda, (size_t)(from->n_str * GHD_MAX_JUMPS) * sizeof *to->lambda);
}

/* One species while its zeros are sought. */
typedef struct {
  GhdGrid               grid;
  const double complex *modes;
} Row;

#define MAX_POLISH 60

/* Zero in [a, b], at whose ends the function has different signs: Newton steps, bisection where they leave the bracket. */
static PetscReal polish(Row row, PetscReal a, PetscReal b, PetscReal value_a, PetscReal value_b)
{
  PetscReal x = a - value_a * (b - a) / (value_b - value_a);

  for (PetscInt i = 0; i < MAX_POLISH; ++i) {
    PetscReal value, slope, next;

    if (!(x > a && x < b)) x = 0.5 * (a + b);
    ghd_grid_evaluate(row.grid, row.modes, x, &value, &slope);
    if (value == 0.0) return x;
    if ((value > 0.0) == (value_a > 0.0))
      a = x;
    else
      b = x;
    next = x - value / slope;
    if (!(next >= a && next <= b)) next = 0.5 * (a + b);
    if (PetscAbsReal(next - x) <= 4.0 * PETSC_MACHINE_EPSILON * (1.0 + PetscAbsReal(x))) return next;
    x = next;
  }
  return x;
}

PetscReal ghd_extremum(GhdGrid grid, const double complex modes[], PetscReal a, PetscReal b)
{
  PetscReal slope_a;

  ghd_grid_evaluate(grid, modes, a, NULL, &slope_a);
  for (PetscInt i = 0; i < 40; ++i) {
    const PetscReal x = 0.5 * (a + b);
    PetscReal       slope;

    ghd_grid_evaluate(grid, modes, x, NULL, &slope);
    if ((slope > 0.0) == (slope_a > 0.0))
      a = x;
    else
      b = x;
  }
  return 0.5 * (a + b);
}

static void add(GhdJumps *jumps, PetscInt k, PetscReal lambda, PetscBool *overflow)
{
  if (jumps->n[k] == GHD_MAX_JUMPS)
    *overflow = PETSC_TRUE;
  else
    jumps->lambda[k * GHD_MAX_JUMPS + jumps->n[k]++] = lambda;
}

/* The function dips to a local minimum of its modulus at point i without changing sign there: if it crosses zero between the points, it does so twice. */
static void add_pair(Row row, const PetscReal f[], PetscInt i, GhdJumps *jumps, PetscInt k, PetscReal noise, PetscBool *overflow)
{
  const PetscReal *lambda = row.grid->lambda, side = f[i] > 0.0 ? 1.0 : -1.0;
  const PetscReal  curvature = side * (f[i + 1] - 2.0 * f[i] + f[i - 1]), lean = 0.5 * side * (f[i + 1] - f[i - 1]);
  PetscReal        x, value;

  /* the parabola through the three points stays clear of zero by more than it may be off */
  if (side * f[i] - 0.5 * lean * lean / curvature > 0.25 * curvature) return;
  x = ghd_extremum(row.grid, row.modes, lambda[i - 1], lambda[i + 1]);
  ghd_grid_evaluate(row.grid, row.modes, x, &value, NULL);
  if (side * value >= -noise) return;
  const PetscInt left = x < lambda[i] ? i - 1 : i;
  add(jumps, k, polish(row, lambda[left], x, f[left], value), overflow);
  add(jumps, k, polish(row, x, lambda[left + 1], value, f[left + 1]), overflow);
}

/* Between two points where the function has the same sign, all points are within the noise: a zero may lie on one of them and another one next to it. */
static void add_pair_around_noise(Row row, const PetscReal f[], PetscInt from, PetscInt to, GhdJumps *jumps, PetscInt k, PetscReal noise, PetscBool *overflow)
{
  const PetscReal a = row.grid->lambda[from], b = row.grid->lambda[to], side = f[from] > 0.0 ? 1.0 : -1.0;
  PetscReal       slope_a, slope_b, x, value;

  ghd_grid_evaluate(row.grid, row.modes, a, NULL, &slope_a);
  ghd_grid_evaluate(row.grid, row.modes, b, NULL, &slope_b);
  if (side * slope_a >= 0.0 || side * slope_b <= 0.0) return;
  x = ghd_extremum(row.grid, row.modes, a, b);
  ghd_grid_evaluate(row.grid, row.modes, x, &value, NULL);
  if (side * value >= -noise) return;
  add(jumps, k, polish(row, a, x, f[from], value), overflow);
  add(jumps, k, polish(row, x, b, value, f[to]), overflow);
}

static void find_in_row(Row row, const PetscReal f[], PetscReal cut, PetscReal noise, GhdJumps *jumps, PetscInt k, PetscBool *overflow)
{
  const PetscReal *lambda = row.grid->lambda;
  PetscInt         low = 1, high = row.grid->n - 1, last;

  while (low < high && lambda[low] < -cut) ++low;
  while (high > low && lambda[high] > cut) --high;
  while (low < high && PetscAbsReal(f[low]) <= noise) ++low;
  jumps->first[k] = f[low] > 0.0;
  jumps->n[k]     = 0;
  last            = low; /* last point at which the sign is beyond doubt */
  for (PetscInt i = low + 1; i <= high; ++i) {
    if (i - 1 > low && i - 1 == last && PetscAbsReal(f[i - 1]) <= PetscAbsReal(f[i]) && PetscAbsReal(f[i - 1]) <= PetscAbsReal(f[i - 2]) &&
        f[i] * f[i - 1] > 0.0 && f[i - 1] * f[i - 2] > 0.0)
      add_pair(row, f, i - 1, jumps, k, noise, overflow);
    if (PetscAbsReal(f[i]) <= noise) continue;
    if ((f[i] > 0.0) != (f[last] > 0.0))
      add(jumps, k, polish(row, lambda[last], lambda[i], f[last], f[i]), overflow);
    else if (i - last > 1)
      add_pair_around_noise(row, f, last, i, jumps, k, noise, overflow);
    last = i;
  }
}

PetscReal ghd_noise(PetscInt n, const PetscReal F[], PetscReal residual)
{
  PetscReal sum = 0.0;

  for (PetscInt i = 0; i < n; ++i) sum += F[i] * F[i];
  return 3.0 * residual + 4.0 * PETSC_MACHINE_EPSILON * PetscSqrtReal(sum / (PetscReal)n);
}

PetscReal ghd_jumps_noise(GhdGrid grid, const double complex modes[], PetscReal noise)
{
  return noise + 3.0 * ghd_grid_last_modes(grid, modes);
}

PetscErrorCode GhdJumpsFind(GhdModel model, GhdGrid grid, const PetscReal F[], PetscReal cut, PetscReal noise, double complex modes[], GhdJumps *jumps,
                            PetscBool *overflow)
{
  PetscFunctionBegin;
  *overflow = PETSC_FALSE;
  ghd_grid_modes(grid, F, modes);
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const double complex *row = &modes[k * grid->n_modes];

    find_in_row((Row){grid, row}, &F[k * grid->n], cut, ghd_jumps_noise(grid, row, noise), jumps, k, overflow);
    if (model->sign[k] < 0) jumps->first[k] = !jumps->first[k];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Integral of a function given on the grid, by its larger end value: a measure, not a quadrature. */
static PetscReal weigh(GhdGrid grid, const PetscReal weight[], PetscReal a, PetscReal b)
{
  const PetscInt last    = grid->n - 1;
  const PetscInt i       = PetscClipInterval((PetscInt)((a + grid->range) / grid->step), 0, last);
  const PetscInt j       = PetscClipInterval((PetscInt)((b + grid->range) / grid->step) + 1, 0, last);
  PetscReal      largest = 0.0;

  for (PetscInt m = i; m <= j; ++m) largest = PetscMax(largest, weight[m]);
  return (b - a) * largest;
}

PetscReal ghd_jumps_distance(GhdGrid grid, const GhdJumps *a, const GhdJumps *b, const PetscReal weight[])
{
  PetscReal distance = 0.0;

  for (PetscInt k = 0; k < a->n_str; ++k) {
    const PetscReal *la = &a->lambda[k * GHD_MAX_JUMPS], *lb = &b->lambda[k * GHD_MAX_JUMPS];
    PetscInt         ia = 0, ib = 0, differ = a->first[k] != b->first[k];
    PetscReal        since = -grid->range;

    while (ia < a->n[k] || ib < b->n[k]) {
      const PetscBool from_a = (PetscBool)(ib == b->n[k] || (ia < a->n[k] && la[ia] <= lb[ib]));
      const PetscReal at     = from_a ? la[ia++] : lb[ib++];

      if (differ) distance += weigh(grid, &weight[k * grid->n], since, at);
      since  = at;
      differ = !differ;
    }
    if (differ) distance += weigh(grid, &weight[k * grid->n], since, grid->range);
  }
  return distance;
}
