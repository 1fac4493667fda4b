#ifndef GHD_STATE_STRIP_H
#define GHD_STATE_STRIP_H
/* A charge (charge.h) on all lines of its strip as one rational function.

   As a function of exp(2u) every charge is rational, because it comes from a linear system that is, and it is analytic in the strip of half-cells that its domain
   is made of. With z = tanh(u - i c), c the middle of the strip, and f -> n z at infinity (n = 0, for 2s = 0 the density of roots),
     f(u) = n z + (1 - z^2) r(z),   r finite at both ends z = -1, 1.
   r is fitted (strip_fit.h) to samples at the rim of the strip. Some 50 to 100 linear systems replace one for every rapidity and line. */
#include "charge.h"
#include "rational.h"
#include "route.h"

typedef struct GhdStrip_ *GhdStrip;
struct GhdStrip_ { /* read only */
  GhdModel            model;
  PetscInt            centre, half; /* from line centre - half to line centre + half                                  */
  PetscBool           mirrored;     /* 2s > 0: D(u) = -conj D(conj u + 2s i gamma), the upper rim follows from the lower */
  PetscReal           density;      /* n                                                                              */
  PetscReal           error;        /* bound of the deviations from all samples, of the charge times cosh^2 lambda     */
  GhdPartialFractions r;
};

/* GhdStripCreate - fits the charge 2s on all lines where the route needs it. Borrows the charge while it works.
   Input:  density   - of roots, 1/2 - magnetisation
           tolerance - of r, absolute; counts less towards 0, 1 and -1, where rounding is larger. Up to `loosest` is taken where rounding allows no better
   Output: strip     - NULL if the fit would not do: too many poles near the rim, or less exact than `loosest`
           residual  - raised to the largest of the linear systems */
PetscErrorCode GhdStripCreate(GhdRoute route, GhdCharge charge, PetscInt two_s, PetscReal density, PetscReal tolerance, PetscReal loosest, GhdStrip *strip,
                              PetscReal *residual);
PetscErrorCode GhdStripDestroy(GhdStrip *strip);

/* The charge at u = lambda + i line pi/(2Q), on a line that the route needs. */
PetscComplex ghd_strip_value(GhdStrip strip, PetscReal lambda, PetscInt line);

/* z of that place, and the height of so many lines. */
PetscComplex ghd_strip_place(GhdStrip strip, PetscReal lambda, PetscInt line);
PetscReal    ghd_strip_height(GhdStrip strip, PetscInt lines);

#endif
