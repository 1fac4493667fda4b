#ifndef GHD_SWEEP_PREPARE_H
#define GHD_SWEEP_PREPARE_H
/* prepare: all that can be wrong with the result file before a run, and the file itself. */

#include "lock.h"
#include <xxzghd/sweep.h>

/* The file to work on. */
typedef struct {
  PetscBool ready;                    /* PETSC_FALSE: something is wrong, rank 0 has the complaint, and nothing is changed            */
  PetscBool extends;                  /* it has taken over the rows of the output, and is to replace it when it is whole              */
  char      path[PETSC_MAX_PATH_LEN]; /* the output, or output.new if it extends it                                  */
  GhdLock   lock;                     /* of the output; rank 0's                                                     */
} GhdPreparedFile;

/* GhdPrepareFile - take the lock, look at what is there, create the file unless a run on it is to be continued; for options->extend make a larger one and fill it with what is there.
   Collective; the result is the same on all ranks. */
PetscErrorCode GhdPrepareFile(MPI_Comm comm, const GhdFileLayout *layout, const GhdRunOptions *options, GhdComplaints complaints, GhdPreparedFile *file);

/* GhdTakeOutputLock - not collective; place: what the complaint begins with. *lock is NULL if somebody else has it (a complaint), or if there are no locks (a notice). */
PetscErrorCode GhdTakeOutputLock(const char *output, const char *place, GhdComplaints complaints, GhdLock *lock);

#endif
