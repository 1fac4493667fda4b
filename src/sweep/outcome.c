#include "outcome.h"

static char message[512];

PetscErrorCode GhdOutcome(PetscErrorCode error, GhdReason otherwise, GhdReason *reason)
{
  PetscFunctionBegin;
  switch (error) {
  case PETSC_SUCCESS: break;
  case PETSC_ERR_MEM: *reason = GHD_DIVERGED_MEMORY; break;
  case PETSC_ERR_FP: *reason = GHD_DIVERGED_NAN; break;
  case PETSC_ERR_NOT_CONVERGED: *reason = otherwise; break;
  default: PetscFunctionReturn(error);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode QuietHandler(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode error, PetscErrorType type, const char *text,
                                   void *context)
{
  switch (error) {
  case PETSC_ERR_MEM:
  case PETSC_ERR_FP:
  case PETSC_ERR_NOT_CONVERGED:
  case PETSC_ERR_FILE_OPEN:
  case PETSC_ERR_FILE_WRITE:
    if (type == PETSC_ERROR_INITIAL) (void)snprintf(message, sizeof(message), "%s", text ? text : "");
    return error;
  default: return PetscTraceBackErrorHandler(comm, line, function, file, error, type, text, context);
  }
}

PetscErrorCode GhdQuietErrorsBegin(void)
{
  PetscFunctionBegin;
  message[0] = '\0';
  PetscCall(PetscPushErrorHandler(QuietHandler, NULL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuietErrorsEnd(void)
{
  PetscFunctionBegin;
  PetscCall(PetscPopErrorHandler());
  PetscFunctionReturn(PETSC_SUCCESS);
}

const char *ghd_quiet_message(void)
{
  return message;
}
