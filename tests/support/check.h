#ifndef GHD_TESTS_CHECK_H
#define GHD_TESTS_CHECK_H
/* What every test program of the numerical layers needs: assertions that all ranks agree on before one fails, and distances. */

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <petscksp.h>

/* Whether cond holds on all ranks. A plain cmocka assertion that fails on one rank of several would leave the others in a collective call. */
static inline int agreed(int cond)
{
  MPI_Allreduce(MPI_IN_PLACE, &cond, 1, MPI_INT, MPI_MIN, PETSC_COMM_WORLD);
  return cond;
}

/* |value - expected| <= tolerance, with a message that says by how much not. NaN is not close to anything. */
static inline int is_close(const char *what, double value, double expected, double tolerance)
{
  const int close = fabs(value - expected) <= tolerance;

  if (!close) print_error("%s = %.17g, expected %.17g: off by %.2e, tolerance %.1e\n", what, value, expected, value - expected, tolerance);
  return close;
}

/* An error estimate must not be below the true error, nor more than a thousand times above it, both counted from a floor. */
static inline int is_honest(double error, double estimate, double floor)
{
  const double e = fmax(fabs(error), floor), s = fmax(estimate, floor);

  return s >= e && s <= 1000 * e;
}

/* For a test whose reference has more digits than what is tested: skips it where long double has none of them, as under valgrind. */
static inline void needs_long_double(void)
{
  volatile long double one = 1;

  if (one + LDBL_EPSILON != one) return;
  print_message("# the next case is skipped: long double has no more digits than double here\n");
  skip();
}

/* A number given to a test program: -points 100. */
static inline PetscInt number_option(const char *name, PetscInt otherwise)
{
  return PetscOptionsGetInt(NULL, NULL, name, &otherwise, NULL) ? -1 : otherwise;
}

#define assert_all(cond) \
  do { \
    if (!agreed(!!(cond))) fail_msg("%s is false on some rank", #cond); \
  } while (0)
#define assert_ok(call)                          assert_all((call) == 0)
#define assert_close(value, expected, tolerance) assert_all(is_close(#value, value, expected, tolerance))

/* The call must return this error code; the trace of an expected error is not printed. */
#define assert_error(call, code) \
  do { \
    PetscErrorCode code_; \
    assert_ok(PetscPushErrorHandler(PetscReturnErrorHandler, NULL)); \
    code_ = (call); \
    assert_ok(PetscPopErrorHandler()); \
    assert_all(code_ == (code)); \
  } while (0)

#endif
