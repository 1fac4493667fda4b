#ifndef GHD_STATE_STATE_IMPL_H
#define GHD_STATE_STATE_IMPL_H
/* Inside of a stationary state: what every kind fills in. */
#include <xxzghd/state.h>

typedef struct {
  /* as GhdStateFilling(), before the spin flip */
  PetscErrorCode (*filling)(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
  PetscErrorCode (*destroy)(GhdState state); /* frees data; may be NULL */
  /* as GhdStateBreaks(); may be NULL */
  PetscErrorCode (*breaks)(GhdState state, PetscInt *n, PetscReal **breaks);
} GhdStateOps;

struct GhdState_ {
  GhdModel           model;
  const GhdStateOps *ops;
  void              *data;
  PetscBool          flipped; /* the ops describe the mirror state with all spins turned over */
  GhdReason          reason;
  PetscReal         *limit[2]; /* [n_str] at -infinity, +infinity */
  PetscReal          strip, range, identity_error, error;
  char               problem[GHD_STATE_MESSAGE];
};

/* Constructors: fill ops, data, flipped, reason, limit[0] (before the flip), strip and range of a zeroed state, and what else is not 0. */
PetscErrorCode GhdStateSetUpThermal(GhdState state, PetscReal beta, PetscReal field, PetscReal accuracy);
PetscErrorCode GhdStateSetUpInfiniteTemperature(GhdState state, PetscReal mu);
PetscErrorCode GhdStateSetUpPolarised(GhdState state, PetscBool down);
/* The state after a quench: sets limit[1] too. */
PetscErrorCode GhdStateSetUpQuench(GhdState state, const GhdStateSpec *spec, PetscReal accuracy);
#endif
