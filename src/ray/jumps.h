#ifndef GHD_RAY_JUMPS_H
#define GHD_RAY_JUMPS_H
/* Where the state on a ray changes from the left to the right filling: zeros of F_k = sigma_k (e'_k - zeta p'_k)^dr. */
#include <complex.h>
#include <xxzghd/grid.h>
#include <xxzghd/model.h>
#include <xxzghd/ray.h>

typedef struct {
  PetscInt   n_str;
  PetscInt  *first;  /* [n_str] 1 if the left state holds at -range                             */
  PetscInt  *n;      /* [n_str] number of jumps                                                 */
  PetscReal *lambda; /* [n_str][GHD_MAX_JUMPS] ascending                                        */
} GhdJumps;

PetscErrorCode GhdJumpsCreate(PetscInt n_str, GhdJumps *jumps);
PetscErrorCode GhdJumpsDestroy(GhdJumps *jumps);
void           ghd_jumps_copy(const GhdJumps *from, GhdJumps *to);

/* How well F[n] is known: what the solver left and what rounding does to it. */
PetscReal ghd_noise(PetscInt n, const PetscReal F[], PetscReal residual);
#define GHD_LARGEST 4.0 /* of thousands of rounding errors, in units of the noise: below it F has no sign */
/* With what the band limit leaves out of one row, of which the modes are given: it ripples through the tails. */
PetscReal ghd_jumps_noise(GhdGrid grid, const double complex modes[], PetscReal noise);

/* GhdJumpsFind - all zeros of F[n_str][n] with |lambda| < cut at which F changes sign, pairs between two grid points included. |F| <= noise counts as no change.
   modes: work space [n_str][n_modes]. *overflow: more than GHD_MAX_JUMPS somewhere. */
PetscErrorCode GhdJumpsFind(GhdModel model, GhdGrid grid, const PetscReal F[], PetscReal cut, PetscReal noise, double complex modes[], GhdJumps *jumps,
                            PetscBool *overflow);

/* Point of [a, b] where the slope of a function given by its modes changes sign. */
PetscReal ghd_extremum(GhdGrid grid, const double complex modes[], PetscReal a, PetscReal b);

/* Sum over species of the integral of weight over the rapidities where the two sets of jumps choose different states; weight[n_str][n] >= 0 on the coarse grid. */
PetscReal ghd_jumps_distance(GhdGrid grid, const GhdJumps *a, const GhdJumps *b, const PetscReal weight[]);
#endif
