#ifndef GHD_STATE_LAX_H
#define GHD_STATE_LAX_H
/* Lax operators of the XXZ chain on (auxiliary spin s) x (spin 1/2), auxiliary basis a = 0 .. d-1 of weight s - a:
     L[0][0] = diag sinh(z + i gamma m),  L[1][1] = diag sinh(z - i gamma m),  L[0][1] = i sin(gamma) S-,  L[1][0] = i sin(gamma) S+
   the auxiliary states of such lengths that no square root of a negative number appears.
   Inverse on (auxiliary) x (spin): L^-1(z) = L(i gamma - z) / [sinh(z + i gamma s) sinh(i gamma (1 + s) - z)]. */
#include "mps.h"
#include <xxzghd/model.h>

/* What the transfer matrices are made of. d = 2s + 1 if 2s >= 1; 2s = 0 stands for the representation of dimension Q at s -> 0. */
typedef struct {
  GhdModel      model;
  PetscInt      two_s, d;
  PetscComplex *lax, *dlax, *inverse; /* [4 d] matrix elements: the two diagonals, i sin(gamma) S- (l, l-1) and i sin(gamma) S+ (l-1, l) at l */
} GhdLax;

PetscErrorCode GhdLaxSetUp(GhdModel model, PetscInt two_s, GhdLax *lax);
PetscErrorCode GhdLaxReset(GhdLax *lax);

/* Auxiliary space of the transfer operator: d for one row (2s = 0), d^2 for two, state (b, a) being b d + a. */
PetscInt ghd_lax_n_aux(const GhdLax *lax);
/* Whether an auxiliary state enters the left eigenvector, <0| of one row, sum_a <a a| of two. State 0 always does. */
PetscBool ghd_lax_is_left(const GhdLax *lax, PetscInt aux);

/* A term of the transfer operator of a site: where it acts, and the elements of the two rows (of the only row: factor 0) whose product it is. */
typedef struct {
  GhdSiteEntry entry;
  PetscInt     inverse_element, element;
} GhdLaxTerm;
/* GhdLaxTerms - all terms, at most 8 ghd_lax_n_aux(). */
PetscErrorCode GhdLaxTerms(const GhdLax *lax, PetscInt *n_term, GhdLaxTerm term[]);
/* The values of terms at the complex rapidity u, and those of the operator whose derivative gives the charge:
     one row,  z = u + i gamma/2:            L/sinh z and (dL/ds)/sinh z;
     two rows, z = u - i gamma (2s - 1)/2:   L^-1(z) L(z), L^-1 transposed in the auxiliary space, and L^-1(z) dL/dz. */
void ghd_lax_values(GhdLax *lax, PetscComplex u, PetscInt n_term, const GhdLaxTerm term[], PetscComplex value[], PetscComplex derivative[]);
/* The charge from the logarithmic derivative x of the eigenvalue: F(u) = (i gamma coth z - x)/(2 i gamma), D_2s(u) = x - coth(z + i gamma s). */
PetscComplex ghd_lax_charge(const GhdLax *lax, PetscComplex u, PetscComplex x);

#endif
