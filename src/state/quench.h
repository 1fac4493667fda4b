#ifndef GHD_STATE_QUENCH_H
#define GHD_STATE_QUENCH_H
/* The stationary state that is reached from a product or matrix-product state: its root densities and fillings at any rapidity.

   Nothing is deconvolved: the expectation values of the transfer-matrix charges (charge.h) are evaluated on the shifted lines of the complex plane that carry
   roots, for every gamma = pi P/Q and every injective state, whatever its symmetries. The sampled functions are rho_k cosh^2 lambda and rho_total_k cosh^2 lambda
   of t = tanh lambda: rational functions that are analytic on [-1, 1] including both ends. They are kept as Chebyshev series on panels that are refined until the
   functions are resolved, so that evaluation costs next to nothing, a removable singularity of the linear systems at lambda = 0 does no harm, and t = -1, 1
   gives the limits at infinity. rho_total_k is as smooth as the kernels are; rho_k may have resonances that are narrower than any grid.

   Source of the string-charge duality: E. Ilievski, E. Quinn, J. De Nardis, M. Brockmann, J. Stat. Mech. (2016) 063101. */
#include "charge.h"
#include "chebyshev.h"
#include "fusion.h"
#include "route.h"
#include "strip.h"

typedef struct GhdQuench_ *GhdQuench;
struct GhdQuench_ { /* read only */
  GhdModel     model;
  GhdMps       mps;
  GhdRoute     route;
  GhdFusion    fusion;                        /* NULL: all charges come from linear systems     */
  GhdCharge   *charge;                        /* [Q] by 2s, NULL where the route or fusion does without */
  GhdStrip    *strips;                        /* [Q] by 2s, fits of the charges, NULL where there is none */
  GhdChebyshev series;                        /* functions rho_0 .., rho_total_0 .., dispersion_0 .., of t */
  PetscReal   *limit[2];                      /* [n_str] fillings at -infinity and +infinity    */
  PetscReal    residual;                      /* largest of all linear systems, relative        */
  PetscReal    defect;                        /* largest imaginary part of a density            */
  PetscReal    fit_error;                     /* of all strips, in rho_k cosh^2 lambda          */
  PetscReal    magnetisation, energy;         /* per site, of the initial state: directly ..               */
  PetscReal    sum_magnetisation, sum_energy; /* .. and as sums over the densities: an independent check   */
  PetscReal    strip;
  char         reason[GHD_REASON_LENGTH]; /* why the charges do not fix the fillings; empty if they do */
};

/* GhdQuenchCreate - the stationary state after a quench from `mps`.
   Not collective. Borrows model and mps. Calls the heartbeat.
   Input:  accuracy - absolute, wanted of fillings and of sums over them; not much below 1e-12 is possible
   Output: a state whose reason is not empty if its charges do not fix the fillings (singular at real rapidities, negative densities, sums that contradict the
           initial state, not resolved); then nothing else of it may be used.
   Cost:   some 100 to 1000 rapidities. Cells of one or two sites: O(Q^2) for each (fusion.h). All others: some 100 linear systems of dimension (2s + 1)^2 D^2 for
           each of the charges that P/Q needs (strip.h), D the bond dimension at the ends of a cell. What is not exact enough for the accuracy is done again by the
           next method, unless that takes far longer and would hardly do better; the last one solves the linear systems at every rapidity. */
PetscErrorCode GhdQuenchCreate(GhdModel model, GhdMps mps, PetscReal accuracy, GhdQuench *quench);
PetscErrorCode GhdQuenchDestroy(GhdQuench *quench);

/* GhdQuenchDensities - rho_k and rho_k + rho^h_k at n rapidities of any size, as [n_str][n]; either may be NULL. */
PetscErrorCode GhdQuenchDensities(GhdQuench quench, PetscInt n, const PetscReal lambda[], PetscReal rho[], PetscReal rho_total[]);
/* GhdQuenchFilling - theta_k = rho_k/(rho_k + rho^h_k) in [0, 1], as [n_str][n]. */
PetscErrorCode GhdQuenchFilling(GhdQuench quench, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
/* GhdQuenchSample - the densities at one rapidity, not 0, straight from the charges; [n_str] each. Tests the series. */
PetscErrorCode GhdQuenchSample(GhdQuench quench, PetscReal lambda, PetscReal rho[], PetscReal rho_total[]);

/* Rapidity beyond which all fillings differ from their limits by less than the tolerance. */
PetscReal ghd_quench_range(GhdQuench quench, PetscReal tolerance);
/* Error estimate of the fillings, and the larger violation of the two sum rules. */
PetscReal ghd_quench_error(GhdQuench quench);
PetscReal ghd_quench_identity_error(GhdQuench quench);

/* GhdQuenchBreaks - rapidities between which the densities are resolved by GHD_CHEBYSHEV_NODES nodes in tanh lambda: where a quadrature over fillings is to be cut.
   Output: n, breaks - ascending, without -infinity and infinity; owned by the caller (PetscFree). */
PetscErrorCode GhdQuenchBreaks(GhdQuench quench, PetscInt *n, PetscReal **breaks);

#endif
