#ifndef XXZGHD_RAY_H
#define XXZGHD_RAY_H
/* ray: the state on the ray zeta = x/t between two stationary states.

   theta_{zeta,k}(lambda) = theta^L_k(lambda) where v_{zeta,k}(lambda) > zeta, theta^R_k(lambda) elsewhere; v_zeta is dressed by theta_zeta itself.
   Equivalently the sign of F_k = sigma_k (e'_k - zeta p'_k)^dr decides: positive = left. Source: Bertini, Collura, De Nardis, Fagotti, PRL 117, 207201 (2016). */

#include <xxzghd/base.h>
#include <xxzghd/grid.h>
#include <xxzghd/model.h>
#include <xxzghd/state.h>

typedef enum { GHD_RAY_JUMP_RESOLVED, GHD_RAY_FIXED_GRID } GhdRayMethod;

typedef struct {
  PetscReal    accuracy;       /* absolute error wanted of every value                              */
  PetscInt     highest_charge; /* largest n of the charges q_n that will be asked for (>= 1)        */
  GhdRayMethod method;
  PetscInt     points; /* grid points per species; 0: from accuracy                         */
  PetscReal    range;  /* rapidities in [-range, range); 0: from accuracy and the states    */
} GhdRayOptions;
GhdRayOptions ghd_ray_options_default(void);

/* Band limit Omega of the grid of rays at gamma = pi P/Q, if these options leave it to the accuracy; limits_differ: whether the two states have different fillings at infinite rapidity.
   On [-range, range) a species has 2 range Omega/pi points. */
PetscReal ghd_ray_band_limit(PetscInt P, PetscInt Q, const GhdRayOptions *options, PetscBool limits_differ);

/* Two half-chains joined at x = 0: everything that all rays between one pair of states share. */
typedef struct GhdJunction_ *GhdJunction;
/* The state on one ray. */
typedef struct GhdRay_ *GhdRay;

/* GhdJunctionCreate - left and right may be the same object (a bulk state alone). Model and states must outlive the junction. Not collective. */
PetscErrorCode GhdJunctionCreate(GhdModel model, GhdState left, GhdState right, const GhdRayOptions *options, GhdJunction *junction);
PetscErrorCode GhdJunctionDestroy(GhdJunction *junction);

/* Bytes that a junction takes, states and rays included, at gamma = pi P/Q with n_str species: an estimate from above, as far as it is not known before the states are found. */
PetscReal ghd_junction_memory(PetscInt P, PetscInt Q, PetscInt n_str, const GhdStateSpec *left, const GhdStateSpec *right, const GhdRayOptions *options);

/* GhdRaySolve - the state on the ray zeta.
   The ray belongs to the junction and stays valid until the next GhdRaySolve() or GhdRayBulk() on it. A ray that does not converge is no error: ask ghd_ray_reason().
   The junction starts from the ray solved last; GhdJunctionForget() makes it start from the bulk states, so that results depend only on what was asked since. */
PetscErrorCode GhdRaySolve(GhdJunction junction, PetscReal zeta, GhdRay *ray);
PetscErrorCode GhdJunctionForget(GhdJunction junction);
/* GhdRayBulk - the stationary state of one side (0 left, 1 right) as a ray without jumps. */
PetscErrorCode GhdRayBulk(GhdJunction junction, PetscInt side, GhdRay *ray);

GhdReason ghd_ray_reason(GhdRay ray);
PetscReal ghd_ray_zeta(GhdRay ray);
/* Applications of the dressing operator that the ray took. */
PetscInt ghd_ray_iterations(GhdRay ray);

/* GhdJunctionLightCone - bulk light cone max_{k,lambda} |v_k(lambda)| of a side. */
PetscErrorCode GhdJunctionLightCone(GhdJunction junction, PetscInt side, PetscReal *light_cone);
/* GhdJunctionEdges - velocities of the bulk state of a side at infinite rapidity and at their extrema, where jumps of a species begin and end: v_k(-inf), local extrema by ascending rapidity, v_k(+inf).
   At infinite rapidity all species move alike.
   velocity, lambda: [n_str][GHD_MAX_EDGES], NaN after the last. The largest of all is the light cone, where profiles leave the bulk state; further inside, the state on the ray moves an edge. */
#define GHD_MAX_EDGES 14
PetscErrorCode GhdJunctionEdges(GhdJunction junction, PetscInt side, PetscReal velocity[], PetscReal lambda[]);
/* The light cone from velocities as GhdJunctionEdges() gives them. */
PetscReal ghd_light_cone(GhdModel model, const PetscReal velocity[]);
/* GhdJunctionAutoRays - n rays at Gauss nodes graded towards every velocity at which a species' profile is not analytic, and at 0, with the weights of the integral over zeta
   across the whole light cone. zeta[n] ascending, weight[n]. Converges at a rate set by n; n >= 20. Depends on the two states only. */
PetscErrorCode GhdJunctionAutoRays(GhdJunction junction, PetscInt n, PetscReal zeta[], PetscReal weight[]);

/* GhdRayDistribution - filling, root density, total root density and effective velocity at n rapidities: each [n_str][n], row-major. NULL where not wanted.
   Velocities are known at any rapidity. */
PetscErrorCode GhdRayDistribution(GhdRay ray, PetscInt n, const PetscReal lambda[], PetscReal filling[], PetscReal rho[], PetscReal rho_total[],
                                  PetscReal velocity[]);
#define GHD_MAX_JUMPS 8
/* Jumps of species k, ascending; at most GHD_MAX_JUMPS. */
PetscInt ghd_ray_jumps(GhdRay ray, PetscInt k, PetscReal lambda[GHD_MAX_JUMPS]);

/* A solved ray on one of its two grids (level 0: the values; 1: a coarser grid, for the error of the values). Borrowed, valid as long as the ray.
   Sums over the grid times step are integrals over all rapidities, exact up to what the grid does not resolve. */
typedef struct {
  GhdGrid          grid;    /* n_str rows                                                                     */
  const PetscReal *filling; /* effective filling [n_str][n]                                                   */
  const PetscReal *entropy; /* effective -theta ln theta - (1 - theta) ln (1 - theta) [n_str][n]               */
  const PetscReal *p_dr;    /* (p')^dr [n_str][n]; sigma p_dr/(2 pi) = rho + rho^h                            */
  const PetscReal *e_dr;    /* (e')^dr [n_str][n]; velocity e_dr/p_dr                                         */
} GhdRayField;
PetscErrorCode GhdRayGetField(GhdRay ray, PetscInt level, GhdRayField *field);
#define GHD_MAX_CHARGES 64
/* q^{(s)}_n on the grid of a level, [n_str][n]; computed once, kept with the junction, at most GHD_MAX_CHARGES different ones. */
PetscErrorCode GhdRayGetCharge(GhdRay ray, PetscInt level, PetscInt n, PetscInt two_s, const PetscReal **charge);

/* GhdRayBackflow - sum_k T_jk * (sigma_k theta_k f_k), what dressing takes off f to first order; f and backflow [n_str][n] on the grid of a level, not aliased. */
PetscErrorCode GhdRayBackflow(GhdRay ray, PetscInt level, const PetscReal f[], PetscReal backflow[]);

/* What bounds the error of a ray beyond its grid. */
typedef struct {
  PetscReal        jump_size[2];   /* largest |theta_L - theta_R| at a jump, and of the entropy of the fillings                             */
  PetscReal        rough[2];       /* size of a jump that would leave as much at the band limit as the fillings of the two states do, and their entropies */
  PetscReal        jumps[2];       /* integral of |theta_L - theta_R| rho_t by which the jumps are misplaced, and the same of the entropies */
  const PetscReal *where;          /* [n_str][n] the first point by point of level 0, as far as that is known; borrowed, valid as the ray   */
  PetscReal        linear;         /* root mean square residual of the dressing equations                                                   */
  PetscReal        states;         /* error of the root densities of the states themselves                                                  */
  PetscReal        tail[2];        /* what integrals of functions without decay miss beyond the range: densities, and their entropies       */
  PetscBool        flip_symmetric; /* both states are symmetric under spin flip: <sz> = <j_s> = 0                                           */
} GhdRayUncertainty;
PetscErrorCode GhdRayGetUncertainty(GhdRay ray, GhdRayUncertainty *uncertainty);
GhdModel       ghd_ray_model(GhdRay ray);

#endif
