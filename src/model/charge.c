#include "internal.h"

PetscReal ghd_charge(GhdModel model, PetscInt k, PetscInt n, PetscInt two_s, PetscReal lambda)
{
  const PetscReal sin_gamma = ghd_sin_pi(model->P, model->Q);
  const PetscInt  length = model->length[k], first = PetscAbsInt(two_s - length) + 1;
  PetscReal       sum = 0.0, factor = -M_PI * sin_gamma;

  for (PetscInt i = 0; i < PetscMin(two_s, length); ++i) sum += ghd_a(model, ghd_angle(model, first + 2 * i, model->parity[k]), n - 1, lambda);
  for (PetscInt i = 1; i < n; ++i) factor *= -0.5 * sin_gamma;
  return factor * sum;
}

/* Half-cell Q - P + e of the resolvent's complex plane (heights e..e+1 above the centre of its strip, in units of pi/2Q, modulo 2Q) lies between the poles nearest to
   the centre of the charges of spins 1/2 .. two_s/2: above <= e < below for the residues closest to 0 from either side of P, 2P, .., two_s P modulo Q. */
static PetscBool half_cell_is_between_poles(GhdModel model, PetscInt two_s, PetscInt e)
{
  const PetscInt Q     = model->Q;
  PetscInt       above = Q, below = -Q;

  for (PetscInt j = 1; j <= two_s; ++j) {
    const PetscInt residue = j * model->P % Q;

    if (residue) {
      above = PetscMin(above, residue);
      below = PetscMax(below, residue - Q);
    }
  }
  e = ((e % (2 * Q)) + 3 * Q) % (2 * Q) - Q; /* in -Q..Q-1 */
  return (PetscBool)(below <= e && e < above);
}

PetscBool ghd_charge_is_quasilocal(GhdModel model, PetscInt two_s)
{
  const PetscInt P = model->P, Q = model->Q;

  if (two_s < 1 || two_s >= Q) return PETSC_FALSE;
  /* The charge's rapidity is the line between half-cells two_s P - 1 and two_s P; each is valid together with its mirror image. */
  for (PetscInt cell = two_s * P - 1; cell <= two_s * P; ++cell) {
    const PetscInt e = cell - (Q - P), mirror = 2 * (two_s + 1) * P - e - 1;

    if (half_cell_is_between_poles(model, two_s, e) && half_cell_is_between_poles(model, two_s, mirror)) return PETSC_TRUE;
  }
  return PETSC_FALSE;
}
