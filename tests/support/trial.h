#ifndef GHD_TESTS_TRIAL_H
#define GHD_TESTS_TRIAL_H
/* Random points of the whole space of inputs, and what must hold on every one of them: rays are good or marked, values are finite, and whatever is known of a value otherwise lies within its error
   estimate. */

#include "initial_state.h"
#include "product.h"

/* A half-chain, and what its specification borrows. */
typedef struct {
  GhdStateSpec spec;
  PetscReal    re[16], im[16];
  Cell         cell; /* of a quench; no sites: none */
} TrialHalf;

#define TRIAL_RAYS 5

typedef struct {
  PetscInt  P, Q;
  PetscReal accuracy;
  TrialHalf half[2];
  PetscReal ray[TRIAL_RAYS]; /* zeta over the light cone of the side that it points to */
} Trial;

/* Point number `index` of a seed: P/Q with Q <= largest_Q, inverse temperatures in [0, 50], fields in [-3, 3], named and random initial states of 1 to 4 sites. Borrows from *trial. */
PetscErrorCode TrialCreate(unsigned long seed, PetscInt index, PetscInt largest_Q, Trial *trial);
/* The point as an input of the program. */
void trial_print(const Trial *trial);
/* n points, dealt out over the ranks: no violation, and not more than a fifth of the rays marked. Prints every violation and how to repeat it. Options of the program: -points (n), -first (number of
   the first point), -seed, -largest_q, -each 1 (a line for every point). Collective. */
void assert_random_points(PetscInt n, PetscInt largest_Q);
/* No violation on one of these points. Not collective. */
void assert_random_point(unsigned long seed, PetscInt index, PetscInt largest_Q);

#endif
