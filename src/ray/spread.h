#ifndef GHD_RAY_SPREAD_H
#define GHD_RAY_SPREAD_H
/* Integrals over what a window holds of a state, as weights at the points of the fine grid.

   int w theta g dlambda = step sum_i W_i g(lambda_i), step that of the fine grid, for every g that the coarse grid carries: nodes of an adaptive quadrature, and g at each of them by interpolation between the points of the fine grid,
   which samples g more densely than it needs. Kept panel by panel, so that the integral can be taken up to a jump. */
#include "sharp.h"
#include "windows.h"
#include <gsl/gsl_integration.h>

#define GHD_SPREAD_REFINE 3 /* least refinement at which the interpolation is exact enough: 1e-4 of the modes of g at its band limit */
#define GHD_SPREAD_WIDEST 3 /* panels are no wider than this many steps of the fine grid */
#define GHD_SPREAD_SPAN   (GHD_STENCIL + GHD_SPREAD_WIDEST + 1)
#define GHD_SPREAD_NODES  16

typedef struct {
  GhdState                       state;
  GhdGrid                        grid;
  GhdWindow                      window;
  gsl_integration_glfixed_table *gauss; /* of GHD_SPREAD_NODES; borrowed, as are all of the above */
  PetscInt                       n, room;
  PetscReal                     *left, *right; /* [n] ends of the panels, ascending                                                      */
  PetscInt                      *first;        /* [n] the first point of the fine grid that gets weight                                    */
  PetscReal                     *weight;       /* [n][2 n_str][GHD_SPREAD_SPAN] of the fillings, of the entropies -theta ln theta - (1 - theta) ln(1 - theta) */
} GhdSpread;

/* GhdSpreadPanels - appends panels that integrate between left and right, which are at most GHD_SPREAD_WIDEST steps of the fine grid apart. */
PetscErrorCode GhdSpreadPanels(GhdSpread *spread, PetscReal left, PetscReal right);
/* GhdSpreadWindow - appends panels for the whole window, cut at the ascending breaks. */
PetscErrorCode GhdSpreadWindow(GhdSpread *spread, PetscInt n_breaks, const PetscReal breaks[]);
PetscErrorCode GhdSpreadFree(GhdSpread *spread);

#endif
