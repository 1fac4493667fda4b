#ifndef GHD_RAY_LEVEL_H
#define GHD_RAY_LEVEL_H
/* A junction and its rays on one grid. Each junction has two: the grid that the values come from, and a coarser one whose difference from it tells their error. */
#include <xxzghd/dress.h>
#include <xxzghd/grid.h>
#include <xxzghd/ray.h>
#include <xxzghd/state.h>
#include "sharp.h"

/* A stationary state on a grid, dressed: all [n_str][n]. */
typedef struct {
  PetscReal *filling;  /* effective filling                                                    */
  PetscReal *entropy;  /* effective -theta ln theta - (1 - theta) ln (1 - theta)               */
  PetscReal *p_dr;     /* (p')^dr                                                              */
  PetscReal *e_dr;     /* (e')^dr                                                              */
  PetscReal  rough[2]; /* what filling and entropy have at the band limit, as the size of a jump with as much */
} GhdDressed;

typedef struct {
  PetscInt   n, two_s;
  PetscReal *value; /* q^{(s)}_n [n_str][n] */
} GhdChargeOnLevel;

typedef struct GhdLevel_ *GhdLevel;
struct GhdLevel_ {
  GhdModel         model;
  GhdGrid          grid;
  GhdDressing      dressing;
  PetscReal       *p, *e;                   /* bare p', e'  [n_str][n]                                  */
  PetscReal       *filling[2], *entropy[2]; /* of the left and right state on the fine grid [n_str][n_fine], without .. */
  GhdSharp         sharp[2];                /* .. what the fine grid does not resolve                       */
  PetscReal       *contrast[2];             /* |theta_L - theta_R| [n_str][n], and that of the entropies    */
  PetscBool        equal, flip_symmetric;   /* whether both states are the same, or each the same with all spins turned over */
  PetscInt        *first, *n_jumps;         /* of the ray last set [n_str] ..                           */
  PetscReal       *jump;                    /* .. [n_str][GHD_MAX_JUMPS]                                */
  PetscReal       *indicator;               /* where the left state holds [n_str][n_fine]               */
  PetscReal       *mixed;                   /* work space [n_str][n_fine]                               */
  PetscReal       *bare;                    /* work space [n_str][n]                                    */
  GhdDressed       bulk[2], ray;
  PetscInt         n_charges;
  GhdChargeOnLevel charge[GHD_MAX_CHARGES];
};

/* GhdLevelCreate - sample both states on a grid and dress them; fixed: for the fixed grid, values at its points and no more; *converged tells whether the linear solver reached the tolerance. */
PetscErrorCode GhdLevelCreate(GhdModel model, GhdState left, GhdState right, PetscReal range, PetscInt n, PetscInt refine, PetscBool fixed, PetscReal tolerance,
                              GhdLevel *level, PetscBool *converged);
PetscErrorCode GhdLevelDestroy(GhdLevel *level);

/* GhdLevelSetJumps - effective filling of a ray whose species k is in the left state between jumps: it starts left (first[k] = 1) or right (0) at -range and changes at each of its n_jumps[k]
   rapidities jump[k*GHD_MAX_JUMPS + i]. */
PetscErrorCode GhdLevelSetJumps(GhdLevel level, const PetscInt first[], const PetscInt n_jumps[], const PetscReal jump[]);
/* Effective filling with the state chosen at each point: left[n_str][n] nonzero where the left one holds. For the fixed grid, refine = 1. */
PetscErrorCode GhdLevelSetSides(GhdLevel level, const PetscInt left[]);
/* Effective entropy of the ray last set. */
PetscErrorCode GhdLevelMixEntropy(GhdLevel level);

/* GhdLevelDressF - F = (e' - zeta p')^dr with the ray's filling, from the guess that it holds. */
PetscErrorCode GhdLevelDressF(GhdLevel level, PetscReal zeta, PetscReal tolerance, PetscReal F[], PetscInt *iterations, PetscBool *converged);
/* GhdLevelDressRay - p_dr and e_dr of the ray with its filling; p_dr holds a guess, F a guess of (e' - zeta p')^dr. */
PetscErrorCode GhdLevelDressRay(GhdLevel level, PetscReal zeta, PetscReal tolerance, PetscReal F[], PetscInt *iterations, PetscBool *converged);
/* The ray is the bulk state of one side. */
PetscErrorCode GhdLevelCopyBulk(GhdLevel level, PetscInt side);
#endif
