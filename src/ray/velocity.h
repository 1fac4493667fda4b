#ifndef GHD_RAY_VELOCITY_H
#define GHD_RAY_VELOCITY_H
/* Extreme values of the effective velocities v_k(lambda) = (e'_k)^dr/(p'_k)^dr: where species stop contributing. */
#include "ray_impl.h"

#define GHD_MAX_EXTREMES 16

typedef struct {
  PetscInt  n;
  PetscReal value[GHD_MAX_EXTREMES]; /* limits at -infinity and +infinity first, then the local extrema at finite rapidity, ascending in lambda */
} GhdExtremes;

/* Extreme velocities of species k for dressed functions given on a grid. */
PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt k, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes *extremes);
#endif
