#include "prepare.h"
#include "outcome.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FILE.new is written under the lock of FILE. */
static PetscBool EndsWithNew(const char *output)
{
  const size_t length = strlen(output);

  return (PetscBool)(length >= 4 && strcmp(output + length - 4, ".new") == 0);
}

/* Is nobody else at work? */
PetscErrorCode GhdTakeOutputLock(const char *output, const char *place, GhdComplaints complaints, GhdLock *lock)
{
  char           who[320];
  GhdLockOutcome outcome;

  PetscFunctionBegin;
  if (EndsWithNew(output)) {
    PetscCall(
        GhdComplain(complaints, place, "%s: a name that ends with .new belongs to a file that is being made or extended: name that one, without .new", output));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdLockTake(output, lock, &outcome, who, sizeof(who)));
  switch (outcome) {
  case GHD_LOCK_HELD: break;
  case GHD_LOCK_BUSY: PetscCall(GhdComplain(complaints, place, "%s is being written by %s", output, who)); break;
  case GHD_LOCK_UNWRITABLE:
    PetscCall(GhdComplain(complaints, place, "%s cannot be written: its lock, %s.lock, cannot be made: %s", output, output, who));
    break;
  case GHD_LOCK_UNSUPPORTED:
    PetscCall(GhdNotice(complaints, place, "the file system of %s has no locks: see to it that no second run writes there", output));
    break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rank 0, under the lock: what stands at the place of the output. No link: the lock is that of a name, a new file would not be where the link points, and a larger one
   would replace the link. */
static PetscErrorCode LookAtOutput(const GhdRunOptions *options, GhdComplaints complaints, PetscBool *exists)
{
  const char *output = options->output;
  struct stat info;

  PetscFunctionBegin;
  *exists = (PetscBool)(lstat(output, &info) == 0);
  if (!*exists) PetscFunctionReturn(PETSC_SUCCESS);
  if (S_ISLNK(info.st_mode))
    PetscCall(GhdComplain(complaints, "--output", "%s is a symbolic link: name the file to which it points (links to folders are welcome)", output));
  else if (!S_ISREG(info.st_mode))
    PetscCall(GhdComplain(complaints, "--output", "%s is not a file", output));
  else if (!options->resume && !options->extend)
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

static PetscErrorCode Advise(MPI_Comm comm, const char *flag, const char *advice, GhdComplaints complaints)
{
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) PetscCall(GhdComplain(complaints, flag, "%s", advice));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* On all ranks: is there a file of that name? */
static PetscErrorCode Exists(MPI_Comm comm, const char *path, PetscBool *exists)
{
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  *exists = (PetscBool)(rank == 0 && access(path, F_OK) == 0);
  PetscCallMPI(MPI_Bcast(exists, 1, MPIU_BOOL, 0, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Look before anything is touched, the lock file included: could the file be made, if it is not there? */
static PetscErrorCode CheckCreate(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints, PetscBool *ready)
{
  PetscBool exists;
  char     *problem;

  PetscFunctionBegin;
  PetscCall(Exists(comm, output, &exists));
  if (exists) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileCheckCreate(comm, output, layout, &problem));
  PetscCall(ComplainIf(comm, problem, "--output", complaints, ready));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckResume(MPI_Comm comm, const GhdFileLayout *layout, const char *output, const char *flag, GhdComplaints complaints, PetscBool *ready)
{
  char *problem;

  PetscFunctionBegin;
  PetscCall(GhdFileCheckResume(comm, output, layout, &problem));
  PetscCall(ComplainIf(comm, problem, flag, complaints, ready));
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
    if (rank == 0) PetscCall(GhdComplain(complaints, "--output", "%s", ghd_quiet_message()));
  } else
    PetscCall(ierr);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The larger file, of which a run that was stopped may have left a part, with all that the output has. */
static PetscErrorCode PrepareLarger(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints, GhdPreparedFile *file)
{
  PetscBool begun;
  char     *problem;

  PetscFunctionBegin;
  file->extends = PETSC_TRUE;
  PetscCall(PetscSNPrintf(file->path, sizeof(file->path), "%s.new", output));
  PetscCall(Exists(comm, file->path, &begun));
  if (begun)
    PetscCall(CheckResume(comm, layout, file->path, "--extend: the extension that was begun", complaints, &file->ready));
  else
    PetscCall(CreateFile(comm, layout, file->path, complaints, &file->ready));
  if (begun && !file->ready) PetscCall(Advise(comm, "--extend", "finish that extension with its own input, or remove its file", complaints));
  if (!file->ready) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileTakeRows(comm, output, file->path, layout, &problem));
  PetscCall(ComplainIf(comm, problem, "--extend", complaints, &file->ready));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The same parameters need not give the same digits in another version. */
static PetscErrorCode NoticeOtherProgram(MPI_Comm comm, const char *output, const char *flag, GhdComplaints complaints)
{
  PetscMPIInt rank;
  char       *program;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCall(GhdFileOtherProgram(comm, output, &program));
  if (program && rank == 0)
    PetscCall(GhdNotice(complaints, flag, "what is in %s comes from %s, and this is version %s (commit %.12s): last digits may differ", output, program,
                        ghd_version(), ghd_git_commit()));
  PetscCall(PetscFree(program));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Who adds points or rays to the input and says --resume meant --extend. */
static PetscErrorCode AdviseToExtend(MPI_Comm comm, const GhdFileLayout *layout, const char *output, GhdComplaints complaints)
{
  PetscBool same;
  char     *problem;

  PetscFunctionBegin;
  if (layout->part.count) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileCheckExtend(comm, output, layout, &same, &problem));
  if (!problem && !same)
    PetscCall(Advise(comm, "--resume", "the points and rays of the file are among those of the input: --extend computes the others", complaints));
  PetscCall(PetscFree(problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrepareExisting(MPI_Comm comm, const GhdFileLayout *layout, const GhdRunOptions *options, GhdComplaints complaints, GhdPreparedFile *file)
{
  const char *flag = options->extend ? "--extend" : "--resume";
  PetscBool   same = PETSC_TRUE;
  char       *problem;

  PetscFunctionBegin;
  if (options->extend) {
    PetscCall(GhdFileCheckExtend(comm, options->output, layout, &same, &problem));
    PetscCall(ComplainIf(comm, problem, "--extend", complaints, &file->ready));
    if (!file->ready) PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (same)
    PetscCall(CheckResume(comm, layout, options->output, flag, complaints, &file->ready));
  else
    PetscCall(PrepareLarger(comm, layout, options->output, complaints, file));
  if (!file->ready && !options->extend) PetscCall(AdviseToExtend(comm, layout, options->output, complaints));
  if (file->ready) PetscCall(NoticeOtherProgram(comm, options->output, flag, complaints));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPrepareFile(MPI_Comm comm, const GhdFileLayout *layout, const GhdRunOptions *options, GhdComplaints complaints, GhdPreparedFile *file)
{
  PetscMPIInt rank;
  PetscBool   found[2] = {PETSC_FALSE, PETSC_FALSE}; /* a file; something wrong */

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  *file = (GhdPreparedFile){.ready = PETSC_TRUE};
  PetscCall(PetscStrncpy(file->path, options->output, sizeof(file->path)));
  PetscCall(CheckCreate(comm, layout, options->output, complaints, &file->ready));
  if (!file->ready) PetscFunctionReturn(PETSC_SUCCESS);
  if (rank == 0) {
    PetscCall(GhdTakeOutputLock(options->output, "--output", complaints, &file->lock));
    if (!ghd_n_complaints(complaints)) PetscCall(LookAtOutput(options, complaints, &found[0]));
    found[1] = (PetscBool)(ghd_n_complaints(complaints) > 0);
    if (found[0] && !found[1]) ghd_file_remove_leftovers(options->output);
  }
  PetscCallMPI(MPI_Bcast(found, 2, MPIU_BOOL, 0, comm));
  file->ready = (PetscBool)!found[1];
  if (file->ready && found[0])
    PetscCall(PrepareExisting(comm, layout, options, complaints, file));
  else if (file->ready)
    PetscCall(CreateFile(comm, layout, options->output, complaints, &file->ready));
  if (!file->ready) PetscCall(GhdLockRelease(&file->lock));
  PetscFunctionReturn(PETSC_SUCCESS);
}
