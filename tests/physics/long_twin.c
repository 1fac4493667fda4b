/* The product against the dense twin at a dozen random points. timeout: 1800 */
#include "check.h"
#include "comparison.h"

#define POINTS    12
#define LARGEST_Q 5
#define TOLERANCE 1e-10

static void random_points_agree(void **state)
{
  PetscRandom generator;
  PetscInt    bad = 0;

  (void)state;
  assert_ok(RandomCreate(20160117, &generator));
  for (PetscInt i = 0; i < POINTS; ++i) {
    const RandomPoint point = random_point(generator, LARGEST_Q);
    PetscReal         difference;

    assert_ok(CompareWithTwin(&point, &difference));
    print_message("# gamma/pi = %d/%d, %s (%g, %g) | %s (%g, %g), zeta = %.4f: %.1e\n", (int)point.P, (int)point.Q, ghd_state_kind(point.left.kind)->name,
                  point.left.parameter[0], point.left.parameter[1], ghd_state_kind(point.right.kind)->name, point.right.parameter[0], point.right.parameter[1],
                  point.zeta, difference);
    bad += !(difference <= TOLERANCE);
  }
  assert_ok(PetscRandomDestroy(&generator));
  assert_all(bad == 0);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(random_points_agree)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("twin at random points", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
