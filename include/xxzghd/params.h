#ifndef XXZGHD_PARAMS_H
#define XXZGHD_PARAMS_H
/* params: from a YAML input and --set to checked values. Knows keys, types, units and ranges; no physics. */

#include <xxzghd/base.h>
#include <xxzghd/observe.h>
#include <xxzghd/ray.h>
#include <xxzghd/state.h>

/* Everything that is wrong with an input, found in one go. */
typedef struct GhdComplaints_ *GhdComplaints;
PetscErrorCode                 GhdComplaintsCreate(GhdComplaints *complaints);
PetscErrorCode                 GhdComplaintsDestroy(GhdComplaints *complaints);
/* "place: key: message"; place is "file:line:column" or "--set". A notice does not make the input bad. */
PetscErrorCode GhdComplain(GhdComplaints complaints, const char *place, const char *format, ...) __attribute__((format(printf, 3, 4)));
PetscErrorCode GhdNotice(GhdComplaints complaints, const char *place, const char *format, ...) __attribute__((format(printf, 3, 4)));
PetscInt       ghd_n_complaints(GhdComplaints complaints); /* notices not counted */
/* Prints all in the order found, complaints after notices, to stderr. Call on rank 0. */
PetscErrorCode GhdComplaintsPrint(GhdComplaints complaints);

typedef struct {
  PetscInt num, den; /* lowest terms */
} GhdRational;

/* Values of one key: one value, or a sweep axis of several. */
typedef struct {
  PetscInt   n;
  PetscReal *value; /* [n] */
  PetscBool  swept; /* written as a list or a range (even of one value) */
} GhdAxis;

typedef struct {
  GhdStateKind kind;
  GhdAxis      parameter[GHD_STATE_MAX_PARAMETERS];
  PetscInt     word;
  PetscInt     n_amplitudes;
  PetscReal   *re, *im; /* [n_amplitudes], or NULL                       */
  size_t       n_bytes;
  char        *bytes; /* [n_bytes] of the file, read once on rank 0; or NULL */
} GhdSideInput;

typedef enum { GHD_SWEEP_PRODUCT, GHD_SWEEP_ZIP } GhdSweepKind;
typedef enum { GHD_RAYS_NONE, GHD_RAYS_LIST, GHD_RAYS_AUTO } GhdRaysKind;

/* One line of the table of parameters as it stands after reading: for `xxz-ghd params`, /parameters and the hash. */
typedef struct {
  char       *key;             /* "chain.gamma_over_pi"                         */
  char       *value;           /* as YAML text that reads back to the same value */
  const char *unit;            /* "" for what is no number                      */
  char       *source;          /* "default", "input:line:column", "--set"       */
  PetscBool   affects_numbers; /* whether it enters the hash                    */
} GhdParameterRecord;

typedef struct GhdParameters_ *GhdParameters;
struct GhdParameters_ { /* read only */
  char               *title;
  PetscInt            n_gamma;
  GhdRational        *gamma_over_pi; /* [n_gamma] */
  PetscBool           gamma_swept;
  GhdSideInput        side[2]; /* left, right */
  PetscBool           has_right;
  GhdSweepKind        sweep;
  PetscInt            chunk; /* rays of a point that are handed out together: part of the contract of equal bytes */
  GhdRaysKind         rays;
  PetscInt            n_rays;
  PetscReal          *zeta; /* [n_rays], ascending, for GHD_RAYS_LIST; NULL for the others */
  PetscInt            n_observables;
  GhdObservable      *observable;      /* [n_observables]                            */
  char              **observable_name; /* [n_observables] what their names point to */
  GhdRayOptions       ray;             /* accuracy, method, grid                */
  PetscBool           state_output;
  PetscInt            n_lambda;
  PetscReal          *lambda; /* [n_lambda] for output.state; set without it too */
  PetscInt            n_petsc;
  char              **petsc;      /* [n_petsc] "-name value" or "-name", sorted: for PetscOptionsInsertString() */
  char               *input_text; /* the file, verbatim                    */
  PetscInt            n_records;
  GhdParameterRecord *record;
};

/* GhdParametersRead - read file (rank 0 reads, all ranks get the same), apply the n_set words "key.path=value", check everything.
   Collective on comm. Bad input is no error: the caller looks at ghd_n_complaints() on rank 0 (the count is the same on all ranks), *parameters is NULL then. */
PetscErrorCode GhdParametersRead(MPI_Comm comm, const char *file, PetscInt n_set, char *const set[], GhdComplaints complaints, GhdParameters *parameters);
PetscErrorCode GhdParametersDestroy(GhdParameters *parameters);
/* Where the user wrote a key, for complaints that come later: "input:line:column" or "--set"; input alone if he did not. */
PetscErrorCode GhdParameterPlace(GhdParameters parameters, const char *input, const char *key, char place[], size_t size);
/* SHA-256 of the parameters that affect numbers, 64 hexadecimal digits and a 0. */
PetscErrorCode GhdParametersHash(GhdParameters parameters, char hash[65]);
/* The table of parameters for people (xxz-ghd params; README's table is made from it): key, type, unit, default, range, meaning. */
PetscErrorCode GhdParametersPrintTable(FILE *out);
/* The nearest of n known words by edit distance, or NULL if none is near. */
const char *ghd_nearest_word(const char *word, PetscInt n, const char *const known[]);
/* Likewise of the options that users give PETSc's solvers most often. */
const char *ghd_nearest_petsc_option(const char *name);

#endif
