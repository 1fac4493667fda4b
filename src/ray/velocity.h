#ifndef GHD_RAY_VELOCITY_H
#define GHD_RAY_VELOCITY_H
/* Extreme values of the effective velocities v_k(lambda) = (e'_k)^dr/(p'_k)^dr: where species stop contributing. */
#include "ray_impl.h"

#define GHD_MAX_EXTREMES (GHD_MAX_EDGES - 2)

typedef struct {
  PetscInt  n; /* local extrema at finite rapidity, ascending in lambda */
  PetscReal lambda[GHD_MAX_EXTREMES], value[GHD_MAX_EXTREMES];
} GhdExtremes;

/* Extreme velocities of the n species from `first` on, for dressed functions [n_str][grid->n]. */
PetscErrorCode GhdVelocityExtremes(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal p_dr[], const PetscReal e_dr[], GhdExtremes extremes[]);
/* Velocities at -infinity and +infinity, where all species move alike: the slowest exponential is common to all their dressed functions. Taken from the species that shows it best. */
PetscErrorCode GhdVelocityLimits(GhdGrid grid, const PetscReal p_dr[], const PetscReal e_dr[], PetscReal limit[2]);
/* Adds to velocities [n_str][n] at +-far by how much they differ at those of the n rapidities that are larger. */
PetscErrorCode GhdVelocityFar(GhdGrid grid, const PetscReal p_dr[], const PetscReal e_dr[], PetscReal far, PetscInt n, const PetscReal lambda[],
                              PetscReal velocity[]);
#endif
