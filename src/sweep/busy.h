#ifndef GHD_SWEEP_BUSY_H
#define GHD_SWEEP_BUSY_H
/* busy: what the ranks did with their time. */

#include <xxzghd/sweep.h>

/* Into the verbose log: where this rank is. */
PetscErrorCode GhdBusyBegin(void);
/* GhdBusyEnd - into the verbose log: what this rank did in the `seconds` since; into the summary: which fraction of them the ranks did not wait. Collective. */
PetscErrorCode GhdBusyEnd(MPI_Comm comm, PetscReal seconds, GhdRunSummary *summary);

#endif
