#include "internal.h"

#define OMEGA_BLOCK 64 /* frequencies treated together: the table of prefix sums then stays in the cache for the usual Q */

/* T_jk sums a_n over n = first, first + 2, .., last, the two ends with weight 1, the others with weight 2. As a_{2Q-n} = -a_n, terms beyond Q cancel against
   their mirror images, so that 0 <= first <= last <= Q (no string is longer than Q). */
typedef struct {
  PetscInt first, last, parity;
} KernelRange;

static KernelRange kernel_range(GhdModel model, PetscInt j, PetscInt k)
{
  const PetscInt    n_j = model->length[j], n_k = model->length[k], last = n_j + n_k;
  const KernelRange r = {PetscAbsInt(n_j - n_k), PetscMin(last, 2 * model->Q - last), model->parity[j] * model->parity[k]};

  return r;
}

PetscErrorCode GhdKernelTerms(GhdModel model, PetscInt j, PetscInt k, PetscInt *n_terms, GhdKernelTerm terms[])
{
  KernelRange r;

  PetscFunctionBegin;
  PetscCheck(0 <= j && j < model->n_str && 0 <= k && k < model->n_str, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "species %" PetscInt_FMT ", %" PetscInt_FMT " of %" PetscInt_FMT, j, k, model->n_str);
  r        = kernel_range(model, j, k);
  *n_terms = 0;
  if (r.first == r.last) PetscFunctionReturn(PETSC_SUCCESS); /* everything cancels */
  for (PetscInt n = r.first; n <= r.last; n += 2) {
    const GhdAngle angle = ghd_angle(model, n, r.parity);

    if (angle == 0 || angle == model->Q) continue; /* sin theta = 0 */
    terms[*n_terms].angle       = angle;
    terms[*n_terms].coefficient = (n == r.first || n == r.last) ? 1.0 : 2.0;
    ++*n_terms;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKernelValue(GhdModel model, PetscInt j, PetscInt k, PetscInt n, const PetscReal lambda[], PetscReal value[])
{
  GhdKernelTerm *terms;
  PetscInt       n_terms;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * model->Q, &terms));
  PetscCall(GhdKernelTerms(model, j, k, &n_terms, terms));
  for (PetscInt i = 0; i < n; ++i) {
    const Decay d   = ghd_decay(lambda[i]);
    PetscReal   sum = 0.0;

    for (PetscInt t = 0; t < n_terms; ++t) sum += terms[t].coefficient * ghd_a_value(&model->trig[terms[t].angle], d);
    value[i] = sum;
  }
  PetscCall(PetscFree(terms));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Which transform of the a's is summed. */
typedef struct {
  PetscReal growth;
  PetscBool odd; /* its imaginary part */
} Transform;

static PetscReal a_hat(GhdModel model, GhdAngle angle, PetscReal omega, Transform transform)
{
  if (transform.growth == 0.0) return ghd_a_hat(model, angle, omega);
  const double complex hat = ghd_a_hat_growing(model, angle, omega, transform.growth);

  return transform.odd ? cimag(hat) : creal(hat);
}

/* The prefix sums C_n = a_n + 2 a_{n-2} + 2 a_{n-4} + ..., n = 0..Q, of one parity at a block of frequencies; T_jk = C_last - C_first. */
static void prefix_sums(GhdModel model, PetscInt parity, PetscInt n_omega, const PetscReal omega[], Transform transform, PetscReal sums[][OMEGA_BLOCK])
{
  PetscReal before[2][OMEGA_BLOCK] = {{0.0}}; /* a_{n-2}, by n modulo 2 */

  for (PetscInt n = 0; n <= model->Q; ++n) {
    const GhdAngle angle = ghd_angle(model, n, parity);

    for (PetscInt w = 0; w < n_omega; ++w) {
      const PetscReal hat = a_hat(model, angle, omega[w], transform);

      sums[n][w]       = hat + before[n % 2][w] + (n >= 2 ? sums[n - 2][w] : 0.0);
      before[n % 2][w] = hat;
    }
  }
}

static void hat_block(GhdModel model, PetscInt j, PetscInt k, PetscInt n_omega, PetscReal (*sums[2])[OMEGA_BLOCK], PetscReal hat_jk[], PetscReal hat_kj[])
{
  const KernelRange r     = kernel_range(model, j, k);
  const PetscReal  *last  = sums[r.parity > 0][r.last];
  const PetscReal  *first = sums[r.parity > 0][r.first];

  for (PetscInt w = 0; w < n_omega; ++w) hat_jk[w] = hat_kj[w] = last[w] - first[w];
}

static PetscErrorCode kernel_hat(GhdModel model, PetscInt n_omega, const PetscReal omega[], Transform transform, PetscReal hat[])
{
  const size_t n_str = (size_t)model->n_str, stride = (size_t)n_omega;
  PetscReal(*sums[2])[OMEGA_BLOCK];

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(model->Q + 1, &sums[0], model->Q + 1, &sums[1]));
  for (PetscInt first = 0; first < n_omega; first += OMEGA_BLOCK) {
    const PetscInt n = PetscMin(OMEGA_BLOCK, n_omega - first);

    prefix_sums(model, -1, n, omega + first, transform, sums[0]);
    prefix_sums(model, 1, n, omega + first, transform, sums[1]);
    for (size_t j = 0; j < n_str; ++j)
      for (size_t k = j; k < n_str; ++k)
        hat_block(model, (PetscInt)j, (PetscInt)k, n, sums, hat + (j * n_str + k) * stride + first, hat + (k * n_str + j) * stride + first);
  }
  PetscCall(PetscFree2(sums[0], sums[1]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKernelHat(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal hat[])
{
  PetscFunctionBegin;
  PetscCall(kernel_hat(model, n_omega, omega, (Transform){0.0, PETSC_FALSE}, hat));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdKernelHatGrowing(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal growth, PetscReal even[], PetscReal odd[])
{
  PetscFunctionBegin;
  PetscCheck(PetscAbsReal(growth) < 2.0, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "kernels fall as e^{-2 |lambda|}: growth %g is too much", (double)growth);
  PetscCall(kernel_hat(model, n_omega, omega, (Transform){growth, PETSC_FALSE}, even));
  PetscCall(kernel_hat(model, n_omega, omega, (Transform){growth, PETSC_TRUE}, odd));
  PetscFunctionReturn(PETSC_SUCCESS);
}
