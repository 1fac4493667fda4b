/* Failures that a point or a ray may have become reasons; all others stay errors. */
#include "../../src/sweep/outcome.h"
#include "check.h"

/* The ways a solver may end. */
static PetscErrorCode Succeed(void)
{
  return PETSC_SUCCESS;
}

static PetscErrorCode AskForTooMuch(void)
{
  double *x;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1((size_t)1 << 50, &x));
  PetscCall(PetscFree(x));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Diverge(void)
{
  PetscFunctionBegin;
  SETERRQ(PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "on purpose");
}

static PetscErrorCode DivideByZero(void)
{
  PetscFunctionBegin;
  SETERRQ(PETSC_COMM_SELF, PETSC_ERR_FP, "on purpose");
}

static PetscErrorCode Misuse(void)
{
  PetscFunctionBegin;
  SETERRQ(PETSC_COMM_SELF, PETSC_ERR_ARG_WRONG, "on purpose");
}

static PetscErrorCode Try(PetscErrorCode (*call)(void), GhdReason *reason)
{
  PetscFunctionBegin;
  *reason = GHD_CONVERGED;
  GhdTry(call(), GHD_DIVERGED_STATE, reason);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void failures_of_a_computation_become_reasons(void **state)
{
  GhdReason reason;

  (void)state;
  assert_ok(Try(Succeed, &reason));
  assert_all(reason == GHD_CONVERGED);
  assert_ok(Try(Diverge, &reason));
  assert_all(reason == GHD_DIVERGED_STATE);
  assert_string_equal(ghd_quiet_message(), "on purpose");
  assert_ok(Try(DivideByZero, &reason));
  assert_all(reason == GHD_DIVERGED_NAN);
}

static void an_allocation_that_fails_is_a_reason_and_leaves_no_trace_behind(void **state)
{
  GhdReason reason;

  (void)state;
  assert_ok(Try(AskForTooMuch, &reason));
  assert_all(reason == GHD_DIVERGED_MEMORY);
  assert_ok(Try(Succeed, &reason));
  assert_all(reason == GHD_CONVERGED);
  assert_ok(Try(Diverge, &reason));
  assert_all(reason == GHD_DIVERGED_STATE);
}

static void wrong_use_of_a_function_stays_an_error(void **state)
{
  GhdReason reason;

  (void)state;
  assert_all(Try(Misuse, &reason) == PETSC_ERR_ARG_WRONG); /* with a trace: it is a fault of the program */
  assert_all(reason == GHD_CONVERGED);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(failures_of_a_computation_become_reasons),
      cmocka_unit_test(an_allocation_that_fails_is_a_reason_and_leaves_no_trace_behind),
      cmocka_unit_test(wrong_use_of_a_function_stays_an_error),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_outcome", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
