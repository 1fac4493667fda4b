#ifndef GHD_SWEEP_WORKER_DATA_H
#define GHD_SWEEP_WORKER_DATA_H
/* Private to the worker: its rows, and what fills them. */

#include "halves.h"
#include "outcome.h"
#include "worker.h"

struct GhdWorker_ {
  GhdPlan              plan;
  const GhdFileLayout *layout;
  GhdFile              file;
  GhdHalves            halves;
  GhdKeep              keep;
  PetscReal            prepare_seconds;     /* for states, not reported yet */
  PetscInt             max_rays;            /* of a chunk                                         */
  PetscReal           *one, *one_error;     /* [n_observables] of one ray                         */
  PetscReal           *value, *error;       /* [n_observables][n_rays of the chunk], as GhdRows   */
  PetscReal           *identity_error;      /* [max_rays]                                         */
  PetscReal           *seconds;             /* [max_rays]                                         */
  PetscInt            *iterations, *status; /* [max_rays]                                       */
  PetscReal           *edge_velocity;       /* of a bulk state [n_strings][GHD_MAX_EDGES]         */
  PetscReal           *edge_lambda;         /* their rapidities                                   */
  PetscBool            with_state;          /* whether there is the rest                          */
  PetscReal           *distribution[4];     /* filling, rho, rho_total, velocity: [max_rays][n_strings][n_lambda] */
  PetscReal           *contribution;        /* [n_observables][n_rays of the chunk][n_strings]    */
  PetscReal           *jumps;               /* [max_rays][n_strings][GHD_MAX_JUMPS]               */
};

/* A call that may end with PETSC_ERR_FILE_WRITE, on the clock of a phase, which ends with it whatever happens. */
#define PetscCallInPhase(phase, call) \
  do { \
    PetscErrorCode error_in_phase_; \
    PetscCall(GhdPhaseBegin(phase)); \
    error_in_phase_ = (call); \
    PetscCall(GhdPhaseEnd()); \
    PetscCall(error_in_phase_); \
  } while (0)

/* Values that are there although the status may say that they are not exact enough. */
static inline PetscBool HasValues(GhdReason reason)
{
  return (PetscBool)(reason > 0 || reason == GHD_DIVERGED_ACCURACY);
}

/* GhdWorkerObserve - values of a solved ray into one, one_error; NaN unless they are good for something. A positive reason becomes what the ray and its values make of it. */
PetscErrorCode GhdWorkerObserve(GhdWorker worker, GhdRay ray, GhdReason *reason, PetscReal *identity_error);
/* GhdWorkerDescribe - with_state: fillings, densities, velocities and contributions of row r of n. Species that this chain has not are NaN. */
PetscErrorCode GhdWorkerDescribe(GhdWorker worker, PetscInt r, PetscInt n, GhdRay ray, GhdReason *reason);
/* Where these are. */
GhdStateRows ghd_worker_state_rows(GhdWorker worker);
void         ghd_fill_nan(PetscInt n, PetscReal x[]);

/* GhdWorkerWritePoint - the bulk states of the point, and its rays where they follow from the states. *status: the worse one of both sides. */
PetscErrorCode GhdWorkerWritePoint(GhdWorker worker, int8_t *status);

#endif
