#include "closed_forms.h"

static PetscReal gamma_of(PetscInt P, PetscInt Q)
{
  return PETSC_PI * (PetscReal)P / (PetscReal)Q;
}

/* The front stands at zeta_0 sin(pi/Q) = sin(gamma); beyond it the halves are as they were. */
static PetscReal clip_to_front(PetscReal zeta, PetscReal sine)
{
  return PetscClipInterval(zeta, -sine, sine);
}

PetscReal domain_wall_magnetisation(PetscInt P, PetscInt Q, PetscReal zeta)
{
  const PetscReal sine = PetscSinReal(gamma_of(P, Q)), zeta_0 = sine / PetscSinReal(PETSC_PI / (PetscReal)Q);

  return -(PetscReal)Q / (2 * PETSC_PI) * PetscAsinReal(clip_to_front(zeta, sine) / zeta_0);
}

PetscReal domain_wall_spin_current(PetscInt P, PetscInt Q, PetscReal zeta)
{
  const PetscReal sine = PetscSinReal(gamma_of(P, Q)), zeta_0 = sine / PetscSinReal(PETSC_PI / (PetscReal)Q), z = clip_to_front(zeta, sine);

  return (PetscReal)Q / (2 * PETSC_PI) * (PetscSqrtReal(zeta_0 * zeta_0 - z * z) - zeta_0 * PetscCosReal(PETSC_PI / (PetscReal)Q));
}

PetscReal infinite_temperature_spin_drude(PetscInt P, PetscInt Q)
{
  const PetscReal ratio = PetscSinReal(gamma_of(P, Q)) / PetscSinReal(PETSC_PI / (PetscReal)Q);

  return 0.125 * ratio * ratio * (1 - (PetscReal)Q / (2 * PETSC_PI) * PetscSinReal(2 * PETSC_PI / (PetscReal)Q));
}

PetscReal infinite_temperature_energy_drude(PetscInt P, PetscInt Q)
{
  const PetscReal delta = PetscCosReal(gamma_of(P, Q));

  return (1 + 2 * delta * delta) / 32;
}

PetscReal light_velocity(PetscInt P, PetscInt Q)
{
  return 0.5 * PETSC_PI * PetscSinReal(gamma_of(P, Q)) / gamma_of(P, Q);
}
