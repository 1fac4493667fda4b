#ifndef GHD_SWEEP_HANDOUT_H
#define GHD_SWEEP_HANDOUT_H
/* handout: chunks go from rank 0 to whoever asks, reports come back. Two-sided messages only: one-sided ones stall or fail on some networks.

   Rank 0 computes as well and answers from ghd_heartbeat() and between its chunks. A rank asks for its next chunk before it begins the current one, so that it does not wait for the answer.
     worker -> 0   WANT    empty: what next? one answer each
     worker -> 0   REPORT  one GhdChunkReport after the other: chunks that are written
     worker -> 0   LEFT    empty: I shall ask no more
     0 -> worker   CHUNK   an answer of ghd_schedule_next(): chunks, a point to join, or GHD_NOTHING
     0 -> worker   STOP    empty, once in every run: begin nothing new
   A rank that waits sleeps between looks: it does not take a core from one that computes. */

#include "schedule.h"

/* What rank 0 hears of a chunk. Sent as bytes: all ranks run the same program. */
typedef struct {
  PetscInt  chunk;
  PetscInt  n_rays;
  PetscInt  n_kept;                     /* of these, rays that were there already and are not computed */
  PetscReal state_seconds, ray_seconds; /* for the states of its point (0 if they were at hand); for its rays */
  PetscReal worst_error;                /* largest error estimate of its rays                                 */
  PetscBool written;                    /* PETSC_FALSE: the file took nothing (full disk): the chunk is undone */
  PetscBool stop;                       /* this rank wants the run to stop                                    */
  int8_t    bulk_status;                /* of the bulk states, 0 if the chunk has none                        */
  int8_t    status[];                   /* [n_rays] GhdReason                                                 */
} GhdChunkReport;

typedef struct {
  /* Any rank: compute and write a chunk, fill all of the report. An error is a fault of the program: the caller must end the job. */
  PetscErrorCode (*compute)(void *context, PetscInt chunk, GhdChunkReport *report);
  /* Any rank: find the states of a point, of which a chunk may be asked next. */
  PetscErrorCode (*prepare)(void *context, PetscInt point);
  /* Rank 0: a report came in (its own ones too). May be called inside a heartbeat. */
  void (*collect)(void *context, const GhdChunkReport *report);
  /* Rank 0, often, also inside heartbeats: has the run to stop? candidate is a chunk about to be handed out, or -1. */
  PetscBool (*stop)(void *context, PetscInt candidate);
  void     *context;
  PetscBool serve_only; /* rank 0 computes nothing if there are others: one of very many, which wait for its answers */
} GhdHandOutOps;

/* GhdHandOut - compute all that the schedule holds, or until someone wants to stop. Collective; returns on all ranks when nobody computes any more.
   schedule is looked at on rank 0 only. max_rays: largest n_rays of a report. */
PetscErrorCode GhdHandOut(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops);

#endif
