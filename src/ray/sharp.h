#ifndef GHD_RAY_SHARP_H
#define GHD_RAY_SHARP_H
/* Fillings and entropies of a state on a fine grid, with what is too sharp for the grid.

   After a quench a filling may have resonances narrower than any grid, and its entropy density -theta ln theta is not analytic where theta touches 0 or 1. A smooth window w is put around such a
   place: of both only (1 - w) f stays on the fine grid, where it is multiplied with indicators and projected like everything else. What the windows hold is integrated adaptively (spread.h) and
   added ray by ray, on whichever side of a jump it lies: the projection of a product with a jump is not the product of projections, so a resonance that a jump cuts must not be projected before. */
#include <xxzghd/grid.h>
#include <xxzghd/state.h>

/* -theta ln theta - (1 - theta) ln(1 - theta) */
PetscReal ghd_mixing_entropy(PetscReal theta);

/* The sharp places of a state on a grid. */
typedef struct GhdSharp_ *GhdSharp;

typedef enum { GHD_SHARP_FILLING, GHD_SHARP_ENTROPY } GhdSharpQuantity;

/* GhdSharpRefinement - raises *refine, of the grid that a state will be sampled on, to what its sharp places need. */
PetscErrorCode GhdSharpRefinement(GhdState state, PetscInt *refine);

/* GhdSharpCreate - the windows of a state on a grid.
   Input:  plain   - no windows, the values as they are
   In/out: filling - [n_str][n_fine] samples of the state, on return without what is in the windows
   Output: entropy - [n_str][n_fine] likewise. Borrows state and grid. */
PetscErrorCode GhdSharpCreate(GhdState state, GhdGrid grid, PetscBool plain, PetscReal filling[], PetscReal entropy[], GhdSharp *sharp);
PetscErrorCode GhdSharpDestroy(GhdSharp *sharp);

/* Where a state holds: species k from -infinity on if first[k], changing at each of its n[k] ascending rapidities lambda[k*stride ..]; with opposite set, everywhere else. */
typedef struct {
  const PetscInt  *first, *n;
  PetscInt         stride;
  const PetscReal *lambda;
  PetscBool        opposite;
} GhdHolds;

/* GhdSharpAdd - adds to fine[n_str][n_fine] what the windows hold of a quantity, where the state holds: not its values, but numbers with the same projection onto the coarse grid. */
PetscErrorCode GhdSharpAdd(GhdSharp sharp, GhdSharpQuantity quantity, const GhdHolds *holds, PetscReal fine[]);

#endif
