#ifndef GHD_SWEEP_MEMORY_H
#define GHD_SWEEP_MEMORY_H
#include <xxzghd/sweep.h>

/* Bytes that a rank needs for a point of a plan, above those of the program. From above, as far as they are not known before the states are found. */
PetscReal ghd_point_memory(GhdPlan plan, const GhdPoint *point);
#endif
