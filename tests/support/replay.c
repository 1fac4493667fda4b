#include "replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Machine usual_machine(void)
{
  return (Machine){.latency = 5e-6, .service = 2e-5, .report = 1e-6, .serve_only_from = 128, .slow_rank = -1, .slowness = 1.0};
}

/* ---- measured times ---- */

static PetscErrorCode ReadChain(char *line, ChainTimes *chain)
{
  enum { MOST = 1024 };
  PetscReal value[MOST];
  PetscInt  n    = 0;
  char     *rest = NULL;

  PetscFunctionBegin;
  chain->P = (PetscInt)strtol(line, &rest, 10);
  PetscCheck(rest != line && *rest == '/', PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "not a line P/Q state turn chunk ...: %s", line);
  chain->Q = (PetscInt)strtol(rest + 1, &rest, 10);
  for (char *end; n < MOST; ++n, rest = end) {
    value[n] = strtod(rest, &end);
    if (end == rest) break;
  }
  PetscCheck(n >= 3, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "not a line P/Q state turn chunk ...: %s", line);
  chain->state = value[0];
  chain->turn  = value[1];
  chain->n     = n - 2;
  PetscCall(PetscMalloc1(chain->n, &chain->chunk));
  PetscCall(PetscArraycpy(chain->chunk, value + 2, chain->n));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ReadTimes(const char *path, MeasuredTimes *times)
{
  enum { MOST = 1024 };
  char  line[32768];
  FILE *file = fopen(path, "r");

  PetscFunctionBegin;
  PetscCheck(file, PETSC_COMM_SELF, PETSC_ERR_FILE_OPEN, "%s cannot be read", path);
  times->n = 0;
  PetscCall(PetscMalloc1(MOST, &times->chain));
  while (times->n < MOST && fgets(line, sizeof(line), file)) {
    if (line[0] != '#' && line[0] != '\n') PetscCall(ReadChain(line, &times->chain[times->n++]));
  }
  (void)fclose(file);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode FreeTimes(MeasuredTimes *times)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < times->n; ++i) PetscCall(PetscFree(times->chain[i].chunk));
  PetscCall(PetscFree(times->chain));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- the replay ---- */

typedef enum { WANT, REPORT } Kind;

/* A message that arrives at rank 0. */
typedef struct {
  PetscReal time;
  PetscInt  rank, number; /* the earlier number first where times are equal */
  Kind      kind;
} Message;

typedef struct {
  PetscInt  chunk, n;       /* the share that it computes               */
  PetscInt  after, n_after; /* the one that it has been answered already */
  PetscBool answered, computing, waits;
  PetscReal answer_at, done_at;
  PetscInt  point; /* that it holds the states of; -1: none */
} Rank;

typedef struct {
  GhdPlan             plan;
  const GhdPointWork *work;
  const ChainTimes  **chain; /* [n_points] */
  const Machine      *machine;
  GhdSchedule         schedule;
  PetscInt            n_ranks, n_messages, n_sent, n_waiting;
  Message            *heap; /* the earliest first */
  Rank               *rank;
  PetscReal           server_free;
  PetscReal           served;
  Replay             *replay;
} Simulation;

static PetscBool Before(const Message *a, const Message *b)
{
  return (PetscBool)(a->time < b->time || (a->time == b->time && a->number < b->number));
}

static void Send(Simulation *s, PetscInt rank, Kind kind, PetscReal time)
{
  PetscInt i = s->n_messages++;

  s->heap[i] = (Message){.time = time, .rank = rank, .number = s->n_sent++, .kind = kind};
  for (; i > 0 && Before(&s->heap[i], &s->heap[(i - 1) / 2]); i = (i - 1) / 2) {
    const Message up = s->heap[i];

    s->heap[i]           = s->heap[(i - 1) / 2];
    s->heap[(i - 1) / 2] = up;
  }
}

static Message Receive(Simulation *s)
{
  const Message first = s->heap[0];

  s->heap[0] = s->heap[--s->n_messages];
  for (PetscInt i = 0, least; 2 * i + 1 < s->n_messages; i = least) {
    const Message down = s->heap[i];

    least = 2 * i + 1;
    if (least + 1 < s->n_messages && Before(&s->heap[least + 1], &s->heap[least])) ++least;
    if (!Before(&s->heap[least], &down)) break;
    s->heap[i]     = s->heap[least];
    s->heap[least] = down;
  }
  return first;
}

static PetscReal ChunkSeconds(Simulation *s, PetscInt chunk)
{
  const ChainTimes *chain = s->chain[chunk / s->plan->chunks_per_point];

  return chain->chunk[chunk % chain->n];
}

/* Whether the points of its family share a state that is worth it: others find all of theirs anew. */
static PetscBool SharesState(Simulation *s, PetscInt point)
{
  return (PetscBool)(s->work[point].shared > 0.0);
}

static PetscReal Slowness(Simulation *s, PetscInt r)
{
  return r == s->machine->slow_rank ? s->machine->slowness : 1.0;
}

/* What turning to a point takes a rank. */
static PetscReal TurnSeconds(Simulation *s, Rank *rank, PetscInt point)
{
  const PetscInt before = rank->point;

  if (before == point) return 0.0;
  rank->point = point;
  return before >= 0 && s->work[before].family == s->work[point].family && SharesState(s, point) ? s->chain[point]->turn : s->chain[point]->state;
}

/* The rank has its next share: it asks for the one after it and computes, or finds states and asks then. */
static void Start(Simulation *s, PetscInt r, PetscReal now)
{
  Rank           *rank    = &s->rank[r];
  const PetscReal factor  = Slowness(s, r);
  PetscReal       seconds = 0.0;

  rank->chunk     = rank->after;
  rank->n         = rank->n_after;
  rank->answered  = PETSC_FALSE;
  rank->computing = (PetscBool)(rank->chunk >= 0);
  rank->done_at   = now;
  if (rank->chunk == GHD_NOTHING) {
    s->replay->seconds = PetscMax(s->replay->seconds, now);
    return;
  }
  if (rank->chunk < 0) {
    const PetscReal state = factor * TurnSeconds(s, rank, ghd_schedule_joined(rank->chunk));

    s->replay->states += state;
    rank->done_at = now + state;
    Send(s, r, WANT, rank->done_at + s->machine->latency);
    return;
  }
  Send(s, r, WANT, now + s->machine->latency);
  for (PetscInt c = rank->chunk; c < rank->chunk + rank->n; ++c) {
    const PetscReal state = factor * TurnSeconds(s, rank, c / s->plan->chunks_per_point);

    s->replay->states += state;
    seconds += state + factor * ChunkSeconds(s, c);
  }
  rank->done_at = now + seconds;
  Send(s, r, REPORT, rank->done_at + s->machine->latency);
}

static void Answer(Simulation *s, PetscInt r)
{
  Rank           *rank      = &s->rank[r];
  const PetscBool held_back = rank->waits;

  rank->waits     = PETSC_FALSE;
  rank->after     = ghd_schedule_next(s->schedule, r, &rank->n_after);
  rank->answered  = PETSC_TRUE;
  rank->answer_at = s->server_free + s->machine->latency;
  s->replay->n_shares += rank->after >= 0;
  if (!held_back) s->replay->waited = PetscMax(s->replay->waited, rank->answer_at - rank->done_at);
  if (!rank->computing) Start(s, r, PetscMax(rank->answer_at, rank->done_at));
}

static PetscBool HoldsBack(Simulation *s, PetscInt r)
{
  return (PetscBool)(s->rank[r].computing && ghd_schedule_left(s->schedule) > 0 && !ghd_schedule_may_prefetch(s->schedule));
}

static void Serve(Simulation *s, const Message *message)
{
  Rank     *rank    = &s->rank[message->rank];
  PetscReal seconds = message->kind == WANT ? s->machine->service : s->machine->report * (PetscReal)rank->n;

  s->server_free = PetscMax(s->server_free, message->time) + seconds;
  s->served += seconds;
  if (message->kind == WANT) {
    if (HoldsBack(s, message->rank)) {
      rank->waits = PETSC_TRUE;
      ++s->n_waiting;
    } else
      Answer(s, message->rank);
    return;
  }
  for (PetscInt c = rank->chunk; c < rank->chunk + rank->n; ++c) {
    const PetscInt point = c / s->plan->chunks_per_point;

    ghd_schedule_learn(s->schedule, c, c % s->plan->chunks_per_point == 0 ? s->chain[point]->state : 0.0, Slowness(s, message->rank) * ChunkSeconds(s, c));
  }
  s->replay->n_chunks += rank->n;
  rank->computing = PETSC_FALSE;
  if (rank->answered) Start(s, message->rank, PetscMax(rank->answer_at, rank->done_at));
  for (PetscInt r = 0; r < s->n_ranks && s->n_waiting > 0; ++r) {
    if (!s->rank[r].waits || HoldsBack(s, r)) continue;
    --s->n_waiting;
    Answer(s, r);
  }
}

static PetscErrorCode FindChains(GhdPlan plan, const MeasuredTimes *times, const ChainTimes ***chain)
{
  PetscFunctionBegin;
  PetscCall(PetscCalloc1(plan->n_points, chain));
  for (PetscInt p = 0; p < plan->n_points; ++p) {
    const GhdPoint point = ghd_plan_point(plan, p);

    for (PetscInt i = 0; i < times->n && !(*chain)[p]; ++i) {
      if (times->chain[i].P == point.P && times->chain[i].Q == point.Q) (*chain)[p] = &times->chain[i];
    }
    PetscCheck((*chain)[p], PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "no times of %" PetscInt_FMT "/%" PetscInt_FMT, point.P, point.Q);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Every point once: its states, anew for the first one of a family, and its chunks. */
static PetscErrorCode SumWork(Simulation *s)
{
  PetscFunctionBegin;
  s->replay->work = 0.0;
  for (PetscInt p = 0; p < s->plan->n_points; ++p) {
    s->replay->work += s->work[p].family != p && SharesState(s, p) ? s->chain[p]->turn : s->chain[p]->state;
    for (PetscInt c = 0; c < s->plan->chunks_per_point; ++c) s->replay->work += s->chain[p]->chunk[(p * s->plan->chunks_per_point + c) % s->chain[p]->n];
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ReplaySweep(GhdPlan plan, const MeasuredTimes *times, PetscInt n_ranks, const Machine *machine, Replay *replay)
{
  Simulation     s     = {.plan = plan, .machine = machine, .n_ranks = n_ranks, .replay = replay};
  const PetscInt first = n_ranks >= machine->serve_only_from;
  GhdPointWork  *work;

  PetscFunctionBegin;
  PetscCall(PetscMemzero(replay, sizeof(*replay)));
  PetscCall(GhdPlanWork(plan, &work));
  s.work = work;
  PetscCall(FindChains(plan, times, &s.chain));
  PetscCall(SumWork(&s));
  PetscCall(GhdScheduleCreate(plan->n_points, plan->chunks_per_point, work, NULL, n_ranks, &s.schedule));
  PetscCall(PetscMalloc1(4 * n_ranks, &s.heap));
  PetscCall(PetscCalloc1(n_ranks, &s.rank));
  for (PetscInt r = first; r < n_ranks; ++r) {
    s.rank[r].point = -1;
    Send(&s, r, WANT, machine->latency);
  }
  while (s.n_messages) {
    const Message message = Receive(&s);

    Serve(&s, &message);
  }
  replay->efficiency = replay->work / ((PetscReal)n_ranks * replay->seconds);
  replay->served     = s.served / replay->seconds;
  PetscCheck(ghd_schedule_left(s.schedule) == 0 && replay->n_chunks == plan->n_chunks, PETSC_COMM_SELF, PETSC_ERR_PLIB, "chunks were forgotten");
  PetscCall(GhdScheduleDestroy(&s.schedule));
  PetscCall(PetscFree(s.heap));
  PetscCall(PetscFree(s.rank));
  PetscCall(PetscFree(s.chain));
  PetscCall(PetscFree(work));
  PetscFunctionReturn(PETSC_SUCCESS);
}
