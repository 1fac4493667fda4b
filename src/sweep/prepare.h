#ifndef GHD_SWEEP_PREPARE_H
#define GHD_SWEEP_PREPARE_H
/* prepare: all that can be wrong with the result file before a run, and the file itself. */

#include "lock.h"
#include <xxzghd/sweep.h>

/* GhdPrepareFile - take the lock, look at what is there, create the file unless a run on it is to be resumed. Collective.
   *ready is PETSC_FALSE (on all ranks) if something is wrong; rank 0 has the complaint then, and nothing is changed. *lock is rank 0's. */
PetscErrorCode GhdPrepareFile(MPI_Comm comm, const GhdFileLayout *layout, const GhdRunOptions *options, GhdComplaints complaints, GhdLock *lock,
                              PetscBool *resumed, PetscBool *ready);

/* GhdTakeOutputLock - not collective; place: what the complaint begins with. *lock is NULL if somebody else has it (a complaint), or if there are no locks (a notice). */
PetscErrorCode GhdTakeOutputLock(const char *output, const char *place, GhdComplaints complaints, GhdLock *lock);

#endif
