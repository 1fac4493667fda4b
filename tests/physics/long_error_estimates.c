/* Error estimates on 300 random rays at accuracies from 1e-10 to 1e-4, and of higher charges on 200. timeout: 1800 */
#include "check.h"
#include "ensemble.h"

static void estimates_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {
      .seed = 2, .n_junctions = 60, .largest_Q = 7, .least_accuracy = 1e-10, .most_accuracy = 1e-4, .highest_charge = 3, .percent_overrated = 1};

  (void)state;
  assert_honest(&options);
}

/* All charges to the eighth of all quasilocal spins, also after quenches. */
static void estimates_of_higher_charges_are_honest_at_random(void **state)
{
  const EnsembleOptions options = {
      .seed = 13, .n_junctions = 40, .largest_Q = 7, .least_accuracy = 1e-10, .most_accuracy = 1e-9, .highest_charge = 8, .percent_overrated = 1};

  (void)state;
  assert_honest(&options);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(estimates_are_honest_at_random), cmocka_unit_test(estimates_of_higher_charges_are_honest_at_random)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("error estimates of an ensemble", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
