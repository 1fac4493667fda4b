#ifndef GHD_SWEEP_WORKER_H
#define GHD_SWEEP_WORKER_H
/* worker: computes chunks and writes them. One on each rank. */

#include "handout.h"
#include <xxzghd/sweep.h>

typedef struct GhdWorker_ *GhdWorker;

/* Which rays of a chunk that is computed stay as the file has them. A file that is extended may have rays in the middle of a chunk. */
typedef enum {
  GHD_KEEP_NOTHING, /* a chunk is computed whole     */
  GHD_KEEP_DONE,    /* rays with a status            */
  GHD_KEEP_GOOD,    /* rays with a positive status   */
} GhdKeep;

/* GhdWorkerCreate - not collective; plan, layout and file must outlive the worker. */
PetscErrorCode GhdWorkerCreate(GhdPlan plan, const GhdFileLayout *layout, GhdFile file, GhdKeep keep, GhdWorker *worker);
PetscErrorCode GhdWorkerDestroy(GhdWorker *worker);

/* GhdWorkerPrepare - find the states of a point, whose chunks may follow. */
PetscErrorCode GhdWorkerPrepare(GhdWorker worker, PetscInt point);

/* GhdWorkerCompute - a chunk from its first ray to its status in the file: bytes depend on the plan and the chunk only. The first chunk of a point that is computed writes the bulk states too
   (and zeta and weights of rays: auto). What does not converge is marked; a file that cannot be written makes report->written false and asks for a stop. */
PetscErrorCode GhdWorkerCompute(GhdWorker worker, PetscInt chunk, GhdChunkReport *report);

#endif
