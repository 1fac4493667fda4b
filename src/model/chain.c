/* (sigma + That)^{-1}, in which only neighbouring strings are coupled. */
#include "internal.h"

/* 1/(2 cosh x) */
static PetscReal half_sech(PetscReal x)
{
  const PetscReal decay = PetscExpReal(-PetscAbsReal(x));

  return decay / (1.0 + decay * decay);
}

/* 1 - 1/cosh x */
static PetscReal one_minus_sech(PetscReal x)
{
  const PetscReal decay = PetscExpReal(-PetscAbsReal(x)), rise = expm1(-PetscAbsReal(x));

  return rise * rise / (1.0 + decay * decay);
}

/* Within a level whose couplings have this width. */
static void fill_inside(PetscInt n_omega, const PetscReal omega[], PetscReal width, PetscReal coupling[], PetscReal balance[])
{
  for (PetscInt w = 0; w < n_omega; ++w) {
    coupling[w] = half_sech(width * omega[w]);
    balance[w]  = one_minus_sech(width * omega[w]);
  }
}

/* The last but one of a level: self = cosh((a - b) omega)/(2 cosh(a omega) cosh(b omega)) with the widths a, b of its own couplings and those of the next level. */
static void fill_turn(PetscInt n_omega, const PetscReal omega[], PetscReal a, PetscReal b, PetscReal self[], PetscReal balance[])
{
  for (PetscInt w = 0; w < n_omega; ++w) {
    const PetscReal decay_a = PetscExpReal(-2.0 * a * omega[w]), decay_b = PetscExpReal(-2.0 * b * omega[w]);

    self[w]    = (decay_a + decay_b) / ((1.0 + decay_a) * (1.0 + decay_b));
    balance[w] = 0.5 * (PetscTanhReal(a * omega[w]) * PetscTanhReal(b * omega[w]) + one_minus_sech(a * omega[w]));
  }
}

/* The last string but two, with which the last two are coupled, and these. */
static void fill_end(PetscInt n, PetscInt n_omega, PetscReal coupling[], PetscReal self[], PetscReal balance[])
{
  const PetscReal *last = &coupling[(n - 1) * n_omega];

  for (PetscInt w = 0; w < n_omega; ++w) {
    balance[(n - 1) * n_omega + w] = 1.0 - last[w];
    if (n == 1) continue;
    self[(n - 2) * n_omega + w]    = last[w] * last[w];
    balance[(n - 2) * n_omega + w] = 1.0 - last[w] * last[w] - 2.0 * last[w];
  }
}

PetscErrorCode GhdKernelChain(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal coupling[], PetscReal self[], PetscReal balance[])
{
  const Fraction  f    = ghd_fraction(model->P, model->Q);
  const PetscInt  n    = model->n_str - 1;
  const PetscReal unit = 0.5 * PETSC_PI / (PetscReal)model->Q; /* p_i gamma/2 = pP_i unit */

  PetscFunctionBegin;
  PetscCall(PetscArrayzero(self, n * n_omega));
  for (PetscInt j = 0; j < n; ++j)
    fill_inside(n_omega, omega, unit * (PetscReal)f.pP[ghd_fraction_level(&f, j + 1) + 1], &coupling[j * n_omega], &balance[j * n_omega]);
  for (PetscInt i = 1; i < f.n_nu; ++i) {
    const PetscInt at = (f.m[i] - 2) * n_omega;

    if (at >= 0) fill_turn(n_omega, omega, unit * (PetscReal)f.pP[i], unit * (PetscReal)f.pP[i + 1], &self[at], &balance[at]);
  }
  fill_end(n, n_omega, coupling, self, balance);
  for (PetscInt w = 0; w < n_omega; ++w) balance[w] += coupling[w]; /* nothing is coupled to the first one from below */
  PetscCall(PetscArrayzero(coupling, n_omega));
  PetscFunctionReturn(PETSC_SUCCESS);
}
