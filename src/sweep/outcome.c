#include "outcome.h"
#include <string.h>

static char      message[512];
static PetscBool out_of_memory;

PetscErrorCode GhdOutcome(PetscErrorCode error, GhdReason otherwise, GhdReason *reason)
{
  PetscFunctionBegin;
  if (error && out_of_memory) error = PETSC_ERR_MEM;
  out_of_memory = PETSC_FALSE;
  switch (error) {
  case PETSC_SUCCESS: break;
  case PETSC_ERR_MEM: *reason = GHD_DIVERGED_MEMORY; break;
  case PETSC_ERR_FP: *reason = GHD_DIVERGED_NAN; break;
  case PETSC_ERR_NOT_CONVERGED: *reason = otherwise; break;
  default: PetscFunctionReturn(error);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* PetscMalloc() of PETSc 3.18 reports a failed allocation with the line number of its caller in place of PETSC_ERR_MEM: only the place of the error tells. */
static PetscBool IsAllocation(const char *file)
{
  const char *slash = file ? strrchr(file, '/') : NULL;

  return (PetscBool)(slash && strcmp(slash, "/mal.c") == 0);
}

static PetscErrorCode QuietHandler(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode error, PetscErrorType type, const char *text,
                                   void *context)
{
  if (type == PETSC_ERROR_INITIAL) {
    out_of_memory = (PetscBool)(error == PETSC_ERR_MEM || IsAllocation(file));
    (void)snprintf(message, sizeof(message), "%s", text ? text : "");
  }
  if (out_of_memory) return error;
  switch (error) {
  case PETSC_ERR_FP:
  case PETSC_ERR_NOT_CONVERGED:
  case PETSC_ERR_FILE_OPEN:
  case PETSC_ERR_FILE_WRITE: return error;
  default: return PetscTraceBackErrorHandler(comm, line, function, file, error, type, text, context);
  }
}

PetscErrorCode GhdQuietErrorsBegin(void)
{
  PetscFunctionBegin;
  message[0]    = '\0';
  out_of_memory = PETSC_FALSE;
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
