#ifndef GHD_STATE_STATE_IMPL_H
#define GHD_STATE_STATE_IMPL_H
/* Inside of a stationary state: what every kind fills in. */
#include <xxzghd/state.h>

typedef struct {
  /* as GhdStateFilling(), before the spin flip */
  PetscErrorCode (*filling)(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
  PetscErrorCode (*destroy)(GhdState state); /* frees data; may be NULL */
} GhdStateOps;

struct GhdState_ {
  GhdModel           model;
  const GhdStateOps *ops;
  void              *data;
  PetscBool          flipped; /* the ops describe the mirror state with all spins turned over */
  GhdReason          reason;
  PetscReal         *limit; /* [n_str] */
  PetscReal          strip, range;
};

/* Constructors: fill ops, data, flipped, reason, limit (before the flip), strip and range of a zeroed state. */
PetscErrorCode GhdStateSetUpThermal(GhdState state, PetscReal beta, PetscReal field, PetscReal accuracy);
PetscErrorCode GhdStateSetUpInfiniteTemperature(GhdState state, PetscReal mu);
PetscErrorCode GhdStateSetUpPolarised(GhdState state, PetscBool down);
#endif
