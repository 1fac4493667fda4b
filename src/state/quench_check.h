#ifndef GHD_STATE_QUENCH_CHECK_H
#define GHD_STATE_QUENCH_CHECK_H
#include "quench.h"

/* GhdQuenchCheck - fills the sum rules, strip and reason of a state whose series is complete. */
PetscErrorCode GhdQuenchCheck(GhdQuench quench);

#endif
