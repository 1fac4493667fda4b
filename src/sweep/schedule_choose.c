/* Where a rank goes that leaves its family. */
#include "schedule_data.h"

/* What there must be to do for a rank, in terms of what its state costs, before it joins a family that others work on while there are other points to begin. */
static const PetscReal worth_a_state = 20.0;

/* Whether what nobody has begun of a family, shared with those that are there, is worth finding its state once more. */
static PetscBool PaysToShare(GhdSchedule s, const Family *family, PetscReal times)
{
  const PetscInt  p     = s->order[family->next];
  const PetscBool known = (PetscBool)(ghd_schedule_ray_seconds(s, p) > 0.0 && ghd_schedule_state_seconds(s, p) > 0.0);
  const PetscReal state = known ? ghd_schedule_state_seconds(s, p) / s->work[p].state : 1.0,
                  chunk = known ? ghd_schedule_ray_seconds(s, p) / s->work[p].chunk : 1.0; /* per work */

  return (PetscBool)(family->unbegun * chunk >= times * s->work[p].shared * state * (PetscReal)(family->n_ranks + 1));
}

PetscInt ghd_schedule_point_to_begin(GhdSchedule s)
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

/* Joining pays if what is left, shared by the ranks that are there, lasts longer than the newcomer needs for the states. Before any time is known every joining pays. */
PetscInt ghd_schedule_point_to_join(GhdSchedule s)
{
  PetscInt  best      = -1;
  PetscReal most_work = -1.0;

  for (PetscInt i = 0; i < s->n_open; ++i) {
    const PetscInt  p    = s->open[i];
    const PetscReal work = (PetscReal)s->point[p].n_left * s->work[p].chunk;

    if ((PetscReal)s->point[p].n_left * ghd_schedule_ray_seconds(s, p) < (PetscReal)s->point[p].n_ranks * ghd_schedule_state_seconds(s, p)) continue;
    if (work > most_work || (work == most_work && p < best)) {
      most_work = work;
      best      = p;
    }
  }
  return best;
}
