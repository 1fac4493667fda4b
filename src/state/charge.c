#include "charge.h"

#include "complex_blas.h"
#include "krylov.h"

#define BASIS     80  /* vectors of a Krylov space, ..                  */
#define DEEP      240 /* .. and of one of short vectors: elimination would take longer */
#define SHORT     2048
#define TOLERANCE 1e-15
#define ACCEPTED  1e-12 /* residual of the Krylov method above which elimination is tried */

struct GhdCharge_ {
  GhdMps        mps;
  GhdLax        lax;
  PetscInt      n_aux; /* auxiliary states that the state of the chain couples to              */
  PetscInt      n;     /* length of vectors: n_aux x bra bond x ket bond at the end of a cell    */
  PetscInt      n_term;
  GhdLaxTerm   *term; /* auxiliary states renumbered 0 .. n_aux - 1                              */
  GhdSiteEntry *entry;
  PetscBool    *is_left; /* [n_aux] enters the left eigenvector; state 0 does                       */
  PetscComplex *value, *derivative;
  PetscInt      n_unknown;
  PetscInt     *unknown; /* [n_unknown] coupled components, ascending; number 0 is the first of auxiliary state 1 */
  PetscInt      dense;
  GhdKrylov     krylov;                                           /* NULL if elimination is always used */
  PetscComplex *rhs, *solution, *full, *image, *vector[2], *work; /* [n] each; between sites; for a site */
  PetscComplex *matrix;                                           /* [n_unknown][n_unknown], once needed */
  PetscBLASInt *pivot;
};

/* ---- what couples to what ---- */

static PetscInt largest_bond(GhdMps mps)
{
  PetscInt most = 1;

  for (PetscInt i = 0; i < mps->n_site; ++i) most = PetscMax(most, mps->bond[i]);
  return most;
}

/* The state with every tensor element that is not zero replaced by 1. Free with free_pattern(). */
static PetscErrorCode make_pattern(GhdMps mps, struct GhdMps_ *pattern)
{
  PetscFunctionBegin;
  *pattern = *mps;
  for (PetscInt i = 0; i < mps->n_site; ++i) {
    const PetscInt n = mps->n_ancilla * 2 * mps->bond[i] * mps->bond[i + 1];

    PetscCall(PetscMalloc1(n, &pattern->ket[i]));
    PetscCall(PetscMalloc1(n, &pattern->bra[i]));
    for (PetscInt e = 0; e < n; ++e) {
      pattern->ket[i][e] = mps->ket[i][e] != 0.0 ? 1.0 : 0.0;
      pattern->bra[i][e] = mps->bra[i][e] != 0.0 ? 1.0 : 0.0;
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode free_pattern(struct GhdMps_ *pattern)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < pattern->n_site; ++i) {
    PetscCall(PetscFree(pattern->ket[i]));
    PetscCall(PetscFree(pattern->bra[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Components that the transfer operator can reach from |0> (x) right environment, at the ends of cells (coupled[n]), and auxiliary states that it passes on the
   way (used[n_aux]): products of zeros and ones. Selection rules of the state, such as a definite magnetisation of its cell, keep many out. */
static PetscErrorCode find_coupled(GhdCharge c, PetscBool coupled[], PetscBool used[])
{
  struct GhdMps_ pattern;
  const PetscInt most = PetscSqr(largest_bond(c->mps)), n_end = PetscSqr(c->mps->bond[0]);
  PetscInt       count = 0, before = -1;
  PetscComplex  *x, *y, *work, *ones;

  PetscFunctionBegin;
  PetscCall(make_pattern(c->mps, &pattern));
  PetscCall(PetscMalloc4(c->n_aux * most, &x, c->n_aux * most, &y, ghd_mps_work(c->mps, c->n_aux), &work, c->n_term, &ones));
  for (PetscInt e = 0; e < c->n_term; ++e) ones[e] = 1.0;
  for (PetscInt i = 0; i < c->n; ++i) coupled[i] = (PetscBool)(i < n_end && c->mps->right[0][i] != 0.0);
  while (count > before) {
    before = count;
    for (PetscInt i = 0; i < c->n; ++i) x[i] = coupled[i] ? 1.0 : 0.0;
    for (PetscInt site = c->mps->n_site - 1; site >= 0; --site) {
      const PetscInt block = PetscSqr(c->mps->bond[site]);

      PetscCall(GhdMpsApplySite(&pattern, site, c->n_aux, c->n_term, c->entry, ones, x, y, work));
      for (PetscInt i = 0; i < c->n_aux * block; ++i) {
        x[i] = y[i] != 0.0 ? 1.0 : 0.0;
        if (y[i] != 0.0) used[i / block] = PETSC_TRUE;
      }
    }
    count = 0;
    for (PetscInt i = 0; i < c->n; ++i) {
      if (x[i] != 0.0) coupled[i] = PETSC_TRUE;
      if (coupled[i]) ++count;
    }
  }
  PetscCall(PetscFree4(x, y, work, ones));
  PetscCall(free_pattern(&pattern));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Keeps what is coupled only: renumbers auxiliary states, drops terms, lists the unknowns. */
static PetscErrorCode reduce(GhdCharge c, const PetscBool coupled[], const PetscBool used[])
{
  const PetscInt n_end = PetscSqr(c->mps->bond[0]), n_full = c->n_aux;
  PetscInt      *number, n_term                            = 0;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n_full, &number));
  c->n_aux = 0;
  for (PetscInt aux = 0; aux < n_full; ++aux) {
    number[aux] = used[aux] ? c->n_aux : -1;
    if (!used[aux]) continue;
    c->is_left[c->n_aux++] = ghd_lax_is_left(&c->lax, aux);
    for (PetscInt i = 0; i < n_end && aux > 0; ++i)
      if (coupled[aux * n_end + i]) c->unknown[c->n_unknown++] = (number[aux] - 1) * n_end + i;
  }
  c->n = c->n_aux * n_end;
  for (PetscInt e = 0; e < c->n_term; ++e) {
    GhdLaxTerm t = c->term[e];

    if (!used[t.entry.row_aux] || !used[t.entry.col_aux]) continue;
    t.entry.row_aux   = number[t.entry.row_aux];
    t.entry.col_aux   = number[t.entry.col_aux];
    c->entry[n_term]  = t.entry;
    c->term[n_term++] = t;
  }
  c->n_term = n_term;
  PetscCall(PetscFree(number));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- life ---- */

PetscErrorCode GhdChargeCreate(GhdModel model, GhdMps mps, PetscInt two_s, PetscInt dense, GhdCharge *charge)
{
  GhdCharge  c;
  PetscBool *coupled, *used;
  PetscInt   n_vector;

  PetscFunctionBegin;
  PetscCall(PetscNew(&c));
  c->mps   = mps;
  c->dense = dense;
  PetscCall(GhdLaxSetUp(model, two_s, &c->lax));
  c->n_aux = ghd_lax_n_aux(&c->lax);
  c->n     = c->n_aux * PetscSqr(mps->bond[0]);
  PetscCall(PetscMalloc4(8 * c->n_aux, &c->term, 8 * c->n_aux, &c->entry, c->n_aux, &c->is_left, c->n, &c->unknown));
  PetscCall(GhdLaxTerms(&c->lax, &c->n_term, c->term));
  for (PetscInt e = 0; e < c->n_term; ++e) c->entry[e] = c->term[e].entry;
  PetscCall(PetscCalloc2(c->n, &coupled, c->n_aux, &used));
  PetscCall(find_coupled(c, coupled, used));
  PetscCall(reduce(c, coupled, used));
  PetscCall(PetscFree2(coupled, used));
  n_vector = c->n_aux * PetscSqr(largest_bond(mps));
  PetscCall(PetscMalloc2(c->n_term, &c->value, c->n_term, &c->derivative));
  PetscCall(PetscMalloc7(c->n, &c->rhs, c->n, &c->solution, c->n, &c->full, c->n, &c->image, n_vector, &c->vector[0], n_vector, &c->vector[1],
                         ghd_mps_work(mps, c->n_aux), &c->work));
  if (c->n_unknown > dense) PetscCall(GhdKrylovCreate(c->n - PetscSqr(mps->bond[0]), c->n <= SHORT ? DEEP : BASIS, &c->krylov));
  *charge = c;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChargeDestroy(GhdCharge *charge)
{
  GhdCharge c = *charge;

  PetscFunctionBegin;
  if (!c) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdLaxReset(&c->lax));
  PetscCall(GhdKrylovDestroy(&c->krylov));
  PetscCall(PetscFree4(c->term, c->entry, c->is_left, c->unknown));
  PetscCall(PetscFree2(c->value, c->derivative));
  PetscCall(PetscFree7(c->rhs, c->solution, c->full, c->image, c->vector[0], c->vector[1], c->work));
  PetscCall(PetscFree(c->matrix));
  PetscCall(PetscFree(c->pivot));
  PetscCall(PetscFree(*charge));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt ghd_charge_size(GhdCharge c)
{
  return c->n_unknown;
}

/* ---- the right eigenvector ----

   R = M R with left . R = 1. The left eigenvector makes M block triangular: the left auxiliary combination of R is the right environment of the state itself.
   With R = |0> (x) environment + X, the left combination of X is zero, and X = M X + (M - 1)|0> (x) environment has one solution. */

/* y = M x, the transfer operator of a cell; y may not alias x */
static PetscErrorCode apply_cell(GhdCharge c, const PetscComplex x[], PetscComplex y[])
{
  const PetscComplex *in = x;

  PetscFunctionBegin;
  ghd_heartbeat();
  for (PetscInt i = c->mps->n_site - 1; i >= 0; --i) {
    PetscComplex *out = i == 0 ? y : c->vector[i % 2];

    PetscCall(GhdMpsApplySite(c->mps, i, c->n_aux, c->n_term, c->entry, c->value, in, out, c->work));
    in = out;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Makes the left combination of x zero by its components of auxiliary state 0. */
static void close_up(GhdCharge c, PetscComplex x[])
{
  const PetscInt n_end = PetscSqr(c->mps->bond[0]);

  for (PetscInt i = 0; i < n_end; ++i) x[i] = 0.0;
  for (PetscInt aux = 1; aux < c->n_aux; ++aux)
    if (c->is_left[aux]) ghd_axpy(n_end, -1.0, x + aux * n_end, x);
}

/* y = x - M x for vectors of left combination zero, given by their components of auxiliary states > 0 (rounding must not find the way to the eigenvalue 1). */
static PetscErrorCode apply_system(void *context, const PetscComplex x[], PetscComplex y[])
{
  GhdCharge      c     = context;
  const PetscInt n_end = PetscSqr(c->mps->bond[0]);

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(c->full + n_end, x, c->n - n_end));
  close_up(c, c->full);
  PetscCall(apply_cell(c, c->full, c->image));
  for (PetscInt i = n_end; i < c->n; ++i) y[i - n_end] = x[i - n_end] - c->image[i];
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The system for the unknowns as a full matrix, and its solution in x; only components that are coupled count. */
static PetscErrorCode eliminate(GhdCharge c, PetscComplex x[])
{
  const PetscInt     n_end = PetscSqr(c->mps->bond[0]), n_reduced = c->n - n_end;
  const PetscBLASInt n = (PetscBLASInt)c->n_unknown, one = 1;
  PetscBLASInt       info = 0;
  PetscComplex      *column;

  PetscFunctionBegin;
  if (n == 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (!c->matrix) {
    PetscCall(PetscMalloc1((size_t)n * (size_t)n, &c->matrix));
    PetscCall(PetscMalloc1(n, &c->pivot));
  }
  PetscCall(PetscMalloc1(n_reduced, &column));
  for (PetscInt j = 0; j < n; ++j) {
    PetscCall(PetscArrayzero(x, n_reduced));
    x[c->unknown[j]] = 1.0;
    PetscCall(apply_system(c, x, column));
    for (PetscInt i = 0; i < n; ++i) c->matrix[(size_t)j * (size_t)n + (size_t)i] = column[c->unknown[i]];
  }
  for (PetscInt i = 0; i < n; ++i) column[i] = c->rhs[c->unknown[i]]; /* unknowns ascend: nothing is overwritten that is still needed */
  zgesv_(&n, &one, c->matrix, &n, c->pivot, column, &n, &info);
  PetscCheck(info >= 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "zgesv: info %d", (int)info);
  PetscCall(PetscArrayzero(x, n_reduced));
  for (PetscInt i = 0; i < n; ++i) x[c->unknown[i]] = info == 0 ? column[i] : NAN; /* singular: there is no such charge at this u */
  PetscCall(PetscFree(column));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* solution = R; residual - |R - M R| / |R| */
static PetscErrorCode right_eigenvector(GhdCharge c, PetscReal *residual)
{
  const PetscInt n_end = PetscSqr(c->mps->bond[0]);
  PetscComplex  *x     = c->solution + n_end;

  PetscFunctionBegin;
  PetscCall(PetscArrayzero(c->full, c->n));
  PetscCall(PetscArraycpy(c->full, c->mps->right[0], n_end));
  PetscCall(apply_cell(c, c->full, c->image));
  PetscCall(PetscArraycpy(c->rhs, c->image + n_end, c->n - n_end)); /* (M - 1)|0> has no other component that matters */
  PetscCall(PetscArrayzero(x, c->n - n_end));
  *residual = 0.0;
  if (c->krylov) PetscCall(GhdKrylovSolve(c->krylov, apply_system, c, TOLERANCE, c->rhs, x, residual));
  if (!c->krylov || (!(*residual <= ACCEPTED) && c->n_unknown <= GHD_CHARGE_DENSE_MOST)) PetscCall(eliminate(c, x));
  close_up(c, c->solution);
  ghd_axpy(n_end, 1.0, c->mps->right[0], c->solution);
  PetscCall(apply_cell(c, c->solution, c->image));
  ghd_axpy(c->n, -1.0, c->solution, c->image);
  *residual = ghd_norm(c->n - n_end, c->image + n_end) / ghd_norm(c->n, c->solution);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* (1/n_site) sum_i left . E'_i E_{i+1} .. E_n R; to the left of a site the left eigenvector is that of the state.*/
static PetscErrorCode log_derivative(GhdCharge c, PetscComplex R[], PetscComplex *x)
{
  PetscComplex *in = R, *out;

  PetscFunctionBegin;
  *x = 0.0;
  for (PetscInt i = c->mps->n_site - 1; i >= 0; --i) {
    const PetscInt block = PetscSqr(c->mps->bond[i]);

    out = c->vector[i % 2];
    PetscCall(GhdMpsApplySite(c->mps, i, c->n_aux, c->n_term, c->entry, c->derivative, in, out, c->work));
    for (PetscInt aux = 0; aux < c->n_aux; ++aux)
      if (c->is_left[aux]) *x += ghd_dot(block, c->mps->left[i], out + aux * block);
    if (i == 0) break;
    PetscCall(GhdMpsApplySite(c->mps, i, c->n_aux, c->n_term, c->entry, c->value, in, out, c->work));
    in = out;
  }
  *x /= (PetscReal)c->mps->n_site;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChargeEvaluate(GhdCharge c, PetscComplex u, PetscComplex *value, PetscReal *residual)
{
  PetscComplex x;

  PetscFunctionBegin;
  ghd_lax_values(&c->lax, u, c->n_term, c->term, c->value, c->derivative);
  PetscCall(right_eigenvector(c, residual));
  PetscCall(log_derivative(c, c->solution, &x));
  *value = ghd_lax_charge(&c->lax, u, x);
  PetscFunctionReturn(PETSC_SUCCESS);
}
