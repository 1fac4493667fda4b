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

static void estimates_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {.seed = 1, .n_junctions = 12, .largest_Q = 7, .least_accuracy = 1e-10, .most_accuracy = 1e-8, .highest_charge = 3};
  EnsembleCount         count;

  (void)state;
  assert_ok(EnsembleRun(&options, &count));
  ensemble_print(&count);
  assert_all(count.not_converged == 0);
  assert_all(count.worse_than_asked == 0);
  assert_all(count.underrated == 0);
  assert_all(count.overrated == 0);
}

/* Within double precision some values of order 100 cannot be known to 1e-10: they are flagged. */
static void estimates_of_higher_charges_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {.seed = 1, .n_junctions = 6, .largest_Q = 6, .least_accuracy = 1e-10, .most_accuracy = 1e-9, .highest_charge = 8};
  EnsembleCount         count;

  (void)state;
  assert_ok(EnsembleRun(&options, &count));
  ensemble_print(&count);
  assert_all(count.not_converged == 0);
  assert_all(count.worse_than_asked == 0);
  assert_all(count.underrated == 0);
  assert_all(100 * count.overrated <= count.n_values);
  assert_all(20 * count.flagged <= count.n_values);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(estimates_are_honest_for_free_fermions),
      cmocka_unit_test(estimates_are_honest_for_domain_walls),
      cmocka_unit_test(estimates_are_honest_at_random),
      cmocka_unit_test(estimates_of_higher_charges_are_honest_at_random),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("error estimates", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
