#ifndef XXZGHD_SWEEP_H
#define XXZGHD_SWEEP_H
/* sweep: the plan of points x rays, and its run by all ranks: who computes what, resume, stop, progress. */

#include <xxzghd/base.h>
#include <xxzghd/io.h>
#include <xxzghd/params.h>

/* One point of the sweep: all that its two states and its rays depend on. */
typedef struct {
  PetscInt     P, Q;
  GhdStateSpec side[2];
} GhdPoint;

/* The plan: points in the order of the file, rays cut into chunks. Fixed by the parameters alone, never by the number of ranks. */
typedef struct GhdPlan_ *GhdPlan;
struct GhdPlan_ {                                             /* read only */
  GhdParameters parameters;                                   /* borrowed */
  PetscInt      n_points, n_rays, chunks_per_point, n_chunks; /* n_rays = 0: one empty chunk per point, for the bulk states */
  GhdPoint     *point;                                        /* [n_points] */
  PetscInt      n_axes;
  const char  **axis; /* [n_axes] "left.beta", slowest first */
  PetscInt     *axis_length;
};
PetscErrorCode GhdPlanCreate(GhdParameters parameters, GhdPlan *plan);
PetscErrorCode GhdPlanDestroy(GhdPlan *plan);
/* The file that this plan fills. The layout borrows from the plan and owns the rest. */
PetscErrorCode GhdPlanFileLayout(GhdPlan plan, GhdFileLayout **layout);
PetscErrorCode GhdFileLayoutDestroy(GhdFileLayout **layout);
/* Estimated bytes of memory on one rank at the largest point. */
PetscReal ghd_plan_memory(GhdPlan plan);

typedef struct {
  const char *output;     /* result file */
  PetscBool   resume;     /* continue it if it exists */
  PetscBool   retry;      /* recompute rays whose status is negative too */
  PetscReal   time_limit; /* seconds; 0: none */
} GhdRunOptions;

/* How a run ended: what the summary prints and the exit status follows from. */
typedef struct {
  PetscInt  n_rays_done, n_rays_failed, n_rays_left, n_bulk_failed;
  PetscReal seconds, worst_error;
  PetscBool stopped; /* by signal, time limit, stop file or a full disk */
} GhdRunSummary;

/* GhdRun - lock, create or resume the file, compute all chunks on demand over the ranks of comm, write them. Collective.
   What only the user can mend (file exists, folder not writable, lock held, disk too small, resume refused) goes to complaints and nothing is written. */
PetscErrorCode GhdRun(MPI_Comm comm, GhdPlan plan, const GhdRunOptions *options, GhdComplaints complaints, GhdRunSummary *summary);

#endif
