#ifndef GHD_TESTS_COMPARISON_H
#define GHD_TESTS_COMPARISON_H
/* The product against the dense twin at random points: anisotropy, states and ray. */

#include "product.h"

typedef struct {
  PetscInt     P, Q;
  GhdStateSpec left, right;
  PetscReal    zeta;
} RandomPoint;

/* A point with Q <= largest_Q; the same for the same generator, which is advanced. */
RandomPoint random_point(PetscRandom generator, PetscInt largest_Q);
/* Uniform in [a, b). */
PetscReal random_uniform(PetscRandom generator, PetscReal a, PetscReal b);
/* Generator with a fixed seed. */
PetscErrorCode RandomCreate(unsigned long seed, PetscRandom *generator);

/* Largest difference of any observable, both at their best. */
PetscErrorCode CompareWithTwin(const RandomPoint *point, PetscReal *difference);

#endif
