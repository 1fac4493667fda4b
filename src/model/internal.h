#ifndef XXZGHD_MODEL_INTERNAL_H
#define XXZGHD_MODEL_INTERNAL_H
/* Private to the layer model: the continued fraction behind the strings, and the trigonometry of the angles. */

#include <xxzghd/model.h>

/* Q/P = nu_1 + 1/(nu_2 + 1/(nu_3 + ...)), n_nu terms, the last >= 2; everything in integers (p_i P instead of p_i).
   The longest expansion up to Q = 1000 is that of 987/610, two Fibonacci numbers: 14 terms. */
#define GHD_MAX_NU 16

typedef struct {
  PetscInt n_nu;
  PetscInt nu[GHD_MAX_NU + 1]; /* nu[i] = nu_i, i = 1..n_nu                                    */
  PetscInt m[GHD_MAX_NU + 1];  /* m_i = nu_1 + ... + nu_i, i = 0..n_nu                         */
  PetscInt y[GHD_MAX_NU + 2];  /* y[i+1] = y_i, i = -1..n_nu; y_{-1} = 0, y_0 = 1, y_l = Q      */
  PetscInt pP[GHD_MAX_NU + 2]; /* pP[i] = P p_i, i = 0..n_nu; p_0 = Q/P, p_1 = 1              */
} Fraction;

Fraction ghd_fraction(PetscInt P, PetscInt Q);
/* The i with m_i <= j < m_{i+1}, for the 1-based number j < m_l of a species. */
PetscInt ghd_fraction_level(const Fraction *fraction, PetscInt j);

/* sin(pi a / b) to rounding for any integers, b > 0; exact where it is rational. */
PetscReal ghd_sin_pi(PetscInt a, PetscInt b);

/* Of theta = pi t/Q, at index t. */
struct GhdTrig_ {
  PetscReal sine, cosine;
  PetscReal versine; /* 1 - cos theta, without the cancellation */
};

/* e^{-2|lambda|} and 1 - e^{-2|lambda|}, both to rounding. */
typedef struct {
  PetscReal q, one_minus_q;
} Decay;

static inline Decay ghd_decay(PetscReal lambda)
{
  const PetscReal x = -2.0 * PetscAbsReal(lambda);
  const Decay     d = {exp(x), -expm1(x)};

  return d;
}

/* a_theta = (2/pi) q sin theta / |1 - q e^{-i theta}|^2 */
static inline PetscReal ghd_a_value(const struct GhdTrig_ *t, Decay d)
{
  return 2.0 * M_1_PI * d.q * t->sine / (d.one_minus_q * d.one_minus_q + 2.0 * d.q * t->versine);
}

#endif
