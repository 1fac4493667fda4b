#ifndef GHD_SWEEP_PROGRESS_H
#define GHD_SWEEP_PROGRESS_H
/* progress: how far a run is. On a terminal one line that is rewritten, elsewhere a line of the log every few seconds. Rank 0 only. */

#include "tally.h"

typedef struct GhdProgress_ *GhdProgress;

PetscErrorCode GhdProgressCreate(PetscInt n_ranks, GhdProgress *progress);
/* Ends the line on the terminal. */
PetscErrorCode GhdProgressDestroy(GhdProgress *progress);
/* Call as often as you like: it looks at the clock first. */
void ghd_progress_tick(GhdProgress progress, GhdTally tally);
/* "1:02:03" */
void ghd_format_seconds(PetscReal seconds, char text[], size_t size);

#endif
