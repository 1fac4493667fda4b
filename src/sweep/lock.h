#ifndef GHD_SWEEP_LOCK_H
#define GHD_SWEEP_LOCK_H
/* lock: one run per result file. A POSIX lock on <output>.lock: the system drops it when the process dies, however it dies. */

#include <xxzghd/base.h>

typedef struct GhdLock_ *GhdLock;

typedef enum {
  GHD_LOCK_HELD,        /* ours                                                              */
  GHD_LOCK_BUSY,        /* another process has it: `who` says which                          */
  GHD_LOCK_UNWRITABLE,  /* the lock file cannot be made there: `who` says why                */
  GHD_LOCK_UNSUPPORTED, /* the file system has no locks                                      */
} GhdLockOutcome;

/* GhdLockTake - not collective, does not wait. *lock is NULL unless the outcome is GHD_LOCK_HELD. */
PetscErrorCode GhdLockTake(const char *output, GhdLock *lock, GhdLockOutcome *outcome, char who[], size_t who_size);
/* Releases the lock and removes its file; tolerates NULL. */
PetscErrorCode GhdLockRelease(GhdLock *lock);

#endif
