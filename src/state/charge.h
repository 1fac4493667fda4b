#ifndef GHD_STATE_CHARGE_H
#define GHD_STATE_CHARGE_H
/* Expectation values of transfer-matrix charges in a matrix-product state, at any complex rapidity u. With F(u) = lim (1/N) sum over Bethe roots of coth(u - root):
     2s = 0:        F(u) in the strip without roots, by the highest-weight representation of dimension Q at s -> 0;
     2s = 1..Q-1:   D_2s(u) = F(u - 2s i gamma) - F(u), by the product of two transfer matrices of spin s.
   Both are logarithmic derivatives of the eigenvalue 1 of the transfer operator of a cell, whose left eigenvector is known: one linear system for each u.
   Sources: E. Ilievski et al., Phys. Rev. Lett. 115, 157201 (2015); E. Ilievski, E. Quinn, J.-S. Caux, Phys. Rev. B 95, 115128 (2017). */
#include "lax.h"

typedef struct GhdCharge_ *GhdCharge;

/* Dimension of the linear system above which it is solved by a Krylov method, and the largest that is solved by elimination should that fail. */
#define GHD_CHARGE_DENSE_DEFAULT 96
#define GHD_CHARGE_DENSE_MOST    1536

/* GhdChargeCreate - borrows model and mps. `dense` is the first of the limits above. */
PetscErrorCode GhdChargeCreate(GhdModel model, GhdMps mps, PetscInt two_s, PetscInt dense, GhdCharge *charge);
PetscErrorCode GhdChargeDestroy(GhdCharge *charge);

/* GhdChargeEvaluate - the charge at u, which must not be a pole of the Lax operators, and the residual of the linear system relative to its solution. */
PetscErrorCode GhdChargeEvaluate(GhdCharge charge, PetscComplex u, PetscComplex *value, PetscReal *residual);
/* Dimension of the linear system. */
PetscInt ghd_charge_size(GhdCharge charge);

#endif
