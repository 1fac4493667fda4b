#ifndef GHD_STATE_STRIP_FIT_H
#define GHD_STATE_STRIP_FIT_H
/* How a charge becomes a rational function: greedily at first, by the barycentric form, which takes the sample that it misses by most as a support and asks for new
   samples on either side of it, until it meets them all; that tells the poles. Rounding makes poles too: the charge has none in the strip, so these are dropped, and
   least squares give the rest their residues. By the maximum principle a function without poles in the strip is as exact within it as at its rim; there it is tested
   by samples that were not used, and where a pole is closer to the rim than any sample is to it. */
#include "strip.h"

/* GhdStripFit - strip->r and strip->error, from strip->centre, half, mirrored and density; tolerance, loosest and residual as in GhdStripCreate(). */
PetscErrorCode GhdStripFit(GhdStrip strip, GhdCharge charge, PetscReal tolerance, PetscReal loosest, PetscBool *good, PetscReal *residual);

#endif
