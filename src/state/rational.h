#ifndef GHD_STATE_RATIONAL_H
#define GHD_STATE_RATIONAL_H
/* Rational functions that fit samples: where their poles are (AAA), and the best sum over poles that are allowed.
   Where an iteration of LAPACK does not converge, weights and residues are NaN, and there are no poles.
   Sources: Y. Nakatsukasa, O. Sete, L. N. Trefethen, SIAM J. Sci. Comput. 40, A1494 (2018); S. Costa, L. N. Trefethen, AAA-least squares (arXiv:2107.01574). */
#include <xxzghd/base.h>

#define GHD_RATIONAL_MOST 100 /* supports, or poles */

/* Values of a function at n places; `importance` weighs the errors there. */
typedef struct {
  PetscInt      n;
  PetscComplex *z, *value;
  PetscReal    *importance;
} GhdSamples;

/* sum_j w_j f_j/(z - z_j) / sum_j w_j/(z - z_j): takes the values f_j at the supports z_j. */
typedef struct {
  PetscInt     n;
  PetscComplex z[GHD_RATIONAL_MOST], value[GHD_RATIONAL_MOST], weight[GHD_RATIONAL_MOST];
} GhdBarycentric;

/* GhdBarycentricFit - the weights w with |w| = 1 that make importance |sum_j w_j (f - f_j)/(z - z_j)| least, in the mean square over samples that are no supports,
   of which there must be as many as supports. */
PetscErrorCode GhdBarycentricFit(const GhdSamples *samples, GhdBarycentric *r);
PetscComplex   ghd_barycentric_value(const GhdBarycentric *r, PetscComplex z);
/* GhdBarycentricPoles - the finite poles, at most n - 1. */
PetscErrorCode GhdBarycentricPoles(const GhdBarycentric *r, PetscInt *n_pole, PetscComplex pole[GHD_RATIONAL_MOST]);

#define GHD_POLYNOMIAL 3 /* coefficients of the polynomial part */

/* sum_m polynomial_m z^m + sum_j residue_j/(z - pole_j) */
typedef struct {
  PetscInt     n;
  PetscComplex polynomial[GHD_POLYNOMIAL], pole[GHD_RATIONAL_MOST], residue[GHD_RATIONAL_MOST];
} GhdPartialFractions;

/* GhdPartialFractionsFit - polynomial and residues from given poles, by least squares. */
PetscErrorCode GhdPartialFractionsFit(const GhdSamples *samples, GhdPartialFractions *r);
PetscComplex   ghd_partial_fractions_value(const GhdPartialFractions *r, PetscComplex z);

#endif
