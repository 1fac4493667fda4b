/* The first few random points of long_random_points.c, on shorter chains. */
#include "check.h"
#include "trial.h"

static void random_points_are_good_or_marked(void **state)
{
  (void)state;
  assert_random_points(30, 8);
}

/* 1/2 at accuracy 1e-4, where free fermions show the band limit in the third current undiminished; 9/10 after quenches, where the entropy lost 2.6e-12 beyond the range. */
static void points_that_violated_their_estimates_are_good(void **state)
{
  (void)state;
  assert_random_point(1, 2508, 30);
  assert_random_point(1, 2536, 30);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_points_are_good_or_marked), cmocka_unit_test(points_that_violated_their_estimates_are_good)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("random points", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
