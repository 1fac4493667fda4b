/* The parts of a sweep into one file, under the lock of that file. */
#include "lock.h"
#include "prepare.h"

/* Rank 0. What the file system lets be known of a folder that cannot be written is said by io. */
static PetscErrorCode MergeAlone(const char *output, PetscInt n, const char *const input[], GhdComplaints complaints, GhdMergeReport *report)
{
  GhdLock lock = NULL;

  PetscFunctionBegin;
  PetscCall(GhdTakeOutputLock(output, "merge", complaints, &lock));
  if (ghd_n_complaints(complaints)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileMerge(output, n, input, report));
  for (PetscInt i = 0; i < report->n_problems; ++i) PetscCall(GhdComplain(complaints, "merge", "%s", report->problem[i]));
  if (report->notice) PetscCall(GhdNotice(complaints, "merge", "%s", report->notice));
  PetscCall(GhdLockRelease(&lock));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMerge(MPI_Comm comm, const char *output, PetscInt n, const char *const input[], GhdComplaints complaints, PetscInt *exit_status)
{
  GhdMergeReport report = {0};
  PetscMPIInt    rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  *exit_status = GHD_EXIT_DONE;
  if (rank == 0) {
    PetscCall(MergeAlone(output, n, input, complaints, &report));
    if (ghd_n_complaints(complaints))
      *exit_status = GHD_EXIT_BAD_INPUT;
    else
      ghd_log(GHD_LOG_NORMAL, "%s is complete: %" PetscInt_FMT " points x %" PetscInt_FMT " rays from %" PetscInt_FMT " parts", output, report.n_points,
              report.n_rays, n);
    if (!ghd_n_complaints(complaints) && report.n_failed > 0) {
      ghd_log(GHD_LOG_NORMAL, "%lld of its rays and stationary states did not converge: `xxz-ghd info` tells why", (long long)report.n_failed);
      *exit_status = GHD_EXIT_NOT_CONVERGED;
    }
    PetscCall(GhdMergeReportDestroy(&report));
  }
  PetscCallMPI(MPI_Bcast(exit_status, 1, MPIU_INT, 0, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}
