#ifndef XXZGHD_BASE_H
#define XXZGHD_BASE_H
/* base: what every layer shares. Outcomes, agreement across ranks, log, heartbeat, version.

   Units everywhere: J = hbar = k_B = lattice spacing = 1.

   Errors come in three kinds, and each has one channel:
   - the user's input is wrong       -> GhdComplaints (params.h), exit 2, no stack trace;
   - a computation did not converge  -> a GhdReason that is stored with the result, never an abort;
   - a bug or the system failed      -> a PetscErrorCode, checked with PetscCall() at every level.

   Names: GhdClassVerb() returns a PetscErrorCode and may fail; ghd_snake() is pure arithmetic or a look-up and cannot. */

#include <petscksp.h>
#include <stdint.h>

#if PETSC_VERSION_LT(3, 19, 0)
  #define PETSC_SUCCESS 0
#endif

/* Every outcome of a ray or of a state: name, code (> 0 good, < 0 not, 0 not computed), meaning.
   The codes are written to result files: never reuse one. */
#define GHD_REASONS(X) \
  X(GHD_NOT_DONE, 0, "not_done", "not computed yet") \
  X(GHD_CONVERGED, 1, "converged", "converged to the accuracy asked for") \
  X(GHD_CONVERGED_BULK, 2, "bulk", "no jump at a finite rapidity: exactly the state of one side (outside the light cone)") \
  X(GHD_CONVERGED_FIXED_GRID, 3, "fixed_grid", "ray.method fixed_grid: the iteration on the grid came to rest; its error falls only as 1/N") \
  X(GHD_DIVERGED_LINEAR, -1, "linear_solver", "the dressing equations were not solved to the tolerance") \
  X(GHD_DIVERGED_JUMPS, -2, "jumps", "the positions of the jumps did not settle") \
  X(GHD_DIVERGED_STATE, -3, "state", "a stationary state of this point was not found") \
  X(GHD_DIVERGED_ACCURACY, -4, "accuracy", "computed, but an error estimate is above the accuracy asked for") \
  X(GHD_DIVERGED_NAN, -5, "not_finite", "a value is not finite") \
  X(GHD_DIVERGED_MEMORY, -6, "memory", "not enough memory for this point")

typedef enum {
#define GHD_REASON_ENUM(name, code, word, text) name = code,
  GHD_REASONS(GHD_REASON_ENUM)
#undef GHD_REASON_ENUM
} GhdReason;

/* "converged", "jumps", ...; "unknown" for a code that is none. */
const char *ghd_reason_word(GhdReason reason);
/* One sentence for people. */
const char *ghd_reason_text(GhdReason reason);

/* A named quantity as users meet it: in tables, in messages, as attributes of datasets. */
typedef struct {
  const char *name;      /* identifier: "q1", "left_beta"                  */
  const char *unit;      /* "J", "1", ... in the units above               */
  const char *long_name; /* "energy density"                              */
  const char *formula;   /* "sum_k int q_{1,k} rho_k dlambda", "" if none */
} GhdQuantity;

/* If cond is false on any rank of comm, every rank returns the same error. Collective on comm. */
#define GhdCheckAll(cond, comm, code, ...) \
  do { \
    PetscMPIInt ghd_bad_ = !(cond); \
    PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &ghd_bad_, 1, MPI_INT, MPI_MAX, comm)); \
    PetscCheck(!ghd_bad_, comm, code, __VA_ARGS__); \
  } while (0)

/* Log: rank 0 by default; one line each, "[seconds since start] message". */
typedef enum {
  GHD_LOG_QUIET,   /* errors only           */
  GHD_LOG_NORMAL,  /* the run in a few lines */
  GHD_LOG_VERBOSE, /* every rank, every chunk */
} GhdLogLevel;
void        ghd_log_set_level(GhdLogLevel level);
GhdLogLevel ghd_log_level(void);
/* Writes to stderr if the level is at least `level` (NORMAL lines on rank 0 only). */
void ghd_log(GhdLogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What users or files hold may be anything, and a terminal must not obey it: control characters become question marks, but ends of lines if they are to be kept. */
void ghd_make_printable(char text[], PetscBool keep_lines);

/* Seconds of wall time since some fixed moment; monotonic. */
PetscReal ghd_now(void);

/* Heartbeat: long computations call ghd_heartbeat() at least every few milliseconds; whoever has to react
   meanwhile (the scheduler on rank 0) installs a callback. The callback must return quickly and must not call
   back into a solver. NULL removes it. */
typedef void (*GhdHeartbeatFn)(void *context);
void ghd_set_heartbeat(GhdHeartbeatFn fn, void *context);
void ghd_heartbeat(void);

/* Where the time of a rank goes. Phases nest, and the time of one does not hold that of those within. GhdPhasesRegister() (all ranks, before the first) makes them stages of PETSc's log,
   which -log_view shows. Begin and end must match also where a computation fails. */
#define GHD_PHASES(X) \
  X(GHD_PHASE_STATE, "state")     /* bulk states, and what all rays of a point share */ \
  X(GHD_PHASE_RAY, "ray")         /* states on rays                                  */ \
  X(GHD_PHASE_OBSERVE, "observe") /* their values                                    */ \
  X(GHD_PHASE_IO, "io")           /* writing                                         */ \
  X(GHD_PHASE_SERVE, "serve")     /* rank 0: reports and requests of other ranks     */ \
  X(GHD_PHASE_WAIT, "wait")       /* for something to do                             */
typedef enum {
#define GHD_PHASE_ENUM(phase, name) phase,
  GHD_PHASES(GHD_PHASE_ENUM)
#undef GHD_PHASE_ENUM
      GHD_N_PHASES
} GhdPhase;
PetscErrorCode GhdPhasesRegister(void);
PetscErrorCode GhdPhaseBegin(GhdPhase phase);
PetscErrorCode GhdPhaseEnd(void);
/* Seconds of this rank in a phase, up to the last begin or end of any. */
PetscReal   ghd_phase_seconds(GhdPhase phase);
const char *ghd_phase_name(GhdPhase phase);

/* Make one BLAS thread per rank the rule (OpenBLAS is found at run time; other BLAS are left alone). */
void ghd_single_threaded_blas(void);

/* Version, git commit ("unknown" outside a checkout, "-dirty" suffix), compiler with flags, library versions: static strings. */
const char *ghd_version(void);
const char *ghd_git_commit(void);
const char *ghd_compiler(void);
const char *ghd_compiler_flags(void);
/* "Open MPI 4.1.4, PETSc 3.18.5, HDF5 1.10.8, FFTW 3.3.10, ..." into text[size]. */
void ghd_library_versions(char text[], size_t size);

#endif
