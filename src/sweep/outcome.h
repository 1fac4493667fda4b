#ifndef GHD_SWEEP_OUTCOME_H
#define GHD_SWEEP_OUTCOME_H
/* outcome: errors that a point, a ray or a disk may have without the program being at fault. They become reasons, and print no trace. */

#include <xxzghd/base.h>

/* GhdOutcome - failed allocations, PETSC_ERR_FP and PETSC_ERR_NOT_CONVERGED become a reason (the last one `otherwise`); *reason stays if there is no error; any other error is returned. */
PetscErrorCode GhdOutcome(PetscErrorCode error, GhdReason otherwise, GhdReason *reason);

/* Between these two calls, errors of the kinds above and PETSC_ERR_FILE_OPEN, PETSC_ERR_FILE_WRITE print nothing. */
PetscErrorCode GhdQuietErrorsBegin(void);
PetscErrorCode GhdQuietErrorsEnd(void);
/* What the last quiet error said; "" if none. */
const char *ghd_quiet_message(void);

/* Run a call that may fail that way; the reason tells. */
#define GhdTry(call, otherwise, reason) \
  do { \
    PetscErrorCode ghd_error_; \
    PetscCall(GhdQuietErrorsBegin()); \
    ghd_error_ = (call); \
    PetscCall(GhdQuietErrorsEnd()); \
    PetscCall(GhdOutcome(ghd_error_, otherwise, reason)); \
  } while (0)

#endif
