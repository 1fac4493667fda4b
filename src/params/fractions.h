#ifndef GHD_PARAMS_FRACTIONS_H
#define GHD_PARAMS_FRACTIONS_H

#include "reader.h"

/* p/q in lowest terms; p, q > 0. */
PetscBool ghd_reduce(int64_t *p, int64_t *q);
/* "P/Q" with 0 < P/Q < 1 and Q <= GHD_MAX_Q; a notice if it had to be reduced. */
PetscErrorCode GhdReadFraction(GhdReader reader, const char *key, GhdNode node, GhdRational *value, PetscBool *good);
/* The P/Q with Q <= max_denominator, 0 < P/Q < 1, whose cos(pi P/Q) is nearest to delta; of equally near ones that of smallest Q. Returns the distance. */
PetscReal ghd_nearest_fraction(PetscReal delta, PetscInt max_denominator, GhdRational *value);
/* cos(pi P/Q), exactly 0 at 1/2. */
PetscReal ghd_delta_of(const GhdRational *value);

#endif
