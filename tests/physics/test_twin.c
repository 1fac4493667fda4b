/* The product against the dense twin on points that no table holds; more of them in long_twin.c. */
#include "check.h"
#include "comparison.h"

#define TOLERANCE 1e-10

static void compare(RandomPoint point)
{
  PetscReal difference;
  int       good;

  assert_ok(CompareWithTwin(&point, &difference));
  good = difference <= TOLERANCE;
  if (!good) print_error("gamma/pi = %d/%d, zeta = %.15g: off by %.2e\n", (int)point.P, (int)point.Q, point.zeta, difference);
  assert_all(good);
}

static void two_temperatures_agree(void **state)
{
  (void)state;
  compare((RandomPoint){1, 3, thermal(0.4, 0), thermal(1.7, 0), -0.52});
}

static void fields_of_opposite_sign_agree(void **state)
{
  (void)state;
  compare((RandomPoint){2, 3, thermal(0.7, -0.9), infinite_temperature(0.6), 0.17});
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_temperatures_agree),
      cmocka_unit_test(fields_of_opposite_sign_agree),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("twin", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
