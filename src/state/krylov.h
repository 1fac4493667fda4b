#ifndef GHD_STATE_KRYLOV_H
#define GHD_STATE_KRYLOV_H
/* Krylov spaces of a complex operator that is known by its action alone (PETSc with real scalars has none): linear systems and the leading eigenvalue. */
#include <xxzghd/base.h>

typedef PetscErrorCode (*GhdApplyFn)(void *context, const PetscComplex x[], PetscComplex y[]); /* y = A x; y does not alias x */

typedef struct GhdKrylov_ *GhdKrylov;

/* GhdKrylovCreate - work space for vectors of length n and at most n_basis basis vectors (n_basis <= n is enforced). */
PetscErrorCode GhdKrylovCreate(PetscInt n, PetscInt n_basis, GhdKrylov *krylov);
PetscErrorCode GhdKrylovDestroy(GhdKrylov *krylov);

/* GhdKrylovSolve - A x = b by GMRES, restarted when the basis is full, until |b - A x| <= tolerance |b| or a restart gains less than a factor of two.
   Input:  x - start;  Output: x;  residual - |b - A x| / |b|, as computed from x. Not reaching the tolerance is no error. */
PetscErrorCode GhdKrylovSolve(GhdKrylov krylov, GhdApplyFn apply, void *context, PetscReal tolerance, const PetscComplex b[], PetscComplex x[],
                              PetscReal *residual);

typedef enum {
  GHD_LARGEST_MODULUS,
  GHD_LARGEST_REAL_PART,
} GhdWhichEigenvalue;
/* GhdKrylovEigen - an extreme eigenvalue by restarted Arnoldi iteration, until |A v - value v| <= tolerance |A|, `max_restarts` are used up, or rounding stops progress.
   Input:  v - start, not zero;  Output: value, v (norm 1), residual - |A v - value v| relative to the largest Ritz value. */
PetscErrorCode GhdKrylovEigen(GhdKrylov krylov, GhdApplyFn apply, void *context, GhdWhichEigenvalue which, PetscReal tolerance, PetscInt max_restarts,
                              PetscComplex v[], PetscComplex *value, PetscReal *residual);

#endif
