#include "stop.h"
#include <xxzghd/sweep.h>
#include <signal.h>
#include <unistd.h>

struct GhdStop_ {
  char       *file;
  PetscReal   deadline; /* of ghd_now(); 0: none */
  PetscReal   next_look;
  const char *reason;
};

/* Time to close the file and to leave, kept back from the time limit. */
static const PetscReal closing_seconds = 1.0;

static volatile sig_atomic_t signalled;

static void Remember(int signal_number)
{
  (void)signal_number;
  signalled = 1;
}

PetscErrorCode GhdCatchStopSignals(void)
{
  struct sigaction action = {.sa_handler = Remember, .sa_flags = SA_RESTART};

  PetscFunctionBegin;
  sigemptyset(&action.sa_mask);
  PetscCheck(sigaction(SIGUSR1, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0, PETSC_COMM_SELF, PETSC_ERR_SYS, "sigaction() failed");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStopCreate(const char *output, PetscReal start, PetscReal time_limit, GhdStop *stop)
{
  size_t length;

  PetscFunctionBegin;
  PetscCall(PetscNew(stop));
  PetscCall(PetscStrlen(output, &length));
  length += sizeof(".stop");
  PetscCall(PetscMalloc1(length, &(*stop)->file));
  PetscCall(PetscSNPrintf((*stop)->file, length, "%s.stop", output));
  if (time_limit > 0.0) (*stop)->deadline = start + time_limit - closing_seconds;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStopDestroy(GhdStop *stop)
{
  PetscFunctionBegin;
  if (!*stop) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree((*stop)->file));
  PetscCall(PetscFree(*stop));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ghd_stop_signalled(void)
{
  return (PetscBool)(signalled != 0);
}

PetscBool ghd_stop_now(GhdStop stop, PetscReal seconds)
{
  const PetscReal now = ghd_now();

  if (stop->reason) return PETSC_TRUE;
  if (signalled)
    stop->reason = "signal";
  else if (stop->deadline != 0.0 && now + seconds > stop->deadline)
    stop->reason = "time limit";
  else if (now >= stop->next_look) {
    stop->next_look = now + 1.0;
    if (access(stop->file, F_OK) == 0) stop->reason = "stop file";
  }
  return (PetscBool)(stop->reason != NULL);
}

void ghd_stop_demand(GhdStop stop, const char *reason)
{
  if (!stop->reason) stop->reason = reason;
}

const char *ghd_stop_reason(GhdStop stop)
{
  return stop->reason;
}

void ghd_stop_clear(GhdStop stop)
{
  (void)unlink(stop->file);
}
