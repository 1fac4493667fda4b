#ifndef GHD_TESTS_CLOSED_FORMS_H
#define GHD_TESTS_CLOSED_FORMS_H
/* What is known exactly about joined XXZ half-chains, without strings, kernels or dressing. */

#include "observables.h"
#include <xxzghd/state.h>

/* Delta = 0: free fermions with e(k) = cos k, v = -sin k. Every density and current on the ray zeta is an integral over k of the left occupation where v > zeta and of the right one elsewhere;
   adaptive quadrature, cut at every step. For states that are thermal, at infinite temperature, polarised, or follow from a tilted ferromagnet. */
PetscErrorCode FreeFermions(const GhdStateSpec *left, const GhdStateSpec *right, PetscReal zeta, PetscReal value[N_OBSERVABLES]);

/* Up on the left of down, any gamma = pi P/Q (Collura, De Luca, Viti, PRB 97, 081111): magnetisation and spin current on a ray; energy density and current vanish. With halves at infinite temperature
   and magnetisations +m and -m instead, both are 2 m times as large. */
PetscReal domain_wall_magnetisation(PetscInt P, PetscInt Q, PetscReal zeta);
PetscReal domain_wall_spin_current(PetscInt P, PetscInt Q, PetscReal zeta);

/* Infinite temperature: sum_k int rho (1 - theta) (v n^dr)^2 and sum_k int rho (1 - theta) (v e^dr)^2. */
PetscReal infinite_temperature_spin_drude(PetscInt P, PetscInt Q);
PetscReal infinite_temperature_energy_drude(PetscInt P, PetscInt Q);

/* Velocity of light of the ground state. */
PetscReal light_velocity(PetscInt P, PetscInt Q);

#endif
