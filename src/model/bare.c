#include "internal.h"

/* With w = e^{-2z}, z = lambda + i theta/2: a_theta = -(1/pi) Im coth z, coth z = 1 + 2 sum_k w^k, so that
   coth^(m) z = 2 (-2)^m sum_k k^m w^k = 2 (-2)^m w A_m(w) / (1 - w)^{m+1} with Eulerian polynomials A_m. Their coefficients are positive and |w| <= 1, which
   leaves no cancellation at large lambda (w -> 0) nor next to the pole (w -> 1, where 1 - w is formed without one). Row m: A_m. */
static const PetscReal eulerian[GHD_MAX_DERIVATIVE + 1][GHD_MAX_DERIVATIVE] = {
    {1},
    {1},
    {1, 1},
    {1, 4, 1},
    {1, 11, 11, 1},
    {1, 26, 66, 26, 1},
    {1, 57, 302, 302, 57, 1},
    {1, 120, 1191, 2416, 1191, 120, 1},
    {1, 247, 4293, 15619, 15619, 4293, 247, 1},
};

typedef struct {
  PetscReal re, im;
} Complex;

static inline Complex multiply(Complex a, Complex b)
{
  const Complex c = {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};

  return c;
}

/* order >= 1, lambda >= 0 */
static PetscReal a_derivative(const struct GhdTrig_ *t, PetscInt order, Decay d)
{
  const Complex   w         = {d.q * t->cosine, -d.q * t->sine};
  const Complex   one_min_w = {d.one_minus_q + d.q * t->versine, d.q * t->sine};
  const PetscReal norm      = one_min_w.re * one_min_w.re + one_min_w.im * one_min_w.im;
  const Complex   factor    = {-2.0 * one_min_w.re / norm, 2.0 * one_min_w.im / norm}; /* -2/(1 - w) */
  Complex         sum       = {1.0, 0.0};

  for (PetscInt k = order - 2; k >= 0; --k) {
    sum = multiply(sum, w);
    sum.re += eulerian[order][k];
  }
  sum = multiply(sum, w);
  for (PetscInt i = 0; i <= order; ++i) sum = multiply(sum, factor);
  return M_1_PI * sum.im; /* the last factor -2 is that of -2/pi Im */
}

PetscReal ghd_a(GhdModel model, GhdAngle angle, PetscInt order, PetscReal lambda)
{
  const struct GhdTrig_ *t = &model->trig[angle];
  PetscReal              a;

  if (order < 0 || order > GHD_MAX_DERIVATIVE) return NAN;
  if (angle == 0 || (lambda == 0 && order % 2)) return 0.0;
  if (order == 0) return ghd_a_value(t, ghd_decay(lambda));
  a = a_derivative(t, order, ghd_decay(lambda));
  return (lambda < 0 && order % 2) ? -a : a;
}

PetscReal ghd_a_hat(GhdModel model, GhdAngle angle, PetscReal omega)
{
  const PetscInt  Q = model->Q, steps = PetscAbsInt(Q - angle); /* |pi - theta| in units of pi/Q */
  const PetscReal w = M_PI * PetscAbsReal(omega), half = (PetscReal)steps / (PetscReal)Q;
  PetscReal       hat;

  if (angle == 0) return 0.0;
  if (w == 0) return (PetscReal)(Q - angle) / (PetscReal)Q;
  hat = exp(-0.5 * w * (PetscReal)(Q - steps) / (PetscReal)Q) * expm1(-w * half) / expm1(-w);
  return angle > Q ? -hat : hat;
}

double complex ghd_a_hat_growing(GhdModel model, GhdAngle angle, PetscReal omega, PetscReal growth)
{
  const PetscInt       Q = model->Q, steps = PetscAbsInt(Q - angle);
  const double complex w = M_PI * (omega < 0.0 ? -omega - I * growth : omega + I * growth); /* even, and no exponential is larger than 1 */
  double complex       hat;

  if (angle == 0) return 0.0;
  if (growth == 0.0) return ghd_a_hat(model, angle, omega);
  hat = cexp(-0.5 * w * (PetscReal)(Q - steps) / (PetscReal)Q) * (cexp(-w * (PetscReal)steps / (PetscReal)Q) - 1.0) / (cexp(-w) - 1.0);
  return angle > Q ? -hat : hat;
}

PetscReal ghd_momentum_derivative(GhdModel model, PetscInt k, PetscInt order, PetscReal lambda)
{
  return 2.0 * M_PI * ghd_a(model, model->angle[k], order, lambda);
}

PetscReal ghd_energy(GhdModel model, PetscInt k, PetscInt order, PetscReal lambda)
{
  return -M_PI * model->trig[model->P].sine * ghd_a(model, model->angle[k], order, lambda);
}
