/* How well a thermal state solves its equations: the measure itself, and what it says of the states of the program. */
#include "../../src/state/thermal_equations.h"
#include "models.h"
#include <xxzghd/state.h>

/* At Delta = 0 nothing interacts: ln eta = beta e + beta h n, and p'^dr = 2 pi a. If ln eta is wrong by delta/cosh(lambda), so much are the densities. */
static void at_delta_zero_the_violation_is_the_error_of_the_densities(void **state)
{
  const PetscReal     beta = 3, mu = 1.2, x[2] = {mu, mu}, delta[] = {0, 1e-9, -1e-4, 0.5};
  GhdModel            model;
  GhdGrid             grid;
  GhdThermalEquations eq;
  PetscReal          *y, violation;

  (void)state;
  assert_ok(GhdModelCreate(1, 2, &model));
  assert_ok(GhdGridCreate(2, 12, ghd_fast_size(2400), 3, &grid));
  assert_ok(GhdThermalEquationsCreate(model, grid, beta, x, &eq));
  assert_ok(PetscMalloc1(2 * grid->n_fine, &y));
  for (size_t d = 0; d < PETSC_STATIC_ARRAY_LENGTH(delta); ++d) {
    PetscReal expected = 0;

    for (PetscInt k = 0; k < 2; ++k)
      for (PetscInt i = 0; i < grid->n_fine; ++i) {
        const PetscReal lambda = grid->lambda_fine[i], right = beta * ghd_energy(model, k, 0, lambda), wrong = right + delta[d] / PetscCoshReal(lambda);
        const PetscReal change = 1 / (1 + PetscExpReal(mu + wrong)) - 1 / (1 + PetscExpReal(mu + right));

        y[k * grid->n_fine + i] = wrong;
        expected                = PetscMax(expected, PetscAbsReal(change * ghd_a(model, model->angle[k], 0, lambda)));
      }
    assert_ok(GhdThermalViolation(&eq, y, &violation));
    assert_close(violation, expected, 1e-15 + 0.03 * expected); /* the densities are taken from the nearest point of the coarse grid */
  }
  assert_ok(PetscFree(y));
  assert_ok(GhdThermalEquationsDestroy(&eq));
  assert_ok(GhdGridDestroy(&grid));
  assert_ok(GhdModelDestroy(&model));
}

/* Every limit wrong by 1e-6: the fillings of both sides of the equations differ by that order; right ones differ by rounding. */
static void check_limits(GhdModel model)
{
  PetscReal x[16], violation;

  for (PetscReal mu = 0; mu < 3; mu += 0.7) {
    assert_ok(GhdAsymptoticLogEta(model, mu, x));
    assert_ok(GhdLimitViolation(model, mu, x, &violation));
    assert_close(violation, 0, 1e-14);
    for (PetscInt k = 0; k < model->n_str; ++k) x[k] += 1e-6;
    assert_ok(GhdLimitViolation(model, mu, x, &violation));
    assert_all(violation > 1e-8 && violation < 1e-5);
  }
}

static void limits_that_are_wrong_show(void **state)
{
  (void)state;
  for_small_models(check_limits);
}

static PetscReal identity_error(PetscInt P, PetscInt Q, PetscReal beta, PetscReal field)
{
  const GhdStateSpec spec = {.kind = GHD_STATE_THERMAL, .parameter = {beta, field}};
  GhdModel           model;
  GhdState           thermal;
  PetscReal          error;

  assert_ok(GhdModelCreate(P, Q, &model));
  assert_ok(GhdStateCreate(model, &spec, 1e-10, &thermal));
  assert_all(ghd_state_reason(thermal) > 0);
  error = ghd_state_identity_error(thermal);
  assert_ok(GhdStateDestroy(&thermal));
  assert_ok(GhdModelDestroy(&model));
  return error;
}

/* The other grid shows rounding only, beta times that of a double. */
static void thermal_states_solve_their_equations_on_another_grid(void **state)
{
  static const PetscInt  fraction[][2] = {{1, 3}, {2, 3}, {2, 5}, {3, 8}, {1, 8}};
  static const PetscReal cases[][2]    = {{0.3, 0}, {1, -0.7}, {-2, 0.4}, {30, 0}, {60, 0.5}};

  (void)state;
  for (size_t f = 0; f < PETSC_STATIC_ARRAY_LENGTH(fraction); ++f)
    for (size_t c = 0; c < PETSC_STATIC_ARRAY_LENGTH(cases); ++c) {
      const PetscReal error = identity_error(fraction[f][0], fraction[f][1], cases[c][0], cases[c][1]);

      assert_close(error, 0, 2e-13 + 2e-15 * PetscAbsReal(cases[c][0]));
      assert_all(error > 0);
    }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(at_delta_zero_the_violation_is_the_error_of_the_densities),
      cmocka_unit_test(limits_that_are_wrong_show),
      cmocka_unit_test(thermal_states_solve_their_equations_on_another_grid),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("thermal equations", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
