#ifndef GHD_TESTS_MODELS_H
#define GHD_TESTS_MODELS_H
/* Lists of models to run a check on, and strings as what they are: sets of roots in the complex plane. */

#include <complex.h>

#include <xxzghd/model.h>

#include "check.h"

static inline PetscBool is_coprime(PetscInt P, PetscInt Q)
{
  for (PetscInt d = 2; d <= P; ++d)
    if (P % d == 0 && Q % d == 0) return PETSC_FALSE;
  return PETSC_TRUE;
}

/* Calls check() for a dozen models of Q <= 8: P = 1 and not, Delta of both signs, up to three levels of the continued fraction. */
static inline void for_small_models(void (*check)(GhdModel model))
{
  static const PetscInt fractions[][2] = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}, {2, 5}, {3, 5}, {4, 5}, {2, 7}, {3, 7}, {5, 7}, {3, 8}, {5, 8}};

  for (size_t i = 0; i < sizeof(fractions) / sizeof(fractions[0]); ++i) {
    GhdModel model;

    assert_ok(GhdModelCreate(fractions[i][0], fractions[i][1], &model));
    check(model);
    assert_ok(GhdModelDestroy(&model));
  }
}

/* Sum over the roots v of string k of a_l(u - v) = (i/2pi) [coth(u - v + i l gamma/2) - coth(u - v - i l gamma/2)]. */
static inline PetscReal a_of_roots(GhdModel model, PetscInt l, PetscInt k, double complex u)
{
  const PetscReal half = 0.5 * (double)l * model->gamma;
  double complex  sum  = 0.0;

  /* the roots of string k: i gamma (n + 1 - 2 r)/2, shifted by i pi/2 if its parity is negative */
  for (PetscInt r = 1; r <= model->length[k]; ++r) {
    const double complex v = u - I * (0.5 * model->gamma * (double)(model->length[k] + 1 - 2 * r) + (model->parity[k] > 0 ? 0.0 : M_PI_2));

    sum += I / (2 * M_PI) * (1 / ctanh(v + I * half) - 1 / ctanh(v - I * half));
  }
  return creal(sum);
}

#endif
