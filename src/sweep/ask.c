/* The ranks that ask. */
#include "messages.h"

static PetscErrorCode WaitAsleep(MPI_Request *request)
{
  PetscInt    nap = 50;
  PetscMPIInt done;

  PetscFunctionBegin;
  PetscCall(GhdPhaseBegin(GHD_PHASE_WAIT));
  PetscCallMPI(MPI_Test(request, &done, MPI_STATUS_IGNORE));
  while (!done) {
    ghd_nap(nap);
    nap = PetscMin(2 * nap, 2000);
    PetscCallMPI(MPI_Test(request, &done, MPI_STATUS_IGNORE));
  }
  PetscCall(GhdPhaseEnd());
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Ask(MPI_Comm comm, Share *answer, MPI_Request *request)
{
  PetscFunctionBegin;
  PetscCallMPI(MPI_Irecv(answer, 2, MPIU_INT, 0, TAG_CHUNK, comm, request));
  PetscCallMPI(MPI_Send(NULL, 0, MPI_BYTE, 0, TAG_WANT, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode SendReports(MPI_Comm comm, Reports *reports)
{
  PetscFunctionBegin;
  if (reports->length) PetscCallMPI(MPI_Send(reports->bytes, (PetscMPIInt)reports->length, MPI_BYTE, 0, TAG_REPORT, comm));
  reports->length = 0;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Computes a share and reports it, in one message if it fits. After STOP the rest of it is left. */
static PetscErrorCode Compute(MPI_Comm comm, const GhdHandOutOps *ops, Share share, MPI_Request *stop, Reports *reports)
{
  PetscMPIInt stopped = 0;

  PetscFunctionBegin;
  for (PetscInt c = share.chunk; c < share.chunk + share.n && !stopped; ++c) {
    GhdChunkReport *report = ghd_next_report(reports);

    PetscCall(ops->compute(ops->context, c, report));
    reports->length += ghd_report_length(report);
    if (report->stop || reports->size - reports->length < reports->longest) PetscCall(SendReports(comm, reports));
    PetscCallMPI(MPI_Request_get_status(*stop, &stopped, MPI_STATUS_IGNORE));
  }
  PetscCall(SendReports(comm, reports));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AskAndCompute(MPI_Comm comm, const GhdHandOutOps *ops, Reports *reports)
{
  MPI_Request stop, asked;
  Share       next, after;
  PetscMPIInt stopped;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Irecv(NULL, 0, MPI_BYTE, 0, TAG_STOP, comm, &stop));
  PetscCall(Ask(comm, &next, &asked));
  PetscCall(WaitAsleep(&asked));
  for (;;) {
    PetscCallMPI(MPI_Request_get_status(stop, &stopped, MPI_STATUS_IGNORE));
    if (stopped || next.chunk == GHD_NOTHING) break;
    if (next.chunk < 0) {
      PetscCall(ops->prepare(ops->context, ghd_schedule_joined(next.chunk)));
      PetscCall(Ask(comm, &after, &asked));
    } else {
      PetscCall(Ask(comm, &after, &asked));
      PetscCall(Compute(comm, ops, next, &stop, reports));
    }
    PetscCall(WaitAsleep(&asked));
    next = after;
  }
  PetscCallMPI(MPI_Send(NULL, 0, MPI_BYTE, 0, TAG_LEFT, comm));
  PetscCall(WaitAsleep(&stop));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdAsk(MPI_Comm comm, PetscInt max_rays, const GhdHandOutOps *ops)
{
  Reports reports;

  PetscFunctionBegin;
  PetscCall(GhdReportsCreate(max_rays, &reports));
  PetscCall(AskAndCompute(comm, ops, &reports));
  PetscCall(GhdReportsDestroy(&reports));
  PetscFunctionReturn(PETSC_SUCCESS);
}
