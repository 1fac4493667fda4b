#include "busy.h"
#include <unistd.h>

PetscErrorCode GhdBusyBegin(void)
{
  char host[256];

  PetscFunctionBegin;
  if (ghd_log_level() < GHD_LOG_VERBOSE) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscGetHostName(host, sizeof(host)));
  ghd_log(GHD_LOG_VERBOSE, "process %ld on %s", (long)getpid(), host);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void LogTimes(PetscReal seconds)
{
  char   text[256] = "";
  size_t length    = 0;

  for (PetscInt i = 0; i < GHD_N_PHASES; ++i) {
    length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %.3g s", i ? ", " : "", ghd_phase_name((GhdPhase)i),
                               (double)ghd_phase_seconds((GhdPhase)i));
  }
  ghd_log(GHD_LOG_VERBOSE, "%.3g s: %s", (double)seconds, text);
}

PetscErrorCode GhdBusyEnd(MPI_Comm comm, PetscReal seconds, GhdRunSummary *summary)
{
  PetscReal   waited = ghd_phase_seconds(GHD_PHASE_WAIT), busy = seconds > 0.0 ? 1.0 - waited / seconds : 1.0;
  PetscMPIInt rank, n_ranks;
  struct {
    double busy;
    int    rank;
  } least;

  PetscFunctionBegin;
  LogTimes(seconds);
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &n_ranks));
  least.busy = (double)busy;
  least.rank = rank;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_DOUBLE_INT, MPI_MINLOC, comm));
  PetscCallMPI(MPI_Allreduce(&busy, &summary->busy[1], 1, MPIU_REAL, MPIU_SUM, comm));
  PetscCallMPI(MPI_Allreduce(&busy, &summary->busy[2], 1, MPIU_REAL, MPIU_MAX, comm));
  summary->busy[0] = (PetscReal)least.busy;
  summary->busy[1] /= (PetscReal)n_ranks;
  summary->least_busy = least.rank;
  summary->n_ranks    = n_ranks;
  PetscFunctionReturn(PETSC_SUCCESS);
}
