#include "tally.h"
#include "work.h"

/* Rays of a chunk: [*first, *first + n) in the image of the status. */
static PetscInt ChunkRays(GhdPlan plan, PetscInt chunk, PetscInt *first)
{
  PetscInt n;

  ghd_plan_chunk_rays(plan, chunk, first, &n);
  *first += chunk / plan->chunks_per_point * plan->n_rays;
  return n;
}

static PetscBool StatusIsDone(int8_t status, PetscBool retry)
{
  return (PetscBool)(retry ? status > 0 : status != 0);
}

static PetscBool ChunkIsDone(GhdTally t, PetscInt chunk, PetscBool retry)
{
  PetscInt       first;
  const PetscInt n = ChunkRays(t->plan, chunk, &first);

  if (ghd_plan_has_bulk(t->plan, chunk) && !StatusIsDone(t->bulk_status[chunk / t->plan->chunks_per_point], retry)) return PETSC_FALSE;
  for (PetscInt r = first; r < first + n; ++r) {
    if (!StatusIsDone(t->status[r], retry)) return PETSC_FALSE;
  }
  return PETSC_TRUE;
}

static PetscReal ChunkCost(GhdTally t, PetscInt chunk)
{
  const GhdPoint point = ghd_plan_point(t->plan, chunk / t->plan->chunks_per_point);
  PetscInt       first;

  return (PetscReal)PetscMax(ChunkRays(t->plan, chunk, &first), 1) * ghd_point_cost(&point);
}

static void CountRays(GhdTally t, PetscInt chunk)
{
  PetscInt       first;
  const PetscInt n = ChunkRays(t->plan, chunk, &first);

  for (PetscInt r = first; r < first + n; ++r) ++t->n_rays_with[128 + t->status[r]];
}

PetscErrorCode GhdTallyCreate(GhdPlan plan, int8_t *status, int8_t *bulk_status, PetscBool retry, GhdTally *tally)
{
  GhdTally t;

  PetscFunctionBegin;
  PetscCall(PetscNew(&t));
  t->plan        = plan;
  t->status      = status;
  t->bulk_status = bulk_status;
  PetscCall(PetscMalloc1(plan->n_chunks, &t->done));
  PetscCall(PetscCalloc1(plan->n_points, &t->chunks_left));
  PetscCall(PetscCalloc1(plan->n_points, &t->seconds));
  for (PetscInt p = 0; p < plan->n_points; ++p) t->n_bulk_failed += bulk_status[p] < 0;
  for (PetscInt c = 0; c < plan->n_chunks; ++c) {
    const PetscBool mine = (PetscBool)(c >= plan->first_chunk && c < plan->end_chunk);

    if (mine) CountRays(t, c);
    t->done[c] = !mine || ChunkIsDone(t, c, retry);
    if (t->done[c]) continue;
    ++t->n_chunks_left;
    ++t->chunks_left[c / plan->chunks_per_point];
    t->work_left += ChunkCost(t, c);
  }
  for (PetscInt p = 0; p < plan->n_points; ++p) t->n_points_done += t->chunks_left[p] == 0;
  *tally = t;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTallyDestroy(GhdTally *tally)
{
  GhdTally t = *tally;

  PetscFunctionBegin;
  if (!t) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree(t->status));
  PetscCall(PetscFree(t->bulk_status));
  PetscCall(PetscFree(t->done));
  PetscCall(PetscFree(t->chunks_left));
  PetscCall(PetscFree(t->seconds));
  PetscCall(PetscFree(*tally));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_tally_memory(GhdPlan plan)
{
  const size_t point = sizeof(int8_t) + sizeof(PetscInt) + sizeof(PetscReal);

  return (PetscReal)plan->n_points * ((PetscReal)point + (PetscReal)plan->n_rays * (PetscReal)sizeof(int8_t)) +
         (PetscReal)plan->n_chunks * (PetscReal)sizeof(bool);
}

void ghd_tally_report(GhdTally t, const GhdChunkReport *report)
{
  const PetscInt  point   = report->chunk / t->plan->chunks_per_point;
  const PetscReal seconds = report->state_seconds + report->ray_seconds;
  PetscInt        first;

  if (!report->written) return;
  (void)ChunkRays(t->plan, report->chunk, &first);
  for (PetscInt r = 0; r < report->n_rays; ++r) {
    --t->n_rays_with[128 + t->status[first + r]];
    t->status[first + r] = report->status[r];
    ++t->n_rays_with[128 + t->status[first + r]];
  }
  if (report->bulk_status) {
    t->n_bulk_failed += (report->bulk_status < 0) - (t->bulk_status[point] < 0);
    t->bulk_status[point] = report->bulk_status;
  }
  t->done[report->chunk] = true;
  t->work_left -= ChunkCost(t, report->chunk);
  t->work_computed += ChunkCost(t, report->chunk);
  t->seconds[point] += seconds;
  t->seconds_computed += seconds;
  t->worst_error = PetscMax(t->worst_error, report->worst_error);
  t->n_rays_computed += report->n_rays - report->n_kept;
  --t->n_chunks_left;
  if (--t->chunks_left[point] == 0) ++t->n_points_done;
}

PetscInt ghd_tally_slowest(GhdTally t, PetscInt n, PetscInt point[])
{
  PetscInt found = 0;

  for (PetscInt p = 0; p < t->plan->n_points; ++p) {
    PetscInt i = found;

    if (t->seconds[p] <= 0.0) continue;
    for (; i > 0 && t->seconds[p] > t->seconds[point[i - 1]]; --i) {
      if (i < n) point[i] = point[i - 1];
    }
    if (i < n) point[i] = p;
    found = PetscMin(found + 1, n);
  }
  return found;
}

PetscInt ghd_tally_rays_left(GhdTally t)
{
  return t->n_rays_with[128 + GHD_NOT_DONE];
}

PetscInt ghd_tally_rays_failed(GhdTally t)
{
  PetscInt n = 0;

  for (PetscInt code = -128; code < 0; ++code) n += t->n_rays_with[128 + code];
  return n;
}
