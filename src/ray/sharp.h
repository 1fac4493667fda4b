#ifndef GHD_RAY_SHARP_H
#define GHD_RAY_SHARP_H
/* Fillings and entropies of a state on a fine grid, with what is too sharp for the grid.

   After a quench a filling may have resonances narrower than any grid, and its entropy density -theta ln theta is not analytic where theta touches 0 or 1. There the samples are not the values but
   those of the projection onto the modes of the fine grid: f_i <- (1 - w_i) f_i + int w f D(lambda_i - lambda) dlambda, with a smooth window w around the place, its own adaptive quadrature, and
   the Dirichlet kernel D of the grid. */
#include <xxzghd/grid.h>
#include <xxzghd/state.h>

/* filling[n_str][n_fine], entropy likewise. */
PetscErrorCode GhdSampleState(GhdState state, GhdGrid grid, PetscReal filling[], PetscReal entropy[]);

#endif
