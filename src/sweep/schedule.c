#include "schedule.h"

/* One point as the schedule sees it. */
typedef struct {
  PetscInt  next;          /* no chunk before this one is left  */
  PetscInt  n_left;        /* chunks that nobody has been given */
  PetscInt  n_ranks;       /* ranks on this point */
  PetscReal cost;          /* of a chunk, as given             */
  PetscReal state_seconds; /* longest seen; 0: not known        */
  PetscReal ray_seconds;   /* longest chunk seen; 0: not known  */
} Point;

struct GhdSchedule_ {
  PetscInt  n_points, chunks_per_point, n_ranks;
  Point    *point; /* [n_points]                                             */
  bool     *given; /* [n_points][chunks_per_point]                           */
  PetscInt *order; /* [n_order] points with work, most work first            */
  PetscInt  n_order, n_begun;
  PetscInt *open; /* [n_open] points begun that have chunks left: each has a rank on it, so n_open <= n_ranks */
  PetscInt  n_open;
  PetscInt *on_point; /* [n_ranks] whose states the rank holds or is finding; -1: none */
  PetscInt  n_left;
  PetscReal state_rate, ray_rate; /* largest seconds per cost seen over all points */
};

static int MoreWorkFirst(const void *a, const void *b, void *points)
{
  const PetscInt  i = *(const PetscInt *)a, j = *(const PetscInt *)b;
  const Point    *point  = (const Point *)points;
  const PetscReal work_i = point[i].cost * (PetscReal)point[i].n_left, work_j = point[j].cost * (PetscReal)point[j].n_left;

  if (work_i != work_j) return work_i > work_j ? -1 : 1;
  return (i > j) - (i < j);
}

PetscErrorCode GhdScheduleCreate(PetscInt n_points, PetscInt chunks_per_point, const PetscReal cost[], const bool done[], PetscInt n_ranks,
                                 GhdSchedule *schedule)
{
  GhdSchedule s;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->n_points         = n_points;
  s->chunks_per_point = chunks_per_point;
  s->n_ranks          = n_ranks;
  PetscCall(PetscCalloc1(n_points, &s->point));
  PetscCall(PetscCalloc1((size_t)n_points * (size_t)chunks_per_point, &s->given));
  PetscCall(PetscMalloc3(n_points, &s->order, n_ranks, &s->open, n_ranks, &s->on_point));
  for (PetscInt p = 0; p < n_points; ++p) {
    const PetscInt first = p * chunks_per_point;

    s->point[p].cost = cost[p];
    for (PetscInt c = first; c < first + chunks_per_point; ++c) {
      s->given[c] = done && done[c];
      if (!s->given[c]) ++s->point[p].n_left;
    }
    s->n_left += s->point[p].n_left;
    if (s->point[p].n_left) s->order[s->n_order++] = p;
  }
  if (s->n_order) qsort_r(s->order, (size_t)s->n_order, sizeof(s->order[0]), MoreWorkFirst, s->point);
  for (PetscInt r = 0; r < n_ranks; ++r) s->on_point[r] = -1;
  *schedule = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdScheduleDestroy(GhdSchedule *schedule)
{
  PetscFunctionBegin;
  if (!*schedule) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree((*schedule)->point));
  PetscCall(PetscFree((*schedule)->given));
  PetscCall(PetscFree3((*schedule)->order, (*schedule)->open, (*schedule)->on_point));
  PetscCall(PetscFree(*schedule));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscReal ray_seconds(GhdSchedule s, const Point *point)
{
  return point->ray_seconds > 0.0 ? point->ray_seconds : s->ray_rate * point->cost;
}

static PetscReal state_seconds(GhdSchedule s, const Point *point)
{
  return point->state_seconds > 0.0 ? point->state_seconds : s->state_rate * point->cost;
}

/* The begun point with most work left for a rank that would join it, -1 if no joining pays: what is left, shared by the ranks that are there,
   must last longer than the newcomer needs for the states. Before any time is known every joining pays. */
static PetscInt PointToJoin(GhdSchedule s)
{
  PetscInt  best      = -1;
  PetscReal most_work = -1.0;

  for (PetscInt i = 0; i < s->n_open; ++i) {
    const PetscInt  p      = s->open[i];
    const Point    *point  = &s->point[p];
    const PetscReal n_left = (PetscReal)point->n_left;

    if (n_left * ray_seconds(s, point) < (PetscReal)point->n_ranks * state_seconds(s, point)) continue;
    if (n_left * point->cost > most_work || (n_left * point->cost == most_work && p < best)) {
      most_work = n_left * point->cost;
      best      = p;
    }
  }
  return best;
}

static void CloseIfEmpty(GhdSchedule s, PetscInt p)
{
  if (s->point[p].n_left) return;
  for (PetscInt i = 0; i < s->n_open; ++i) {
    if (s->open[i] == p) {
      s->open[i] = s->open[--s->n_open];
      return;
    }
  }
}

static void MoveTo(GhdSchedule s, PetscInt rank, PetscInt p)
{
  if (s->on_point[rank] >= 0) --s->point[s->on_point[rank]].n_ranks;
  if (p >= 0) ++s->point[p].n_ranks;
  s->on_point[rank] = p;
}

static PetscInt TakeChunk(GhdSchedule s, PetscInt p)
{
  Point   *point = &s->point[p];
  PetscInt chunk = p * s->chunks_per_point + point->next;

  while (s->given[chunk]) ++chunk;
  s->given[chunk] = true;
  point->next     = chunk + 1 - p * s->chunks_per_point;
  --point->n_left;
  --s->n_left;
  CloseIfEmpty(s, p);
  return chunk;
}

PetscInt ghd_schedule_joined(PetscInt answer)
{
  return -2 - answer;
}

PetscInt ghd_schedule_next(GhdSchedule s, PetscInt rank)
{
  PetscInt p = s->on_point[rank];

  if (p >= 0 && s->point[p].n_left) return TakeChunk(s, p);
  if (s->n_begun < s->n_order) {
    p                    = s->order[s->n_begun++];
    s->open[s->n_open++] = p;
    MoveTo(s, rank, p);
    return TakeChunk(s, p);
  }
  p = PointToJoin(s);
  MoveTo(s, rank, p);
  return p < 0 ? GHD_NOTHING : -2 - p;
}

void ghd_schedule_learn(GhdSchedule s, PetscInt chunk, PetscReal states, PetscReal rays)
{
  Point *point = &s->point[chunk / s->chunks_per_point];

  point->state_seconds = PetscMax(point->state_seconds, states);
  point->ray_seconds   = PetscMax(point->ray_seconds, rays);
  s->state_rate        = PetscMax(s->state_rate, states / point->cost);
  s->ray_rate          = PetscMax(s->ray_rate, rays / point->cost);
}

PetscInt ghd_schedule_left(GhdSchedule s)
{
  return s->n_left;
}

PetscBool ghd_schedule_may_prefetch(GhdSchedule s)
{
  return (PetscBool)(s->n_left >= s->n_ranks);
}

PetscReal ghd_schedule_seconds(GhdSchedule s, PetscInt chunk)
{
  const Point *point = &s->point[chunk / s->chunks_per_point];

  return state_seconds(s, point) + ray_seconds(s, point);
}

PetscReal ghd_schedule_longest(GhdSchedule s)
{
  PetscReal longest = 0.0;

  for (PetscInt r = 0; r < s->n_ranks; ++r) {
    if (s->on_point[r] >= 0) longest = PetscMax(longest, ghd_schedule_seconds(s, s->on_point[r] * s->chunks_per_point));
  }
  return longest;
}
