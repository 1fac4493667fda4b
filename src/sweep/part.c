/* A part of a plan: neighbouring chunks, and the points that they touch. */
#include <xxzghd/sweep.h>

/* Chunks before part `part` of n, counted from 0. */
static PetscInt ChunksBefore(PetscInt n_chunks, PetscInt part, PetscInt n)
{
  return (PetscInt)((int64_t)part * n_chunks / n);
}

PetscErrorCode GhdPlanTakePart(GhdPlan plan, PetscInt part, PetscInt n)
{
  const PetscInt first = ChunksBefore(plan->n_chunks, part - 1, n), end = ChunksBefore(plan->n_chunks, part, n);
  const PetscInt first_point = first / plan->chunks_per_point, end_point = (end - 1) / plan->chunks_per_point + 1;

  PetscFunctionBegin;
  PetscCheck(part >= 1 && part <= n && n <= plan->n_chunks && plan->part.count == 0, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "no part %" PetscInt_FMT " of %" PetscInt_FMT " of %" PetscInt_FMT " chunks", part, n, plan->n_chunks);
  plan->part = (GhdFilePart){.number = part, .count = n, .first_point = first_point, .sweep_points = plan->n_points, .first_chunk = first, .end_chunk = end};
  plan->n_points    = end_point - first_point;
  plan->n_chunks    = plan->n_points * plan->chunks_per_point;
  plan->first_chunk = first - first_point * plan->chunks_per_point;
  plan->end_chunk   = end - first_point * plan->chunks_per_point;
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_plan_chunk_rays(GhdPlan plan, PetscInt chunk, PetscInt *first, PetscInt *n)
{
  *first = chunk % plan->chunks_per_point * plan->parameters->chunk;
  *n     = PetscMin(plan->n_rays - *first, plan->parameters->chunk);
}

/* Rays before a chunk, of all points before as well. */
static PetscInt RaysBefore(GhdPlan plan, PetscInt chunk)
{
  return chunk / plan->chunks_per_point * plan->n_rays + PetscMin(chunk % plan->chunks_per_point * plan->parameters->chunk, plan->n_rays);
}

PetscInt ghd_plan_n_rays(GhdPlan plan)
{
  return RaysBefore(plan, plan->end_chunk) - RaysBefore(plan, plan->first_chunk);
}

PetscBool ghd_plan_has_bulk(GhdPlan plan, PetscInt chunk)
{
  return (PetscBool)(chunk % plan->chunks_per_point == 0 || chunk == plan->first_chunk);
}
