#ifndef GHD_STATE_STRIP_H
#define GHD_STATE_STRIP_H
/* A charge (charge.h) on all lines of its strip as one rational function.

   As a function of exp(2u) every charge is rational, because it comes from a linear system that is, and it is analytic in the strip of half-cells that its domain
   is made of. With z = tanh(u - i c), c the middle of the strip, and f -> n z at infinity (n = 0, for 2s = 0 the density of roots),
     f(u) = n z + (1 - z^2) r(z),   r finite at both ends z = -1, 1.
   r is fitted (rational.h) to samples at the rim of the strip until it meets samples that were not used; inside it is as exact as at the rim, by the maximum
   principle, as long as it has no pole there, which is looked after. Some 60 to 200 linear systems replace one for every rapidity and line. */
#include "charge.h"
#include "route.h"

typedef struct GhdStrip_ *GhdStrip;

/* GhdStripCreate - fits the charge 2s on all lines where the route needs it. Borrows the charge while it works.
   Input:  density   - of roots, 1/2 - magnetisation
           tolerance - of r relative to its largest value; counts less towards 0, 1 and -1, where rounding is larger
   Output: strip     - NULL if the fit would not do: a function with too many poles near the rim, or less exact than the tolerance
           residual  - raised to the largest of the linear systems */
PetscErrorCode GhdStripCreate(GhdRoute route, GhdCharge charge, PetscInt two_s, PetscReal density, PetscReal tolerance, GhdStrip *strip, PetscReal *residual);
PetscErrorCode GhdStripDestroy(GhdStrip *strip);

/* The charge at u = lambda + i line pi/(2Q), on a line that the route needs. */
PetscComplex ghd_strip_value(GhdStrip strip, PetscReal lambda, PetscInt line);

/* Bound of the deviations from all samples that were met, of the charge times cosh^2 lambda. */
PetscReal ghd_strip_error(GhdStrip strip);

#endif
