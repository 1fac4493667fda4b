#ifndef GHD_STATE_FUSION_H
#define GHD_STATE_FUSION_H
/* The charges of all spins in a product of cells of one or two sites, by fusion instead of linear systems whose dimension grows as the square of the spin.

   Two sites in the state psi are an integrable boundary: psi i sigma_y = b_0 + b_z sigma_z + b_+ sigma_+ + b_- sigma_- is the reflection matrix at one rapidity. The fillings are those of the functions

     T_1(v) = [|b_0|^2/cos^2(gamma/2) + |b_z|^2/sin^2(gamma/2)] cosh 2v + cos gamma [|b_0|^2/cos^2(gamma/2) - |b_z|^2/sin^2(gamma/2)]
              + (|b_+|^2 + |b_-|^2) (cosh 4v - cos 2 gamma)/(2 sin^2 gamma),
     T_{j+1}(v) = T_j(v - i gamma/2) T_1(v + j i gamma/2) - f(v + (j - 1) i gamma/2) T_{j-1}(v - i gamma),   T_0 = 1,
     f(v) = D(v) conj D(conj v) (cosh 4v - cos 4 gamma)/(cosh 4v - cos 2 gamma),
     D(v) = b_0^2 cosh^2 v/cos^2(gamma/2) + b_z^2 sinh^2 v/sin^2(gamma/2) + b_+ b_- sinh^2 2v/sin^2 gamma,

   eta_j = T_{j+1} T_{j-1}/(T_j(v + i gamma/2) T_j(v - i gamma/2) - T_{j+1} T_{j-1}) for strings of length j < Q - 1. The charges are their response: X_j = (1/N) sum over roots of a_j(v - root) obeys the
   same equations to first order, with X_j = d ln T_j and a_1 = d ln f. X_1 comes from a system of four equations, and D_j(u) = 2 pi i X_j(u - j i gamma/2).

   Sources: L. Piroli, B. Pozsgay, E. Vernier, Nucl. Phys. B 925, 362 (2017); L. Piroli, E. Vernier, P. Calabrese, B. Pozsgay, J. Stat. Mech. (2019) 063103; J. Suzuki, J. Phys. A 32, 2341 (1999). */
#include "mps.h"
#include <xxzghd/model.h>

typedef struct GhdFusion_ *GhdFusion;

/* GhdFusionCreate - borrows model and mps. Output: fusion - NULL if the state is no product of pure cells of one or two sites, or Q < 4. */
PetscErrorCode GhdFusionCreate(GhdModel model, GhdMps mps, GhdFusion *fusion);
PetscErrorCode GhdFusionDestroy(GhdFusion *fusion);

/* Prepares the charges at Re u = x, not 0. */
void ghd_fusion_set_rapidity(GhdFusion fusion, PetscReal x);
/* D_2s(x + i line pi/(2Q)), 2s = 1 .. Q-1, in O(s). */
PetscComplex ghd_fusion_charge(GhdFusion fusion, PetscInt two_s, PetscInt line);

#endif
