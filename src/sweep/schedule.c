/* What a rank computes next. */
#include "schedule_data.h"

/* Seconds of work that a rank is given at once: much longer than an answer takes, and so long that rank 0 can serve all. */
static PetscReal BundleSeconds(PetscInt n_ranks)
{
  return PetscMax(0.02, 5e-5 * (PetscReal)n_ranks);
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
  const PetscReal most  = PetscMin(BundleSeconds(s->n_ranks), ghd_schedule_seconds_left(s) / (4.0 * (PetscReal)s->n_ranks));
  const PetscInt  first = TakeChunk(s, p);
  PetscReal       sum   = ghd_schedule_ray_seconds(s, p);

  for (*n = 1; sum > 0.0 && Continues(s, p, first + *n); ++*n) {
    const PetscInt after = (first + *n) / s->chunks_per_point;

    sum += ghd_schedule_ray_seconds(s, after) + (after == p ? 0.0 : ghd_schedule_state_seconds(s, after));
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
  p = p >= 0 && FamilyOf(s, p)->next < FamilyOf(s, p)->end ? s->order[FamilyOf(s, p)->next] : ghd_schedule_point_to_begin(s);
  if (p >= 0) {
    Begin(s, rank, p);
    return TakeChunks(s, rank, p, n);
  }
  p = ghd_schedule_point_to_join(s);
  MoveTo(s, rank, p);
  return p < 0 ? GHD_NOTHING : -2 - p;
}

PetscInt ghd_schedule_left(GhdSchedule s)
{
  return s->n_left;
}

PetscBool ghd_schedule_may_prefetch(GhdSchedule s)
{
  return (PetscBool)(s->n_left >= s->n_ranks);
}
