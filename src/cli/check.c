#include "commands.h"

static const PetscReal mebi = 1024.0 * 1024.0;

static void PrintAxes(FILE *out, GhdPlan plan)
{
  fprintf(out, "points       %" PetscInt_FMT, plan->part.count ? plan->part.sweep_points : plan->n_points);
  for (PetscInt a = 0; a < plan->n_axes; ++a) {
    const char *join = plan->parameters->sweep == GHD_SWEEP_ZIP ? "with" : "x";

    fprintf(out, " %s %s (%" PetscInt_FMT ")", a ? join : "=", plan->axis[a], plan->axis_length[a]);
  }
  fprintf(out, "\n");
}

static void PrintPart(FILE *out, GhdPlan plan)
{
  const GhdFilePart *part = &plan->part;

  if (part->count)
    fprintf(out, "part         %" PetscInt_FMT " of %" PetscInt_FMT ": points %" PetscInt_FMT " to %" PetscInt_FMT " (from 0), %" PetscInt_FMT " chunks\n",
            part->number, part->count, part->first_point, part->first_point + plan->n_points - 1, part->end_chunk - part->first_chunk);
}

static void PrintRays(FILE *out, GhdPlan plan)
{
  GhdParameters parameters = plan->parameters;

  switch (parameters->rays) {
  case GHD_RAYS_NONE: fprintf(out, "rays         none: bulk states only\n"); break;
  case GHD_RAYS_AUTO: fprintf(out, "rays         %" PetscInt_FMT " per point, at Gauss nodes graded at the edges of every species\n", plan->n_rays); break;
  case GHD_RAYS_LIST:
    fprintf(out, "rays         %" PetscInt_FMT " per point, %g to %g\n", plan->n_rays, (double)parameters->zeta[0], (double)parameters->zeta[plan->n_rays - 1]);
    break;
  }
  if (plan->n_rays)
    fprintf(out, "chunks       %" PetscInt_FMT " of up to %" PetscInt_FMT " rays: more ranks than that are of no use\n", plan->end_chunk - plan->first_chunk,
            parameters->chunk);
}

static void PrintMemory(FILE *out, GhdPlan plan)
{
  const PetscReal each = ghd_plan_memory(plan) / mebi, more = ghd_plan_memory_of_rank_0(plan) / mebi;

  if (more < 1.0)
    fprintf(out, "memory       about %.0f MiB per rank\n", (double)(each + more));
  else
    fprintf(out, "memory       about %.0f MiB on rank 0, %.0f MiB on every other rank\n", (double)(each + more), (double)each);
}

static PetscErrorCode PrintPlan(FILE *out, GhdPlan plan)
{
  GhdParameters  parameters = plan->parameters;
  GhdFileLayout *layout;

  PetscFunctionBegin;
  PetscCall(GhdPlanFileLayout(plan, &layout));
  fprintf(out, "title        %s\n", parameters->title);
  PrintAxes(out, plan);
  PrintPart(out, plan);
  PrintRays(out, plan);
  fprintf(out, "observables ");
  for (PetscInt i = 0; i < parameters->n_observables; ++i) fprintf(out, " %s", parameters->observable[i].quantity.name);
  fprintf(out, "\naccuracy     %g\n", (double)parameters->ray.accuracy);
  fprintf(out, "species      up to %" PetscInt_FMT "\n", plan->n_strings);
  PrintMemory(out, plan);
  fprintf(out, "result file  %.2f MiB\n", (double)(ghd_file_size(layout) / mebi));
  PetscCall(GhdFileLayoutDestroy(&layout));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCommandCheck(const GhdArguments *arguments, PetscInt *status)
{
  GhdParameters parameters;
  GhdPlan       plan;

  PetscFunctionBegin;
  PetscCall(GhdLoadPlan(arguments, &parameters, &plan));
  if (!plan) {
    *status = GHD_EXIT_BAD_INPUT;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (ghd_is_rank_0()) PetscCall(PrintPlan(stdout, plan));
  PetscCall(GhdPlanDestroy(&plan));
  PetscCall(GhdParametersDestroy(&parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}
