/* What there is to do, and in which order. */
#include "schedule_data.h"

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
