#include "stop.h"
#include <xxzghd/sweep.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

struct GhdStop_ {
  char       *written; /* the result file */
  char       *file;    /* the stop file   */
  PetscBool   watched; /* it was there at the beginning: as this file */
  dev_t       device;
  ino_t       inode;
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

static const struct {
  int       number, flags;
  PetscBool of_terminal; /* stays ignored if whoever started this process ignores it, as nohup does */
} caught[] = {{SIGUSR1, SA_RESTART, PETSC_FALSE},
              {SIGTERM, SA_RESTART, PETSC_FALSE},
              {SIGHUP, SA_RESTART, PETSC_TRUE},
              {SIGINT, SA_RESTART | (int)SA_RESETHAND, PETSC_TRUE}}; /* who presses ctrl-C twice does not want to wait */

enum { N_CAUGHT = sizeof(caught) / sizeof(caught[0]) };

/* What was ignored when this was first called: PETSc, which starts later, has handlers of its own, and forgets. */
static const PetscBool *IgnoredAtFirst(void)
{
  static PetscBool ignored[N_CAUGHT], known;

  for (int i = 0; i < N_CAUGHT && !known; ++i) {
    struct sigaction now;

    ignored[i] = (PetscBool)(caught[i].of_terminal && sigaction(caught[i].number, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
  }
  known = PETSC_TRUE;
  return ignored;
}

PetscErrorCode GhdCatchStopSignals(void)
{
  const PetscBool *ignored = IgnoredAtFirst();

  PetscFunctionBegin;
  for (int i = 0; i < N_CAUGHT; ++i) {
    struct sigaction action = {.sa_flags = caught[i].flags};

    action.sa_handler = ignored[i] ? SIG_IGN : Remember;
    sigemptyset(&action.sa_mask);
    PetscCheck(sigaction(caught[i].number, &action, NULL) == 0, PETSC_COMM_SELF, PETSC_ERR_SYS, "sigaction() failed");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStopCreate(const char *output, const char *written, PetscReal start, PetscReal time_limit, GhdStop *stop)
{
  struct stat info;
  size_t      length;

  PetscFunctionBegin;
  PetscCall(PetscNew(stop));
  PetscCall(PetscStrallocpy(written, &(*stop)->written));
  if (stat(written, &info) == 0) {
    (*stop)->watched = PETSC_TRUE;
    (*stop)->device  = info.st_dev;
    (*stop)->inode   = info.st_ino;
  }
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
  PetscCall(PetscFree((*stop)->written));
  PetscCall(PetscFree((*stop)->file));
  PetscCall(PetscFree(*stop));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscBool ghd_stop_signalled(void)
{
  return (PetscBool)(signalled != 0);
}

/* A disk that does not answer is no proof: writing to it will tell. */
PetscBool ghd_stop_file_is_gone(GhdStop stop)
{
  struct stat info;

  if (!stop->watched) return PETSC_FALSE;
  if (stat(stop->written, &info)) return (PetscBool)(errno == ENOENT || errno == ENOTDIR);
  return (PetscBool)(info.st_dev != stop->device || info.st_ino != stop->inode);
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
    if (ghd_stop_file_is_gone(stop)) stop->reason = "the result file was removed";
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
