#ifndef GHD_TESTS_PRODUCT_H
#define GHD_TESTS_PRODUCT_H
/* What the product says about a pair of half-chains, in one call: the side of every comparison that is on trial. */

#include "observables.h"
#include <xxzghd/observe.h>
#include <xxzghd/ray.h>
#include <xxzghd/state.h>

typedef struct {
  GhdModel    model;
  GhdState    state[2];
  GhdJunction junction;
} Product;

typedef struct {
  GhdReason reason;
  PetscReal value[N_OBSERVABLES], error[N_OBSERVABLES], identity_error;
} ProductValues;

GhdStateSpec thermal(PetscReal beta, PetscReal field);
GhdStateSpec infinite_temperature(PetscReal mu);
GhdStateSpec polarised_up(void);
GhdStateSpec polarised_down(void);
/* Of a kind with at most one parameter. */
GhdStateSpec after_quench(GhdStateKind kind, PetscReal parameter);

/* Default options but for the accuracy. */
GhdRayOptions options_of_accuracy(PetscReal accuracy);

PetscErrorCode ProductCreate(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right, GhdRayOptions options, Product *product);
PetscErrorCode ProductDestroy(Product *product);
PetscErrorCode ProductRay(const Product *product, PetscReal zeta, ProductValues *values);
PetscErrorCode ProductBulk(const Product *product, PetscInt side, ProductValues *values);

/* All P/Q in lowest terms with 0 < P/Q < 1 and Q <= largest_Q, at most `room` of them, by Q and then by P. */
PetscInt coprime_fractions(PetscInt largest_Q, PetscInt room, PetscInt fraction[][2]);

#endif
