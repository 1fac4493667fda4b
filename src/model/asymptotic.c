#include "internal.h"

/* ln[2 sinh(n mu/2)] without its linear part n mu/2, up to a constant that is the same for all n (it makes mu = 0 finite). */
static PetscReal log_sinh_rest(PetscInt n, PetscReal mu)
{
  const PetscReal x = (PetscReal)n * mu;

  if (mu < PETSC_SMALL) return log((PetscReal)n) - 0.5 * x; /* next term: x^2/24 */
  return log(-expm1(-x) / mu);
}

PetscErrorCode GhdAsymptoticLogEta(GhdModel model, PetscReal mu, PetscReal x[])
{
  const PetscInt M = model->n_str, n_up = model->length[M - 2], n_low = model->length[M - 1];
  const Fraction f = ghd_fraction(model->P, model->Q);
  PetscReal      log_kappa;

  PetscFunctionBegin;
  PetscCheck(mu >= 0 && !PetscIsInfReal(mu), PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "mu = beta h must be finite and not negative: %g", (double)mu);
  for (PetscInt j = 1; j <= M - 2; ++j) {
    const PetscInt n = model->length[j - 1], y = f.y[ghd_fraction_level(&f, j) + 1];

    x[j - 1] = (PetscReal)n * mu + log_sinh_rest(n + 2 * y, mu) + log_sinh_rest(n, mu) - 2.0 * log_sinh_rest(y, mu);
  }
  log_kappa = log_sinh_rest(n_up, mu) - log_sinh_rest(n_low, mu);
  x[M - 2]  = (PetscReal)n_up * mu + log_kappa;
  x[M - 1]  = (PetscReal)n_low * mu - log_kappa;
  PetscFunctionReturn(PETSC_SUCCESS);
}
