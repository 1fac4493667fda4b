/* Error estimates: never below the true error, never a thousand times above it, both counted from 1e-12. A larger ensemble in long_error_estimates.c. */
#include "check.h"
#include "closed_forms.h"
#include "ensemble.h"
#include "product.h"

static int compare_ray(const Product *product, GhdStateSpec left, GhdStateSpec right, PetscReal zeta)
{
  ProductValues values;
  PetscReal     exact[N_OBSERVABLES];
  int           bad = 0;

  assert_ok(ProductRay(product, zeta, &values));
  assert_ok(FreeFermions(&left, &right, zeta, exact));
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
    const int good = values.reason > 0 && is_honest(values.value[o] - exact[o], values.error[o], 1e-12);

    if (!good)
      print_error("%s, zeta = %.17g: %s, error %.2e, estimate %.2e\n", ghd_observable(o)->quantity.name, zeta, ghd_reason_word(values.reason),
                  values.value[o] - exact[o], values.error[o]);
    bad += !good;
  }
  return bad;
}

/* Rays between the grid points, on one, outside, at the front and near it. */
static void estimates_are_honest_for_free_fermions(void **state)
{
  const struct {
    GhdStateSpec left, right;
  } pair[] = {
      {thermal(1, 0), thermal(2, 0)}, {thermal(1, 0.5), thermal(2, 0.2)}, {thermal(0.5, -1.3), thermal(4, 0.1)}, {infinite_temperature(1.5), polarised_down()}};
  const PetscReal zeta[] = {-2, -1, -0.9999, -0.97, -0.8, -0.31, -1e-7, 0, 0.05, 0.6, 0.9, 0.999, 1};
  int             bad    = 0;

  (void)state;
  for (size_t p = 0; p < sizeof(pair) / sizeof(*pair); ++p) {
    Product product;

    assert_ok(ProductCreate(1, 2, pair[p].left, pair[p].right, options_of_accuracy(1e-10), &product));
    for (size_t z = 0; z < sizeof(zeta) / sizeof(*zeta); ++z) bad += compare_ray(&product, pair[p].left, pair[p].right, zeta[z]);
    assert_ok(ProductDestroy(&product));
  }
  assert_all(bad == 0);
}

static void estimates_are_honest_for_domain_walls(void **state)
{
  const PetscInt  fraction[][2] = {{1, 2}, {1, 3}, {2, 5}, {2, 3}, {3, 7}, {5, 8}};
  const PetscReal zeta[]        = {-2, -1, -0.999, -0.6, -0.1, 0, 0.03, 0.5, 0.9, 1};
  int             bad           = 0;

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt P = fraction[f][0], Q = fraction[f][1];
    Product        product;

    assert_ok(ProductCreate(P, Q, polarised_up(), polarised_down(), options_of_accuracy(1e-10), &product));
    for (size_t z = 0; z < sizeof(zeta) / sizeof(*zeta); ++z) {
      const PetscReal ray = zeta[z] * PetscSinReal(product.model->gamma);
      ProductValues   values;
      PetscReal       sz, js;

      assert_ok(ProductRay(&product, ray, &values));
      sz = values.value[SZ] - domain_wall_magnetisation(P, Q, ray);
      js = values.value[JS] - domain_wall_spin_current(P, Q, ray);
      if (is_honest(sz, values.error[SZ], 1e-12) && is_honest(js, values.error[JS], 1e-12)) continue;
      print_error("gamma/pi = %d/%d, zeta = %g sin(gamma): sz error %.1e, estimate %.1e; js error %.1e, estimate %.1e\n", (int)P, (int)Q, zeta[z], sz,
                  values.error[SZ], js, values.error[JS]);
      ++bad;
    }
    assert_ok(ProductDestroy(&product));
  }
  assert_all(bad == 0);
}

/* Infinite zeta: the stationary state of that side. */
static PetscErrorCode RayOrBulk(const Product *product, PetscReal zeta, ProductValues *values)
{
  return isinf(zeta) ? ProductBulk(product, zeta > 0, values) : ProductRay(product, zeta, values);
}

/* What made an estimate smaller than the error once: one ray each, against the same ray at an accuracy of 1e-12. */
static void estimates_are_honest_where_they_were_not(void **state)
{
  const struct {
    const char  *what;
    PetscInt     P, Q;
    PetscReal    accuracy, zeta;
    GhdStateSpec left, right;
  } ray[] = {
      {"a pair of jumps that only a finer grid has", 4, 5, 1e-2, -1.1307231934887698, thermal(0, 1.512450813543353), thermal(0.0013104920664329012, 0)},
      {"a pair of jumps next to a resonance", 1, 5, 1e-2, 1.2092397179670282, thermal(20.307644466848451, 0),
       after_quench(GHD_STATE_TILTED_NEEL, -6.1146223707663623)},
      {"jumps near their merging on a wide circle", 5, 6, 1e-2, -0.94119504940368959, thermal(14.057228398488242, 0),
       after_quench(GHD_STATE_TILTED_FERROMAGNET, -3.4397536846416799)},
      {"jumps near their merging that the range moves", 2, 5, 1e-10, 0.96885659934655322, thermal(6.8424903074999932, 0),
       thermal(0.033376075582919218, 5.6958966928424203e-05)},
      {"jumps near their merging that rounding moves", 3, 5, 1e-10, -0.99999993423228872, thermal(11.999027627499181, 2.5257099969076506),
       thermal(1.0447104568878984, 2.0063216775748813)},
      {"a dimer next to the edge of the light cone", 1, 3, 1e-2, 1.1885699635785141, after_quench(GHD_STATE_DIMER, 0),
       thermal(9.5760392398254623, -1.0115607673930427)},
      {"a jump of free fermions far out", 1, 2, 1e-2, 0.99999822327628785, thermal(17.2966905808488, -2.6671565454689272),
       infinite_temperature(-9.8066969113179425)},
      {"a quench of free fermions", 1, 2, 1e-10, -0.99973716871927509, after_quench(GHD_STATE_TILTED_NEEL, 3.3482388232245626),
       after_quench(GHD_STATE_BELL, 0)},
      {"a slow ray between magnetised states", 1, 4, 1e-10, 2.4690247251471645e-07, infinite_temperature(-1.1741470577454294),
       thermal(7.4367060823737674, -2.6795963278898114)},
      {"a filling without a jump that is too sharp for its grid", 5, 6, 1e-2, INFINITY, after_quench(GHD_STATE_DIMER, 0),
       after_quench(GHD_STATE_TILTED_NEEL, 0.5845527719167265)},
  };
  int bad = 0;

  (void)state;
  for (size_t r = 0; r < sizeof(ray) / sizeof(*ray); ++r) {
    Product       product, finer;
    ProductValues values, exact;

    assert_ok(ProductCreate(ray[r].P, ray[r].Q, ray[r].left, ray[r].right, options_of_accuracy(ray[r].accuracy), &product));
    assert_ok(ProductCreate(ray[r].P, ray[r].Q, ray[r].left, ray[r].right, options_of_accuracy(1e-12), &finer));
    assert_ok(RayOrBulk(&product, ray[r].zeta, &values));
    assert_ok(RayOrBulk(&finer, ray[r].zeta, &exact));
    assert_all(values.reason > 0 && exact.reason > 0);
    for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
      const PetscReal error = values.value[o] - exact.value[o];

      if (PetscAbsReal(error) <= values.error[o] + exact.error[o] + 1e-12) continue;
      print_error("%s: %s, error %.2e, estimate %.2e\n", ray[r].what, ghd_observable(o)->quantity.name, error, values.error[o]);
      ++bad;
    }
    assert_ok(ProductDestroy(&product));
    assert_ok(ProductDestroy(&finer));
  }
  assert_all(bad == 0);
}

static void estimates_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {
      .seed = 1, .n_junctions = 12, .largest_Q = 7, .least_accuracy = 1e-10, .most_accuracy = 1e-8, .highest_charge = 3, .percent_overrated = 0};

  (void)state;
  assert_honest(&options);
}

/* Within double precision some values of order 100 cannot be known to 1e-10: they are flagged. */
static void estimates_of_higher_charges_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {
      .seed = 1, .n_junctions = 6, .largest_Q = 6, .least_accuracy = 1e-10, .most_accuracy = 1e-9, .highest_charge = 8, .percent_overrated = 1};

  (void)state;
  assert_honest(&options);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(estimates_are_honest_for_free_fermions),           cmocka_unit_test(estimates_are_honest_for_domain_walls),
      cmocka_unit_test(estimates_are_honest_where_they_were_not),         cmocka_unit_test(estimates_are_honest_at_random),
      cmocka_unit_test(estimates_of_higher_charges_are_honest_at_random),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("error estimates", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
