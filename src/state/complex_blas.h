#ifndef GHD_STATE_COMPLEX_BLAS_H
#define GHD_STATE_COMPLEX_BLAS_H
/* The complex BLAS and LAPACK routines that the quenches need: PETSc with real scalars declares the real ones only. Fortran conventions (columns contiguous). */
#include <xxzghd/base.h>

extern void zgemm_(const char *transpose_a, const char *transpose_b, const PetscBLASInt *m, const PetscBLASInt *n, const PetscBLASInt *k,
                   const PetscComplex *alpha, const PetscComplex *a, const PetscBLASInt *lda, const PetscComplex *b, const PetscBLASInt *ldb,
                   const PetscComplex *beta, PetscComplex *c, const PetscBLASInt *ldc);
extern void zgemv_(const char *transpose, const PetscBLASInt *m, const PetscBLASInt *n, const PetscComplex *alpha, const PetscComplex *a,
                   const PetscBLASInt *lda, const PetscComplex *x, const PetscBLASInt *incx, const PetscComplex *beta, PetscComplex *y,
                   const PetscBLASInt *incy);
extern void zgesv_(const PetscBLASInt *n, const PetscBLASInt *nrhs, PetscComplex *a, const PetscBLASInt *lda, PetscBLASInt *pivot, PetscComplex *b,
                   const PetscBLASInt *ldb, PetscBLASInt *info);
extern void zgesvd_(const char *jobu, const char *jobvt, const PetscBLASInt *m, const PetscBLASInt *n, PetscComplex *a, const PetscBLASInt *lda, PetscReal *s,
                    PetscComplex *u, const PetscBLASInt *ldu, PetscComplex *vt, const PetscBLASInt *ldvt, PetscComplex *work, const PetscBLASInt *lwork,
                    PetscReal *rwork, PetscBLASInt *info);
extern void zgeev_(const char *jobvl, const char *jobvr, const PetscBLASInt *n, PetscComplex *a, const PetscBLASInt *lda, PetscComplex *w, PetscComplex *vl,
                   const PetscBLASInt *ldvl, PetscComplex *vr, const PetscBLASInt *ldvr, PetscComplex *work, const PetscBLASInt *lwork, PetscReal *rwork,
                   PetscBLASInt *info);
extern void zgelss_(const PetscBLASInt *m, const PetscBLASInt *n, const PetscBLASInt *nrhs, PetscComplex *a, const PetscBLASInt *lda, PetscComplex *b,
                    const PetscBLASInt *ldb, PetscReal *s, const PetscReal *rcond, PetscBLASInt *rank, PetscComplex *work, const PetscBLASInt *lwork,
                    PetscReal *rwork, PetscBLASInt *info);
extern void zggev_(const char *jobvl, const char *jobvr, const PetscBLASInt *n, PetscComplex *a, const PetscBLASInt *lda, PetscComplex *b,
                   const PetscBLASInt *ldb, PetscComplex *alpha, PetscComplex *beta, PetscComplex *vl, const PetscBLASInt *ldvl, PetscComplex *vr,
                   const PetscBLASInt *ldvr, PetscComplex *work, const PetscBLASInt *lwork, PetscReal *rwork, PetscBLASInt *info);

/* y += a x, in real arithmetic: the compiler's complex product tests every result for NaN */
static inline void ghd_axpy(PetscInt n, PetscComplex a, const PetscComplex x[], PetscComplex y[])
{
  const PetscReal  ar = creal(a), ai = cimag(a);
  const PetscReal *xr = (const PetscReal *)x;
  PetscReal       *yr = (PetscReal *)y;

  for (PetscInt i = 0; i < 2 * n; i += 2) {
    yr[i] += ar * xr[i] - ai * xr[i + 1];
    yr[i + 1] += ar * xr[i + 1] + ai * xr[i];
  }
}

/* sum_i x_i y_i, without conjugation */
static inline PetscComplex ghd_dot(PetscInt n, const PetscComplex x[], const PetscComplex y[])
{
  PetscReal re = 0.0, im = 0.0;

  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal xr = creal(x[i]), xi = cimag(x[i]), yr = creal(y[i]), yi = cimag(y[i]);

    re += xr * yr - xi * yi;
    im += xr * yi + xi * yr;
  }
  return PetscCMPLX(re, im);
}

static inline PetscReal ghd_norm(PetscInt n, const PetscComplex x[])
{
  const PetscReal *xr  = (const PetscReal *)x;
  PetscReal        sum = 0.0;

  for (PetscInt i = 0; i < 2 * n; ++i) sum += xr[i] * xr[i];
  return PetscSqrtReal(sum);
}

#endif
