#ifndef GHD_RAY_RAY_IMPL_H
#define GHD_RAY_RAY_IMPL_H
/* Inside of a junction and its rays. */
#include "jumps.h"
#include "level.h"
#include "tails.h"
#include <xxzghd/ray.h>

struct GhdRay_ {
  GhdJunction junction;
  GhdReason   reason;
  PetscReal   zeta;
  PetscInt    iterations;
  PetscInt    bulk_side;  /* 0 or 1 if the ray is a bulk state, else -1                       */
  PetscReal   jump_error; /* bound on the integral over |theta_L - theta_R| rho_t by which the jumps have not settled */
};

struct GhdJunction_ {
  GhdModel        model;
  GhdState        state[2];
  GhdRayOptions   options;
  GhdReason       reason;         /* of the two bulk states */
  PetscReal       accuracy;       /* of all but the band limit: GHD_COMMON_ACCURACY or better */
  PetscReal       tolerance;      /* of the linear solves (rms) */
  PetscReal       noise;          /* to which F of the last solve is known */
  PetscReal       cut;            /* no jump is sought beyond this rapidity */
  PetscReal       tail[2];        /* what lies beyond the range: bound on the integral over |theta_L - theta_R| rho_t, and the same of the entropies */
  PetscBool       equal;          /* both states have the same fillings */
  PetscBool       flip_symmetric; /* both states look the same with all spins turned over */
  GhdLevel        level[2];       /* 0: the values; 1: coarser, for their error */
  PetscReal      *weight[2];      /* |theta_L - theta_R| rho_t on level 0 [n_str][n], and the same of the entropies */
  PetscReal      *doubt;          /* by how much of the first it is in doubt where jumps are, point by point [n_str][n] */
  PetscReal      *images;         /* so much of F comes across the seam of the circle [n_str][n] */
  PetscReal      *F[2];           /* (e' - zeta p')^dr of the last ray on each level */
  PetscReal       F_zeta;
  PetscBool       warm;              /* F and the ray's p_dr, e_dr come from a ray */
  double complex *modes;             /* work space [n_str][n_modes] */
  PetscInt       *sides, *old_sides; /* work space of the fixed grid [n_str][n], else NULL */
  GhdJumps        jumps, next, found;
  GhdTail         tails[2]; /* at negative, at positive rapidities; NULL until needed */
  struct GhdRay_  ray;
};

/* Makes j->tails[side] if it is not there yet. */
PetscErrorCode GhdJunctionMakeTail(GhdJunction junction, PetscInt side);
/* The nonlinear problem: leaves the effective filling on level 0. */
PetscErrorCode GhdRayFindJumps(GhdJunction junction, PetscReal zeta);
/* The plain iteration of the paper on both levels. */
PetscErrorCode GhdRayIterateFixedGrid(GhdJunction junction, PetscReal zeta);
#endif
