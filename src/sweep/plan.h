#ifndef GHD_SWEEP_PLAN_H
#define GHD_SWEEP_PLAN_H
/* plan: what its points are made from. */

#include <xxzghd/sweep.h>

/* One swept key, and where its value goes in a point. */
typedef struct {
  PetscInt side;      /* 0 left, 1 right; -1: gamma/pi */
  PetscInt parameter; /* of the state of that side     */
  PetscInt length;
  PetscInt stride; /* points from one position to the next */
} GhdPlanAxis;

/* Species and Delta of a gamma/pi of the input. */
typedef struct {
  PetscInt  n_str;
  PetscReal delta;
} GhdPlanChain;

enum { GHD_MAX_AXES = 1 + 2 * GHD_STATE_MAX_PARAMETERS };

typedef struct GhdPlanTables_ *GhdPlanTables;
struct GhdPlanTables_ {
  GhdPlanAxis   axis[GHD_MAX_AXES]; /* n_axes of them, as plan->axis           */
  GhdPlanChain *chain;              /* [n_gamma] of the parameters, as gamma/pi */
  PetscInt      largest_point;      /* the one that needs most memory           */
  PetscReal     largest_bytes;      /* how much; 0: not known yet               */
};

/* Which of its values a point has of a key: side and parameter as in GhdPlanAxis. */
GhdPointRow ghd_plan_row(GhdPlan plan, PetscInt side, PetscInt parameter);

#endif
