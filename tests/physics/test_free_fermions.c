/* Delta = 0, where every density and current on every ray is a single integral over free fermions. */
#include "check.h"
#include "closed_forms.h"
#include "product.h"
#include "tables.h"

/* All observables of a ray against quadrature. */
static void compare_ray(const Product *product, GhdStateSpec left, GhdStateSpec right, PetscReal zeta)
{
  ProductValues values;
  PetscReal     exact[N_OBSERVABLES];

  assert_ok(ProductRay(product, zeta, &values));
  assert_ok(FreeFermions(&left, &right, zeta, exact));
  assert_all(values.reason > 0);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
    const int good = is_close(ghd_observable(o)->quantity.name, values.value[o], exact[o], 1e-10);

    if (!good) print_error("at zeta = %.17g\n", zeta);
    assert_all(good);
  }
}

static void compare(GhdStateSpec left, GhdStateSpec right)
{
  const PetscReal zeta[] = {-1.2, -1, -0.9999, -0.97, -0.8, -0.5, -0.31, -1e-7, 0, 0.05, 0.25, 0.6, 0.9, 0.9999, 1, 1.0000001, 3};
  Product         product;

  assert_ok(ProductCreate(1, 2, left, right, options_of_accuracy(1e-10), &product));
  assert_all(product.model->delta == 0);
  for (size_t i = 0; i < sizeof(zeta) / sizeof(*zeta); ++i) compare_ray(&product, left, right, zeta[i]);
  assert_ok(ProductDestroy(&product));
}

static void the_closed_form_agrees_with_the_table(void **state)
{
  RefRow  *rows;
  PetscInt n;

  (void)state;
  assert_ok(RefTableReadThermal(&n, &rows));
  for (PetscInt r = 0; r < n; ++r) {
    PetscReal exact[N_OBSERVABLES];

    if (rows[r].Q != 2) continue;
    assert_ok(FreeFermions(&rows[r].left, &rows[r].left, 0, exact));
    for (PetscInt o = 0; o < rows[r].n; ++o) assert_close(exact[rows[r].observable[o]], rows[r].value[o], 1e-12);
  }
  assert_ok(PetscFree(rows));
}

static void two_temperatures(void **state)
{
  (void)state;
  compare(thermal(1, 0), thermal(2, 0));
  compare(thermal(0.1, 0), thermal(10, 0));
  compare(thermal(5, 0), thermal(0, 0));
}

static void cold_halves(void **state)
{
  (void)state;
  compare(thermal(30, 0), thermal(15, 0));
  compare(thermal(100, 0.2), thermal(3, 0));
}

static void two_temperatures_in_fields(void **state)
{
  (void)state;
  compare(thermal(1, 0.5), thermal(2, 0.2));
  compare(thermal(2, 1), thermal(2, 0));
  compare(thermal(3, 1.7), thermal(0.5, 0.3));
}

static void fields_of_opposite_sign(void **state)
{
  (void)state;
  compare(thermal(1, 0.7), thermal(1, -0.7));
  compare(thermal(0.5, -1.3), thermal(4, 0.1));
}

static void constant_states(void **state)
{
  (void)state;
  compare(polarised_up(), polarised_down());
  compare(polarised_down(), thermal(2, 0.3));
  compare(infinite_temperature(1.5), infinite_temperature(-0.4));
  compare(infinite_temperature(-2), thermal(1, 0.2));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_closed_form_agrees_with_the_table),
      cmocka_unit_test(two_temperatures),
      cmocka_unit_test(two_temperatures_in_fields),
      cmocka_unit_test(fields_of_opposite_sign),
      cmocka_unit_test(constant_states),
      cmocka_unit_test(cold_halves),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("free fermions", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
