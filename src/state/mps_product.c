#include "mps.h"

#include "complex_blas.h"

#define MAX_CELL_DIM (1 << GHD_MAX_CELL)
#define RANK_LIMIT   1e-15 /* singular values below this part of the largest are rounding */

PetscInt ghd_product_vector(GhdProductKind kind, PetscReal angle, PetscComplex vector[4])
{
  const PetscReal r = sqrt(0.5), c = cos(0.5 * angle), s = sin(0.5 * angle);

  for (PetscInt i = 0; i < 4; ++i) vector[i] = 0.0;
  switch (kind) {
  case GHD_NEEL: vector[1] = 1.0; return 2;
  case GHD_BELL: vector[0] = r, vector[3] = -r; return 2;
  case GHD_DIMER: vector[1] = r, vector[2] = -r; return 2;
  case GHD_TILTED_NEEL: vector[0] = -c * s, vector[1] = c * c, vector[2] = -s * s, vector[3] = s * c; return 2;
  case GHD_TILTED_FERROMAGNET: vector[0] = c, vector[1] = s; return 1;
  }
  return 0;
}

/* psi[rows][columns] (row-major) = sum over kept r of u[row][r] rest[r][column]; psi is destroyed. */
static PetscErrorCode split(PetscInt rows, PetscInt columns, PetscComplex psi[], PetscInt *rank, PetscComplex u[], PetscComplex rest[])
{
  /* Fortran sees psi as its transpose: columns x rows = U' S V'^T, so that u = V' and rest = S U'^T */
  const PetscBLASInt m = (PetscBLASInt)columns, n = (PetscBLASInt)rows, k = PetscMin(m, n), n_work = 16 * MAX_CELL_DIM;
  PetscComplex       left[MAX_CELL_DIM * MAX_CELL_DIM], right[MAX_CELL_DIM * MAX_CELL_DIM], work[16 * MAX_CELL_DIM];
  PetscReal          value[MAX_CELL_DIM], rwork[5 * MAX_CELL_DIM];
  PetscBLASInt       info;

  PetscFunctionBegin;
  zgesvd_("S", "S", &m, &n, psi, &m, value, left, &m, right, &k, work, &n_work, rwork, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zgesvd: info %d", (int)info);
  for (*rank = 0; *rank < k && value[*rank] > RANK_LIMIT * value[0]; ++*rank) continue;
  for (PetscInt i = 0; i < rows; ++i)
    for (PetscInt r = 0; r < *rank; ++r) u[i * *rank + r] = right[i * k + r];
  for (PetscInt r = 0; r < *rank; ++r)
    for (PetscInt j = 0; j < columns; ++j) rest[r * columns + j] = value[r] * left[r * columns + j];
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMpsCreateProduct(PetscInt n_site, const PetscComplex vector[], GhdMps *mps, char reason[GHD_REASON_LENGTH])
{
  PetscComplex        psi[MAX_CELL_DIM], u[MAX_CELL_DIM * MAX_CELL_DIM], tensor[GHD_MAX_CELL][2 * MAX_CELL_DIM];
  const PetscComplex *pointer[GHD_MAX_CELL];
  PetscInt            bond[GHD_MAX_CELL + 1] = {1};
  PetscReal           largest                = 0.0;
  PetscBool           finite                 = PETSC_TRUE;

  PetscFunctionBegin;
  *mps      = NULL;
  reason[0] = '\0';
  if (n_site < 1 || n_site > GHD_MAX_CELL) {
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "a unit cell has 1 to %d sites, not %d", GHD_MAX_CELL, (int)n_site));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (PetscInt i = 0; i < 1 << n_site; ++i) {
    largest = PetscMax(largest, cabs(vector[i]));
    if (PetscIsInfOrNanReal(cabs(vector[i]))) finite = PETSC_FALSE;
  }
  if (largest == 0.0 || !finite) {
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, finite ? "the vector has norm zero" : "an amplitude of the vector is not finite"));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (PetscInt i = 0; i < 1 << n_site; ++i) psi[i] = vector[i] / largest;
  for (PetscInt i = 0; i < n_site; ++i) {
    const PetscInt rows = 2 * bond[i], columns = 1 << (n_site - 1 - i); /* psi is [bond][spin][rest] */

    if (i == n_site - 1) {
      PetscCall(PetscArraycpy(u, psi, rows));
      bond[i + 1] = 1;
    } else
      PetscCall(split(rows, columns, psi, &bond[i + 1], u, psi));
    for (PetscInt a = 0; a < bond[i]; ++a)
      for (PetscInt p = 0; p < 2; ++p)
        for (PetscInt b = 0; b < bond[i + 1]; ++b) tensor[i][(p * bond[i] + a) * bond[i + 1] + b] = u[(a * 2 + p) * bond[i + 1] + b];
    pointer[i] = tensor[i];
  }
  PetscCall(GhdMpsCreate(n_site, 1, bond, pointer, mps, reason));
  PetscFunctionReturn(PETSC_SUCCESS);
}
