/* How the error falls with the grid: exponentially where jumps are resolved, as 1/N on a fixed grid. */
#include "check.h"
#include "product.h"
#include <gsl/gsl_fit.h>

#define RANGE 12
#define RAYS  9

static const PetscReal rays[RAYS] = {-0.83, -0.61, -0.37, -0.1, 0.03, 0.21, 0.44, 0.68, 0.9};

/* Largest error of the charges and their currents over the rays, against values given; or, with worst = NULL, those values. */
static void solve(PetscInt P, PetscInt Q, GhdRayMethod method, PetscInt points, PetscReal accuracy, PetscReal values[RAYS][N_OBSERVABLES], PetscReal *worst)
{
  GhdRayOptions options = options_of_accuracy(accuracy);
  Product       product;

  options.method = method;
  options.points = points;
  options.range  = RANGE;
  assert_ok(ProductCreate(P, Q, thermal(1, 0), thermal(2, 0), options, &product));
  for (PetscInt r = 0; r < RAYS; ++r) {
    ProductValues ray;

    assert_ok(ProductRay(&product, rays[r], &ray));
    assert_all(ray.reason > 0);
    for (PetscInt o = Q1; o <= J3; ++o) {
      if (worst)
        *worst = PetscMax(*worst, PetscAbsReal(ray.value[o] - values[r][o]));
      else
        values[r][o] = ray.value[o];
    }
  }
  assert_ok(ProductDestroy(&product));
}

/* Slope of ln(error) over x, and how far the points are from the line. */
static void fit(PetscInt n, const PetscReal x[], const PetscReal error[], PetscReal *slope, PetscReal *rms)
{
  PetscReal log_error[16], intercept, c00, c01, c11, sum;

  for (PetscInt i = 0; i < n; ++i) log_error[i] = PetscLogReal(error[i]);
  gsl_fit_linear(x, 1, log_error, 1, (size_t)n, &intercept, slope, &c00, &c01, &c11, &sum);
  *rms = PetscSqrtReal(sum / (PetscReal)n);
}

/* Functions analytic within the strip pi/(2Q) on N points over 2 R: modes fall as e^{-omega strip}, the last one is omega = pi N/(2 R), so ln(error) falls by pi strip/(2 R) a point. */
static void error_falls_exponentially_with_the_points_at_the_rate_set_by_Q(void **state)
{
  const PetscInt fraction[][2] = {{1, 3}, {1, 4}, {2, 5}}, points[] = {120, 160, 200, 240, 288, 320, 360, 400};
  const PetscInt n = (PetscInt)(sizeof(points) / sizeof(*points));

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt  P = fraction[f][0], Q = fraction[f][1];
    const PetscReal predicted = PETSC_PI * (PETSC_PI / (2.0 * Q)) / (2.0 * RANGE);
    PetscReal       values[RAYS][N_OBSERVABLES], x[8], error[8] = {0}, slope, rms;

    solve(P, Q, GHD_RAY_JUMP_RESOLVED, 0, 1e-12, values, NULL);
    for (PetscInt i = 0; i < n; ++i) {
      x[i] = (PetscReal)points[i];
      solve(P, Q, GHD_RAY_JUMP_RESOLVED, points[i], 1e-10, values, &error[i]);
    }
    fit(n, x, error, &slope, &rms);
    print_message("# gamma/pi = %d/%d: error e^(-%.4f N), predicted e^(-%.4f N); from %.1e at %g points to %.1e at %g\n", (int)P, (int)Q, -slope, predicted,
                  error[0], x[0], error[n - 1], x[n - 1]);
    assert_all(error[0] > 1e5 * error[n - 1]);
    assert_all(-slope > 0.85 * predicted);
    assert_all(rms < 1.5); /* a straight line over five decades and more; steeper at first where the nearest pole is weak, as at 2/5 */
  }
}

static void error_of_the_fixed_grid_falls_as_one_over_the_points(void **state)
{
  PetscReal values[RAYS][N_OBSERVABLES], log_points[8], error[8] = {0}, slope, rms;
  PetscInt  n = 0;

  (void)state;
  solve(1, 3, GHD_RAY_JUMP_RESOLVED, 0, 1e-12, values, NULL);
  for (PetscInt N = 100; N <= 3200; N *= 2, ++n) {
    log_points[n] = PetscLogReal((PetscReal)ghd_fast_size((PetscReal)N));
    solve(1, 3, GHD_RAY_FIXED_GRID, N, 1e-10, values, &error[n]);
  }
  fit(n, log_points, error, &slope, &rms);
  print_message("# fixed grid: error N^(%.2f), from %.1e to %.1e\n", slope, error[0], error[n - 1]);
  assert_close(slope, -1, 0.25);
  assert_all(error[n - 1] > 1e-6);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(error_falls_exponentially_with_the_points_at_the_rate_set_by_Q),
      cmocka_unit_test(error_of_the_fixed_grid_falls_as_one_over_the_points),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("convergence", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
