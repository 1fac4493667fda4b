#ifndef GHD_TESTS_REFERENCE_H
#define GHD_TESTS_REFERENCE_H
/* An independent solver for the physics tests: thermal states and rays on Gauss-Legendre panels with dense LU.

   Shares with the product the strings, kernels and bare functions of model.h and nothing else: no uniform grid, no transform, no Krylov solver, no weights at a jump.
   Slow (a second or more a ray) and unpolished: errors of use abort the test. */

#include "observables.h"
#include <xxzghd/dense.h>
#include <xxzghd/observe.h>
#include <xxzghd/state.h>

typedef struct {
  PetscReal range;   /* rapidities in [-range, range]                        */
  PetscReal width;   /* of the panels; 0: what the kernels of gamma need     */
  PetscInt  n_nodes; /* in a panel                                           */
} RefOptions;
RefOptions ref_options_default(void);

/* A stationary state from the specification that the product takes: thermal (any sign of beta and field), infinite_temperature, polarised. */
typedef struct RefState_ *RefState;
PetscErrorCode            RefStateCreate(GhdModel model, const GhdStateSpec *spec, const RefOptions *options, RefState *state);
PetscErrorCode            RefStateDestroy(RefState *state);
/* theta_k(lambda_i) of one species. */
PetscErrorCode RefStateFilling(RefState state, PetscInt k, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
/* theta_k(+-infinity), [n_str]. */
const PetscReal *ref_state_filling_limit(RefState state);

/* The state on a ray between two states (the same one twice: a bulk state, without jumps). */
typedef struct RefRay_ *RefRay;
struct RefRay_ { /* read only */
  GhdModel         model;
  GhdPanels        panels; /* cut at the jumps                                        */
  GhdDenseDressing dressing;
  PetscReal       *filling;     /* [panels->n]                                             */
  PetscReal       *p_dr, *e_dr; /* [panels->n] (p')^dr, (e')^dr                            */
  PetscInt        *n_jumps;     /* [n_str]                                                 */
  PetscReal (*jump)[GHD_MAX_JUMPS];
  PetscBool *left_first; /* [n_str] whether the left state stands at lambda -> -inf */
  PetscReal  zeta;
  PetscInt   updates; /* of the jumps                                            */
};
PetscErrorCode RefRayCreate(GhdModel model, RefState left, RefState right, PetscReal zeta, const RefOptions *options, RefRay *ray);
PetscErrorCode RefRayDestroy(RefRay *ray);
PetscReal      ref_ray_value(RefRay ray, PetscInt observable); /* an index into the table of observe.h */
/* sum_k int g_k(lambda) dlambda for g given at the nodes. */
PetscReal ref_ray_integral(RefRay ray, const PetscReal g[]);

#endif
