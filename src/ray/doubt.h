#ifndef GHD_RAY_DOUBT_H
#define GHD_RAY_DOUBT_H
/* What remains in doubt about jumps, because F is known only to within its noise. */
#include "ray_impl.h"

/* Integrals over |theta_L - theta_R| rho_t, and over the difference of the entropies of the fillings times rho_t, between two rapidities in which it is not known on which side of a jump one is:
   around each jump what the error of F may misplace it by, where |F| has a minimum within its error, and wherever F has no sign. */
typedef struct {
  PetscReal  sum[2]; /* of the fillings, of the entropies                                               */
  PetscReal *where;  /* [n_str][n] the first, point by point, added to what is there; NULL: not wanted */
} GhdDoubt;
/* size: |theta_L - theta_R| and the difference of the entropies at all jumps, in the order of the species; NULL: as they are on the grid, where a resonance may be missed. */
void ghd_doubt(GhdJunction junction, const GhdJumps *jumps, const PetscReal *const size[2], PetscReal from, PetscReal to, GhdDoubt *doubt);
/* Drops the outermost jumps of each species that only the images across the seam of the circle make. */
void ghd_drop_images(GhdJunction junction, GhdJumps *jumps);
#endif
