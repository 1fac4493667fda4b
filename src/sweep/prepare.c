#include "prepare.h"
#include "outcome.h"
#include <sys/stat.h>
#include <unistd.h>

/* Is nobody else at work? */
PetscErrorCode GhdTakeOutputLock(const char *output, const char *place, GhdComplaints complaints, GhdLock *lock)
{
  char           who[320];
  GhdLockOutcome outcome;

  PetscFunctionBegin;
  PetscCall(GhdLockTake(output, lock, &outcome, who, sizeof(who)));
  switch (outcome) {
  case GHD_LOCK_HELD: break;
  case GHD_LOCK_BUSY: PetscCall(GhdComplain(complaints, place, "%s is being written by %s", output, who)); break;
  case GHD_LOCK_UNWRITABLE: PetscCall(GhdComplain(complaints, place, "%s.lock cannot be made: %s", output, who)); break;
  case GHD_LOCK_UNSUPPORTED:
    PetscCall(GhdNotice(complaints, place, "the file system of %s has no locks: see to it that no second run writes there", output));
    break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rank 0, under the lock: what stands at the place of the output. */
static PetscErrorCode LookAtOutput(const GhdRunOptions *options, GhdComplaints complaints, PetscBool *exists)
{
  const char *output = options->output;
  struct stat info;

  PetscFunctionBegin;
  *exists = (PetscBool)(stat(output, &info) == 0);
  if (!*exists) PetscFunctionReturn(PETSC_SUCCESS);
  if (!S_ISREG(info.st_mode))
    PetscCall(GhdComplain(complaints, "--output", "%s is not a file", output));
  else if (!options->resume)
    PetscCall(GhdComplain(complaints, "--output", "%s exists; continue it with --resume, or name another file with --output", output));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A problem that io found (on all ranks) becomes a complaint (on rank 0). */
static PetscErrorCode ComplainIf(MPI_Comm comm, char *problem, const char *flag, GhdComplaints complaints, PetscBool *ready)
{
  PetscMPIInt rank;

  PetscFunctionBegin;
  if (!problem) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  *ready = PETSC_FALSE;
  if (rank == 0) PetscCall(GhdComplain(complaints, flag, "%s", problem));
  PetscCall(PetscFree(problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Look before anything is touched, the lock file included: could the file be made, if it is not there? */
static PetscErrorCode CheckCreate(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints, PetscBool *ready)
{
  PetscMPIInt rank;
  PetscBool   exists = PETSC_FALSE;
  char       *problem;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) exists = (PetscBool)(access(output, F_OK) == 0);
  PetscCallMPI(MPI_Bcast(&exists, 1, MPIU_BOOL, 0, comm));
  if (exists) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileCheckCreate(comm, output, layout, &problem));
  PetscCall(ComplainIf(comm, problem, "--output", complaints, ready));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckResume(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints, PetscBool *ready)
{
  char *problem;

  PetscFunctionBegin;
  PetscCall(GhdFileCheckResume(comm, output, layout, &problem));
  PetscCall(ComplainIf(comm, problem, "--resume", complaints, ready));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CreateFile(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints, PetscBool *ready)
{
  PetscMPIInt    rank;
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCall(GhdQuietErrorsBegin());
  ierr = GhdFileCreate(comm, output, layout);
  PetscCall(GhdQuietErrorsEnd());
  if (ierr == PETSC_ERR_FILE_OPEN || ierr == PETSC_ERR_FILE_WRITE) {
    *ready = PETSC_FALSE;
    if (rank == 0) PetscCall(GhdComplain(complaints, "--output", "%s cannot be written: %s", output, ghd_quiet_message()));
  } else
    PetscCall(ierr);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPrepareFile(MPI_Comm comm, const GhdFileLayout *layout, const GhdRunOptions *options, GhdComplaints complaints, GhdLock *lock,
                              PetscBool *resumed, PetscBool *ready)
{
  PetscMPIInt rank;
  PetscBool   found[2] = {PETSC_FALSE, PETSC_FALSE}; /* a file; something wrong */

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  *lock  = NULL;
  *ready = PETSC_TRUE;
  PetscCall(CheckCreate(comm, layout, options->output, complaints, ready));
  if (!*ready) PetscFunctionReturn(PETSC_SUCCESS);
  if (rank == 0) {
    PetscCall(GhdTakeOutputLock(options->output, "--output", complaints, lock));
    if (!ghd_n_complaints(complaints)) PetscCall(LookAtOutput(options, complaints, &found[0]));
    found[1] = (PetscBool)(ghd_n_complaints(complaints) > 0);
  }
  PetscCallMPI(MPI_Bcast(found, 2, MPIU_BOOL, 0, comm));
  *resumed = found[0];
  *ready   = (PetscBool)!found[1];
  if (*ready && *resumed)
    PetscCall(CheckResume(comm, layout, options->output, complaints, ready));
  else if (*ready)
    PetscCall(CreateFile(comm, layout, options->output, complaints, ready));
  if (!*ready) PetscCall(GhdLockRelease(lock));
  PetscFunctionReturn(PETSC_SUCCESS);
}
