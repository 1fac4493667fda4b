#ifndef GHD_SWEEP_SCHEDULE_H
#define GHD_SWEEP_SCHEDULE_H
/* schedule: which chunks a rank computes next. Pure policy: no messages, no clock, no physics, so that recorded times can be replayed through it.
   The same requests and reports in the same order give the same answers.

   A rank stays on the point it worked on last, whose two states it holds, and then in the family of that point: points that share what is costly about their states. After that it goes
   where most work per point is that nobody has begun: costliest points first, so that the cheap ones are left to fill the end. It goes to a family that others work on only if what it can
   do there is many times the cost of its state. When all points are begun it joins the one with most work left, if that work is expected to last longer than finding the states anew.
   Chunks that take a short time are given several at once. */

#include <xxzghd/base.h>

#include <stdbool.h>

typedef struct GhdSchedule_ *GhdSchedule;

/* What is expected of a point, in any unit, before anything is measured. */
typedef struct {
  PetscReal chunk;  /* work of one chunk, > 0                                              */
  PetscReal state;  /* work before the first chunk, > 0                                    */
  PetscReal shared; /* of this: what a rank that comes from a point of the same family need not do again */
  PetscInt  family; /* 0 <= family < n_points                                              */
} GhdPointWork;

/* GhdScheduleCreate - all chunks of n_points points but those marked done.
   Not collective.
   Input:  work - [n_points]
           done - [n_points][chunks_per_point] chunks that are there already; NULL: none
   Cost:   O(n_chunks + n_points log n_points) time, one byte a chunk. */
PetscErrorCode GhdScheduleCreate(PetscInt n_points, PetscInt chunks_per_point, const GhdPointWork work[], const bool done[], PetscInt n_ranks,
                                 GhdSchedule *schedule);
PetscErrorCode GhdScheduleDestroy(GhdSchedule *schedule);
/* Bytes that it takes. */
PetscReal ghd_schedule_memory(PetscInt n_points, PetscInt chunks_per_point);

/* What a rank is to do next: >= 0: this chunk, point * chunks_per_point + chunk of the point, and the *n - 1 that follow it; GHD_NOTHING: nothing (more); else to join the point
   ghd_schedule_joined(answer): to find its states and to ask again, so that no chunk waits for them meanwhile. Each chunk is given once. Cost: O(*n), O(n_ranks) to change the family. */
#define GHD_NOTHING (-1)
PetscInt ghd_schedule_next(GhdSchedule schedule, PetscInt rank, PetscInt *n);
PetscInt ghd_schedule_joined(PetscInt answer);
/* What a chunk took: the states of its point (0 if the rank held them) and its rays. */
void ghd_schedule_learn(GhdSchedule schedule, PetscInt chunk, PetscReal state_seconds, PetscReal ray_seconds);
/* Chunks that nobody has been given yet. */
PetscInt ghd_schedule_left(GhdSchedule schedule);
/* Whether a rank that still computes may be given its next chunk: not the last ones, which go to whoever is free first. */
PetscBool ghd_schedule_may_prefetch(GhdSchedule schedule);
/* Seconds that a chunk with the states of its point is likely not to exceed, from what has been learned; 0 before anything is. */
PetscReal ghd_schedule_seconds(GhdSchedule schedule, PetscInt chunk);
/* The largest of these over the points that ranks are on. Cost: O(n_ranks). */
PetscReal ghd_schedule_longest(GhdSchedule schedule);

#endif
