#ifndef GHD_SWEEP_HALVES_H
#define GHD_SWEEP_HALVES_H
/* halves: the two half-chains of one point, ready for rays. Kept from chunk to chunk, and what two points have in common is found once: same chain, same state. */

#include <xxzghd/ray.h>
#include <xxzghd/sweep.h>

typedef struct GhdHalves_ *GhdHalves;
struct GhdHalves_ {  /* read only */
  PetscInt    point; /* -1: none yet */
  GhdModel    model;
  GhdState    state[2];        /* may be one and the same */
  GhdReason   reason[2];       /* of the states           */
  GhdJunction junction;        /* NULL unless a state was found; of a found state with itself if the other was not */
  GhdReason   junction_reason; /* whether rays can be asked of it */
  PetscReal  *zeta;            /* [n_rays]                */
  PetscReal  *weight;          /* [n_rays] for rays: auto, else NULL */
  GhdPlan     plan;            /* borrowed                */
};

PetscErrorCode GhdHalvesCreate(GhdPlan plan, GhdHalves *halves);
PetscErrorCode GhdHalvesDestroy(GhdHalves *halves);
/* GhdHalvesSet - turn to a point. Not collective. What is not found is no error: look at the reasons. *seconds: what it took, 0 if it is the point held already. */
PetscErrorCode GhdHalvesSet(GhdHalves halves, PetscInt point, PetscReal *seconds);

#endif
