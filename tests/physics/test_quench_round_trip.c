/* From root densities to the resolvent on all lines, by quadrature over the roots, and back by the duality of strings and charges: what goes in must come out. The
   densities are those of thermal states in a field. */
#include <xxzghd/dress.h>
#include <xxzghd/state.h>

#include "../../src/state/resolvent.h"
#include "models.h"

#define MOST_STRINGS 8

/* A uniform grid: roots are summed over its odd points, F is taken at even ones. No density has a singularity within 0.2 of the real axis. */
enum { POINTS = 3200 };
static const PetscReal range = 16.0;

/* rho_k and rho_total_k on the grid, [n_str][POINTS] */
static void thermal_densities(GhdModel model, PetscReal beta, PetscReal field, PetscReal lambda[], PetscReal rho[], PetscReal rho_total[])
{
  const GhdStateSpec spec = {.kind = GHD_STATE_THERMAL, .parameter = {beta, field}};
  GhdState           thermal;
  GhdGrid            grid;
  GhdDressing        dressing;
  PetscReal         *momentum;
  PetscBool          converged;

  assert_ok(GhdStateCreate(model, &spec, 1e-11, &thermal));
  assert_all(ghd_state_reason(thermal) == GHD_CONVERGED);
  assert_ok(GhdGridCreate(model->n_str, range, POINTS, 1, &grid));
  assert_ok(GhdDressingCreate(model, grid, ghd_state_filling_limit(thermal, 0), &dressing));
  assert_ok(PetscMalloc1(model->n_str * POINTS, &momentum));
  assert_ok(GhdStateFilling(thermal, POINTS, grid->lambda, rho));
  assert_ok(GhdDressingSetFilling(dressing, rho));
  assert_ok(GhdMomentumDerivativeOnGrid(model, grid, momentum));
  assert_ok(PetscArrayzero(rho_total, model->n_str * POINTS));
  assert_ok(GhdDressingSolve(dressing, momentum, 1e-15, rho_total, NULL, &converged));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = k * POINTS; i < (k + 1) * POINTS; ++i) {
      rho_total[i] *= (double)model->sign[k] / (2 * M_PI);
      rho[i] *= rho_total[i];
    }
  assert_ok(PetscArraycpy(lambda, grid->lambda, POINTS));
  assert_ok(PetscFree(momentum));
  assert_ok(GhdDressingDestroy(&dressing));
  assert_ok(GhdGridDestroy(&grid));
  assert_ok(GhdStateDestroy(&thermal));
}

/* F at an even point of the grid on all lines: the trapezoidal rule at midpoints is exact for principal values, too. */
static void resolvent_at(GhdModel model, const PetscReal lambda[], const PetscReal rho[], PetscInt point, GhdResolvent *F)
{
  const PetscInt  Q    = model->Q;
  const PetscReal step = 2 * (lambda[1] - lambda[0]);

  for (PetscInt j = 0; j < 2 * Q; ++j) {
    F->above[j] = F->below[j] = 0.0;
    for (PetscInt k = 0; k < model->n_str; ++k)
      for (PetscInt i = 0; i < model->length[k]; ++i) { /* the roots of string k, from the top */
        const PetscInt line     = ghd_line(model, model->P * (model->length[k] - 1) + (model->parity[k] < 0 ? Q : 0) - 2 * model->P * i);
        const double   distance = M_PI * (double)(j - line) / (double)(2 * Q), own = line == j ? rho[k * POINTS + point] : 0.0;
        double complex sum = 0.0;

        for (PetscInt m = 1; m < POINTS; m += 2) sum += rho[k * POINTS + m] / ctanh(PetscCMPLX(lambda[point] - lambda[m], distance));
        F->above[j] += step * sum - M_PI * own * I;
        F->below[j] += step * sum + M_PI * own * I;
      }
  }
}

static void check(PetscInt P, PetscInt Q, PetscReal beta, PetscReal field)
{
  static const PetscInt at[] = {1300, 1470, 1598, 1600, 1636, 1690, 1820}; /* rapidities -3 .. 2.2 */
  GhdModel              model;
  PetscComplex          above[64], below[64];
  GhdResolvent          F = {above, below};
  PetscReal             lambda[POINTS], *rho, *total;

  assert_ok(GhdModelCreate(P, Q, &model));
  assert_all(model->n_str <= MOST_STRINGS && 2 * Q <= 64);
  assert_ok(PetscMalloc2(model->n_str * POINTS, &rho, model->n_str * POINTS, &total));
  thermal_densities(model, beta, field, lambda, rho, total);
  for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); ++i) {
    PetscReal rho_back[MOST_STRINGS], total_back[MOST_STRINGS], defect;

    resolvent_at(model, lambda, rho, at[i], &F);
    ghd_resolvent_densities(model, lambda[at[i]], &F, rho_back, total_back, &defect);
    assert_close(defect, 0.0, 1e-13);
    for (PetscInt k = 0; k < model->n_str; ++k) {
      assert_close(rho_back[k], rho[k * POINTS + at[i]], 1e-13);
      assert_close(total_back[k], total[k * POINTS + at[i]], 1e-12);
      assert_close(rho_back[k] / total_back[k], rho[k * POINTS + at[i]] / total[k * POINTS + at[i]], 1e-9);
    }
  }
  assert_ok(PetscFree2(rho, total));
  assert_ok(GhdModelDestroy(&model));
}

static void thermal_states_return_from_their_resolvents(void **state)
{
  (void)state;
  check(1, 2, 1.0, 0.4);
  check(1, 3, 0.8, 0.0);
  check(1, 3, 0.8, 0.5);
  check(2, 3, 0.5, 0.3);
  check(2, 5, 0.5, 0.7);
  check(3, 7, 0.4, 0.6);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(thermal_states_return_from_their_resolvents)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("from densities to the resolvent and back", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
