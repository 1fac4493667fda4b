#ifndef XXZGHD_OBSERVE_H
#define XXZGHD_OBSERVE_H
/* observe: the names of observables and their values on a ray. No I/O. */

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

#define GHD_HIGHEST_CHARGE GHD_MAX_DERIVATIVE /* charges and currents are numbered 1 to this */

typedef struct {
  GhdQuantity       quantity; /* name as in the input file */
  GhdObservableKind kind;
  PetscInt          n;         /* which charge, 1..GHD_HIGHEST_CHARGE; 0 where there is none           */
  PetscInt          two_s;     /* 2s of the spin-s family; 1 for the local charges                    */
  PetscBool         traceless; /* whether ghd_observable_trace() is taken off                         */
} GhdObservable;

/* The default set: q1 j1 q2 j2 q3 j3 sz js entropy entropy_current. NULL past its end. */
const GhdObservable *ghd_observable(PetscInt index);
PetscInt             ghd_n_observables(void);

#define GHD_OBSERVABLE_PROBLEM 128
/* ghd_observable_from_name - any observable: one of the default set, or (q|j)<n>[_d<2s + 1>][_traceless].
   Borrows name: it becomes quantity.name and must live as long as the observable. Returns whether there is such an observable; if not, problem is empty where the name is none of ours at all,
   and else says what is wrong with it (a clause without full stop). Whether a charge is quasilocal depends on the chain: ask ghd_charge_is_quasilocal(). */
PetscBool ghd_observable_from_name(const char *name, GhdObservable *observable, char problem[GHD_OBSERVABLE_PROBLEM]);

/* The families of names, for tables: quantity with the rule in place of a name, "q{n}_d{d}". NULL past their end. */
const GhdQuantity *ghd_observable_family(PetscInt index);

/* What the sum over the roots gives at infinite temperature, hence the trace of an operator that is normalised to 0 on the state with all spins up. With X(mu) = 2s/(4s + 2) a_{2s + 1}(mu) =
   sum_k int sum_i a_{|2s - n_k| - 1 + 2i}(lambda - mu) rho_k: for q^{(s)}_n -pi sin(gamma) (sin(gamma)/2)^{n-1} X^{(n-1)}(0), for the current of q^{(s)}_n minus that of q^{(s)}_{n+1}, since
   (e')^dr = -(sin(gamma)/2) d/dlambda (p')^dr where fillings are constant. 0 for even densities, odd currents and all that is no charge. q1: -Delta/4, q3: Delta/8, j2: -Delta/8. */
PetscReal ghd_observable_trace(GhdModel model, const GhdObservable *observable);

/* What stands before the sum over the species: 1/2 for the magnetisation, minus the trace where it is taken off, else 0. */
PetscReal ghd_observable_constant(GhdModel model, const GhdObservable *observable);

/* GhdObserve - values and error estimates of n observables on a solved ray.
   value[n], error[n]: absolute, same unit. identity_error: largest violation of <j_1> = <q_2> and the other identities of the ray. */
PetscErrorCode GhdObserve(GhdRay ray, PetscInt n, const GhdObservable observable[], PetscReal value[], PetscReal error[], PetscReal *identity_error);

/* GhdObserveContributions - the terms of the sum over the species, contribution[n_str]: the value is their sum and ghd_observable_constant(). */
PetscErrorCode GhdObserveContributions(GhdRay ray, const GhdObservable *observable, PetscReal contribution[]);

/* Name and formula of the contribution of one species: "contribution_q1", "int q_{1,k} rho_k dlambda". Unit and long name are those of the observable, from which it borrows; texts
   are written into name and formula. */
#define GHD_CONTRIBUTION_TEXT 160
GhdQuantity ghd_observable_contribution(const GhdObservable *observable, char name[GHD_CONTRIBUTION_TEXT], char formula[GHD_CONTRIBUTION_TEXT]);

#endif
