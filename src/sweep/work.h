#ifndef GHD_SWEEP_WORK_H
#define GHD_SWEEP_WORK_H
/* work: how long the points of a sweep are expected to take, and which of them share a costly state. Steers who computes what, never what is computed. */

#include "schedule.h"
#include <xxzghd/sweep.h>

/* Expected work of one ray of a point, in some unit: passes over n_str functions on a grid that grows as Q. */
PetscReal ghd_point_cost(const GhdPoint *point);

/* GhdPlanWork - for every point, [n_points]; free with PetscFree(). A family is the points of one chain that have the same costly state on one side (the left one, if both
   sides have such states: it changes more slowly along the sweep); states that cost little make no difference. */
PetscErrorCode GhdPlanWork(GhdPlan plan, GhdPointWork **work);

#endif
