#ifndef GHD_SWEEP_SCHEDULE_DATA_H
#define GHD_SWEEP_SCHEDULE_DATA_H
/* Private to the schedule: what it knows of points, families and times. */

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

/* What is expected of a point, from what was seen of it, else of the others: seconds of a chunk, and of its states. 0 before anything is known. */
PetscReal ghd_schedule_ray_seconds(GhdSchedule schedule, PetscInt point);
PetscReal ghd_schedule_state_seconds(GhdSchedule schedule, PetscInt point);
/* Of all that nobody has been given. */
PetscReal ghd_schedule_seconds_left(GhdSchedule schedule);

/* The next point that nobody has begun, for a rank that leaves its family; -1: none that pays. */
PetscInt ghd_schedule_point_to_begin(GhdSchedule schedule);
/* The begun point with most work left for a rank that would join it; -1: no joining pays. */
PetscInt ghd_schedule_point_to_join(GhdSchedule schedule);

static inline Family *FamilyOf(GhdSchedule schedule, PetscInt point)
{
  return &schedule->family[schedule->work[point].family];
}

#endif
