/* Charges of higher spin by fusion, against the linear systems that define them. */
#include "../../src/state/quench.h"
#include "cell_mps.h"
#include "initial_state.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* All charges that the densities at P/Q need, at these rapidities. */
static void compare(PetscInt P, PetscInt Q, const Cell *cell, size_t n, const double x[], double tolerance)
{
  GhdMps    mps = mps_of(cell);
  GhdModel  model;
  GhdRoute  route;
  GhdFusion fusion;
  PetscReal residual;

  assert_ok(GhdModelCreate(P, Q, &model));
  assert_ok(GhdRouteCreate(model, &route));
  assert_ok(GhdFusionCreate(model, mps, &fusion));
  for (PetscInt c = 0; c < route->n_charge; ++c) {
    const PetscInt two_s = route->charge[c].two_s, line = route->charge[c].line;
    GhdCharge      charge;

    if (two_s == 0) continue;
    assert_ok(GhdChargeCreate(model, mps, two_s, 1000, &charge));
    for (size_t i = 0; i < n; ++i) {
      PetscComplex expected, value;

      assert_ok(GhdChargeEvaluate(charge, PetscCMPLX(x[i], M_PI / (double)(2 * Q) * (double)line), &expected, &residual));
      ghd_fusion_set_rapidity(fusion, x[i]);
      value = ghd_fusion_charge(fusion, two_s, line);
      assert_close(creal(value), creal(expected), tolerance);
      assert_close(cimag(value), cimag(expected), tolerance);
    }
    assert_ok(GhdChargeDestroy(&charge));
  }
  assert_ok(GhdFusionDestroy(&fusion));
  assert_ok(GhdRouteDestroy(&route));
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdMpsDestroy(&mps));
}

static const PetscInt fraction[][2] = {{1, 4}, {3, 4}, {1, 5}, {2, 5}, {1, 7}, {3, 7}, {3, 8}, {4, 9}, {7, 9}, {5, 12}};

static void fused_charges_are_those_of_the_linear_systems(void **state)
{
  static const double x[] = {-2.3, -0.31, 0.07, 0.9};

  (void)state;
  needs_long_double();
  for (size_t f = 0; f < LENGTH(fraction); ++f)
    for (int n = 1; n <= 2; ++n) {
      const Cell cell = random_cell(n, (uint32_t)(7 + f));

      compare(fraction[f][0], fraction[f][1], &cell, LENGTH(x), x, 1e-12);
    }
}

/* The responses of single lines have poles at x = 0 that cancel. */
static void fused_charges_are_regular_at_zero(void **state)
{
  static const double x[] = {0.01, -0.003, 2e-4};

  (void)state;
  needs_long_double();
  for (size_t f = 0; f < LENGTH(fraction); ++f) {
    const Cell cell = random_cell(2, (uint32_t)(20 + f));

    compare(fraction[f][0], fraction[f][1], &cell, LENGTH(x), x, 1e-11);
  }
}

/* On the line of height s gamma D_2s is minus its own conjugate. */
static void fused_charges_of_long_strings_are_minus_their_conjugates(void **state)
{
  static const PetscInt chain[][2] = {{1, 29}, {28, 29}, {13, 50}, {7, 60}};
  const Cell            cell       = random_cell(2, 5);
  GhdMps                mps;

  (void)state;
  needs_long_double();
  mps = mps_of(&cell);
  for (size_t i = 0; i < LENGTH(chain); ++i) {
    GhdModel  model;
    GhdRoute  route;
    GhdFusion fusion;

    assert_ok(GhdModelCreate(chain[i][0], chain[i][1], &model));
    assert_ok(GhdRouteCreate(model, &route));
    assert_ok(GhdFusionCreate(model, mps, &fusion));
    ghd_fusion_set_rapidity(fusion, 0.4);
    for (PetscInt c = 0; c < route->n_charge; ++c) {
      const PetscInt two_s = route->charge[c].two_s, line = route->charge[c].line;

      if (two_s > 0 && line == ghd_line(model, two_s * model->P)) assert_close(creal(ghd_fusion_charge(fusion, two_s, line)), 0.0, 1e-15);
    }
    assert_ok(GhdFusionDestroy(&fusion));
    assert_ok(GhdRouteDestroy(&route));
    assert_ok(GhdModelDestroy(&model));
  }
  assert_ok(GhdMpsDestroy(&mps));
}

static void longer_cells_have_no_fusion(void **state)
{
  const Cell cell = random_cell(3, 5);
  GhdMps     mps  = mps_of(&cell);
  GhdModel   model;
  GhdFusion  fusion;

  (void)state;
  assert_ok(GhdModelCreate(2, 5, &model));
  assert_ok(GhdFusionCreate(model, mps, &fusion));
  assert_all(fusion == NULL);
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdMpsDestroy(&mps));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fused_charges_are_those_of_the_linear_systems),
      cmocka_unit_test(fused_charges_are_regular_at_zero),
      cmocka_unit_test(fused_charges_of_long_strings_are_minus_their_conjugates),
      cmocka_unit_test(longer_cells_have_no_fusion),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("fusion of charges", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
