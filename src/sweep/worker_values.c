/* What a solved ray is good for: its values, and what becomes of its reason. */
#include "worker_data.h"

void ghd_fill_nan(PetscInt n, PetscReal x[])
{
  for (PetscInt i = 0; i < n; ++i) x[i] = NAN;
}

/* What one ray's values make of its reason. */
static GhdReason Judge(GhdReason reason, PetscInt n, const PetscReal value[], const PetscReal error[], PetscReal identity_error, PetscReal accuracy)
{
  PetscBool exact = PETSC_TRUE;

  if (reason < 0) return reason;
  if (!isfinite(identity_error)) return GHD_DIVERGED_NAN;
  for (PetscInt i = 0; i < n; ++i) {
    if (!isfinite(value[i]) || !isfinite(error[i])) return GHD_DIVERGED_NAN;
    if (error[i] > accuracy) exact = PETSC_FALSE;
  }
  return exact || reason == GHD_CONVERGED_FIXED_GRID ? reason : GHD_DIVERGED_ACCURACY;
}

PetscErrorCode GhdWorkerObserve(GhdWorker w, GhdRay ray, GhdReason *reason, PetscReal *identity_error)
{
  GhdParameters parameters = w->plan->parameters;

  PetscFunctionBegin;
  if (*reason > 0) *reason = ghd_ray_reason(ray);
  PetscCall(GhdPhaseBegin(GHD_PHASE_OBSERVE));
  if (*reason > 0)
    GhdTry(GhdObserve(ray, parameters->n_observables, parameters->observable, w->one, w->one_error, identity_error), GHD_DIVERGED_LINEAR, reason);
  PetscCall(GhdPhaseEnd());
  *reason = Judge(*reason, parameters->n_observables, w->one, w->one_error, *identity_error, parameters->ray.accuracy);
  if (!HasValues(*reason)) {
    ghd_fill_nan(parameters->n_observables, w->one);
    ghd_fill_nan(parameters->n_observables, w->one_error);
    *identity_error = NAN;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdWorkerDescribe(GhdWorker w, PetscInt r, PetscInt n, GhdRay ray, GhdReason *reason)
{
  const PetscInt n_str = w->layout->n_strings, n_row = n_str * w->layout->n_lambda;
  PetscReal     *row[4];

  PetscFunctionBegin;
  for (PetscInt i = 0; i < 4; ++i) {
    row[i] = w->distribution[i] + r * n_row;
    ghd_fill_nan(n_row, row[i]);
  }
  for (PetscInt p = 0; p < w->layout->n_profiles; ++p) ghd_fill_nan(n_str, w->contribution + (p * n + r) * n_str);
  if (!HasValues(*reason)) PetscFunctionReturn(PETSC_SUCCESS);
  GhdTry(GhdRayDistribution(ray, w->layout->n_lambda, w->layout->lambda, row[0], row[1], row[2], row[3]), GHD_DIVERGED_LINEAR, reason);
  for (PetscInt p = 0; p < w->layout->n_profiles; ++p)
    PetscCall(GhdObserveContributions(ray, &w->plan->parameters->observable[p], w->contribution + (p * n + r) * n_str));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdStateRows ghd_worker_state_rows(GhdWorker w)
{
  return (GhdStateRows){.distribution = {w->distribution[0], w->distribution[1], w->distribution[2], w->distribution[3]}, .contribution = w->contribution};
}
