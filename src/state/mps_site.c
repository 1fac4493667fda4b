#include "mps.h"

#include "complex_blas.h"

#define SMALL 512 /* multiplications below which the loops here are faster than a call of zgemm */

/* row-major c[m][n] = a[m][k] b[k][n], with b given as [n][k] if transpose_b */
static void multiply(PetscInt m, PetscInt n, PetscInt k, const PetscComplex a[], PetscBool transpose_b, const PetscComplex b[], PetscComplex c[])
{
  static const PetscComplex one = 1.0, zero = 0.0;
  const PetscBLASInt        bm = (PetscBLASInt)m, bn = (PetscBLASInt)n, bk = (PetscBLASInt)k;

  if (m * n * k >= SMALL) {
    zgemm_(transpose_b ? "T" : "N", "N", &bn, &bm, &bk, &one, b, transpose_b ? &bk : &bn, a, &bk, &zero, c, &bn);
    return;
  }
  for (PetscInt i = 0; i < m; ++i)
    for (PetscInt j = 0; j < n; ++j) {
      PetscReal re = 0.0, im = 0.0;

      for (PetscInt l = 0; l < k; ++l) {
        const PetscComplex x = a[i * k + l], y = transpose_b ? b[j * k + l] : b[l * n + j];

        re += creal(x) * creal(y) - cimag(x) * cimag(y);
        im += creal(x) * cimag(y) + cimag(x) * creal(y);
      }
      c[i * n + j] = PetscCMPLX(re, im);
    }
}

PetscInt ghd_mps_work(GhdMps m, PetscInt n_aux)
{
  PetscInt most = 0;

  for (PetscInt i = 0; i < m->n_site; ++i) most = PetscMax(most, m->bond[i] * m->bond[i + 1]);
  return 4 * m->n_ancilla * n_aux * most;
}

/* Order of the work: ket tensors first, which leaves [ancilla][q][aux][b][a']; then the operator, into [aux][ancilla][p][b][a']; then the bra tensors. */
PetscErrorCode GhdMpsApplySite(GhdMps m, PetscInt site, PetscInt n_aux, PetscInt n_entry, const GhdSiteEntry entry[], const PetscComplex value[],
                               const PetscComplex in[], PetscComplex out[], PetscComplex work[])
{
  const PetscInt left = m->bond[site], right = m->bond[site + 1], n_anc = m->n_ancilla, block = left * right;
  PetscComplex  *ket_done = work, *both = work + n_anc * 2 * n_aux * block;

  PetscFunctionBegin;
  for (PetscInt x = 0; x < n_anc * 2; ++x) multiply(n_aux * right, left, right, in, PETSC_TRUE, m->ket[site] + x * block, ket_done + x * n_aux * block);
  PetscCall(PetscArrayzero(both, n_anc * 2 * n_aux * block));
  for (PetscInt e = 0; e < n_entry; ++e)
    for (PetscInt x = 0; x < n_anc; ++x)
      ghd_axpy(block, value[e], ket_done + ((x * 2 + entry[e].col_p) * n_aux + entry[e].col_aux) * block,
               both + ((entry[e].row_aux * n_anc + x) * 2 + entry[e].row_p) * block);
  for (PetscInt aux = 0; aux < n_aux; ++aux)
    multiply(left, left, n_anc * 2 * right, m->bra[site], PETSC_FALSE, both + aux * n_anc * 2 * block, out + aux * left * left);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A bond is measured with three auxiliary states that carry s-, s+ and sz of its right site to the left one:
   sx sx + sy sy + Delta sz sz = (s+ s- + s- s+)/2 + Delta sz sz. */
PetscErrorCode GhdMpsExpectation(GhdMps m, PetscReal delta, PetscReal *sz, PetscReal *energy)
{
  static const GhdSiteEntry sz_entry[]    = {{0, 0, 0, 0}, {0, 1, 0, 1}};
  static const PetscComplex sz_value[]    = {0.5, -0.5};
  static const GhdSiteEntry right_entry[] = {{0, 1, 0, 0}, {1, 0, 0, 1}, {2, 0, 0, 0}, {2, 1, 0, 1}}; /* s-, s+, sz into three channels */
  static const PetscComplex right_value[] = {1.0, 1.0, 0.5, -0.5};
  static const GhdSiteEntry left_entry[]  = {{0, 0, 0, 1}, {0, 1, 1, 0}, {0, 0, 2, 0}, {0, 1, 2, 1}};
  const PetscComplex        left_value[]  = {0.5, 0.5, 0.5 * delta, -0.5 * delta};
  PetscComplex             *in, *middle, *out, *work;

  PetscFunctionBegin;
  PetscCall(PetscMalloc4(3 * GHD_MAX_BOND * GHD_MAX_BOND, &in, 3 * GHD_MAX_BOND * GHD_MAX_BOND, &middle, 3 * GHD_MAX_BOND * GHD_MAX_BOND, &out,
                         ghd_mps_work(m, 3), &work));
  *sz = *energy = 0.0;
  for (PetscInt i = 0; i < m->n_site; ++i) {
    const PetscInt before = (i + m->n_site - 1) % m->n_site, n = m->bond[i + 1] * m->bond[i + 1];

    PetscCall(PetscArrayzero(in, 3 * n));
    PetscCall(PetscArraycpy(in, m->right[i + 1], n));
    PetscCall(GhdMpsApplySite(m, i, 1, 2, sz_entry, sz_value, in, out, work));
    *sz += creal(ghd_dot(m->bond[i] * m->bond[i], m->left[i], out));
    PetscCall(GhdMpsApplySite(m, i, 3, 4, right_entry, right_value, in, middle, work));
    PetscCall(GhdMpsApplySite(m, before, 3, 4, left_entry, left_value, middle, out, work));
    *energy += creal(ghd_dot(m->bond[before] * m->bond[before], m->left[before], out)) - 0.25 * delta;
  }
  *sz /= (PetscReal)m->n_site;
  *energy /= (PetscReal)m->n_site;
  PetscCall(PetscFree4(in, middle, out, work));
  PetscFunctionReturn(PETSC_SUCCESS);
}
