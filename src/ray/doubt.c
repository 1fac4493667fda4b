/* What remains in doubt about jumps. */
#include "doubt.h"

/* F of one species, or G of one of its tails, and what it is known to. */
typedef struct {
  const PetscReal      *F;
  const double complex *modes;
  PetscReal             noise, sign; /* typical errors; size from which on there is a sign */
} Known;

typedef struct {
  GhdGrid          grid;
  Known            plain, tail[2];
  PetscInt         start[2]; /* point from which outwards the tail counts */
  const PetscReal *images;   /* in the plain F                            */
} Row;

static Known make_known(GhdGrid grid, PetscInt k, const PetscReal F[], const double complex modes[], PetscReal noise)
{
  const double complex *row = &modes[k * grid->n_modes];

  const PetscReal known = ghd_jumps_noise(grid, row, noise);

  return (Known){&F[k * grid->n], row, known, known + (GHD_LARGEST - 1.0) * noise};
}

static Row row_of(const GhdJunction j, PetscInt k)
{
  const GhdGrid grid = j->level[0]->grid;
  Row           row  = {.grid = grid, .plain = make_known(grid, k, j->F[0], j->modes, j->noise), .start = {-1, grid->n}, .images = &j->images[k * grid->n]};

  for (PetscInt side = 0; side < 2; ++side) {
    const GhdTail tail = j->tails[side];

    if (!tail || !tail->counts) continue;
    row.tail[side]  = make_known(grid, k, tail->G, tail->modes, tail->noise);
    row.start[side] = tail->start[k];
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

/* By how much the noise may misplace a jump; no more than a step, beyond which points without a sign are counted themselves. */
static PetscReal shift_of(const Row *row, PetscReal lambda)
{
  PetscReal    images, slope;
  const Known *known = at_point(row, point_at(row->grid, lambda), &images);

  ghd_grid_evaluate(row->grid, known->modes, lambda, NULL, &slope);
  return PetscMin(row->grid->step, (known->noise + images) / PetscAbsReal(slope));
}

PetscReal ghd_doubt(GhdJunction j, const GhdJumps *jumps, const PetscReal size[], PetscReal from, PetscReal to)
{
  const GhdGrid  grid  = j->level[0]->grid;
  const PetscInt first = point_at(grid, from), last = point_at(grid, to);
  PetscReal      sum = 0.0;
  PetscInt       n   = 0;

  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const PetscReal *weight = &j->weight[k * grid->n], *p = &j->level[0]->ray.p_dr[k * grid->n], *lambda = &jumps->lambda[k * GHD_MAX_JUMPS];
    const Row        row = row_of(j, k);

    for (PetscInt m = 0; m < jumps->n[k]; ++m, ++n) {
      const PetscInt  near = point_at(grid, lambda[m]);
      const PetscReal here = size ? size[n] * PetscAbsReal(p[near]) / (2.0 * PETSC_PI) : 0.0;

      if (lambda[m] >= from && lambda[m] <= to) sum += PetscMax(here, weight[near]) * shift_of(&row, lambda[m]);
    }
    for (PetscInt i = first; i <= last; ++i)
      if (!has_sign(&row, i) && !next_to_jump(jumps, k, grid->lambda[i], grid->step)) sum += weight[i] * grid->step;
  }
  return sum;
}

void ghd_drop_images(GhdJunction j, GhdJumps *jumps)
{
  const GhdGrid grid = j->level[0]->grid;

  for (PetscInt k = 0; k < jumps->n_str; ++k) {
    const Row  row    = row_of(j, k);
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
