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
  const char *why;         /* the reason of the range, or NULL                   */
} GhdStateParameter;

#define GHD_STATE_MAX_PARAMETERS 2
#define GHD_STATE_MESSAGE        256 /* length of a sentence about a state */

typedef enum {
  GHD_STATE_THERMAL,
  GHD_STATE_INFINITE_TEMPERATURE,
  GHD_STATE_POLARISED,
  GHD_STATE_NEEL,
  GHD_STATE_BELL,
  GHD_STATE_DIMER,
  GHD_STATE_TILTED_NEEL,
  GHD_STATE_TILTED_FERROMAGNET,
  GHD_STATE_PRODUCT,
  GHD_STATE_MPS,
  GHD_STATE_N_KINDS
} GhdStateKind;

typedef struct {
  const char       *name; /* "thermal"                                             */
  const char       *doc;  /* one line                                              */
  PetscInt          n_parameters;
  GhdStateParameter parameter[GHD_STATE_MAX_PARAMETERS]; /* numbers: may be sweep axes     */
  const char       *word_key;                            /* a word with fixed choices ("direction"), or NULL; never an axis */
  const char       *choices[4];                          /* NULL-terminated                                        */
  const char       *vector_key;                          /* a list of complex amplitudes, or NULL; never an axis    */
  const char       *file_key;                            /* a file, or NULL; never an axis                          */
  const char       *digest_key;                          /* its SHA-256, which stands for it wherever states are compared */
} GhdStateKindInfo;

/* The table; index = GhdStateKind. */
const GhdStateKindInfo *ghd_state_kind(GhdStateKind kind);

/* What a state is made from: one row of a sweep. */
typedef struct {
  GhdStateKind kind;
  PetscReal    parameter[GHD_STATE_MAX_PARAMETERS]; /* order of the kind's table */
  PetscInt     word;                                /* index into choices        */
  /* Borrowed: must outlive what is made from them. */
  PetscInt         n_amplitudes;
  const PetscReal *re, *im; /* [n_amplitudes] of a unit cell, first site slowest, up before down; any norm */
  size_t           n_bytes;
  const char      *bytes; /* [n_bytes] the file, whole: who reads it, and how often, is not for a state to decide */
} GhdStateSpec;

/* GhdStateCheck - what is wrong with a state, or worth saying of it, before any chain is known. Not collective.
   Output: problem - a sentence without full stop that says why there is no such state (amplitudes of a wrong number, not finite, of norm zero; a file that is no
           HDF5, lacks something, has the wrong shapes; a state that is not injective or cannot be normalised), or "";
           notice - "", or what is done about a state that is good all the same (another norm than 1). */
PetscErrorCode GhdStateCheck(const GhdStateSpec *spec, char problem[GHD_STATE_MESSAGE], char notice[GHD_STATE_MESSAGE]);

typedef struct GhdState_ *GhdState;

/* Whatever accuracy is asked for, all but the band limit of a ray (states, ranges, linear solves, jumps) is done as if it were at least this: then the error of a value is that of its band limit, and
   the difference of two grids can tell it. */
#define GHD_COMMON_ACCURACY 1e-10

/* GhdStateCreate - the fillings of a state to `accuracy` (absolute, of every filling and of all that follows from it).
   Not collective (works on PETSC_COMM_SELF). The model must outlive the state. A state that cannot be found is no error: ask GhdStateReason(). */
PetscErrorCode GhdStateCreate(GhdModel model, const GhdStateSpec *spec, PetscReal accuracy, GhdState *state);
PetscErrorCode GhdStateDestroy(GhdState *state);
GhdReason      ghd_state_reason(GhdState state);
/* Why a state was not found, as a sentence without full stop; "" if the reason alone says it. */
const char *ghd_state_problem(GhdState state);
/* Largest violation of the identities that the fillings must satisfy by themselves. Thermal states: the thermodynamic Bethe equations on another grid (other points, range and band limit), as the
   change of a root density; with them at infinite temperature: their limit at infinite rapidity. Quenches: magnetisation and energy as sums over the densities against those of the initial state.
   0 for polarised states, which have none. */
PetscReal ghd_state_identity_error(GhdState state);
/* Estimate of the absolute error of the root densities that follow from the fillings; enters the error of every value. */
PetscReal ghd_state_error(GhdState state);

/* GhdStateFilling - theta_k(lambda_i) as filling[k*n + i], for any n real rapidities, in [0, 1]. */
PetscErrorCode GhdStateFilling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[]);
/* Limits theta_k(-infinity) (end 0) and theta_k(+infinity) (end 1), [n_str]. They differ after quenches from states without a centre of reflection. */
const PetscReal *ghd_state_filling_limit(GhdState state, PetscInt end);
/* GhdStateBreaks - n ascending rapidities where a quadrature over fillings is to be cut: between two of them they are polynomials of tanh lambda of moderate degree.
   None (n = 0, NULL) for states whose strip says all. The caller frees breaks with PetscFree(). */
PetscErrorCode GhdStateBreaks(GhdState state, PetscInt *n, PetscReal **breaks);
/* Distance from the real axis within which the fillings are analytic, but for resonances that the breaks show: sets the grid that resolves them. After a quench never less than this: */
#define GHD_QUENCH_STRIP 0.022
PetscReal ghd_state_strip(GhdState state);
/* Rapidity beyond which the fillings equal their limits to the square root of the accuracy. */
PetscReal ghd_state_range(GhdState state);

/* What a state is going to ask of those who compute with it, as far as that is known before it is found: for estimates of memory, from above. */
typedef struct {
  PetscReal range;   /* rapidities at which its fillings still change                                         */
  PetscReal refine;  /* points of the grid of fillings for each point of the grid of dressed functions        */
  PetscReal vectors; /* [n_str][n] on that grid, to dress between such states                                 */
  PetscReal bytes;   /* to find it                                                                            */
  PetscReal mu;      /* at infinite rapidity the fillings are those of exp(mu Sz); NaN if that is not known   */
} GhdStateDemand;
GhdStateDemand ghd_state_demand(const GhdStateSpec *spec, PetscInt P, PetscInt Q);

#endif
