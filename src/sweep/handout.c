#include "handout.h"
#include <time.h>

enum { TAG_WANT = 1, TAG_REPORT, TAG_LEFT, TAG_CHUNK, TAG_STOP };

static void Nap(PetscInt microseconds)
{
  const struct timespec t = {0, 1000L * microseconds};

  (void)nanosleep(&t, NULL);
}

/* ---- rank 0 -------------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  MPI_Comm             comm;
  PetscMPIInt          n_ranks;
  GhdSchedule          schedule;
  const GhdHandOutOps *ops;
  GhdChunkReport      *report; /* the one coming in                                        */
  size_t               report_size;
  PetscInt            *answer;    /* [n_ranks] what CHUNK says: must live until it is sent   */
  MPI_Request         *sending;   /* [n_ranks] CHUNK messages                                */
  MPI_Request         *stops;     /* [n_ranks] STOP messages                                 */
  PetscBool           *waits;     /* [n_ranks] asked while the last chunks are held back     */
  PetscInt            *running;   /* [n_ranks] chunks given and not reported                 */
  PetscInt             n_waiting; /* of waits                                              */
  PetscInt             n_present; /* other ranks that may still send                       */
  PetscBool            stopping;
  PetscReal            last_beat; /* when messages were looked for last                    */
  PetscErrorCode       error;     /* of a heartbeat, which cannot return it */
} Server;

static PetscErrorCode ServerCreate(MPI_Comm comm, GhdSchedule schedule, size_t report_size, const GhdHandOutOps *ops, Server **server)
{
  Server *s;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->comm     = comm;
  s->schedule = schedule;
  s->ops      = ops;
  PetscCallMPI(MPI_Comm_size(comm, &s->n_ranks));
  s->n_present   = s->n_ranks - 1;
  s->report_size = report_size;
  PetscCall(PetscMalloc(report_size, &s->report));
  PetscCall(PetscCalloc5(s->n_ranks, &s->answer, s->n_ranks, &s->sending, s->n_ranks, &s->stops, s->n_ranks, &s->waits, s->n_ranks, &s->running));
  for (PetscMPIInt r = 0; r < s->n_ranks; ++r) s->sending[r] = s->stops[r] = MPI_REQUEST_NULL;
  *server = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerDestroy(Server **server)
{
  Server *s = *server;

  PetscFunctionBegin;
  PetscCall(PetscFree(s->report));
  PetscCall(PetscFree5(s->answer, s->sending, s->stops, s->waits, s->running));
  PetscCall(PetscFree(*server));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerStop(Server *s)
{
  PetscFunctionBegin;
  if (s->stopping) PetscFunctionReturn(PETSC_SUCCESS);
  s->stopping = PETSC_TRUE;
  for (PetscMPIInt r = 1; r < s->n_ranks; ++r) PetscCallMPI(MPI_Isend(NULL, 0, MPI_BYTE, r, TAG_STOP, s->comm, &s->stops[r]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The next chunk of a rank, -1 if there is none or the run is to stop. */
static PetscErrorCode ServerDraw(Server *s, PetscInt rank, PetscInt *chunk)
{
  PetscFunctionBegin;
  *chunk = s->stopping ? -1 : ghd_schedule_next(s->schedule, rank);
  if (*chunk < 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (s->ops->stop(s->ops->context, *chunk)) {
    *chunk = -1;
    PetscCall(ServerStop(s));
  } else
    ++s->running[rank];
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerAnswer(Server *s, PetscMPIInt rank)
{
  PetscFunctionBegin;
  PetscCallMPI(MPI_Wait(&s->sending[rank], MPI_STATUS_IGNORE)); /* the rank has the last answer, or it would not ask */
  PetscCall(ServerDraw(s, rank, &s->answer[rank]));
  PetscCallMPI(MPI_Isend(&s->answer[rank], 1, MPIU_INT, rank, TAG_CHUNK, s->comm, &s->sending[rank]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whether a rank that asks must wait for its answer: it computes, and the last chunks go to whoever is free first. */
static PetscBool HoldsBack(Server *s, PetscMPIInt rank)
{
  return (PetscBool)(s->running[rank] > 0 && !s->stopping && ghd_schedule_left(s->schedule) > 0 && !ghd_schedule_may_prefetch(s->schedule));
}

static PetscErrorCode ServerReport(Server *s, PetscMPIInt rank, const GhdChunkReport *report)
{
  PetscFunctionBegin;
  --s->running[rank];
  ghd_schedule_learn(s->schedule, report->chunk, report->state_seconds, report->ray_seconds);
  s->ops->collect(s->ops->context, report);
  if (report->stop) PetscCall(ServerStop(s));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerReleaseWaiting(Server *s)
{
  PetscFunctionBegin;
  for (PetscMPIInt r = 1; r < s->n_ranks && s->n_waiting > 0; ++r) {
    if (!s->waits[r] || HoldsBack(s, r)) continue;
    s->waits[r] = PETSC_FALSE;
    --s->n_waiting;
    PetscCall(ServerAnswer(s, r));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerTake(Server *s, PetscMPIInt rank, PetscMPIInt tag)
{
  PetscFunctionBegin;
  if (tag == TAG_REPORT) {
    PetscCallMPI(MPI_Recv(s->report, (PetscMPIInt)s->report_size, MPI_BYTE, rank, tag, s->comm, MPI_STATUS_IGNORE));
    PetscCall(ServerReport(s, rank, s->report));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCallMPI(MPI_Recv(NULL, 0, MPI_BYTE, rank, tag, s->comm, MPI_STATUS_IGNORE));
  if (tag == TAG_LEFT)
    --s->n_present;
  else if (HoldsBack(s, rank)) {
    s->waits[rank] = PETSC_TRUE;
    ++s->n_waiting;
  } else
    PetscCall(ServerAnswer(s, rank));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Look whether to stop, take all messages that have come in. */
static PetscErrorCode Serve(Server *s)
{
  MPI_Status  status;
  PetscMPIInt found;

  PetscFunctionBegin;
  if (!s->stopping && s->ops->stop(s->ops->context, -1)) PetscCall(ServerStop(s));
  PetscCallMPI(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, s->comm, &found, &status));
  if (!found && !s->n_waiting) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdPhaseBegin(GHD_PHASE_SERVE));
  while (found) {
    PetscCall(ServerTake(s, status.MPI_SOURCE, status.MPI_TAG));
    PetscCallMPI(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, s->comm, &found, &status));
  }
  PetscCall(ServerReleaseWaiting(s));
  PetscCall(GhdPhaseEnd());
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The heart may beat every few microseconds: more often than messages are worth looking for. */
static void Heartbeat(void *context)
{
  const PetscReal beat_every = 2e-4;
  Server         *s          = (Server *)context;
  const PetscReal now        = ghd_now();

  if (now - s->last_beat < beat_every || s->error) return;
  s->last_beat = now;
  s->error     = Serve(s);
}

static PetscErrorCode ServerRun(Server *s, GhdChunkReport *own)
{
  PetscInt next;

  PetscFunctionBegin;
  for (;;) {
    PetscCall(Serve(s));
    PetscCall(ServerDraw(s, 0, &next));
    if (next == GHD_NOTHING) break;
    if (next < 0) {
      PetscCall(s->ops->prepare(s->ops->context, ghd_schedule_joined(next)));
      PetscCall(s->error);
      continue;
    }
    PetscCall(s->ops->compute(s->ops->context, next, own));
    PetscCall(s->error);
    PetscCall(ServerReport(s, 0, own));
  }
  PetscCall(GhdPhaseBegin(GHD_PHASE_WAIT));
  while (s->n_present > 0) {
    PetscCall(Serve(s));
    if (s->n_present > 0) Nap(200);
  }
  PetscCall(GhdPhaseEnd());
  PetscCall(ServerStop(s));
  PetscCallMPI(MPI_Waitall(s->n_ranks, s->sending, MPI_STATUSES_IGNORE));
  PetscCallMPI(MPI_Waitall(s->n_ranks, s->stops, MPI_STATUSES_IGNORE));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- the other ranks ------------------------------------------------------------------------------------------------------------------ */

static PetscErrorCode WaitAsleep(MPI_Request *request)
{
  PetscInt    nap = 50;
  PetscMPIInt done;

  PetscFunctionBegin;
  PetscCall(GhdPhaseBegin(GHD_PHASE_WAIT));
  PetscCallMPI(MPI_Test(request, &done, MPI_STATUS_IGNORE));
  while (!done) {
    Nap(nap);
    nap = PetscMin(2 * nap, 2000);
    PetscCallMPI(MPI_Test(request, &done, MPI_STATUS_IGNORE));
  }
  PetscCall(GhdPhaseEnd());
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Ask(MPI_Comm comm, PetscInt *answer, MPI_Request *request)
{
  PetscFunctionBegin;
  PetscCallMPI(MPI_Irecv(answer, 1, MPIU_INT, 0, TAG_CHUNK, comm, request));
  PetscCallMPI(MPI_Send(NULL, 0, MPI_BYTE, 0, TAG_WANT, comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WorkerRun(MPI_Comm comm, const GhdHandOutOps *ops, GhdChunkReport *report)
{
  MPI_Request stop, asked;
  PetscInt    next, after;
  PetscMPIInt stopped;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Irecv(NULL, 0, MPI_BYTE, 0, TAG_STOP, comm, &stop));
  PetscCall(Ask(comm, &next, &asked));
  PetscCall(WaitAsleep(&asked));
  for (;;) {
    PetscCallMPI(MPI_Test(&stop, &stopped, MPI_STATUS_IGNORE));
    if (stopped || next == GHD_NOTHING) break;
    if (next < 0) {
      PetscCall(ops->prepare(ops->context, ghd_schedule_joined(next)));
      PetscCall(Ask(comm, &after, &asked));
    } else {
      PetscCall(Ask(comm, &after, &asked));
      PetscCall(ops->compute(ops->context, next, report));
      PetscCallMPI(MPI_Send(report, (PetscMPIInt)(sizeof(*report) + (size_t)report->n_rays), MPI_BYTE, 0, TAG_REPORT, comm));
    }
    PetscCall(WaitAsleep(&asked));
    next = after;
  }
  PetscCallMPI(MPI_Send(NULL, 0, MPI_BYTE, 0, TAG_LEFT, comm));
  PetscCall(WaitAsleep(&stop));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- all ---------------------------------------------------------------------------------------------------------------------------- */

static PetscErrorCode ServeAndCompute(MPI_Comm comm, GhdSchedule schedule, size_t report_size, const GhdHandOutOps *ops, GhdChunkReport *own)
{
  Server        *server = NULL;
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCall(ServerCreate(comm, schedule, report_size, ops, &server));
  ghd_set_heartbeat(Heartbeat, server);
  ierr = ServerRun(server, own);
  ghd_set_heartbeat(NULL, NULL); /* before the server goes, whatever happened */
  PetscCall(ierr);
  PetscCall(ServerDestroy(&server));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdHandOut(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops)
{
  const size_t    report_size = sizeof(GhdChunkReport) + (size_t)max_rays;
  MPI_Comm        own_comm;
  PetscMPIInt     rank;
  GhdChunkReport *report;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_dup(comm, &own_comm));
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCall(PetscMalloc(report_size, &report));
  if (rank == 0)
    PetscCall(ServeAndCompute(own_comm, schedule, report_size, ops, report));
  else
    PetscCall(WorkerRun(own_comm, ops, report));
  PetscCall(PetscFree(report));
  PetscCallMPI(MPI_Comm_free(&own_comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}
