/* The first few random points of long_random_points.c, on shorter chains. */
#include "check.h"
#include "trial.h"

static void random_points_are_good_or_marked(void **state)
{
  (void)state;
  assert_random_points(30, 8);
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
