#include "schedule.h"

/* One point as the schedule sees it. */
typedef struct {
  PetscInt  next;          /* no chunk before this one is left  */
  PetscInt  n_left;        /* chunks that nobody has been given */
  PetscInt  n_ranks;       /* ranks on this point               */
  PetscInt  position;      /* in the order                      */
  PetscReal state_seconds; /* longest seen; 0: not known        */
  PetscReal ray_seconds;   /* longest chunk seen; 0: not known  */
} Point;

/* Points that share a state: a run of the order. */
typedef struct {
  PetscInt  next, end; /* points of the order that nobody has begun */
  PetscInt  n_ranks;   /* ranks that hold its state                 */
  PetscReal most;      /* work of its costliest point               */
  PetscReal unbegun;   /* work of all that nobody has begun         */
} Family;

/* Seconds per work, of the points seen so far. */
typedef struct {
  PetscReal seconds, work, largest;
} Rate;

struct GhdSchedule_ {
  PetscInt            n_points, chunks_per_point, n_ranks;
  const GhdPointWork *work;   /* [n_points] */
  Point              *point;  /* [n_points]                                             */
  bool               *given;  /* [n_points][chunks_per_point]                           */
  Family             *family; /* [n_points], by number                                  */
  PetscInt           *order;  /* [n_order] points with work, family by family           */
  PetscInt           *ranked; /* [n_families] with work, costliest point first          */
  PetscInt            n_order, n_families;
  PetscInt            first_family; /* in ranked: none before this one has a point that is not begun */
  PetscInt           *open;         /* [n_open] points begun that have chunks left: each has a rank on it, so n_open <= n_ranks */
  PetscInt            n_open;
  PetscInt           *on_point; /* [n_ranks] whose states the rank holds or is finding; -1: none */
  PetscInt            n_left;
  Rate                state, rays;
  PetscReal           work_left; /* of chunks that nobody has been given */
};

/* Seconds of work that a rank is given at once: much longer than an answer takes, and so long that rank 0 can serve all. */
static PetscReal BundleSeconds(PetscInt n_ranks)
{
  return PetscMax(0.02, 5e-5 * (PetscReal)n_ranks);
}

/* How many times the cost of a state must there be to do for a rank, before it joins a family that others work on while there are other points to begin. */
static const PetscReal worth_a_state = 20.0;

static int CostlierFamilyFirst(const void *a, const void *b, void *families)
{
  const PetscInt  i = *(const PetscInt *)a, j = *(const PetscInt *)b;
  const PetscReal most_i = ((const Family *)families)[i].most, most_j = ((const Family *)families)[j].most;

  if (most_i != most_j) return most_i > most_j ? -1 : 1;
  return (i > j) - (i < j);
}

/* What is left of every point and family. */
static void CountWork(GhdSchedule s, const bool done[])
{
  for (PetscInt p = 0; p < s->n_points; ++p) {
    const PetscInt first  = p * s->chunks_per_point;
    Family        *family = &s->family[s->work[p].family];
    PetscReal      work;

    for (PetscInt c = first; c < first + s->chunks_per_point; ++c) {
      s->given[c] = done && done[c];
      if (!s->given[c]) ++s->point[p].n_left;
    }
    work = s->work[p].chunk * (PetscReal)s->point[p].n_left;
    s->n_left += s->point[p].n_left;
    s->work_left += work;
    s->point[p].position = -1;
    if (s->point[p].n_left == 0) continue;
    family->most = PetscMax(family->most, work);
    family->unbegun += work;
    ++family->end; /* counts, until the families have their places */
    ++s->n_order;
  }
}

/* Families by their costliest point; the points of one as in the file. */
static void Order(GhdSchedule s)
{
  PetscInt first = 0;

  for (PetscInt f = 0; f < s->n_points; ++f) {
    if (s->family[f].end) s->ranked[s->n_families++] = f;
  }
  if (s->n_families) qsort_r(s->ranked, (size_t)s->n_families, sizeof(s->ranked[0]), CostlierFamilyFirst, s->family);
  for (PetscInt i = 0; i < s->n_families; ++i) {
    Family        *family = &s->family[s->ranked[i]];
    const PetscInt n      = family->end;

    family->next = family->end = first;
    first += n;
  }
  for (PetscInt p = 0; p < s->n_points; ++p) {
    Family *family = &s->family[s->work[p].family];

    if (s->point[p].n_left == 0) continue;
    s->point[p].position    = family->end;
    s->order[family->end++] = p;
  }
}

PetscErrorCode GhdScheduleCreate(PetscInt n_points, PetscInt chunks_per_point, const GhdPointWork work[], const bool done[], PetscInt n_ranks,
                                 GhdSchedule *schedule)
{
  GhdSchedule   s;
  GhdPointWork *copy;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->n_points         = n_points;
  s->chunks_per_point = chunks_per_point;
  s->n_ranks          = n_ranks;
  PetscCall(PetscMalloc1(n_points, &copy));
  PetscCall(PetscArraycpy(copy, work, n_points));
  s->work = copy;
  PetscCall(PetscCalloc2(n_points, &s->point, n_points, &s->family));
  PetscCall(PetscCalloc1((size_t)n_points * (size_t)chunks_per_point, &s->given));
  PetscCall(PetscMalloc4(n_points, &s->order, n_points, &s->ranked, n_ranks, &s->open, n_ranks, &s->on_point));
  CountWork(s, done);
  Order(s);
  for (PetscInt r = 0; r < n_ranks; ++r) s->on_point[r] = -1;
  *schedule = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdScheduleDestroy(GhdSchedule *schedule)
{
  PetscFunctionBegin;
  if (!*schedule) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree((*schedule)->work));
  PetscCall(PetscFree2((*schedule)->point, (*schedule)->family));
  PetscCall(PetscFree((*schedule)->given));
  PetscCall(PetscFree4((*schedule)->order, (*schedule)->ranked, (*schedule)->open, (*schedule)->on_point));
  PetscCall(PetscFree(*schedule));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_schedule_memory(PetscInt n_points, PetscInt chunks_per_point)
{
  const size_t point = sizeof(GhdPointWork) + sizeof(Point) + sizeof(Family) + 2 * sizeof(PetscInt);

  return (PetscReal)n_points * ((PetscReal)point + (PetscReal)chunks_per_point * (PetscReal)sizeof(bool));
}

static void Learn(Rate *rate, PetscReal seconds, PetscReal work)
{
  rate->seconds += seconds;
  rate->work += work;
  rate->largest = PetscMax(rate->largest, seconds / work);
}

static PetscReal Mean(const Rate *rate)
{
  return rate->work > 0.0 ? rate->seconds / rate->work : 0.0;
}

/* Of a chunk, as expected. */
static PetscReal RaySeconds(GhdSchedule s, PetscInt p)
{
  return s->point[p].ray_seconds > 0.0 ? s->point[p].ray_seconds : Mean(&s->rays) * s->work[p].chunk;
}

static PetscReal StateSeconds(GhdSchedule s, PetscInt p)
{
  return s->point[p].state_seconds > 0.0 ? s->point[p].state_seconds : Mean(&s->state) * s->work[p].state;
}

static Family *FamilyOf(GhdSchedule s, PetscInt p)
{
  return &s->family[s->work[p].family];
}

/* The begun point with most work left for a rank that would join it, -1 if no joining pays: what is left, shared by the ranks that are there,
   must last longer than the newcomer needs for the states. Before any time is known every joining pays. */
static PetscInt PointToJoin(GhdSchedule s)
{
  PetscInt  best      = -1;
  PetscReal most_work = -1.0;

  for (PetscInt i = 0; i < s->n_open; ++i) {
    const PetscInt  p    = s->open[i];
    const PetscReal work = (PetscReal)s->point[p].n_left * s->work[p].chunk;

    if ((PetscReal)s->point[p].n_left * RaySeconds(s, p) < (PetscReal)s->point[p].n_ranks * StateSeconds(s, p)) continue;
    if (work > most_work || (work == most_work && p < best)) {
      most_work = work;
      best      = p;
    }
  }
  return best;
}

/* Whether what nobody has begun of a family, shared with those that are there, is worth finding its state once more. */
static PetscBool PaysToShare(GhdSchedule s, const Family *family, PetscReal times)
{
  const PetscInt  p     = s->order[family->next];
  const PetscBool known = (PetscBool)(RaySeconds(s, p) > 0.0 && StateSeconds(s, p) > 0.0);
  const PetscReal state = known ? StateSeconds(s, p) / s->work[p].state : 1.0, chunk = known ? RaySeconds(s, p) / s->work[p].chunk : 1.0; /* per work */

  return (PetscBool)(family->unbegun * chunk >= times * s->work[p].shared * state * (PetscReal)(family->n_ranks + 1));
}

/* The next point that nobody has begun, for a rank that leaves its family; -1: none that pays. */
static PetscInt PointToBegin(GhdSchedule s)
{
  PetscInt  best      = -1;
  PetscReal most_work = 0.0; /* for each rank that is there */

  while (s->first_family < s->n_families && s->family[s->ranked[s->first_family]].next == s->family[s->ranked[s->first_family]].end) ++s->first_family;
  for (PetscInt i = s->first_family; i < s->n_families; ++i) {
    const Family *family = &s->family[s->ranked[i]];

    if (family->next == family->end) continue;
    if (family->n_ranks == 0 || PaysToShare(s, family, worth_a_state)) return s->order[family->next];
    if (PaysToShare(s, family, 1.0) && family->unbegun > most_work * (PetscReal)(family->n_ranks + 1)) {
      most_work = family->unbegun / (PetscReal)(family->n_ranks + 1);
      best      = s->order[family->next];
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
  const PetscInt before = s->on_point[rank];

  if (before >= 0) --s->point[before].n_ranks;
  if (before >= 0) --FamilyOf(s, before)->n_ranks;
  if (p >= 0) ++s->point[p].n_ranks;
  if (p >= 0) ++FamilyOf(s, p)->n_ranks;
  s->on_point[rank] = p;
}

/* The rank begins point p, which is the next one of its family. */
static void Begin(GhdSchedule s, PetscInt rank, PetscInt p)
{
  Family *family = FamilyOf(s, p);

  ++family->next;
  family->unbegun -= s->work[p].chunk * (PetscReal)s->point[p].n_left;
  s->open[s->n_open++] = p;
  MoveTo(s, rank, p);
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
  s->work_left -= s->work[p].chunk;
  CloseIfEmpty(s, p);
  return chunk;
}

/* Whether the chunk, one after what the rank on point p has just been given, can be given with it: of the same point, or the first of the next point of its family. */
static PetscBool Continues(GhdSchedule s, PetscInt p, PetscInt chunk)
{
  const PetscInt after = chunk / s->chunks_per_point;

  if (chunk >= s->n_points * s->chunks_per_point || s->given[chunk]) return PETSC_FALSE;
  if (after == p) return PETSC_TRUE;
  return (PetscBool)(s->work[after].family == s->work[p].family && s->point[after].position == FamilyOf(s, p)->next);
}

/* A chunk of the point and those that follow it, as many as keep the rank busy for a while, but no more than a small part of what is left. */
static PetscInt TakeChunks(GhdSchedule s, PetscInt rank, PetscInt p, PetscInt *n)
{
  const PetscReal most  = PetscMin(BundleSeconds(s->n_ranks), Mean(&s->rays) * s->work_left / (4.0 * (PetscReal)s->n_ranks));
  const PetscInt  first = TakeChunk(s, p);
  PetscReal       sum   = RaySeconds(s, p);

  for (*n = 1; sum > 0.0 && Continues(s, p, first + *n); ++*n) {
    const PetscInt after = (first + *n) / s->chunks_per_point;

    sum += RaySeconds(s, after) + (after == p ? 0.0 : StateSeconds(s, after));
    if (sum > most) break;
    if (after != p) Begin(s, rank, after);
    p = after;
    (void)TakeChunk(s, p);
  }
  return first;
}

PetscInt ghd_schedule_joined(PetscInt answer)
{
  return -2 - answer;
}

PetscInt ghd_schedule_next(GhdSchedule s, PetscInt rank, PetscInt *n)
{
  PetscInt p = s->on_point[rank];

  *n = 0;
  if (p >= 0 && s->point[p].n_left) return TakeChunks(s, rank, p, n);
  p = p >= 0 && FamilyOf(s, p)->next < FamilyOf(s, p)->end ? s->order[FamilyOf(s, p)->next] : PointToBegin(s);
  if (p >= 0) {
    Begin(s, rank, p);
    return TakeChunks(s, rank, p, n);
  }
  p = PointToJoin(s);
  MoveTo(s, rank, p);
  return p < 0 ? GHD_NOTHING : -2 - p;
}

void ghd_schedule_learn(GhdSchedule s, PetscInt chunk, PetscReal states, PetscReal rays)
{
  const PetscInt p     = chunk / s->chunks_per_point;
  Point         *point = &s->point[p];

  point->state_seconds = PetscMax(point->state_seconds, states);
  point->ray_seconds   = PetscMax(point->ray_seconds, rays);
  if (states > 0.0) Learn(&s->state, states, s->work[p].state);
  Learn(&s->rays, rays, s->work[p].chunk);
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
  const PetscInt  p     = chunk / s->chunks_per_point;
  const Point    *point = &s->point[p];
  const PetscReal state = point->state_seconds > 0.0 ? point->state_seconds : s->state.largest * s->work[p].state;
  const PetscReal rays  = point->ray_seconds > 0.0 ? point->ray_seconds : s->rays.largest * s->work[p].chunk;

  return state + rays;
}

PetscReal ghd_schedule_longest(GhdSchedule s)
{
  PetscReal longest = 0.0;

  for (PetscInt r = 0; r < s->n_ranks; ++r) {
    if (s->on_point[r] >= 0) longest = PetscMax(longest, ghd_schedule_seconds(s, s->on_point[r] * s->chunks_per_point));
  }
  return longest;
}
