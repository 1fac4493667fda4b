/* Ten thousand random points of the whole space of inputs: every ray converged or marked, every identity within its own error estimate.
   ranks: 2
   timeout: 36000
   One point again: build/release/tests/physics/long_random_points -seed 1 -first 17 -points 1 */
#include "check.h"
#include "trial.h"

static void random_points_are_good_or_marked(void **state)
{
  (void)state;
  assert_random_points(10000, 30);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_points_are_good_or_marked)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("random points", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
