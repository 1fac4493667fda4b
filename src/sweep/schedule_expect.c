/* What a point will take, learned from what others took. */
#include "schedule_data.h"

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

PetscReal ghd_schedule_ray_seconds(GhdSchedule s, PetscInt p)
{
  return s->point[p].ray_seconds > 0.0 ? s->point[p].ray_seconds : Mean(&s->rays) * s->work[p].chunk;
}

PetscReal ghd_schedule_state_seconds(GhdSchedule s, PetscInt p)
{
  return s->point[p].state_seconds > 0.0 ? s->point[p].state_seconds : Mean(&s->state) * s->work[p].state;
}

PetscReal ghd_schedule_seconds_left(GhdSchedule s)
{
  return Mean(&s->rays) * s->work_left;
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
