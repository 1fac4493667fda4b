/* Rational functions fitted to charges, against functions in closed form and the linear systems that define the charges. */
#include "../../src/state/quench.h"
#include "../../src/state/rational.h"
#include "arbitrary.h"
#include "cell_mps.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- rational functions ---- */

#define N_POLES   5
#define N_SAMPLES 60

static const PetscComplex pole[N_POLES]    = {1.3, -2.0, 0.4 + 0.7 * I, 0.4 - 0.7 * I, 1e-3 - 0.2 * I};
static const PetscComplex residue[N_POLES] = {0.3, 1.0 - 2.0 * I, 0.05, -0.4 * I, 1e-3};

static PetscComplex known(PetscComplex z)
{
  PetscComplex sum = 0.25 - z;

  for (int j = 0; j < N_POLES; ++j) sum += residue[j] / (z - pole[j]);
  return sum;
}

typedef struct {
  PetscComplex z[N_SAMPLES], value[N_SAMPLES];
  PetscReal    importance[N_SAMPLES];
} KnownSamples;

static GhdSamples known_samples(KnownSamples *k)
{
  for (int i = 0; i < N_SAMPLES; ++i) {
    k->z[i]          = 2 * arbitrary() - 1;
    k->value[i]      = known(k->z[i]);
    k->importance[i] = 1 - 0.5 * arbitrary();
  }
  return (GhdSamples){N_SAMPLES, k->z, k->value, k->importance};
}

static void a_rational_function_is_found_from_as_many_supports_as_it_needs(void **state)
{
  KnownSamples   k;
  GhdSamples     samples = known_samples(&k);
  GhdBarycentric r       = {.n = N_POLES + 2}; /* as many zeros, and infinity */
  PetscComplex   found[GHD_RATIONAL_MOST];
  PetscInt       n_found;

  (void)state;
  for (PetscInt j = 0; j < r.n; ++j) {
    r.z[j]     = -0.9 + 0.29 * j;
    r.value[j] = known(r.z[j]);
  }
  assert_ok(GhdBarycentricFit(&samples, &r));
  for (double t = -1; t <= 1; t += 0.0401) assert_close(cabs(ghd_barycentric_value(&r, t) - known(t)), 0, 1e-11);
  assert_close(cabs(ghd_barycentric_value(&r, r.z[3]) - r.value[3]), 0, 0);
  assert_ok(GhdBarycentricPoles(&r, &n_found, found));
  for (int j = 0; j < N_POLES; ++j) {
    PetscReal nearest = 1;

    for (PetscInt i = 0; i < n_found; ++i) nearest = PetscMin(nearest, cabs(found[i] - pole[j]));
    assert_close(nearest, 0, 1e-8);
  }
}

static void residues_follow_from_the_poles(void **state)
{
  KnownSamples        k;
  GhdSamples          samples = known_samples(&k);
  GhdPartialFractions r       = {.n = N_POLES};

  (void)state;
  for (int j = 0; j < N_POLES; ++j) r.pole[j] = pole[j];
  assert_ok(GhdPartialFractionsFit(&samples, &r));
  for (int j = 0; j < N_POLES; ++j) assert_close(cabs(r.residue[j] - residue[j]), 0, 1e-11);
  assert_close(cabs(r.polynomial[0] - 0.25) + cabs(r.polynomial[1] + 1) + cabs(r.polynomial[2]), 0, 1e-11);
  for (double t = -1; t <= 1; t += 0.0401) assert_close(cabs(ghd_partial_fractions_value(&r, t + 0.1 * I) - known(t + 0.1 * I)), 0, 1e-11);
}

static void too_few_samples_are_refused(void **state)
{
  KnownSamples        k;
  GhdSamples          samples = known_samples(&k);
  GhdPartialFractions r       = {.n = N_POLES};
  GhdBarycentric      b       = {.n = N_POLES};

  (void)state;
  samples.n = N_POLES - 1;
  assert_error(GhdPartialFractionsFit(&samples, &r), PETSC_ERR_ARG_SIZ);
  assert_error(GhdBarycentricFit(&samples, &b), PETSC_ERR_ARG_SIZ);
}

/* ---- charges ---- */

/* Deviation of a fit on every line that is needed from the linear systems, in what the densities times cosh^2 make of it. */
static PetscReal worst_deviation(GhdRoute route, GhdCharge charge, PetscInt two_s, GhdStrip strip)
{
  PetscReal worst = 0, residual;

  for (PetscInt i = 0; i < route->n_charge; ++i)
    for (int n = 0; n < 8 && route->charge[i].two_s == two_s; ++n) {
      const PetscReal t = n < 7 ? 1.9 * arbitrary() - 0.95 : 0.03, lambda = atanh(t);
      PetscComplex    expected;

      assert_ok(GhdChargeEvaluate(charge, PetscCMPLX(lambda, M_PI / (double)(2 * route->model->Q) * (double)route->charge[i].line), &expected, &residual));
      worst = PetscMax(worst, cabs(ghd_strip_value(strip, lambda, route->charge[i].line) - expected) * PetscSqr(cosh(lambda)));
    }
  return worst;
}

/* Fits of all charges that P/Q needs; returns how many there are, and in *n_charge the number of charges. */
static PetscInt compare(PetscInt P, PetscInt Q, GhdMps mps, PetscReal tolerance, PetscInt *n_charge)
{
  GhdModel  model;
  GhdRoute  route;
  PetscInt  n_fit = 0;
  PetscReal sz, energy;

  assert_ok(GhdModelCreate(P, Q, &model));
  assert_ok(GhdRouteCreate(model, &route));
  assert_ok(GhdMpsExpectation(mps, model->delta, &sz, &energy));
  *n_charge = 0;
  for (PetscInt two_s = 0; two_s < Q; ++two_s) {
    PetscBool needed   = PETSC_FALSE;
    PetscReal residual = 0;
    GhdCharge charge;
    GhdStrip  strip;

    for (PetscInt i = 0; i < route->n_charge; ++i)
      if (route->charge[i].two_s == two_s) needed = PETSC_TRUE;
    if (!needed) continue;
    assert_ok(GhdChargeCreate(model, mps, two_s, 300, &charge));
    assert_ok(GhdStripCreate(route, charge, two_s, 0.5 - sz, tolerance, tolerance, &strip, &residual));
    ++*n_charge;
    if (strip) {
      ++n_fit;
      assert_all(residual > 0 && residual < 1e-11);
      assert_all(worst_deviation(route, charge, two_s, strip) <= 10 * PetscMax(tolerance, strip->error));
    }
    assert_ok(GhdStripDestroy(&strip));
    assert_ok(GhdChargeDestroy(&charge));
  }
  assert_ok(GhdRouteDestroy(&route));
  assert_ok(GhdModelDestroy(&model));
  return n_fit;
}

static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {3, 4}, {2, 5}, {1, 6}, {3, 7}, {5, 8}, {4, 9}, {5, 13}};

static void fitted_charges_are_those_of_the_linear_systems(void **state)
{
  PetscInt n_fit = 0, n_charge = 0, n;

  (void)state;
  for (size_t f = 0; f < LENGTH(fraction); ++f)
    for (int n_site = 1; n_site <= 4; ++n_site) {
      const Cell cell = random_cell(n_site, (uint32_t)(3 * f + 1));
      GhdMps     mps  = mps_of(&cell);

      n_fit += compare(fraction[f][0], fraction[f][1], mps, 3e-13, &n);
      n_charge += n;
      assert_ok(GhdMpsDestroy(&mps));
    }
  print_message("# %d of %d charges are fitted\n", (int)n_fit, (int)n_charge);
  assert_all(10 * n_fit >= 8 * n_charge);
}

/* Resonances: nearly a word of spins up and down. */
static void charges_with_poles_next_to_the_lines_are_fitted_too(void **state)
{
  PetscInt n_fit = 0, n_charge = 0, n;

  (void)state;
  for (size_t f = 0; f < LENGTH(fraction); ++f)
    for (int n_site = 2; n_site <= 4; ++n_site)
      for (double part = 0.1; part > 1e-4; part /= 10) {
        Cell   cell = random_cell(n_site, (uint32_t)(5 * f + 2));
        GhdMps mps;

        for (int i = 0; i < 1 << n_site; ++i) cell.vector[i] = part * cell.vector[i] + (i == (int)f % (1 << n_site));
        mps = mps_of(&cell);
        n_fit += compare(fraction[f][0], fraction[f][1], mps, 1e-11, &n);
        n_charge += n;
        assert_ok(GhdMpsDestroy(&mps));
      }
  print_message("# %d of %d charges are fitted\n", (int)n_fit, (int)n_charge);
  assert_all(10 * n_fit >= 8 * n_charge);
}

static void what_rounding_forbids_is_not_fitted(void **state)
{
  const Cell cell = random_cell(3, 5);
  GhdMps     mps  = mps_of(&cell);
  PetscInt   n;

  (void)state;
  assert_int_equal(compare(2, 5, mps, 1e-17, &n), 0);
  assert_ok(GhdMpsDestroy(&mps));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rational_function_is_found_from_as_many_supports_as_it_needs),
      cmocka_unit_test(residues_follow_from_the_poles),
      cmocka_unit_test(too_few_samples_are_refused),
      cmocka_unit_test(fitted_charges_are_those_of_the_linear_systems),
      cmocka_unit_test(charges_with_poles_next_to_the_lines_are_fitted_too),
      cmocka_unit_test(what_rounding_forbids_is_not_fitted),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("fits of charges", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
