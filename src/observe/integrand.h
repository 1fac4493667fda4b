#ifndef GHD_OBSERVE_INTEGRAND_H
#define GHD_OBSERVE_INTEGRAND_H
/* Private to observe: what is integrated, and how well it is known. */
#include <xxzghd/observe.h>

/* What relative rounding errors of integrands add up to. */
#define GHD_ROUNDING 2e-14

/* An observable is sum_k int sigma_k f_k w_k g_k dlambda/(2 pi): f bare, w the effective filling or entropy, g = (p')^dr for densities and (e')^dr for currents. */
typedef struct {
  const PetscReal *bare;    /* f [n_str][n], NULL: n_k (or 1 for the entropy)         */
  const PetscReal *weight;  /* w [n_str][n]                                          */
  const PetscReal *dressed; /* g [n_str][n]                                          */
  PetscBool        flips;   /* f = -n_k                                              */
  PetscReal        offset;  /* 1/2 for the magnetisation, minus a trace              */
  PetscInt         jump;    /* which jump size enters: 0 filling, 1 entropy          */
  PetscInt         charge;  /* n of q_n, j_n; 0: none                               */
} GhdIntegrand;

/* sigma_k f_k where f does not depend on the rapidity. */
PetscReal ghd_constant_factor(GhdModel model, const GhdIntegrand *in, PetscInt k);

/* What the errors of all observables of a ray have in common. */
typedef struct {
  GhdRay            ray;
  GhdRayField       field;
  GhdRayUncertainty uncertainty;
  PetscReal         beyond[2]; /* the band limit: of densities, of currents                                        */
  PetscReal         third[2];  /* what an error of all fillings by 1 would change in the third charge and its current */
  PetscReal        *work;      /* [n_str][n]                                                                       */
  const PetscReal  *bare;      /* the charge whose response is known                                               */
  PetscReal         response;  /* what jumps in the wrong places change in it                                      */
} GhdErrorModel;
PetscErrorCode GhdErrorModelBegin(GhdRay ray, GhdErrorModel *model);
PetscErrorCode GhdErrorModelEnd(GhdErrorModel *model);
/* GhdErrorEstimate - of an observable; contrast: by how much its values on the two grids differ. */
PetscErrorCode GhdErrorEstimate(GhdErrorModel *model, const GhdIntegrand *in, PetscReal contrast, PetscReal *error);

#endif
