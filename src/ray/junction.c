/* Two half-chains joined: grids chosen, states sampled and dressed once for all rays. */
#include "ray_impl.h"

GhdRayOptions ghd_ray_options_default(void)
{
  return (GhdRayOptions){.accuracy = 1e-10, .highest_charge = 3, .method = GHD_RAY_JUMP_RESOLVED, .points = 0, .range = 0.0};
}

static PetscBool is_fixed(const GhdJunction j)
{
  return (PetscBool)(j->options.method == GHD_RAY_FIXED_GRID);
}

/* Largest difference of the fillings at infinite rapidity. */
static PetscReal limits_differ(const GhdJunction j)
{
  PetscReal most = 0.0;

  for (PetscInt end = 0; end < 2; ++end)
    for (PetscInt k = 0; k < j->model->n_str; ++k)
      most = PetscMax(most, PetscAbsReal(ghd_state_filling_limit(j->state[0], end)[k] - ghd_state_filling_limit(j->state[1], end)[k]));
  return most;
}

/* What is left out beyond Omega, ~ (Omega sin(gamma)/2)^(n-1) e^{-Omega strip} for the charge q_n, is a four-hundredth of the accuracy: the rest is for the error estimate, which must not exceed it. If
   the states differ at infinite rapidity, jumps far out matter, where F is small and must be known better. */
PetscReal ghd_ray_band_limit(PetscInt P, PetscInt Q, const GhdRayOptions *options, PetscBool limits_differ)
{
  const PetscReal strip = 0.5 * PETSC_PI / (PetscReal)Q, half_sine = 0.5 * PetscSinReal(PETSC_PI * (PetscReal)P / (PetscReal)Q);
  const PetscReal log_target = -PetscLogReal(options->accuracy / (limits_differ ? 20000.0 : 400.0));
  PetscReal       omega      = log_target / strip;

  for (PetscInt i = 0; i < 20; ++i) omega = (log_target + (PetscReal)(options->highest_charge - 1) * PetscLogReal(PetscMax(1.0, omega * half_sine))) / strip;
  return omega;
}

/* A filling with a pole nearer than the kernels' needs a finer grid of its own. */
static PetscErrorCode find_refinement(const GhdJunction j, PetscInt *refine)
{
  const PetscReal strip = PetscMin(ghd_state_strip(j->state[0]), ghd_state_strip(j->state[1]));

  PetscFunctionBegin;
  *refine = 1;
  if (is_fixed(j)) PetscFunctionReturn(PETSC_SUCCESS);
  *refine = PetscMax(1, (PetscInt)PetscCeilReal(ghd_strip(j->model) / strip - 1e-6));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdSharpRefinement(j->state[side], refine));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* |theta_L - theta_R| rho_t of the bulk states, the larger of the two, and the same of the entropies: what a jump in the wrong place costs. Images: on the circle v falls from one limit to the other across the seam, and 2 e^{-4 d}
   of that is left in it at a distance d; further inside it is lost in what the range leaves out anyway. */
static void weigh_jumps(GhdJunction j)
{
  const GhdLevel l = j->level[0];

  for (PetscInt k = 0; k < l->grid->n_rows; ++k) {
    for (PetscInt i = 0; i < l->grid->n; ++i) {
      const PetscInt  at      = k * l->grid->n + i;
      const PetscReal density = PetscMax(PetscAbsReal(l->bulk[0].p_dr[at]), PetscAbsReal(l->bulk[1].p_dr[at])) / (2.0 * PETSC_PI);

      for (PetscInt q = 0; q < 2; ++q) j->weight[q][at] = l->contrast[q][at] * density;
      j->images[at] = PetscAbsReal(l->grid->lambda[i]) < GHD_FAR
                          ? 0.0
                          : 4.0 * PETSC_PI * PetscExpReal(-4.0 * (l->grid->range - PetscAbsReal(l->grid->lambda[i]))) * density;
    }
  }
}

typedef struct {
  PetscReal linear;    /* integral beyond the range of the spread of the limits times rho_t n^dr: what charges that do not decay lose */
  PetscReal quadratic; /* square of the densities there: what the others lose                                                    */
  PetscReal decay;     /* rate of the densities                                                                                  */
  PetscReal lost
      [2]; /* the first with what the fillings still lack of their limits at the end of the range, and the same of the entropies: next to 0 these fall more slowly, as x ln x */
} Tail;

/* Largest difference of the limits of species k, on either side and at either end: what lies beyond one end of the circle is taken for what begins at the other. */
static PetscReal spread_of_limits(const GhdJunction j, PetscInt k)
{
  PetscReal least = 1.0, most = 0.0;

  for (PetscInt side = 0; side < 2; ++side)
    for (PetscInt end = 0; end < 2; ++end) {
      least = PetscMin(least, ghd_state_filling_limit(j->state[side], end)[k]);
      most  = PetscMax(most, ghd_state_filling_limit(j->state[side], end)[k]);
    }
  return most - least;
}

/* The same of the fillings (quantity 0) or their entropies (1), with those at both ends of the range. */
static PetscReal spread_at_ends(const GhdJunction j, PetscInt k, PetscInt quantity)
{
  const GhdLevel l     = j->level[0];
  PetscReal      least = 1.0, most = 0.0;

  for (PetscInt side = 0; side < 2; ++side)
    for (PetscInt end = 0; end < 2; ++end) {
      const PetscReal theta[2] = {ghd_state_filling_limit(j->state[side], end)[k], l->filling[side][k * l->grid->n_fine + (end ? l->grid->n_fine - 1 : 0)]};

      for (PetscInt i = 0; i < 2; ++i) {
        const PetscReal value = quantity ? ghd_mixing_entropy(theta[i]) : theta[i];

        least = PetscMin(least, value);
        most  = PetscMax(most, value);
      }
    }
  return most - least;
}

/* |f| at point i of the circle without the ripple that the band limit leaves in f at all distances, a wave that changes sign from point to point: an average with binomial weights has none. */
static PetscReal without_ripple(GhdGrid grid, const PetscReal f[], PetscInt i)
{
  static const PetscReal weight[] = {1, 8, 28, 56, 70, 56, 28, 8, 1};
  PetscReal              sum      = 0.0;

  for (PetscInt m = 0; m < 9; ++m) sum += weight[m] * f[(i + m - 4 + grid->n) % grid->n];
  return PetscAbsReal(sum) / 256.0;
}

/* How much of the densities lies beyond one end of the range: 0 negative, 1 positive rapidities. What falls as e^{-d x} falls as cosh (d x) next to the end, where it meets its image. */
static PetscErrorCode measure_tail_at(GhdJunction j, PetscInt end, Tail *tail)
{
  const GhdLevel   l     = j->level[0];
  const PetscInt   n_str = j->model->n_str, inside = PetscMin(l->grid->n / 4, (PetscInt)(1.0 / l->grid->step) + 1);
  const PetscInt   last = end ? l->grid->n - 1 : 0, inner = end ? last - inside : inside;
  const PetscReal *limit[2] = {ghd_state_filling_limit(j->state[0], end), ghd_state_filling_limit(j->state[1], end)};
  PetscReal       *mean, *flips, outer_sum = 0.0, inner_sum = 0.0;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(n_str, &mean, n_str, &flips));
  for (PetscInt k = 0; k < n_str; ++k) {
    mean[k]  = 0.5 * (limit[0][k] + limit[1][k]);
    flips[k] = (PetscReal)j->model->length[k];
  }
  PetscCall(GhdDressingLimit(j->model, mean, flips, flips));
  *tail = (Tail){0};
  for (PetscInt k = 0; k < n_str; ++k) {
    const PetscReal flip = PetscMax(1.0, PetscAbsReal(flips[k]));

    for (PetscInt side = 0; side < 2; ++side) {
      const PetscReal *p     = &l->bulk[side].p_dr[k * l->grid->n];
      const PetscReal  outer = without_ripple(l->grid, p, last) / (2.0 * PETSC_PI);

      tail->linear    = PetscMax(tail->linear, spread_of_limits(j, k) * flip * outer);
      tail->quadratic = PetscMax(tail->quadratic, outer * outer);
      tail->lost[0]   = PetscMax(tail->lost[0], spread_at_ends(j, k, 0) * flip * outer);
      tail->lost[1] += spread_at_ends(j, k, 1) * outer;
      outer_sum += outer;
      inner_sum += without_ripple(l->grid, p, inner) / (2.0 * PETSC_PI);
    }
  }
  tail->decay = outer_sum > 0.0 ? PetscMax(0.2, acosh(PetscMax(1.0, inner_sum / outer_sum)) / (l->grid->step * (PetscReal)inside)) : 2.0;
  PetscCall(PetscFree2(mean, flips));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The worse of both ends: after a quench from a state without a centre of reflection they differ. */
static PetscErrorCode measure_tail(GhdJunction j, Tail *tail)
{
  Tail at[2];

  PetscFunctionBegin;
  for (PetscInt end = 0; end < 2; ++end) PetscCall(measure_tail_at(j, end, &at[end]));
  tail->linear    = PetscMax(at[0].linear, at[1].linear);
  tail->quadratic = PetscMax(at[0].quadratic, at[1].quadratic);
  tail->decay     = PetscMin(at[0].decay, at[1].decay);
  for (PetscInt q = 0; q < 2; ++q) tail->lost[q] = PetscMax(at[0].lost[q], at[1].lost[q]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define MAX_RANGE 100.0

/* Level 0 on a range beyond which nothing is lost that matters: widened until that is so. */
static PetscErrorCode create_main_level(GhdJunction j, PetscInt refine, PetscReal omega, PetscBool *converged)
{
  const PetscReal target = 1e-3 * j->accuracy;
  PetscReal       range  = j->options.range > 0.0 ? j->options.range
                                                  : PetscMax(PetscMax(ghd_state_range(j->state[0]), ghd_state_range(j->state[1])), 1.0 - 0.25 * PetscLogReal(target));
  Tail            tail   = {0};

  PetscFunctionBegin;
  while (1) {
    const PetscInt n = j->options.points > 0 ? ghd_fast_size((PetscReal)j->options.points) : ghd_fast_size(2.0 * range * omega / PETSC_PI);

    PetscCall(GhdLevelCreate(j->model, j->state[0], j->state[1], range, n, refine, is_fixed(j), j->tolerance, &j->level[0], converged));
    PetscCall(measure_tail(j, &tail));
    const PetscReal wider =
        PetscMax(PetscLogReal(PetscMax(tail.linear / target, 1e-300)) / tail.decay, 0.5 * PetscLogReal(PetscMax(tail.quadratic / target, 1e-300)) / tail.decay);

    if (!*converged || j->options.range > 0.0 || wider <= 0.0 || range >= MAX_RANGE) break;
    range = PetscMin(MAX_RANGE, range + wider + 0.3);
    PetscCall(GhdLevelDestroy(&j->level[0]));
  }
  for (PetscInt q = 0; q < 2; ++q) j->tail[q] = tail.lost[q] / tail.decay;
  j->cut = range - 1.5;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Level 1: an eighth coarser. Its error is e^{strip Omega/8} times that of level 0, some tens: enough to tell, not so much as to overrate. */
static PetscErrorCode create_check_level(GhdJunction j, PetscInt refine, PetscBool *converged)
{
  const GhdGrid grid = j->level[0]->grid;
  PetscInt      n    = ghd_fast_size(0.8 * (PetscReal)grid->n);

  PetscFunctionBegin;
  for (PetscInt least = n; ghd_fast_size((PetscReal)least) <= 0.89 * (PetscReal)grid->n; least = ghd_fast_size((PetscReal)least) + 1)
    n = ghd_fast_size((PetscReal)least);
  PetscCall(GhdLevelCreate(j->model, j->state[0], j->state[1], grid->range, n, refine, is_fixed(j), j->tolerance, &j->level[1], converged));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode allocate_work(GhdJunction j)
{
  const GhdGrid  grid   = j->level[0]->grid;
  const PetscInt n_rows = grid->n_rows;

  PetscFunctionBegin;
  PetscCall(PetscMalloc4(n_rows * grid->n, &j->weight[0], n_rows * grid->n, &j->weight[1], n_rows * grid->n, &j->images, n_rows * grid->n, &j->doubt));
  PetscCall(PetscMalloc1(n_rows * grid->n_modes, &j->modes));
  for (PetscInt l = 0; l < 2; ++l) PetscCall(PetscMalloc1(n_rows * j->level[l]->grid->n, &j->F[l]));
  if (is_fixed(j)) PetscCall(PetscMalloc2(n_rows * grid->n, &j->sides, n_rows * grid->n, &j->old_sides));
  PetscCall(GhdJumpsCreate(n_rows, &j->jumps));
  PetscCall(GhdJumpsCreate(n_rows, &j->next));
  PetscCall(GhdJumpsCreate(n_rows, &j->found));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionCreate(GhdModel model, GhdState left, GhdState right, const GhdRayOptions *options, GhdJunction *junction)
{
  GhdJunction j;
  PetscBool   converged = PETSC_FALSE, check_converged = PETSC_FALSE;
  PetscInt    refine;

  PetscFunctionBegin;
  PetscCall(PetscNew(&j));
  *junction       = j;
  j->model        = model;
  j->state[0]     = left;
  j->state[1]     = right;
  j->options      = *options;
  j->ray.junction = j;
  j->accuracy     = PetscMin(options->accuracy, GHD_COMMON_ACCURACY);
  j->tolerance    = PetscMax(1e-4 * j->accuracy, 5e-15);
  j->reason       = PetscMin(ghd_state_reason(left), ghd_state_reason(right));
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(find_refinement(j, &refine));
  PetscCall(create_main_level(j, refine, ghd_ray_band_limit(model->P, model->Q, options, (PetscBool)(limits_differ(j) > 1e-6)), &converged));
  PetscCall(create_check_level(j, refine, &check_converged));
  if (!converged || !check_converged) j->reason = GHD_DIVERGED_LINEAR;
  PetscCall(allocate_work(j));
  weigh_jumps(j);
  j->equal          = j->level[0]->equal;
  j->flip_symmetric = j->level[0]->flip_symmetric;
  PetscCall(GhdJunctionForget(j));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionDestroy(GhdJunction *junction)
{
  GhdJunction j = *junction;

  PetscFunctionBegin;
  if (!j) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt l = 0; l < 2; ++l) {
    PetscCall(GhdLevelDestroy(&j->level[l]));
    PetscCall(PetscFree(j->F[l]));
  }
  PetscCall(PetscFree4(j->weight[0], j->weight[1], j->images, j->doubt));
  PetscCall(PetscFree(j->modes));
  PetscCall(PetscFree2(j->sides, j->old_sides));
  PetscCall(GhdJumpsDestroy(&j->jumps));
  PetscCall(GhdJumpsDestroy(&j->next));
  PetscCall(GhdJumpsDestroy(&j->found));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdTailDestroy(&j->tails[side]));
  PetscCall(PetscFree(*junction));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionMakeTail(GhdJunction j, PetscInt side)
{
  PetscFunctionBegin;
  if (!j->tails[side]) PetscCall(GhdTailCreate(j->level[0], j->state[0], j->state[1], side, &j->tails[side]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionForget(GhdJunction j)
{
  PetscFunctionBegin;
  j->warm = PETSC_FALSE;
  PetscFunctionReturn(PETSC_SUCCESS);
}
