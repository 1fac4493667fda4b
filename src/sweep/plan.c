#include "plan.h"
#include <xxzghd/model.h>

static PetscInt ListAxes(GhdParameters parameters, GhdPlanAxis axis[GHD_MAX_AXES])
{
  PetscInt n = 0;

  if (parameters->gamma_swept) axis[n++] = (GhdPlanAxis){.side = -1, .parameter = 0, .length = parameters->n_gamma};
  for (PetscInt side = 0; side < (parameters->has_right ? 2 : 1); ++side) {
    const GhdSideInput *input = &parameters->side[side];

    for (PetscInt i = 0; i < ghd_state_kind(input->kind)->n_parameters; ++i) {
      if (input->parameter[i].swept) axis[n++] = (GhdPlanAxis){.side = side, .parameter = i, .length = input->parameter[i].n};
    }
  }
  return n;
}

static PetscErrorCode AxisName(GhdParameters parameters, GhdPlanAxis axis, char **name)
{
  char text[64] = "chain.gamma_over_pi";

  PetscFunctionBegin;
  if (axis.side >= 0) {
    const char *key = ghd_state_kind(parameters->side[axis.side].kind)->parameter[axis.parameter].key;

    PetscCall(PetscSNPrintf(text, sizeof(text), "%s.%s", axis.side ? "right" : "left", key));
  }
  PetscCall(PetscStrallocpy(text, name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Number of points, and how many points apart two neighbours on an axis are. */
static PetscInt CountPoints(GhdSweepKind sweep, PetscInt n_axes, GhdPlanAxis axis[])
{
  PetscInt n_points = 1;

  for (PetscInt a = n_axes - 1; a >= 0; --a) {
    axis[a].stride = sweep == GHD_SWEEP_ZIP ? 1 : n_points;
    n_points       = sweep == GHD_SWEEP_ZIP ? axis[a].length : n_points * axis[a].length;
  }
  return n_points;
}

static PetscErrorCode DescribeChains(GhdPlan plan)
{
  GhdParameters parameters = plan->parameters;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(parameters->n_gamma, &plan->tables->chain));
  for (PetscInt g = 0; g < parameters->n_gamma; ++g) {
    GhdModel model;

    PetscCall(GhdModelCreate(parameters->gamma_over_pi[g].num, parameters->gamma_over_pi[g].den, &model));
    plan->tables->chain[g] = (GhdPlanChain){.n_str = model->n_str, .delta = model->delta};
    plan->n_strings        = PetscMax(plan->n_strings, model->n_str);
    PetscCall(GhdModelDestroy(&model));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdPointRow ghd_plan_row(GhdPlan plan, PetscInt side, PetscInt parameter)
{
  const PetscInt first = plan->part.count ? plan->part.first_point : 0;

  for (PetscInt a = 0; a < plan->n_axes; ++a) {
    const GhdPlanAxis *axis = &plan->tables->axis[a];

    if (axis->side == side && axis->parameter == parameter) return (GhdPointRow){.first = first, .stride = axis->stride, .n = axis->length};
  }
  return (GhdPointRow){.first = 0, .stride = 1, .n = 1};
}

/* What all points have of a side; keys that are not swept have one value. */
static GhdStateSpec SideOf(const GhdSideInput *input)
{
  GhdStateSpec spec = {.kind         = input->kind,
                       .word         = input->word,
                       .n_amplitudes = input->n_amplitudes,
                       .re           = input->re,
                       .im           = input->im,
                       .n_bytes      = input->n_bytes,
                       .bytes        = input->bytes};

  for (PetscInt i = 0; i < ghd_state_kind(input->kind)->n_parameters; ++i) spec.parameter[i] = input->parameter[i].value[0];
  return spec;
}

GhdPoint ghd_plan_point(GhdPlan plan, PetscInt point)
{
  GhdParameters  parameters = plan->parameters;
  const PetscInt number     = point + (plan->part.count ? plan->part.first_point : 0); /* in the whole sweep */
  PetscInt       gamma      = 0;
  GhdPoint       p          = {.side = {SideOf(&parameters->side[0])}};

  if (parameters->has_right) p.side[1] = SideOf(&parameters->side[1]);
  for (PetscInt a = 0; a < plan->n_axes; ++a) {
    const GhdPlanAxis *axis  = &plan->tables->axis[a];
    const PetscInt     index = number / axis->stride % axis->length;

    if (axis->side < 0)
      gamma = index;
    else
      p.side[axis->side].parameter[axis->parameter] = parameters->side[axis->side].parameter[axis->parameter].value[index];
  }
  if (!parameters->has_right) p.side[1] = p.side[0];
  p.P     = parameters->gamma_over_pi[gamma].num;
  p.Q     = parameters->gamma_over_pi[gamma].den;
  p.n_str = plan->tables->chain[gamma].n_str;
  p.delta = plan->tables->chain[gamma].delta;
  return p;
}

PetscErrorCode GhdPlanCreate(GhdParameters parameters, GhdPlan *plan)
{
  GhdPlan p;

  PetscFunctionBegin;
  PetscCall(PetscNew(&p));
  PetscCall(PetscNew(&p->tables));
  p->parameters       = parameters;
  p->n_axes           = ListAxes(parameters, p->tables->axis);
  p->n_points         = CountPoints(parameters->sweep, p->n_axes, p->tables->axis);
  p->n_rays           = parameters->rays == GHD_RAYS_NONE ? 0 : parameters->n_rays;
  p->chunks_per_point = p->n_rays ? (p->n_rays + parameters->chunk - 1) / parameters->chunk : 1;
  p->n_chunks         = p->n_points * p->chunks_per_point;
  p->end_chunk        = p->n_chunks;
  PetscCall(PetscMalloc2(p->n_axes, &p->axis, p->n_axes, &p->axis_length));
  for (PetscInt a = 0; a < p->n_axes; ++a) {
    PetscCall(AxisName(parameters, p->tables->axis[a], &p->axis[a]));
    p->axis_length[a] = p->tables->axis[a].length;
  }
  PetscCall(DescribeChains(p));
  *plan = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanDestroy(GhdPlan *plan)
{
  PetscFunctionBegin;
  if (!*plan) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt a = 0; a < (*plan)->n_axes; ++a) PetscCall(PetscFree((*plan)->axis[a]));
  PetscCall(PetscFree2((*plan)->axis, (*plan)->axis_length));
  PetscCall(PetscFree((*plan)->tables->chain));
  PetscCall(PetscFree((*plan)->tables));
  PetscCall(PetscFree(*plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}
