/* Error estimates on 300 random rays at accuracies from 1e-10 to 1e-4. timeout: 1800 */
#include "check.h"
#include "ensemble.h"

static void estimates_are_honest_at_random(void **state)
{
  EnsembleCount count;

  (void)state;
  assert_ok(EnsembleRun(2, 60, 7, -10, -4, &count));
  ensemble_print(&count);
  assert_all(count.not_converged == 0);
  assert_all(count.worse_than_asked == 0);
  assert_all(count.underrated == 0);
  assert_all(100 * count.overrated <= count.n_values); /* the error of one value in some hundred passes through zero by chance */
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(estimates_are_honest_at_random)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("error estimates of an ensemble", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
