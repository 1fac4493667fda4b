/* The solver that other physics tests compare with: against the reference tables, which another program made. */
#include "check.h"
#include "reference.h"
#include "tables.h"

static void compare(const RefRow *row)
{
  const RefOptions options = ref_options_default();
  GhdModel         model;
  RefState         left, right;
  RefRay           ray;
  const PetscBool  bulk = (PetscBool)(memcmp(&row->left, &row->right, sizeof(row->left)) == 0);

  assert_ok(GhdModelCreate(row->P, row->Q, &model));
  assert_ok(RefStateCreate(model, &row->left, &options, &left));
  if (bulk)
    right = left;
  else
    assert_ok(RefStateCreate(model, &row->right, &options, &right));
  assert_ok(RefRayCreate(model, left, right, row->zeta, &options, &ray));
  for (PetscInt o = 0; o < row->n; ++o) assert_close(ref_ray_value(ray, row->observable[o]), row->value[o], 3e-12);
  assert_ok(RefRayDestroy(&ray));
  if (!bulk) assert_ok(RefStateDestroy(&right));
  assert_ok(RefStateDestroy(&left));
  assert_ok(GhdModelDestroy(&model));
}

static void thermal_states_agree_with_the_table(void **state)
{
  const PetscInt which[] = {4, 17};
  RefRow        *rows;
  PetscInt       n;

  (void)state;
  assert_ok(RefTableReadThermal(&n, &rows));
  assert_all(n == 20);
  for (size_t i = 0; i < sizeof(which) / sizeof(*which); ++i) compare(&rows[which[i]]);
  assert_ok(PetscFree(rows));
}

static void rays_agree_with_the_table(void **state)
{
  const PetscInt which[] = {40};
  RefRow        *rows;
  PetscInt       n;

  (void)state;
  assert_ok(RefTableReadRays(&n, &rows));
  assert_all(n == 68);
  for (size_t i = 0; i < sizeof(which) / sizeof(*which); ++i) compare(&rows[which[i]]);
  assert_ok(PetscFree(rows));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(thermal_states_agree_with_the_table),
      cmocka_unit_test(rays_agree_with_the_table),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("reference", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
