#ifndef GHD_SWEEP_AT_HAND_H
#define GHD_SWEEP_AT_HAND_H
/* at_hand: how much memory there is, and what sets the limit. */

#include <xxzghd/base.h>

typedef struct {
  PetscReal   bytes; /* PETSC_MAX_REAL: no limit is known                  */
  const char *limit; /* what sets it, for people: "free on this node", ... */
} GhdMemoryAtHand;

/* Of this node, for all ranks on it: what is free, the limit of the job's control group (as batch systems and containers set it), what SLURM was asked for. */
GhdMemoryAtHand ghd_memory_of_node(void);
/* More than this process has already: the limit of its address space (ulimit -v). */
GhdMemoryAtHand ghd_memory_of_process(void);

#endif
