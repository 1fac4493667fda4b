/* The two stationary states of a point, into the file. */
#include "worker_data.h"

static PetscErrorCode FindEdges(GhdWorker w, PetscInt side, PetscReal *light_cone, GhdReason *reason)
{
  PetscFunctionBegin;
  *light_cone = NAN;
  ghd_fill_nan(w->layout->n_strings * GHD_MAX_EDGES, w->edge_velocity);
  ghd_fill_nan(w->layout->n_strings * GHD_MAX_EDGES, w->edge_lambda);
  if (HasValues(*reason)) GhdTry(GhdJunctionEdges(w->halves->junction, side, w->edge_velocity, w->edge_lambda), GHD_DIVERGED_LINEAR, reason);
  if (HasValues(*reason)) *light_cone = ghd_light_cone(w->halves->model, w->edge_velocity);
  if (HasValues(*reason) && !isfinite(*light_cone)) *reason = GHD_DIVERGED_NAN;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteBulkSide(GhdWorker w, PetscInt side, GhdReason *reason)
{
  GhdHalves  h   = w->halves;
  GhdRay     ray = NULL;
  GhdBulkRow row = {.point          = h->point,
                    .side           = side,
                    .value          = w->one,
                    .error          = w->one_error,
                    .identity_error = NAN,
                    .edge_velocity  = w->edge_velocity,
                    .edge_lambda    = w->edge_lambda,
                    .state          = ghd_worker_state_rows(w)};

  PetscFunctionBegin;
  *reason = h->reason[side];
  if (*reason > 0 && !h->junction) *reason = h->junction_reason;
  if (*reason > 0) GhdTry(GhdRayBulk(h->junction, side, &ray), GHD_DIVERGED_LINEAR, reason);
  PetscCall(GhdWorkerObserve(w, ray, reason, &row.identity_error));
  if (HasValues(*reason)) row.identity_error = PetscMax(row.identity_error, ghd_state_identity_error(h->state[side]));
  PetscCall(FindEdges(w, side, &row.light_cone, reason));
  if (w->with_state) PetscCall(GhdWorkerDescribe(w, 0, 1, ray, reason));
  row.status = *reason;
  PetscCallInPhase(GHD_PHASE_IO, GhdFileWriteBulk(w->file, &row));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdWorkerWritePoint(GhdWorker w, int8_t *status)
{
  GhdHalves h = w->halves;
  GhdReason reason[2];

  PetscFunctionBegin;
  PetscCall(WriteBulkSide(w, 0, &reason[0]));
  reason[1] = reason[0];
  if (w->plan->parameters->has_right) PetscCall(WriteBulkSide(w, 1, &reason[1]));
  if (h->weight && h->junction_reason > 0) PetscCallInPhase(GHD_PHASE_IO, GhdFileWriteRays(w->file, h->point, h->zeta, h->weight));
  *status = (int8_t)(reason[0] < 0 ? reason[0] : reason[1]);
  PetscFunctionReturn(PETSC_SUCCESS);
}
