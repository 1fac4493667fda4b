#ifndef GHD_SWEEP_TALLY_H
#define GHD_SWEEP_TALLY_H
/* tally: what is done, as rank 0 knows it: the image of the file's status, kept up to date by reports. */

#include "handout.h"
#include <xxzghd/sweep.h>

typedef struct GhdTally_ *GhdTally;
struct GhdTally_ {        /* read only */
  GhdPlan    plan;        /* borrowed                                       */
  int8_t    *status;      /* [n_points][n_rays]                             */
  int8_t    *bulk_status; /* [n_points]                                     */
  bool      *done;        /* [n_chunks] nothing to do (any more) in this run */
  PetscInt  *chunks_left; /* [n_points]                                     */
  PetscInt   n_points_done, n_chunks_left, n_rays_computed, n_bulk_failed;
  PetscInt   n_rays_with[256];         /* by status code + 128                           */
  PetscReal  work_left, work_computed; /* in units of ghd_point_cost()           */
  PetscReal  worst_error;
  PetscReal *seconds;          /* [n_points] that this run spent on it, all ranks */
  PetscReal  seconds_computed; /* sum of these                                    */
};

/* GhdTallyCreate - which chunks are left, given the status in the file, [n_points][n_rays] and [n_points] (taken over: freed by GhdTallyDestroy()).
   A chunk is done when all of its rays and, if it is the first of its point, the bulk states have a status that is not 0; with retry, one that is positive. Chunks that
   are not in the plan's part count as done, and their rays are not counted. */
PetscErrorCode GhdTallyCreate(GhdPlan plan, int8_t *status, int8_t *bulk_status, PetscBool retry, GhdTally *tally);
PetscErrorCode GhdTallyDestroy(GhdTally *tally);
/* Bytes that it takes, with the status that it takes over. */
PetscReal ghd_tally_memory(GhdPlan plan);
/* A chunk came in. */
void     ghd_tally_report(GhdTally tally, const GhdChunkReport *report);
PetscInt ghd_tally_rays_left(GhdTally tally);
PetscInt ghd_tally_rays_failed(GhdTally tally);
/* Points on which this run spent most time, longest first, at most n. Returns how many. */
PetscInt ghd_tally_slowest(GhdTally tally, PetscInt n, PetscInt point[]);

#endif
