#ifndef XXZGHD_PANELS_H
#define XXZGHD_PANELS_H
/* panels (layer grid): composite Gauss-Legendre quadrature on [-range, range], for functions of several species that are smooth except at known rapidities.

   The independent discretisation of this program: the uniform grid of grid.h is fast, this one takes a jump as the end of a panel and needs no
   correction for it. Knows nothing of the chain. */

#include <xxzghd/base.h>

#define GHD_PANEL_NODES 14 /* nodes in a panel unless told otherwise */

typedef struct GhdPanels_ *GhdPanels;
struct GhdPanels_ {  /* read only */
  PetscInt   n_str;  /* number of species                                                      */
  PetscInt   n;      /* number of nodes of all species together                                */
  PetscInt  *offset; /* [n_str + 1]: nodes of species k are offset[k] .. offset[k + 1] - 1     */
  PetscReal *lambda; /* [n] nodes, ascending within a species                                  */
  PetscReal *weight; /* [n] weights: sum_i weight_i f(lambda_i) = int_{-range}^{range} f dlambda */
  PetscReal  range;
};

/* Width of panels of GHD_PANEL_NODES nodes that resolves a function analytic within `strip` of the real axis to 1e-12: the smaller of 0.4 and 4/3 strip
   (pi/(1.5 Q) for the kernels of gamma = pi P/Q; with panels of pi/Q the error is 3e-8). */
PetscReal ghd_panel_width(PetscReal strip);

/* GhdPanelsCreate - panels of equal width, at most `width`, symmetric about a cut at 0, with further cuts at the breaks of each species.
   Not collective.
   Input:  range    - > 0
           width    - > 0, not below range/1e6
           n_nodes  - nodes in a panel, 1..64
           n_str    - number of species, >= 1
           n_breaks - [n_str] number of further cuts of each species, or NULL: none
           breaks   - [n_str] pointers to the cuts, in any order; those outside (-range, range) or within rounding of another cut change nothing
   Errors: PETSC_ERR_ARG_OUTOFRANGE for values outside these ranges or a break that is not a number. */
PetscErrorCode GhdPanelsCreate(PetscReal range, PetscReal width, PetscInt n_nodes, PetscInt n_str, const PetscInt n_breaks[], const PetscReal *const breaks[],
                               GhdPanels *panels);
PetscErrorCode GhdPanelsDestroy(GhdPanels *panels);

#endif
