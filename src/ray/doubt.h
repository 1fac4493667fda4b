#ifndef GHD_RAY_DOUBT_H
#define GHD_RAY_DOUBT_H
/* What remains in doubt about jumps, because F is known only to within its noise. */
#include "ray_impl.h"

/* Integral over |theta_L - theta_R| rho_t between two rapidities in which it is not known on which side of a jump one is: around each jump the noise over the slope, and wherever F has no sign.
   size: |theta_L - theta_R| at all jumps, in the order of the species; NULL: as it is on the grid, where a resonance may be missed. */
PetscReal ghd_doubt(GhdJunction junction, const GhdJumps *jumps, const PetscReal size[], PetscReal from, PetscReal to);
/* Drops the outermost jumps of each species that only the images across the seam of the circle make. */
void ghd_drop_images(GhdJunction junction, GhdJumps *jumps);
#endif
