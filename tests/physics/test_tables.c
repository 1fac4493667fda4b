/* Thermal states and rays at accuracy 1e-10 against the reference tables of two independent discretisations, and whether the error estimates are honest. */
#include "check.h"
#include "product.h"
#include "tables.h"

#define FLOOR         2e-12 /* the tables are good to 1e-12, errors count from there */
#define WORST_ALLOWED 1e-9

static void compare(const RefRow *row, const ProductValues *values)
{
  assert_all(values->reason > 0);
  for (PetscInt o = 0; o < row->n; ++o) {
    const PetscInt  index = row->observable[o];
    const PetscReal error = values->value[index] - row->value[o];

    if (!is_honest(error, values->error[index], FLOOR))
      print_error("%s at gamma/pi = %d/%d, zeta = %g: error %.2e, estimate %.2e\n", ghd_observable(index)->quantity.name, (int)row->P, (int)row->Q, row->zeta,
                  error, values->error[index]);
    assert_all(is_honest(error, values->error[index], FLOOR));
    assert_close(values->value[index], row->value[o], WORST_ALLOWED);
  }
}

static void the_table_of_observables_has_the_order_of_these_tests(void **state)
{
  const char *name[] = {"q1", "j1", "q2", "j2", "q3", "j3", "sz", "js", "entropy", "entropy_current"};

  (void)state;
  assert_all(ghd_n_observables() == N_OBSERVABLES);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_string_equal(ghd_observable(o)->quantity.name, name[o]);
}

static void thermal_states_agree_with_the_table(void **state)
{
  RefRow  *rows;
  PetscInt n;

  (void)state;
  assert_ok(RefTableReadThermal(&n, &rows));
  assert_all(n == 20);
  for (PetscInt r = 0; r < n; ++r) {
    Product       product;
    ProductValues values;

    assert_ok(ProductCreate(rows[r].P, rows[r].Q, rows[r].left, rows[r].left, options_of_accuracy(1e-10), &product));
    assert_ok(ProductBulk(&product, 0, &values));
    compare(&rows[r], &values);
    assert_ok(ProductDestroy(&product));
  }
  assert_ok(PetscFree(rows));
}

static PetscBool same_junction(const RefRow *a, const RefRow *b)
{
  return (PetscBool)(a->P == b->P && a->Q == b->Q && memcmp(&a->left, &b->left, sizeof(a->left)) == 0 && memcmp(&a->right, &b->right, sizeof(a->right)) == 0);
}

static void rays_agree_with_the_table(void **state)
{
  RefRow  *rows;
  PetscInt n;
  Product  product = {0};

  (void)state;
  assert_ok(RefTableReadRays(&n, &rows));
  assert_all(n == 68);
  for (PetscInt r = 0; r < n; ++r) {
    ProductValues values;

    if (r == 0 || !same_junction(&rows[r], &rows[r - 1])) {
      assert_ok(ProductDestroy(&product));
      assert_ok(ProductCreate(rows[r].P, rows[r].Q, rows[r].left, rows[r].right, options_of_accuracy(1e-10), &product));
    }
    assert_ok(ProductRay(&product, rows[r].zeta, &values));
    compare(&rows[r], &values);
  }
  assert_ok(ProductDestroy(&product));
  assert_ok(PetscFree(rows));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_table_of_observables_has_the_order_of_these_tests),
      cmocka_unit_test(thermal_states_agree_with_the_table),
      cmocka_unit_test(rays_agree_with_the_table),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("tables", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
