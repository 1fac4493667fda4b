#include "rational.h"

#include "complex_blas.h"

#define RANK 1e-15 /* singular values below this part of the largest are none */

/* 1/x in real arithmetic: the compiler's quotient guards against numbers that do not occur here */
static inline PetscComplex reciprocal(PetscComplex x)
{
  const PetscReal square = PetscSqr(creal(x)) + PetscSqr(cimag(x));

  return PetscCMPLX(creal(x) / square, -cimag(x) / square);
}

/* ---- barycentric form ---- */

PetscErrorCode GhdBarycentricFit(const GhdSamples *s, GhdBarycentric *r)
{
  const PetscBLASInt rows = (PetscBLASInt)s->n, columns = (PetscBLASInt)r->n, n_work = 8 * (rows + columns);
  PetscBLASInt       info;
  PetscComplex      *loewner, *right, *work;
  PetscReal         *singular, *rwork;

  PetscFunctionBegin;
  PetscCheck(columns > 0 && rows >= columns, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "%d samples do not fix %d weights", (int)rows, (int)columns);
  PetscCall(PetscMalloc5(rows * columns, &loewner, columns * columns, &right, n_work, &work, columns, &singular, 5 * columns, &rwork));
  for (PetscInt j = 0; j < columns; ++j)
    for (PetscInt i = 0; i < rows; ++i) loewner[j * rows + i] = s->importance[i] * (s->value[i] - r->value[j]) * reciprocal(s->z[i] - r->z[j]);
  zgesvd_("N", "S", &rows, &columns, loewner, &rows, singular, NULL, &rows, right, &columns, work, &n_work, rwork, &info);
  PetscCheck(info >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zgesvd: info %d", (int)info);
  for (PetscInt j = 0; j < columns; ++j) r->weight[j] = info == 0 ? conj(right[j * columns + columns - 1]) : NAN;
  PetscCall(PetscFree5(loewner, right, work, singular, rwork));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscComplex ghd_barycentric_value(const GhdBarycentric *r, PetscComplex z)
{
  PetscComplex numerator = 0.0, denominator = 0.0;

  for (PetscInt j = 0; j < r->n; ++j) {
    PetscComplex pole;

    if (z == r->z[j]) return r->value[j];
    pole = r->weight[j] * reciprocal(z - r->z[j]);
    denominator += pole;
    ghd_axpy(1, r->value[j], &pole, &numerator);
  }
  return numerator * reciprocal(denominator);
}

/* They are the finite eigenvalues of the pencil of {0, w; 1, diag z} and {0, 0; 0, 1}. */
PetscErrorCode GhdBarycentricPoles(const GhdBarycentric *r, PetscInt *n_pole, PetscComplex pole[GHD_RATIONAL_MOST])
{
  const PetscBLASInt n = (PetscBLASInt)r->n + 1, unused = 1, n_work = 8 * n;
  PetscBLASInt       info;
  PetscComplex      *a, *b, *alpha, *beta, *work;
  PetscReal         *rwork;

  PetscFunctionBegin;
  PetscCall(PetscCalloc2(n * n, &a, n * n, &b));
  PetscCall(PetscMalloc4(n, &alpha, n, &beta, n_work, &work, 8 * n, &rwork));
  for (PetscInt j = 1; j < n; ++j) {
    a[j * n]     = r->weight[j - 1];
    a[j]         = 1.0;
    a[j * n + j] = r->z[j - 1];
    b[j * n + j] = 1.0;
  }
  zggev_("N", "N", &n, a, &n, b, &n, alpha, beta, NULL, &unused, NULL, &unused, work, &n_work, rwork, &info);
  PetscCheck(info >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zggev: info %d", (int)info);
  *n_pole = 0;
  for (PetscInt i = 0; info == 0 && i < n && *n_pole < r->n - 1; ++i)
    if (cabs(beta[i]) > 1e-12 * cabs(alpha[i])) pole[(*n_pole)++] = alpha[i] / beta[i];
  PetscCall(PetscFree2(a, b));
  PetscCall(PetscFree4(alpha, beta, work, rwork));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- partial fractions ---- */

PetscErrorCode GhdPartialFractionsFit(const GhdSamples *s, GhdPartialFractions *r)
{
  const PetscBLASInt rows = (PetscBLASInt)s->n, columns = (PetscBLASInt)(r->n + GHD_POLYNOMIAL), one = 1, n_work = 64 * (rows + columns);
  const PetscReal    rank_tolerance = RANK;
  PetscBLASInt       info, rank;
  PetscComplex      *matrix, *rhs, *work;
  PetscReal         *singular, *rwork, *size;

  PetscFunctionBegin;
  PetscCheck(rows >= columns, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "%d samples do not fix %d coefficients", (int)rows, (int)columns);
  PetscCall(PetscMalloc6(rows * columns, &matrix, rows, &rhs, n_work, &work, columns, &singular, 5 * columns, &rwork, columns, &size));
  for (PetscInt i = 0; i < rows; ++i) rhs[i] = s->importance[i] * s->value[i];
  for (PetscInt j = 0; j < columns; ++j) {
    PetscComplex *column = matrix + j * rows;

    for (PetscInt i = 0; i < rows; ++i) {
      column[i] = s->importance[i];
      for (PetscInt m = 0; m < j && j < GHD_POLYNOMIAL; ++m) column[i] *= s->z[i];
      if (j >= GHD_POLYNOMIAL) column[i] *= reciprocal(s->z[i] - r->pole[j - GHD_POLYNOMIAL]);
    }
    size[j] = ghd_norm(rows, column);
    for (PetscInt i = 0; i < rows; ++i) column[i] /= size[j];
  }
  zgelss_(&rows, &columns, &one, matrix, &rows, rhs, &rows, singular, &rank_tolerance, &rank, work, &n_work, rwork, &info);
  PetscCheck(info >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zgelss: info %d", (int)info);
  for (PetscInt j = 0; j < columns; ++j) *(j < GHD_POLYNOMIAL ? &r->polynomial[j] : &r->residue[j - GHD_POLYNOMIAL]) = info == 0 ? rhs[j] / size[j] : NAN;
  PetscCall(PetscFree6(matrix, rhs, work, singular, rwork, size));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscComplex ghd_partial_fractions_value(const GhdPartialFractions *r, PetscComplex z)
{
  PetscComplex sum = r->polynomial[GHD_POLYNOMIAL - 1];

  for (PetscInt m = GHD_POLYNOMIAL - 2; m >= 0; --m) sum = sum * z + r->polynomial[m];
  for (PetscInt j = 0; j < r->n; ++j) {
    const PetscComplex part = reciprocal(z - r->pole[j]);

    ghd_axpy(1, r->residue[j], &part, &sum);
  }
  return sum;
}
