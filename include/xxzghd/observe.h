#ifndef XXZGHD_OBSERVE_H
#define XXZGHD_OBSERVE_H
/* observe: the table of observables and their values on a ray. No I/O. */

#include <xxzghd/base.h>
#include <xxzghd/model.h>
#include <xxzghd/ray.h>

typedef enum {
  GHD_CHARGE_DENSITY,
  GHD_CHARGE_CURRENT,
  GHD_MAGNETISATION,
  GHD_SPIN_CURRENT,
  GHD_ENTROPY_DENSITY,
  GHD_ENTROPY_CURRENT,
} GhdObservableKind;

typedef struct {
  GhdQuantity       quantity; /* name as in the input file: q1 j1 ... sz js entropy entropy_current */
  GhdObservableKind kind;
  PetscInt          n;     /* which charge, 1.. ; 0 where there is none */
  PetscInt          two_s; /* 2s of the spin-s family; 1 for the local charges */
} GhdObservable;

/* The table: q1 j1 q2 j2 q3 j3 sz js entropy entropy_current. NULL past its end. */
const GhdObservable *ghd_observable(PetscInt index);
PetscInt             ghd_n_observables(void);

/* GhdObserve - values and error estimates of n observables (indices into the table) on a solved ray.
   value[n], error[n]: absolute, same unit. identity_error: largest violation of <j_1> = <q_2> and the other identities of the ray. */
PetscErrorCode GhdObserve(GhdRay ray, PetscInt n, const PetscInt observable[], PetscReal value[], PetscReal error[], PetscReal *identity_error);

#endif
