#ifndef XXZGHD_STATE_H
#define XXZGHD_STATE_H
/* state: the stationary states that can stand on the left or on the right. A state is its fillings theta_k(lambda). */

#include <xxzghd/base.h>
#include <xxzghd/model.h>

/* A parameter of a kind of state, as users write it. */
typedef struct {
  const char *key;         /* "beta"                                             */
  const char *unit;        /* "1/J"                                              */
  PetscReal   value;       /* default; NaN = must be given                       */
  PetscReal   least, most; /* allowed range, both included                       */
  const char *doc;         /* one line for the table of parameters               */
} GhdStateParameter;

#define GHD_STATE_MAX_PARAMETERS 2

typedef enum { GHD_STATE_THERMAL, GHD_STATE_INFINITE_TEMPERATURE, GHD_STATE_POLARISED, GHD_STATE_N_KINDS } GhdStateKind;

typedef struct {
  const char       *name; /* "thermal"                                             */
  const char       *doc;  /* one line                                              */
  PetscInt          n_parameters;
  GhdStateParameter parameter[GHD_STATE_MAX_PARAMETERS]; /* numbers: may be sweep axes     */
  const char       *word_key;                            /* a word with fixed choices ("direction"), or NULL; never an axis */
  const char       *choices[4];                          /* NULL-terminated                                        */
} GhdStateKindInfo;

/* The table; index = GhdStateKind. */
const GhdStateKindInfo *ghd_state_kind(GhdStateKind kind);

/* What a state is made from: one row of a sweep. */
typedef struct {
  GhdStateKind kind;
  PetscReal    parameter[GHD_STATE_MAX_PARAMETERS]; /* order of the kind's table */
  PetscInt     word;                                /* index into choices        */
} GhdStateSpec;

typedef struct GhdState_ *GhdState;

/* Whatever accuracy is asked for, all but the band limit of a ray (states, ranges, linear solves, jumps) is done as if it were at least this: then the error of a value is that of its band limit, and
   the difference of two grids can tell it. */
#define GHD_COMMON_ACCURACY 1e-10

/* GhdStateCreate - the fillings of a state to `accuracy` (absolute, of every filling and of all that follows from it).
   Not collective (works on PETSC_COMM_SELF). The model must outlive the state. A state that cannot be found is no error: ask GhdStateReason(). */
PetscErrorCode GhdStateCreate(GhdModel model, const GhdStateSpec *spec, PetscReal accuracy, GhdState *state);
PetscErrorCode GhdStateDestroy(GhdState *state);
GhdReason      ghd_state_reason(GhdState state);

/* GhdStateFilling - theta_k(lambda_i) as filling[k*n + i], for any n real rapidities, in [0, 1]. */
PetscErrorCode GhdStateFilling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
/* Limits theta_k(+-infinity), [n_str]. */
const PetscReal *ghd_state_filling_limit(GhdState state);
/* Distance from the real axis within which the fillings are analytic: sets the grid that resolves them. */
PetscReal ghd_state_strip(GhdState state);
/* Rapidity beyond which the fillings equal their limits to the square root of the accuracy. */
PetscReal ghd_state_range(GhdState state);

#endif
