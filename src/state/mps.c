#include "mps.h"

#include "complex_blas.h"
#include "krylov.h"

#define BASIS        48
#define MAX_RESTARTS 400
#define TOLERANCE    1e-16
#define SECOND_LIMIT (1.0 - 1e-8) /* a correlation length of 1e8 cells leaves half of the digits */
#define VANISHING    1e-14

static const GhdSiteEntry identity_entry[2] = {{0, 0, 0, 0}, {0, 1, 0, 1}};
static const PetscComplex identity_value[2] = {1.0, 1.0};

static PetscErrorCode allocate(PetscInt n_site, PetscInt n_ancilla, const PetscInt bond[], GhdMps *mps)
{
  GhdMps m;

  PetscFunctionBegin;
  PetscCall(PetscNew(&m));
  m->n_site    = n_site;
  m->n_ancilla = n_ancilla;
  PetscCall(PetscArraycpy(m->bond, bond, n_site + 1));
  for (PetscInt i = 0; i < n_site; ++i) {
    PetscCall(PetscMalloc1(n_ancilla * 2 * bond[i] * bond[i + 1], &m->ket[i]));
    PetscCall(PetscMalloc1(n_ancilla * 2 * bond[i] * bond[i + 1], &m->bra[i]));
  }
  for (PetscInt i = 0; i <= n_site; ++i) {
    PetscCall(PetscCalloc1(bond[i] * bond[i], &m->left[i]));
    PetscCall(PetscCalloc1(bond[i] * bond[i], &m->right[i]));
  }
  PetscCall(PetscMalloc1(ghd_mps_work(m, 1), &m->work));
  *mps = m;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMpsDestroy(GhdMps *mps)
{
  GhdMps m = *mps;

  PetscFunctionBegin;
  if (!m) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < GHD_MAX_CELL; ++i) {
    PetscCall(PetscFree(m->ket[i]));
    PetscCall(PetscFree(m->bra[i]));
  }
  for (PetscInt i = 0; i <= GHD_MAX_CELL; ++i) {
    PetscCall(PetscFree(m->left[i]));
    PetscCall(PetscFree(m->right[i]));
  }
  PetscCall(PetscFree(m->work));
  PetscCall(PetscFree(*mps));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Copies a tensor; what is rounding next to its largest element becomes an exact zero, so that selection rules of the state stay visible. */
static void set_tensor(GhdMps m, PetscInt site, const PetscComplex tensor[])
{
  const PetscInt left = m->bond[site], right = m->bond[site + 1], n = m->n_ancilla * 2 * left * right;
  PetscReal      largest = 0.0;

  for (PetscInt i = 0; i < n; ++i) largest = PetscMax(largest, cabs(tensor[i]));
  for (PetscInt x = 0; x < m->n_ancilla * 2; ++x)
    for (PetscInt a = 0; a < left; ++a)
      for (PetscInt b = 0; b < right; ++b) {
        const PetscComplex value = tensor[(x * left + a) * right + b], kept = cabs(value) <= PETSC_MACHINE_EPSILON * largest ? 0.0 : value; /* NaN stays */

        m->ket[site][(x * left + a) * right + b]             = kept;
        m->bra[site][(a * m->n_ancilla * 2 + x) * right + b] = conj(kept);
      }
}

/* The mirror image: sites in reverse order, bonds exchanged. Its right environments are the left ones of the state. */
static PetscErrorCode mirror(GhdMps m, GhdMps *mirrored)
{
  PetscInt      bond[GHD_MAX_CELL + 1];
  PetscComplex *tensor;

  PetscFunctionBegin;
  for (PetscInt i = 0; i <= m->n_site; ++i) bond[i] = m->bond[m->n_site - i];
  PetscCall(allocate(m->n_site, m->n_ancilla, bond, mirrored));
  for (PetscInt i = 0; i < m->n_site; ++i) {
    const PetscInt left = m->bond[i], right = m->bond[i + 1];

    PetscCall(PetscMalloc1(m->n_ancilla * 2 * left * right, &tensor));
    for (PetscInt x = 0; x < m->n_ancilla * 2; ++x)
      for (PetscInt a = 0; a < left; ++a)
        for (PetscInt b = 0; b < right; ++b) tensor[(x * right + b) * left + a] = m->ket[i][(x * left + a) * right + b];
    set_tensor(*mirrored, m->n_site - 1 - i, tensor);
    PetscCall(PetscFree(tensor));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The transfer matrix of a cell acting to the right, less value |vector><covector|. */
typedef struct {
  GhdMps              mps;
  PetscComplex        value;
  const PetscComplex *vector, *covector; /* NULL: nothing is taken off */
} Transfer;

static PetscErrorCode apply_transfer(void *context, const PetscComplex x[], PetscComplex y[])
{
  const Transfer *t = context;
  const PetscInt  n = t->mps->bond[0] * t->mps->bond[0];
  PetscComplex    a[GHD_MAX_BOND * GHD_MAX_BOND], b[GHD_MAX_BOND * GHD_MAX_BOND];

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(a, x, n));
  for (PetscInt i = t->mps->n_site - 1; i >= 0; --i) {
    PetscCall(GhdMpsApplySite(t->mps, i, 1, 2, identity_entry, identity_value, a, b, t->mps->work));
    PetscCall(PetscArraycpy(a, b, t->mps->bond[i] * t->mps->bond[i]));
  }
  PetscCall(PetscArraycpy(y, a, n));
  if (t->vector) ghd_axpy(n, -t->value * ghd_dot(n, t->covector, x), t->vector, y);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* right[0] = leading eigenvector of the cell: positive, found from the identity. */
static PetscErrorCode leading(GhdMps m, GhdKrylov krylov, PetscReal *value, PetscReal *residual)
{
  Transfer       transfer = {m, 0.0, NULL, NULL};
  const PetscInt D        = m->bond[0];
  PetscComplex   w, trace = 0.0;

  PetscFunctionBegin;
  for (PetscInt a = 0; a < D; ++a) m->right[0][a * D + a] = 1.0;
  PetscCall(GhdKrylovEigen(krylov, apply_transfer, &transfer, GHD_LARGEST_REAL_PART, TOLERANCE, MAX_RESTARTS, m->right[0], &w, residual));
  for (PetscInt a = 0; a < D; ++a) trace += m->right[0][a * D + a];
  for (PetscInt i = 0; i < D * D && trace != 0.0; ++i) m->right[0][i] *= conj(trace) / cabs(trace); /* makes it Hermitian */
  *value = creal(w);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Modulus of the second eigenvalue, relative to the first; the start has no symmetry. */
static PetscErrorCode second(GhdMps m, GhdKrylov krylov, PetscReal first)
{
  Transfer     transfer = {m, first, m->right[0], m->left[0]};
  PetscComplex start[GHD_MAX_BOND * GHD_MAX_BOND], w;
  PetscReal    residual;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < m->bond[0] * m->bond[0]; ++i) start[i] = PetscCMPLX(sin(1.0 + 2.3 * (PetscReal)i), cos(0.7 * (PetscReal)(i * i)));
  PetscCall(GhdKrylovEigen(krylov, apply_transfer, &transfer, GHD_LARGEST_MODULUS, 1e-6, 3, start, &w, &residual));
  m->second = cabs(w) / first;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Fills all environments from right[0] and left[0], normalised, the tensors having been divided by their share of the eigenvalue. */
static PetscErrorCode environments(GhdMps m, GhdMps mirrored)
{
  PetscFunctionBegin;
  for (PetscInt i = m->n_site - 1; i > 0; --i)
    PetscCall(GhdMpsApplySite(m, i, 1, 2, identity_entry, identity_value, i == m->n_site - 1 ? m->right[0] : m->right[i + 1], m->right[i], m->work));
  PetscCall(PetscArraycpy(m->right[m->n_site], m->right[0], m->bond[0] * m->bond[0]));
  for (PetscInt i = 0; i < m->n_site - 1; ++i)
    PetscCall(GhdMpsApplySite(mirrored, m->n_site - 1 - i, 1, 2, identity_entry, identity_value, m->left[i], m->left[i + 1], m->work));
  PetscCall(PetscArraycpy(m->left[m->n_site], m->left[0], m->bond[0] * m->bond[0]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void scale_tensors(GhdMps m, PetscReal factor)
{
  for (PetscInt i = 0; i < m->n_site; ++i)
    for (PetscInt e = 0; e < m->n_ancilla * 2 * m->bond[i] * m->bond[i + 1]; ++e) {
      m->ket[i][e] *= factor;
      m->bra[i][e] *= factor;
    }
}

/* Normalisation and environments; a reason if the state has none or more than one. */
static PetscErrorCode normalise(GhdMps m, GhdMps mirrored, GhdKrylov krylov, char reason[GHD_REASON_LENGTH])
{
  const PetscInt n = m->bond[0] * m->bond[0];
  PetscReal      value, value_left, residual, residual_left, scale = 1.0, overlap;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < m->n_site; ++i) scale *= PetscSqr(ghd_norm(m->n_ancilla * 2 * m->bond[i] * m->bond[i + 1], m->ket[i]));
  if (PetscIsInfOrNanReal(scale) || scale == 0.0) {
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, scale == 0.0 ? "the state has norm zero" : "an amplitude of the state is not finite"));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(leading(m, krylov, &value, &residual));
  PetscCall(leading(mirrored, krylov, &value_left, &residual_left));
  if (value <= VANISHING * scale) {
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "the state cannot be normalised: the norm of a long chain of its cells is zero"));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(PetscArraycpy(m->left[0], mirrored->right[0], n));
  overlap = creal(ghd_dot(n, m->left[0], m->right[0]));
  for (PetscInt i = 0; i < n && overlap > 0.0; ++i) m->left[0][i] /= overlap;
  if (overlap > VANISHING)
    PetscCall(second(m, krylov, value));
  else
    m->second = 1.0; /* a Jordan block */
  if (m->second > SECOND_LIMIT || PetscMax(residual, residual_left) > 1e-11) {
    PetscCall(PetscSNPrintf(
        reason, GHD_REASON_LENGTH,
        "the state is not injective: the second eigenvalue of the transfer matrix of its cell has %.10g times the modulus of the first, so that it is "
        "a superposition of macroscopically different states",
        (double)m->second));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  scale_tensors(m, PetscPowReal(value, -0.5 / (PetscReal)m->n_site));
  scale_tensors(mirrored, PetscPowReal(value, -0.5 / (PetscReal)m->n_site));
  PetscCall(environments(m, mirrored));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode check_shapes(PetscInt n_site, const PetscInt bond[], char reason[GHD_REASON_LENGTH])
{
  PetscFunctionBegin;
  reason[0] = '\0';
  if (n_site < 1 || n_site > GHD_MAX_CELL)
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "a unit cell has 1 to %d sites, not %d", GHD_MAX_CELL, (int)n_site));
  for (PetscInt i = 0; i <= n_site && !reason[0]; ++i)
    if (bond[i] < 1 || bond[i] > GHD_MAX_BOND)
      PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "bond dimensions are 1 to %d, not %d", GHD_MAX_BOND, (int)bond[i]));
  if (!reason[0] && bond[n_site] != bond[0])
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "the bond at the right end of the cell has dimension %d, the one at its left end %d", (int)bond[n_site],
                            (int)bond[0]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMpsCreate(PetscInt n_site, PetscInt n_ancilla, const PetscInt bond[], const PetscComplex *const tensor[], GhdMps *mps,
                            char reason[GHD_REASON_LENGTH])
{
  GhdMps    m, mirrored;
  GhdKrylov krylov;

  PetscFunctionBegin;
  *mps = NULL;
  PetscCheck(n_ancilla >= 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "dimension of the ancilla: %" PetscInt_FMT, n_ancilla);
  PetscCall(check_shapes(n_site, bond, reason));
  if (reason[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(allocate(n_site, n_ancilla, bond, &m));
  for (PetscInt i = 0; i < n_site; ++i) set_tensor(m, i, tensor[i]);
  PetscCall(mirror(m, &mirrored));
  PetscCall(GhdKrylovCreate(bond[0] * bond[0], BASIS, &krylov));
  PetscCall(normalise(m, mirrored, krylov, reason));
  PetscCall(GhdKrylovDestroy(&krylov));
  PetscCall(GhdMpsDestroy(&mirrored));
  if (reason[0]) PetscCall(GhdMpsDestroy(&m));
  *mps = m;
  PetscFunctionReturn(PETSC_SUCCESS);
}
