/* What remains in doubt about jumps. */
#include "doubt.h"

/* F of one species, or G of one of its tails, and what it is known to. */
typedef struct {
  const PetscReal      *F;
  const double complex *modes;
  PetscReal             sign;             /* size from which on there is a sign           */
  PetscReal             error;            /* what rounding and the band limit do to F     */
  PetscReal             densities, decay; /* and errors of densities: densities e^{-decay |lambda|} */
} Known;

typedef struct {
  GhdGrid          grid;
  Known            plain, tail[2];
  PetscInt         start[2]; /* point from which outwards the tail counts */
  const PetscReal *images;   /* in the plain F                            */
} Row;

/* What the band limit leaves out of F over the largest of its last modes: they fall as e^{-strip omega}, from the last tenth on. */
static PetscReal beyond_last_modes(const GhdJunction j)
{
  const GhdGrid   grid  = j->level[0]->grid;
  const PetscReal strip = ghd_strip(j->model);

  return 2.0 * PetscExpReal(-0.1 * strip * grid->omega[grid->n_modes - 1]) * grid->range / (PETSC_PI * strip);
}

/* What all species have in common. */
typedef struct {
  GhdJunction junction;
  PetscReal   densities; /* what their errors, and what lies beyond the range, do to F */
  PetscReal   beyond;    /* beyond_last_modes()                                        */
} Errors;

static Errors common_errors(GhdJunction j)
{
  const PetscReal states = 0.5 * PetscMax(ghd_state_error(j->state[0]), ghd_state_error(j->state[1]));

  return (Errors){.junction = j, .densities = 2.0 * PETSC_PI * (states + j->tail[0]), .beyond = beyond_last_modes(j)};
}

#define SMOOTH 2.0 /* what a solve leaves is smooth: next to a jump it may all be larger than typical noise */

static Known make_known(const Errors *errors, PetscInt k, const PetscReal F[], const double complex modes[], PetscReal noise)
{
  const GhdGrid         grid = errors->junction->level[0]->grid;
  const double complex *row  = &modes[k * grid->n_modes];

  return (Known){&F[k * grid->n],   row, ghd_jumps_noise(grid, row, GHD_LARGEST * noise), SMOOTH * noise + errors->beyond * ghd_grid_last_modes(grid, row),
                 errors->densities, 0.0};
}

static PetscReal error_of(const Known *known, PetscReal lambda)
{
  return known->error + known->densities * PetscExpReal(-known->decay * PetscAbsReal(lambda));
}

static Row row_of(const Errors *errors, PetscInt k)
{
  const GhdJunction j    = errors->junction;
  const GhdGrid     grid = j->level[0]->grid;
  Row row = {.grid = grid, .plain = make_known(errors, k, j->F[0], j->modes, j->noise), .start = {-1, grid->n}, .images = &j->images[k * grid->n]};

  for (PetscInt side = 0; side < 2; ++side) {
    const GhdTail tail = j->tails[side];

    if (!tail || !tail->counts) continue;
    row.tail[side] = make_known(errors, k, tail->G, tail->modes, tail->noise);
    /* far out F falls as e^{-2 |lambda|} and its limit at the front is known: errors of densities change it in proportion */
    row.tail[side].decay = 2.0 - PetscAbsReal(tail->growth);
    row.start[side]      = tail->start[k];
  }
  return row;
}

/* What tells about a point, and what images add to its noise. */
static const Known *at_point(const Row *row, PetscInt i, PetscReal *images)
{
  const PetscInt  side    = i > row->grid->n / 2;
  const PetscBool in_tail = (PetscBool)(side ? i >= row->start[1] : i <= row->start[0]);

  *images = in_tail ? 0.0 : row->images[i];
  return in_tail ? &row->tail[side] : &row->plain;
}

static PetscBool has_sign(const Row *row, PetscInt i)
{
  PetscReal    images;
  const Known *known = at_point(row, i, &images);

  return (PetscBool)(PetscAbsReal(known->F[i]) > known->sign + images);
}

/* Whether that sign is the true one. */
static PetscBool is_certain(const Row *row, PetscInt i)
{
  PetscReal    images;
  const Known *known = at_point(row, i, &images);

  return (PetscBool)(PetscAbsReal(known->F[i]) > PetscMax(known->sign, error_of(known, row->grid->lambda[i])) + images);
}

static PetscInt point_at(GhdGrid grid, PetscReal lambda)
{
  return PetscClipInterval((PetscInt)((lambda + grid->range) / grid->step + 0.5), 0, grid->n - 1);
}

static PetscBool next_to_jump(const GhdJumps *jumps, PetscInt k, PetscReal lambda, PetscReal step)
{
  for (PetscInt i = 0; i < jumps->n[k]; ++i)
    if (PetscAbsReal(lambda - jumps->lambda[k * GHD_MAX_JUMPS + i]) < step) return PETSC_TRUE;
  return PETSC_FALSE;
}

/* By how much the error of F may misplace a jump; no more than a step, beyond which points without a sign are counted themselves. With slope s and curvature c the zeros of F +- error lie
   (s - sqrt(s^2 - 2 c error))/c and (sqrt(s^2 + 2 c error) - s)/c away; where there is none of the first kind the jump merges with its neighbour, s/c away. */
static PetscReal shift_of(const Row *row, PetscReal lambda)
{
  const PetscReal step = row->grid->step;
  PetscReal       images, slope, before, after;
  const Known    *known = at_point(row, point_at(row->grid, lambda), &images);
  const PetscReal error = error_of(known, lambda) + images;

  ghd_grid_evaluate(row->grid, known->modes, lambda, NULL, &slope);
  ghd_grid_evaluate(row->grid, known->modes, lambda - 0.5 * step, NULL, &before);
  ghd_grid_evaluate(row->grid, known->modes, lambda + 0.5 * step, NULL, &after);
  const PetscReal s = PetscAbsReal(slope), c = PetscAbsReal(after - before) / step;

  if (s * s > 2.0 * c * error) return PetscMin(step, 2.0 * error / (s + PetscSqrtReal(s * s - 2.0 * c * error)));
  return PetscMin(step, PetscMax(s / c, 2.0 * error / (s + PetscSqrtReal(s * s + 2.0 * c * error))));
}

/* Where |F| has a minimum between points of the same sign: width in which its error may give it the other sign, as another grid does that finds a pair of jumps there. */
static PetscReal gap_at(const Row *row, PetscInt i)
{
  const GhdGrid    grid = row->grid;
  PetscReal        images, least;
  const Known     *known = at_point(row, i, &images);
  const PetscReal *F = known->F, side = F[i] > 0.0 ? 1.0 : -1.0, error = error_of(known, grid->lambda[i]) + images;

  if (i < 1 || i >= grid->n - 1 || side * F[i - 1] < side * F[i] || side * F[i + 1] < side * F[i]) return 0.0;
  const PetscReal curvature = side * (F[i + 1] - 2.0 * F[i] + F[i - 1]), lean = 0.5 * (F[i + 1] - F[i - 1]);

  /* the parabola through the three points stays clear of zero by more than it may be off */
  if (side * F[i] - 0.5 * lean * lean / curvature > 0.25 * curvature + error) return 0.0;
  ghd_grid_evaluate(grid, known->modes, ghd_extremum(grid, known->modes, grid->lambda[i - 1], grid->lambda[i + 1]), &least, NULL);
  return side * least < error ? 2.0 * grid->step * PetscMin(1.0, PetscSqrtReal(2.0 * (error - PetscMax(0.0, side * least)) / curvature)) : 0.0;
}

/* Adds what a doubtful width at a point of the grid means; size: of a jump in it, may be larger than what the grid shows. */
static void add(GhdJunction j, PetscInt at, PetscReal width, const PetscReal size[2], GhdDoubt *doubt)
{
  const PetscReal density = PetscAbsReal(j->level[0]->ray.p_dr[at]) / (2.0 * PETSC_PI);

  for (PetscInt q = 0; q < 2; ++q) doubt->sum[q] += width * PetscMax(size[q] * density, j->weight[q][at]);
  if (doubt->where) doubt->where[at] += width * PetscMax(size[0] * density, j->weight[0][at]);
}

void ghd_doubt(GhdJunction j, const GhdJumps *jumps, const PetscReal *const size[2], PetscReal from, PetscReal to, GhdDoubt *doubt)
{
  const GhdGrid   grid  = j->level[0]->grid;
  const PetscInt  first = point_at(grid, from), last = point_at(grid, to);
  const PetscReal none[2] = {0.0, 0.0};
  const Errors    errors  = common_errors(j);
  PetscInt        n       = 0;

  doubt->sum[0] = doubt->sum[1] = 0.0;
  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const PetscReal *lambda = &jumps->lambda[k * GHD_MAX_JUMPS];
    const Row        row    = row_of(&errors, k);

    for (PetscInt m = 0; m < jumps->n[k]; ++m, ++n) {
      const PetscReal here[2] = {size ? size[0][n] : 0.0, size ? size[1][n] : 0.0};

      if (lambda[m] >= from && lambda[m] <= to) add(j, k * grid->n + point_at(grid, lambda[m]), shift_of(&row, lambda[m]), here, doubt);
    }
    for (PetscInt i = first; i <= last; ++i) {
      const PetscReal width = PetscMax(gap_at(&row, i), is_certain(&row, i) ? 0.0 : grid->step);

      if (width > 0.0 && !next_to_jump(jumps, k, grid->lambda[i], grid->step)) add(j, k * grid->n + i, width, none, doubt);
    }
  }
}

void ghd_drop_images(GhdJunction j, GhdJumps *jumps)
{
  const GhdGrid grid   = j->level[0]->grid;
  const Errors  errors = common_errors(j);

  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const Row  row    = row_of(&errors, k);
    PetscReal *lambda = &jumps->lambda[k * GHD_MAX_JUMPS];
    PetscInt   low = point_at(grid, -j->cut), high = point_at(grid, j->cut), n_low = 0;

    while (low < grid->n / 2 && !has_sign(&row, low)) ++low;
    while (high > grid->n / 2 && !has_sign(&row, high)) --high;
    while (jumps->n[k] > 0 && lambda[jumps->n[k] - 1] > grid->lambda[high]) --jumps->n[k];
    while (n_low < jumps->n[k] && lambda[n_low] < grid->lambda[low]) ++n_low;
    for (PetscInt i = n_low; i < jumps->n[k]; ++i) lambda[i - n_low] = lambda[i];
    jumps->n[k] -= n_low;
    if (n_low % 2) jumps->first[k] = !jumps->first[k];
  }
}
