/* To be preloaded: what a solver or the system may do to a program. FAULT says what, on the calls FAULT_FIRST to FAULT_LAST (counted from 1):
     nan      KSPSolve() leaves a solution that is not a number
     stall    KSPSolve() does not reach its tolerance
     memory   allocations of PETSc, and through it ours, of at least FAULT_BYTES fail */
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <petscksp.h>
#include <stdlib.h>
#include <string.h>

static long number(const char *name)
{
  const char *text = getenv(name);

  return text ? atol(text) : 0;
}

static int strikes(const char *fault)
{
  static long call;
  const char *wanted = getenv("FAULT");

  if (!wanted || strcmp(wanted, fault) != 0) return 0;
  ++call;
  return call >= number("FAULT_FIRST") && call <= number("FAULT_LAST");
}

static KSP stalled;

PetscErrorCode KSPSolve(KSP ksp, Vec b, Vec x)
{
  static PetscErrorCode (*real)(KSP, Vec, Vec);
  PetscErrorCode ierr;

  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "KSPSolve");
  stalled = strikes("stall") ? ksp : NULL;
  ierr    = real(ksp, b, x);
  if (strikes("nan")) ierr = VecSet(x, NAN);
  if (stalled) ierr = VecSet(x, 0.0);
  return ierr;
}

PetscErrorCode KSPGetConvergedReason(KSP ksp, KSPConvergedReason *reason)
{
  static PetscErrorCode (*real)(KSP, KSPConvergedReason *);
  PetscErrorCode ierr;

  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "KSPGetConvergedReason");
  ierr = real(ksp, reason);
  if (ksp == stalled) *reason = KSP_DIVERGED_ITS;
  return ierr;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
  static int (*real)(void **, size_t, size_t);

  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "posix_memalign");
  if ((long)size >= number("FAULT_BYTES") && strikes("memory")) return ENOMEM;
  return real(memory, alignment, size);
}
