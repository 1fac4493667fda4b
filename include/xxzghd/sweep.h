#ifndef XXZGHD_SWEEP_H
#define XXZGHD_SWEEP_H
/* sweep: the plan of points x rays, and its run by all ranks: who computes what, resume, stop, progress. */

#include <xxzghd/base.h>
#include <xxzghd/io.h>
#include <xxzghd/params.h>

/* One point of the sweep: all that its two states and its rays depend on. */
typedef struct {
  PetscInt     P, Q;
  PetscInt     n_str;   /* number of species, from P/Q */
  PetscReal    delta;   /* Delta, from P/Q             */
  GhdStateSpec side[2]; /* left, right; equal if there is no right half */
} GhdPoint;

/* The plan: points in the order of the file, rays cut into chunks. Fixed by the parameters alone, never by the number of ranks. */
typedef struct GhdPlan_ *GhdPlan;
struct GhdPlan_ {                                                      /* read only */
  GhdParameters          parameters;                                   /* borrowed  */
  PetscInt               n_points, n_rays, chunks_per_point, n_chunks; /* n_rays = 0: one empty chunk per point, for the bulk states */
  PetscInt               n_strings;                                    /* largest number of species of all points       */
  PetscInt               first_chunk, end_chunk;                       /* chunks to be computed: all, or those of the part */
  GhdFilePart            part;                                         /* of the whole sweep; count 0: all of it        */
  PetscInt               n_axes;
  char                 **axis;        /* [n_axes] "left.beta", slowest first           */
  PetscInt              *axis_length; /* [n_axes]; all equal to n_points for zip       */
  struct GhdPlanTables_ *tables;      /* what the points are made from                 */
};
/* GhdPlanCreate - expand the axes: chain, left, right, the first one slowest (product), or all together (zip). Not collective, equal on all ranks. */
PetscErrorCode GhdPlanCreate(GhdParameters parameters, GhdPlan *plan);
PetscErrorCode GhdPlanDestroy(GhdPlan *plan);
/* Point 0 <= point < n_points. A plan holds axes, not points: a million of them cost nothing. */
GhdPoint ghd_plan_point(GhdPlan plan, PetscInt point);
/* GhdPlanTakePart - keep the part-th, from 1, of n contiguous runs of chunks, of lengths that differ by one at most. 1 <= part <= n <= n_chunks.
   The plan has the points then that these chunks touch; its axes, n_strings and parameters stay those of the whole sweep. */
PetscErrorCode GhdPlanTakePart(GhdPlan plan, PetscInt part, PetscInt n);
/* Rays to be computed, of all points. */
PetscInt ghd_plan_n_rays(GhdPlan plan);
/* Rays of a chunk: *n of them, from ray *first of its point on. */
void ghd_plan_chunk_rays(GhdPlan plan, PetscInt chunk, PetscInt *first, PetscInt *n);
/* Whether the bulk states of its point are written with this chunk: the first one of the point that is computed. */
PetscBool ghd_plan_has_bulk(GhdPlan plan, PetscInt chunk);
/* "point 17 (chain.gamma_over_pi = 1/50, left.beta = 2)": its number in the file and where it is on the axes. */
PetscErrorCode GhdPlanPointText(GhdPlan plan, PetscInt point, char text[], size_t size);
/* The file that this plan fills. The layout borrows from the plan and from its parameters, and owns the rest. */
PetscErrorCode GhdPlanFileLayout(GhdPlan plan, GhdFileLayout **layout);
PetscErrorCode GhdFileLayoutDestroy(GhdFileLayout **layout);

/* Estimated bytes of memory on one rank at the largest point; and what rank 0, which knows what is done, takes besides. */
PetscReal ghd_plan_memory(GhdPlan plan);
PetscReal ghd_plan_memory_of_rank_0(GhdPlan plan);
/* GhdPlanCheckMemory - complain (on all ranks) if the ranks of some node need more memory than is available there. Collective. input: name of the file, for the place of the complaint. */
PetscErrorCode GhdPlanCheckMemory(MPI_Comm comm, GhdPlan plan, const char *input, GhdComplaints complaints);

typedef struct {
  const char *output;     /* result file */
  PetscBool   resume;     /* continue it if it exists */
  PetscBool   extend;     /* likewise, and it may have fewer points or rays than the plan: these are taken over */
  PetscBool   retry;      /* recompute rays whose status is negative too */
  PetscReal   time_limit; /* seconds from the call of GhdRun(); 0: none */
} GhdRunOptions;

#define GHD_SLOWEST 3
/* How a run ended: what the summary prints and the exit status follows from. Equal on all ranks. */
typedef struct {
  PetscBool   refused;          /* nothing was done: see the complaints                                     */
  PetscBool   stopped;          /* something is left to do: signal, time limit, stop file or a full disk     */
  PetscBool   file_lost;        /* the disk takes nothing and the file cannot be closed: end the process with _exit(), see GhdFileClose() */
  PetscBool   file_removed;     /* somebody removed or replaced the file meanwhile: what was computed is lost, and the process ends with EXIT_FAILURE */
  const char *stop_reason;      /* which of them, on rank 0; else NULL                                       */
  PetscInt    n_rays_done;      /* in the file, failed ones included                                         */
  PetscInt    n_rays_failed;    /* of these, the ones that did not converge                                  */
  PetscInt    n_rays_left;      /* in the file, not computed yet                                             */
  PetscInt    n_rays_computed;  /* by this run                                                               */
  PetscInt    n_bulk_failed;    /* points with a stationary state that did not converge                      */
  PetscInt    n_rays_with[256]; /* rays of the file by status code: n_rays_with[128 + code]                  */
  PetscReal   seconds;          /* wall time                                                                 */
  PetscReal   worst_error;      /* largest error estimate of the rays this run computed                      */
  PetscInt    n_ranks;
  PetscReal   busy[3];                      /* fraction of the time that a rank computed and wrote: least, mean and largest */
  PetscInt    least_busy;                   /* the rank of the first of these                                            */
  PetscInt    n_slowest;                    /* points that took longest, longest first                                    */
  PetscInt    slowest[GHD_SLOWEST];         /* their numbers                                                             */
  PetscReal   slowest_seconds[GHD_SLOWEST]; /* of all ranks together, in this run                                */
} GhdRunSummary;

/* What the process ends with: what scripts and batch systems see. Anything else is a fault. */
typedef enum {
  GHD_EXIT_DONE          = 0,
  GHD_EXIT_BAD_INPUT     = 2,  /* nothing written or changed                          */
  GHD_EXIT_NOT_CONVERGED = 3,  /* finished; rays or states that failed are marked     */
  GHD_EXIT_STOPPED       = 75, /* stopped early, to be continued with --resume        */
} GhdExitStatus;
PetscInt ghd_run_exit_status(const GhdRunSummary *summary);

/* GhdRun - lock, create or resume the file, compute all chunks on demand over the ranks of comm, write them. Collective.
   What only the user can mend (file exists, folder not writable, lock held, disk too small, resume refused) goes to complaints on rank 0; nothing is written or changed then. */
PetscErrorCode GhdRun(MPI_Comm comm, GhdPlan plan, const GhdRunOptions *options, GhdComplaints complaints, GhdRunSummary *summary);

/* GhdMerge - join the files of the parts of one sweep into a new file, see GhdFileMerge(). Collective; rank 0 works. *exit_status: 0, 2 (nothing written; complaints on rank 0) or
   3 (merged, but some rays or states in it did not converge). */
PetscErrorCode GhdMerge(MPI_Comm comm, const char *output, PetscInt n, const char *const input[], GhdComplaints complaints, PetscInt *exit_status);

/* GhdCatchStopSignals - from now on SIGUSR1, SIGTERM, SIGHUP and SIGINT ask a run to stop instead of killing the process; a second SIGINT kills. SIGHUP and SIGINT stay ignored if they are.
   GhdRun() heeds signals caught before it as well. */
PetscErrorCode GhdCatchStopSignals(void);

#endif
