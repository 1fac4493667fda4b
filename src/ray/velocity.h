#ifndef GHD_RAY_VELOCITY_H
#define GHD_RAY_VELOCITY_H
/* Extreme values of the effective velocities v_k(lambda) = (e'_k)^dr/(p'_k)^dr: where species stop contributing. */
#include "ray_impl.h"

#define GHD_MAX_EXTREMES (GHD_MAX_EDGES - 2)

typedef struct {
  PetscReal limit[2]; /* at -infinity and at +infinity */
  PetscInt  n;        /* local extrema at finite rapidity, ascending in lambda */
  PetscReal lambda[GHD_MAX_EXTREMES], value[GHD_MAX_EXTREMES];
} GhdExtremes;

/* Extreme velocities of the n species from `first` on, for dressed functions [n_str][grid->n]. */
PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes extremes[]);
#endif
