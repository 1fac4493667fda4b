#include "internal.h"

PetscReal ghd_charge(GhdModel model, PetscInt k, PetscInt n, PetscInt two_s, PetscReal lambda)
{
  const PetscReal sin_gamma = model->trig[model->P].sine;
  const PetscInt  length = model->length[k], first = PetscAbsInt(two_s - length) + 1;
  PetscReal       sum = 0.0, factor = -M_PI * sin_gamma;

  for (PetscInt i = 0; i < PetscMin(two_s, length); ++i) sum += ghd_a(model, ghd_angle(model, first + 2 * i, model->parity[k]), n - 1, lambda);
  for (PetscInt i = 1; i < n; ++i) factor *= -0.5 * sin_gamma;
  return factor * sum;
}

/* The charge of spin s is read off on a line of the resolvent's complex plane that lies (2s + 1) P - Q above the centre of the strip without roots (in units of
   pi/2Q, modulo 2Q). It is quasilocal if none of the residues of P, 2P, .., 2sP modulo Q, on either side of the centre, comes before that line. In the words of
   the domains of half-cells: half-cells 2sP and 2sP - 1, mirror images of each other, lie in the domain of 2s. */
PetscBool ghd_charge_is_quasilocal(GhdModel model, PetscInt two_s)
{
  const PetscInt P = model->P, Q = model->Q;
  PetscInt       above = Q, below = -Q, line;

  if (two_s < 1 || two_s >= Q) return PETSC_FALSE;
  for (PetscInt j = 1; j <= two_s; ++j) { /* j P is no multiple of Q */
    above = PetscMin(above, j * P % Q);
    below = PetscMax(below, j * P % Q - Q);
  }
  line = ((two_s + 1) * P) % (2 * Q) - Q;
  return (PetscBool)(below < line && line < above);
}
