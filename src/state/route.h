#ifndef GHD_STATE_ROUTE_H
#define GHD_STATE_ROUTE_H
/* The cheapest way to the resolvent F on all lines that are needed, from the charges of charge.h.

   Half-cell k is the strip k < Im u 2Q/pi < k + 1. The charge of 2s = 0 gives F in half-cells Q - P - 1 and Q - P; from a half-cell where F is known lead
     conjugation   to half-cell -1 - k:      F(u) = conj F(conj u)
     + charge 2s   to half-cell k - 4sP:     F(u) = F(v) + D_2s(v), v = u + 2s i gamma, if k is in the domain of D_2s
     - charge 2s   to half-cell k + 4sP:     F(u) = F(u - 2s i gamma) - D_2s(u),  if that half-cell is in the domain of D_2s. */
#include "resolvent.h"

typedef enum {
  GHD_MOVE_NONE,
  GHD_MOVE_STRIP, /* start: the charge of 2s = 0 */
  GHD_MOVE_CONJUGATE,
  GHD_MOVE_PLUS,
  GHD_MOVE_MINUS
} GhdMove;

typedef struct {
  GhdMove  move;
  PetscInt two_s, from; /* charge, and half-cell from which the move comes */
} GhdRouteStep;

/* A charge to be evaluated on a line. */
typedef struct {
  PetscInt two_s, line;
} GhdRouteCharge;

/* A value of F: made of an earlier value and a charge. */
typedef struct {
  GhdMove   move;
  PetscInt  from, charge; /* indices */
  PetscBool reflected;    /* -conj of the charge: D_2s(u) = -conj D_2s(conj u + 2s i gamma) */
} GhdRouteValue;

typedef struct GhdRoute_ *GhdRoute;
struct GhdRoute_ { /* read only */
  GhdModel        model;
  GhdRouteStep   *step; /* [2 Q] how each half-cell is reached */
  PetscInt        n_charge;
  GhdRouteCharge *charge; /* [n_charge] */
  PetscInt        n_value;
  GhdRouteValue  *value;     /* [n_value], in an order in which each can be computed */
  PetscInt       *index[2];  /* [2 Q] value on a line from below (0) and from above (1), -1 if not needed */
  PetscComplex   *F;         /* [n_value] work */
  GhdResolvent    resolvent; /* result of ghd_route_evaluate() */
};

/* Whether the charge D_2s is the expectation value of a quasilocal operator in half-cell k. */
PetscBool ghd_charge_domain(GhdModel model, PetscInt two_s, PetscInt k);

/* GhdRouteCreate - borrows the model. */
PetscErrorCode GhdRouteCreate(GhdModel model, GhdRoute *route);
PetscErrorCode GhdRouteDestroy(GhdRoute *route);

/* route->resolvent from the values of the charges, [n_charge]. */
void ghd_route_evaluate(GhdRoute route, const PetscComplex charge[]);

#endif
