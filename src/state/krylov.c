#include "krylov.h"

#include "complex_blas.h"

#define ROUNDING 1e-12 /* residual below which an eigenvector that gets no better is as good as it can be */

struct GhdKrylov_ {
  PetscInt      n, m;
  PetscComplex *basis;                                    /* [m + 1][n] orthonormal vectors                      */
  PetscComplex *hessenberg;                               /* column j in hessenberg[j (m + 1) ..]: A V_m = V_{m+1} H */
  PetscComplex *column;                                   /* [m + 1] second pass of the orthogonalisation         */
  PetscComplex *sine, *rhs;                               /* [m], [m + 1] Givens rotations and the rotated right side */
  PetscReal    *cosine;                                   /* [m]                                                  */
  PetscComplex *matrix, *eigenvalue, *eigenvector, *work; /* of the small eigenproblem  */
  PetscReal    *rwork;
};

static const PetscComplex one = 1.0, zero = 0.0, minus_one = -1.0;

PetscErrorCode GhdKrylovCreate(PetscInt n, PetscInt n_basis, GhdKrylov *krylov)
{
  GhdKrylov      k;
  const PetscInt m = PetscMax(1, PetscMin(n, n_basis));

  PetscFunctionBegin;
  PetscCall(PetscNew(&k));
  k->n = n;
  k->m = m;
  PetscCall(PetscMalloc5((size_t)(m + 1) * (size_t)n, &k->basis, m * (m + 1), &k->hessenberg, m + 1, &k->column, m, &k->sine, m + 1, &k->rhs));
  PetscCall(PetscMalloc6(m, &k->cosine, m * m, &k->matrix, m, &k->eigenvalue, m * m, &k->eigenvector, 8 * m, &k->work, 2 * m, &k->rwork));
  *krylov = k;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKrylovDestroy(GhdKrylov *krylov)
{
  GhdKrylov k = *krylov;

  PetscFunctionBegin;
  if (!k) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree5(k->basis, k->hessenberg, k->column, k->sine, k->rhs));
  PetscCall(PetscFree6(k->cosine, k->matrix, k->eigenvalue, k->eigenvector, k->work, k->rwork));
  PetscCall(PetscFree(*krylov));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Column j of H and basis vector j + 1; *next = |v_{j+1}| before normalisation, 0 if the space is invariant. Two passes of classical Gram-Schmidt. */
static PetscErrorCode extend(GhdKrylov k, GhdApplyFn apply, void *context, PetscInt j, PetscReal *next)
{
  PetscComplex      *v = k->basis + (size_t)j * (size_t)k->n, *w = v + k->n, *h = k->hessenberg + j * (k->m + 1);
  const PetscBLASInt n = (PetscBLASInt)k->n, columns = (PetscBLASInt)(j + 1), inc = 1;
  PetscReal          before;

  PetscFunctionBegin;
  PetscCall(apply(context, v, w));
  before = ghd_norm(k->n, w);
  zgemv_("C", &n, &columns, &one, k->basis, &n, w, &inc, &zero, h, &inc);
  zgemv_("N", &n, &columns, &minus_one, k->basis, &n, h, &inc, &one, w, &inc);
  zgemv_("C", &n, &columns, &one, k->basis, &n, w, &inc, &zero, k->column, &inc);
  zgemv_("N", &n, &columns, &minus_one, k->basis, &n, k->column, &inc, &one, w, &inc);
  for (PetscInt i = 0; i <= j; ++i) h[i] += k->column[i];
  *next = ghd_norm(k->n, w);
  if (*next <= 1e-15 * before) *next = 0.0;
  h[j + 1] = *next;
  for (PetscInt i = 0; i<k->n && * next> 0.0; ++i) w[i] /= *next;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rotates column j of H and the right side so that H becomes triangular; returns the norm of the residual. */
static PetscReal rotate(GhdKrylov k, PetscInt j)
{
  PetscComplex *h = k->hessenberg + j * (k->m + 1);
  PetscReal     length;

  for (PetscInt i = 0; i < j; ++i) {
    const PetscComplex a = h[i], b = h[i + 1];

    h[i]     = k->cosine[i] * a + conj(k->sine[i]) * b;
    h[i + 1] = k->cosine[i] * b - k->sine[i] * a;
  }
  length = hypot(cabs(h[j]), creal(h[j + 1]));
  if (cabs(h[j]) > 0.0) {
    const PetscComplex phase = h[j] / cabs(h[j]);

    k->cosine[j] = cabs(h[j]) / length;
    k->sine[j]   = creal(h[j + 1]) / length * conj(phase);
    h[j]         = length * phase;
  } else {
    k->cosine[j] = 0.0;
    k->sine[j]   = 1.0;
    h[j]         = length;
  }
  k->rhs[j + 1] = -k->sine[j] * k->rhs[j];
  k->rhs[j] *= k->cosine[j];
  return cabs(k->rhs[j + 1]);
}

/* x += V y with H y = rhs, n_columns columns */
static void update(GhdKrylov k, PetscInt n_columns, PetscComplex x[])
{
  for (PetscInt i = n_columns - 1; i >= 0; --i) {
    for (PetscInt l = i + 1; l < n_columns; ++l) k->rhs[i] -= k->hessenberg[l * (k->m + 1) + i] * k->rhs[l];
    k->rhs[i] /= k->hessenberg[i * (k->m + 1) + i];
  }
  for (PetscInt i = 0; i < n_columns; ++i) ghd_axpy(k->n, k->rhs[i], k->basis + (size_t)i * (size_t)k->n, x);
}

/* basis vector 0 = (b - A x)/|b - A x|, rhs = |b - A x| */
static PetscErrorCode start(GhdKrylov k, GhdApplyFn apply, void *context, const PetscComplex b[], const PetscComplex x[], PetscReal *norm)
{
  PetscFunctionBegin;
  PetscCall(apply(context, x, k->basis));
  for (PetscInt i = 0; i < k->n; ++i) k->basis[i] = b[i] - k->basis[i];
  *norm = ghd_norm(k->n, k->basis);
  for (PetscInt i = 0; i<k->n && * norm> 0.0; ++i) k->basis[i] /= *norm;
  k->rhs[0] = *norm;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKrylovSolve(GhdKrylov k, GhdApplyFn apply, void *context, PetscReal tolerance, const PetscComplex b[], PetscComplex x[], PetscReal *residual)
{
  const PetscReal scale = ghd_norm(k->n, b);
  PetscReal       norm, before = PETSC_MAX_REAL;

  PetscFunctionBegin;
  *residual = 0.0;
  if (scale == 0.0) {
    PetscCall(PetscArrayzero(x, k->n));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(start(k, apply, context, b, x, &norm));
  while (norm > tolerance * scale && norm < 0.5 * before && !PetscIsInfOrNanReal(norm)) {
    PetscInt j = 0;

    before = norm;
    for (PetscReal left = norm, next = 1.0; j < k->m && left > 0.5 * tolerance * scale && next > 0.0; ++j) {
      PetscCall(extend(k, apply, context, j, &next));
      left = rotate(k, j);
      if (cabs(k->hessenberg[j * (k->m + 1) + j]) == 0.0) break; /* A is singular on the space: its last column adds nothing */
    }
    update(k, j, x);
    PetscCall(start(k, apply, context, b, x, &norm));
  }
  *residual = norm / scale;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Eigenvalue of the n_columns x n_columns part of H that `which` asks for, its vector in eigenvector[0 .. n_columns - 1]; *largest: largest modulus of all. */
static PetscErrorCode small_eigen(GhdKrylov k, PetscInt n_columns, GhdWhichEigenvalue which, PetscComplex *value, PetscReal *largest)
{
  const PetscBLASInt n = (PetscBLASInt)n_columns, n_work = (PetscBLASInt)(8 * k->m), unused = 1;
  PetscBLASInt       info;
  PetscInt           best      = 0;
  PetscReal          best_rank = -PETSC_MAX_REAL;

  PetscFunctionBegin;
  for (PetscInt j = 0; j < n_columns; ++j)
    for (PetscInt i = 0; i < n_columns; ++i) k->matrix[j * n_columns + i] = i <= j + 1 ? k->hessenberg[j * (k->m + 1) + i] : zero;
  zgeev_("N", "V", &n, k->matrix, &n, k->eigenvalue, NULL, &unused, k->eigenvector, &n, k->work, &n_work, k->rwork, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zgeev: info %d", (int)info);
  *largest = 0.0;
  for (PetscInt i = 0; i < n_columns; ++i) {
    const PetscReal modulus = cabs(k->eigenvalue[i]), rank = which == GHD_LARGEST_MODULUS ? modulus : creal(k->eigenvalue[i]);

    *largest = PetscMax(*largest, modulus);
    if (rank > best_rank) {
      best_rank = rank;
      best      = i;
    }
  }
  *value = k->eigenvalue[best];
  PetscCall(PetscArraymove(k->eigenvector, k->eigenvector + best * n_columns, n_columns));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKrylovEigen(GhdKrylov k, GhdApplyFn apply, void *context, GhdWhichEigenvalue which, PetscReal tolerance, PetscInt max_restarts,
                              PetscComplex v[], PetscComplex *value, PetscReal *residual)
{
  PetscReal before = PETSC_MAX_REAL;

  PetscFunctionBegin;
  *residual = 0.1 * PETSC_MAX_REAL;
  for (PetscInt restart = 0; restart <= max_restarts && *residual > tolerance && (*residual < 0.5 * before || *residual > ROUNDING); ++restart) {
    const PetscReal norm = ghd_norm(k->n, v);
    PetscReal       next = 1.0, largest;
    PetscInt        j    = 0;

    before = *residual;
    PetscCheck(norm > 0.0 && !PetscIsInfOrNanReal(norm), PETSC_COMM_SELF, PETSC_ERR_FP, "start of the Arnoldi iteration has norm %g", (double)norm);
    for (PetscInt i = 0; i < k->n; ++i) k->basis[i] = v[i] / norm;
    for (; j < k->m && next > 0.0; ++j) PetscCall(extend(k, apply, context, j, &next));
    PetscCall(small_eigen(k, j, which, value, &largest));
    PetscCall(PetscArrayzero(v, k->n));
    for (PetscInt i = 0; i < j; ++i) ghd_axpy(k->n, k->eigenvector[i], k->basis + (size_t)i * (size_t)k->n, v);
    *residual = largest > 0.0 ? next * cabs(k->eigenvector[j - 1]) / largest : 0.0;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
