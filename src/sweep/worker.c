/* A chunk, from its first ray to its status in the file. */
#include "stop.h"
#include "worker_data.h"

PetscErrorCode GhdWorkerCreate(GhdPlan plan, const GhdFileLayout *layout, GhdFile file, GhdKeep keep, GhdWorker *worker)
{
  const PetscInt n = plan->parameters->n_observables;
  GhdWorker      w;

  PetscFunctionBegin;
  PetscCall(PetscNew(&w));
  w->plan     = plan;
  w->layout   = layout;
  w->file     = file;
  w->keep     = keep;
  w->max_rays = PetscMin(plan->n_rays, plan->parameters->chunk);
  PetscCall(GhdHalvesCreate(plan, &w->halves));
  PetscCall(PetscMalloc4(n, &w->one, n, &w->one_error, n * w->max_rays, &w->value, n * w->max_rays, &w->error));
  PetscCall(PetscMalloc4(w->max_rays, &w->identity_error, w->max_rays, &w->seconds, w->max_rays, &w->iterations, w->max_rays, &w->status));
  PetscCall(PetscMalloc2(layout->n_strings * GHD_MAX_EDGES, &w->edge_velocity, layout->n_strings * GHD_MAX_EDGES, &w->edge_lambda));
  w->with_state = (PetscBool)(layout->n_lambda > 0);
  if (w->with_state) {
    const PetscInt rows = PetscMax(w->max_rays, 1) * layout->n_strings; /* one for a bulk state */

    for (PetscInt i = 0; i < 4; ++i) PetscCall(PetscMalloc1(rows * layout->n_lambda, &w->distribution[i]));
    PetscCall(PetscMalloc2(rows * n, &w->contribution, rows * GHD_MAX_JUMPS, &w->jumps));
  }
  *worker = w;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdWorkerDestroy(GhdWorker *worker)
{
  GhdWorker w = *worker;

  PetscFunctionBegin;
  if (!w) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdHalvesDestroy(&w->halves));
  PetscCall(PetscFree4(w->one, w->one_error, w->value, w->error));
  PetscCall(PetscFree4(w->identity_error, w->seconds, w->iterations, w->status));
  for (PetscInt i = 0; i < 4; ++i) PetscCall(PetscFree(w->distribution[i]));
  PetscCall(PetscFree2(w->edge_velocity, w->edge_lambda));
  PetscCall(PetscFree2(w->contribution, w->jumps));
  PetscCall(PetscFree(*worker));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void CopyJumps(GhdWorker w, PetscInt r, GhdRay ray, GhdReason reason)
{
  PetscReal *jumps = w->jumps + r * w->layout->n_strings * GHD_MAX_JUMPS;

  ghd_fill_nan(w->layout->n_strings * GHD_MAX_JUMPS, jumps);
  if (!HasValues(reason)) return;
  for (PetscInt k = 0; k < w->halves->model->n_str; ++k) (void)ghd_ray_jumps(ray, k, jumps + k * GHD_MAX_JUMPS);
}

/* Ray r of a chunk of n, into the rows. */
static PetscErrorCode ComputeRay(GhdWorker w, PetscInt r, PetscInt n, PetscReal zeta)
{
  const PetscReal start  = ghd_now();
  GhdReason       reason = w->halves->junction_reason;
  GhdRay          ray    = NULL;

  PetscFunctionBegin;
  if (reason > 0) GhdTry(GhdRaySolve(w->halves->junction, zeta, &ray), GHD_DIVERGED_LINEAR, &reason);
  w->iterations[r] = reason > 0 ? ghd_ray_iterations(ray) : 0;
  PetscCall(GhdWorkerObserve(w, ray, &reason, &w->identity_error[r]));
  if (w->with_state) {
    PetscCall(GhdWorkerDescribe(w, r, n, ray, &reason));
    CopyJumps(w, r, ray, reason);
  }
  for (PetscInt p = 0; p < w->plan->parameters->n_observables; ++p) {
    w->value[p * n + r] = w->one[p];
    w->error[p * n + r] = w->one_error[p];
  }
  w->status[r]  = reason;
  w->seconds[r] = ghd_now() - start;
  ghd_heartbeat();
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode WriteChunk(GhdWorker w, PetscInt first_ray, PetscInt n)
{
  const GhdRows rows = {
      .point          = w->halves->point,
      .first_ray      = first_ray,
      .n              = n,
      .value          = w->value,
      .error          = w->error,
      .identity_error = w->identity_error,
      .seconds        = w->seconds,
      .iterations     = w->iterations,
      .status         = w->status,
      .state          = ghd_worker_state_rows(w),
      .jumps          = w->jumps,
  };

  PetscFunctionBegin;
  if (n) PetscCallInPhase(GHD_PHASE_IO, GhdFileWriteRows(w->file, &rows));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ComputeRays(GhdWorker w, PetscInt first_ray, PetscInt n)
{
  PetscFunctionBegin;
  if (w->halves->junction) PetscCall(GhdJunctionForget(w->halves->junction));
  for (PetscInt r = 0; r < n; ++r) PetscCall(ComputeRay(w, r, n, w->halves->zeta[first_ray + r]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of rays of the chunk from `first` on, as they are in the first n rows. */
static void FillReport(GhdWorker w, PetscInt first, PetscInt n, GhdChunkReport *report)
{
  for (PetscInt r = 0; r < n; ++r) {
    report->status[first + r] = (int8_t)w->status[r];
    if (!HasValues((GhdReason)w->status[r])) continue;
    for (PetscInt p = 0; p < w->plan->parameters->n_observables; ++p) report->worst_error = PetscMax(report->worst_error, w->error[p * n + r]);
  }
}

/* Rays of the chunk, n of them from `first` on. */
static PetscErrorCode ComputeAndWriteRays(GhdWorker w, PetscInt first_ray, PetscInt first, PetscInt n, GhdChunkReport *report)
{
  PetscFunctionBegin;
  PetscCallInPhase(GHD_PHASE_RAY, ComputeRays(w, first_ray + first, n));
  PetscCall(WriteChunk(w, first_ray + first, n));
  FillReport(w, first, n, report);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool IsKept(GhdWorker w, int8_t status)
{
  return (PetscBool)(w->keep == GHD_KEEP_DONE ? status != 0 : w->keep == GHD_KEEP_GOOD && status > 0);
}

/* What the file has of the chunk, into the report, where rays may be kept. */
static PetscErrorCode CountKept(GhdWorker w, PetscInt first_ray, GhdChunkReport *report, int8_t *bulk_status)
{
  PetscFunctionBegin;
  *bulk_status = 0;
  if (w->keep == GHD_KEEP_NOTHING) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdFileReadChunk(w->file, w->halves->point, first_ray, report->n_rays, report->status, bulk_status));
  for (PetscInt r = 0; r < report->n_rays; ++r) report->n_kept += IsKept(w, report->status[r]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Bulk first, so that a reader who finds rays finds what they lie between. Between rays that are kept each ray is computed for itself: its digits do not depend on which are there. */
static PetscErrorCode ComputeAndWrite(GhdWorker w, PetscInt first_ray, GhdChunkReport *report)
{
  int8_t bulk_status;

  PetscFunctionBegin;
  PetscCall(CountKept(w, first_ray, report, &bulk_status));
  if (ghd_plan_has_bulk(w->plan, report->chunk) && !IsKept(w, bulk_status)) PetscCallInPhase(GHD_PHASE_STATE, GhdWorkerWritePoint(w, &report->bulk_status));
  if (report->n_kept == 0) {
    PetscCall(ComputeAndWriteRays(w, first_ray, 0, report->n_rays, report));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (PetscInt r = 0; r < report->n_rays; ++r)
    if (!IsKept(w, report->status[r])) PetscCall(ComputeAndWriteRays(w, first_ray, r, 1, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdWorkerPrepare(GhdWorker w, PetscInt point)
{
  PetscReal seconds;

  PetscFunctionBegin;
  PetscCall(GhdHalvesSet(w->halves, point, &seconds));
  if (seconds > 0.0) w->prepare_seconds = seconds; /* states that found no chunk are forgotten */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdWorkerCompute(GhdWorker w, PetscInt chunk, GhdChunkReport *report)
{
  const PetscInt point = chunk / w->plan->chunks_per_point;
  PetscInt       first_ray, n;
  PetscReal      start;
  PetscErrorCode ierr;

  PetscFunctionBegin;
  ghd_plan_chunk_rays(w->plan, chunk, &first_ray, &n);
  *report = (GhdChunkReport){.chunk = chunk, .n_rays = n};
  PetscCall(GhdWorkerPrepare(w, point));
  report->state_seconds = w->prepare_seconds;
  w->prepare_seconds    = 0.0;
  start                 = ghd_now();
  PetscCall(GhdQuietErrorsBegin());
  ierr = ComputeAndWrite(w, first_ray, report);
  PetscCall(GhdQuietErrorsEnd());
  report->ray_seconds = ghd_now() - start;
  report->written     = (PetscBool)(ierr != PETSC_ERR_FILE_WRITE);
  if (report->written)
    PetscCall(ierr);
  else
    ghd_log(GHD_LOG_QUIET, "%s", ghd_file_problem(w->file));
  report->stop = (PetscBool)(!report->written || ghd_stop_signalled());
  ghd_log(GHD_LOG_VERBOSE, "point %" PetscInt_FMT ", rays %" PetscInt_FMT "-%" PetscInt_FMT ": states %.3g s, rays %.3g s", point, first_ray, first_ray + n - 1,
          (double)report->state_seconds, (double)report->ray_seconds);
  PetscFunctionReturn(PETSC_SUCCESS);
}
