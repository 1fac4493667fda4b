#ifndef GHD_RAY_SHARP_H
#define GHD_RAY_SHARP_H
/* Fillings and entropies of a state on a fine grid, with what is too sharp for the grid.

   After a quench a filling may have resonances narrower than any grid, and its entropy density -theta ln theta is not analytic where theta touches 0 or 1. A smooth window w is put around such a
   place, and what is in it is integrated by an adaptive quadrature. Of the filling the samples become those of the projection onto the modes of the fine grid,
   f_i <- (1 - w_i) f_i + int w f D(lambda_i - lambda) dlambda, D the Dirichlet kernel of the grid. Of the entropy only (1 - w) s stays on the fine grid: w s goes straight to the coarse grid, ray by
   ray, on whichever side of a jump it lies. */
#include <xxzghd/grid.h>
#include <xxzghd/state.h>

/* The sharp places of a state on a grid. */
typedef struct GhdSharp_ *GhdSharp;

/* GhdSharpCreate - samples state on grid: filling[n_str][n_fine], entropy likewise without what is in the windows. Borrows both.
   plain: no windows, the values as they are. */
PetscErrorCode GhdSharpCreate(GhdState state, GhdGrid grid, PetscBool plain, PetscReal filling[], PetscReal entropy[], GhdSharp *sharp);
PetscErrorCode GhdSharpDestroy(GhdSharp *sharp);

/* Where a state holds: species k from -infinity on if first[k], changing at each of its n[k] ascending rapidities lambda[k*stride ..]. */
typedef struct {
  const PetscInt  *first, *n;
  PetscInt         stride;
  const PetscReal *lambda;
} GhdHolds;

/* GhdSharpAddEntropy - adds the entropy in the windows, where the state holds, to its projection onto the coarse grid entropy[n_str][n]. */
PetscErrorCode GhdSharpAddEntropy(GhdSharp sharp, const GhdHolds *holds, PetscReal entropy[]);

/* What the projection of a resonance loses where a jump cuts it: sum of |theta - its projection| |g|, the less the farther the jumps are; g[n_str][n] on the coarse grid. */
PetscReal ghd_sharp_cut(GhdSharp sharp, const GhdHolds *holds, const PetscReal g[]);

#endif
