#include "internal.h"

Fraction ghd_fraction(PetscInt P, PetscInt Q)
{
  Fraction f = {.n_nu = 0, .m = {0}, .y = {0, 1}, .pP = {Q, P}};

  /* Euclid's algorithm; in lowest terms it ends on its own with a last quotient >= 2. */
  for (PetscInt a = Q, b = P; b > 0;) {
    const PetscInt i = ++f.n_nu, rest = a % b;

    f.nu[i]    = a / b;
    f.m[i]     = f.m[i - 1] + f.nu[i];
    f.y[i + 1] = f.y[i - 1] + f.nu[i] * f.y[i];
    a          = b;
    b          = rest;
  }
  for (PetscInt i = 2; i <= f.n_nu; ++i) f.pP[i] = f.pP[i - 2] - f.nu[i - 1] * f.pP[i - 1];
  return f;
}

PetscInt ghd_fraction_level(const Fraction *f, PetscInt j)
{
  PetscInt i = 0;

  while (j >= f->m[i + 1]) ++i;
  return i;
}
