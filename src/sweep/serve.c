/* Rank 0. */
#include "messages.h"

typedef struct {
  MPI_Comm             comm;
  PetscMPIInt          n_ranks;
  GhdSchedule          schedule;
  const GhdHandOutOps *ops;
  Reports              incoming;
  Reports              own;       /* of rank 0 itself, one at a time */
  Share               *answer;    /* [n_ranks] what CHUNK says: must live until it is sent   */
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

static PetscErrorCode ServerCreate(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops, Server **server)
{
  Server *s;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->comm     = comm;
  s->schedule = schedule;
  s->ops      = ops;
  PetscCallMPI(MPI_Comm_size(comm, &s->n_ranks));
  s->n_present = s->n_ranks - 1;
  PetscCall(GhdReportsCreate(max_rays, &s->incoming));
  PetscCall(GhdReportsCreate(max_rays, &s->own));
  PetscCall(PetscCalloc5(s->n_ranks, &s->answer, s->n_ranks, &s->sending, s->n_ranks, &s->stops, s->n_ranks, &s->waits, s->n_ranks, &s->running));
  for (PetscMPIInt r = 0; r < s->n_ranks; ++r) s->sending[r] = s->stops[r] = MPI_REQUEST_NULL;
  *server = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerDestroy(Server **server)
{
  Server *s = *server;

  PetscFunctionBegin;
  PetscCall(GhdReportsDestroy(&s->incoming));
  PetscCall(GhdReportsDestroy(&s->own));
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

/* The next chunks of a rank; GHD_NOTHING if there are none or the run is to stop. */
static PetscErrorCode ServerDraw(Server *s, PetscInt rank, Share *share)
{
  PetscFunctionBegin;
  share->chunk = s->stopping ? GHD_NOTHING : ghd_schedule_next(s->schedule, rank, &share->n);
  if (share->chunk < 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (s->ops->stop(s->ops->context, share->chunk)) {
    share->chunk = GHD_NOTHING;
    PetscCall(ServerStop(s));
  } else
    s->running[rank] += share->n;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerAnswer(Server *s, PetscMPIInt rank)
{
  PetscFunctionBegin;
  PetscCallMPI(MPI_Wait(&s->sending[rank], MPI_STATUS_IGNORE)); /* the rank has the last answer, or it would not ask */
  PetscCall(ServerDraw(s, rank, &s->answer[rank]));
  PetscCallMPI(MPI_Isend(&s->answer[rank], 2, MPIU_INT, rank, TAG_CHUNK, s->comm, &s->sending[rank]));
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

static PetscErrorCode ServerTakeReports(Server *s, PetscMPIInt rank)
{
  Reports    *in = &s->incoming;
  MPI_Status  status;
  PetscMPIInt length;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Recv(in->bytes, (PetscMPIInt)in->size, MPI_BYTE, rank, TAG_REPORT, s->comm, &status));
  PetscCallMPI(MPI_Get_count(&status, MPI_BYTE, &length));
  for (in->length = 0; in->length < (size_t)length; in->length += ghd_report_length(ghd_next_report(in))) PetscCall(ServerReport(s, rank, ghd_next_report(in)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerTake(Server *s, PetscMPIInt rank, PetscMPIInt tag)
{
  PetscFunctionBegin;
  if (tag == TAG_REPORT) {
    PetscCall(ServerTakeReports(s, rank));
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

/* Rank 0 computes a share itself. */
static PetscErrorCode ServerCompute(Server *s, Share share)
{
  GhdChunkReport *own = ghd_next_report(&s->own);

  PetscFunctionBegin;
  for (PetscInt c = share.chunk; c < share.chunk + share.n && !s->stopping; ++c) {
    PetscCall(s->ops->compute(s->ops->context, c, own));
    PetscCall(s->error);
    PetscCall(ServerReport(s, 0, own));
    PetscCall(Serve(s));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ServerWork(Server *s)
{
  Share next;

  PetscFunctionBegin;
  for (;;) {
    PetscCall(Serve(s));
    PetscCall(ServerDraw(s, 0, &next));
    if (next.chunk == GHD_NOTHING) PetscFunctionReturn(PETSC_SUCCESS);
    if (next.chunk >= 0)
      PetscCall(ServerCompute(s, next));
    else {
      PetscCall(s->ops->prepare(s->ops->context, ghd_schedule_joined(next.chunk)));
      PetscCall(s->error);
    }
  }
}

static PetscErrorCode ServerRun(Server *s)
{
  const PetscInt nap = s->ops->serve_only ? 20 : 200;

  PetscFunctionBegin;
  if (!s->ops->serve_only || s->n_ranks == 1) PetscCall(ServerWork(s));
  PetscCall(GhdPhaseBegin(GHD_PHASE_WAIT));
  while (s->n_present > 0) {
    PetscCall(Serve(s));
    if (s->n_present > 0) ghd_nap(nap);
  }
  PetscCall(GhdPhaseEnd());
  PetscCall(ServerStop(s));
  PetscCallMPI(MPI_Waitall(s->n_ranks, s->sending, MPI_STATUSES_IGNORE));
  PetscCallMPI(MPI_Waitall(s->n_ranks, s->stops, MPI_STATUSES_IGNORE));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdServe(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops)
{
  Server        *server = NULL;
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCall(ServerCreate(comm, schedule, max_rays, ops, &server));
  ghd_set_heartbeat(Heartbeat, server);
  ierr = ServerRun(server);
  ghd_set_heartbeat(NULL, NULL); /* before the server goes, whatever happened */
  PetscCall(ierr);
  PetscCall(ServerDestroy(&server));
  PetscFunctionReturn(PETSC_SUCCESS);
}
