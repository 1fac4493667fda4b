#ifndef GHD_RAY_TAILS_H
#define GHD_RAY_TAILS_H
/* Far out F falls as e^{-2 |lambda|} and sinks below its noise, while magnetised states still differ there and its sign decides. What is known there is G = e^{growth lambda} F: it obeys the
   same dressing equation, with the transforms of all kernels taken off the real axis, and its noise is the same at every rapidity. */
#include "jumps.h"
#include "level.h"

#define GHD_FAR 2.0 /* rapidity from which on jumps may be taken from a tail */

typedef struct GhdTail_ *GhdTail;
struct GhdTail_ {
  PetscReal       growth;   /* > 0 for the tail at positive rapidities, < 0 for that at negative ones */
  GhdDressing     dressing; /* of functions times e^{growth lambda}                                   */
  PetscReal      *p, *e;    /* p', e' times e^{growth lambda} [n_str][n]                              */
  PetscReal      *bare;     /* work space [n_str][n]                                                  */
  PetscReal      *G;        /* F times e^{growth lambda} as last solved [n_str][n]                    */
  double complex *modes;    /* of G [n_str][n_modes]                                                  */
  PetscReal       noise;    /* to which G is known                                                    */
  PetscBool       counts;   /* jumps were last taken from G                                           */
  PetscInt       *start;    /* [n_str] point from which outwards jumps were last taken from G         */
};

/* The tail at positive (side = 1) or negative rapidities (0). Level and states must outlive it. */
PetscErrorCode GhdTailCreate(GhdLevel level, GhdState left, GhdState right, PetscInt side, GhdTail *tail);
PetscErrorCode GhdTailDestroy(GhdTail *tail);

/* GhdTailDress - e^{growth lambda} f^dr for the filling of the level's ray; bare: e^{growth lambda} f; plain: f^dr itself, for a guess, wherever it is above its noise. */
PetscErrorCode GhdTailDress(GhdTail tail, GhdLevel level, const PetscReal bare[], const PetscReal plain[], PetscReal noise, PetscReal dressed[],
                            PetscInt *iterations, PetscBool *converged);
/* GhdTailSolve - G for the filling of the level's ray; F: the plain one, for a guess, wherever it is above its noise. */
PetscErrorCode GhdTailSolve(GhdTail tail, GhdLevel level, PetscReal zeta, const PetscReal F[], PetscReal noise, PetscInt *iterations, PetscBool *converged);

/* GhdTailTakeJumps - replaces the jumps that were found from F far out by those of G. found: work space. *overflow: more than GHD_MAX_JUMPS somewhere. */
PetscErrorCode GhdTailTakeJumps(GhdTail tail, GhdLevel level, PetscReal cut, GhdJumps *found, GhdJumps *jumps, PetscBool *overflow);
#endif
