#include <xxzghd/model.h>
#include <xxzghd/sweep.h>

/* One swept key, and where its value goes in a point. */
typedef struct {
  PetscInt side;      /* 0 left, 1 right; -1: gamma/pi */
  PetscInt parameter; /* of the state of that side     */
  PetscInt length;
} Axis;

enum { MAX_AXES = 1 + 2 * GHD_STATE_MAX_PARAMETERS };

static PetscInt ListAxes(GhdParameters parameters, Axis axis[MAX_AXES])
{
  PetscInt n = 0;

  if (parameters->gamma_swept) axis[n++] = (Axis){.side = -1, .parameter = 0, .length = parameters->n_gamma};
  for (PetscInt side = 0; side < (parameters->has_right ? 2 : 1); ++side) {
    const GhdSideInput *input = &parameters->side[side];

    for (PetscInt i = 0; i < ghd_state_kind(input->kind)->n_parameters; ++i) {
      if (input->parameter[i].swept) axis[n++] = (Axis){.side = side, .parameter = i, .length = input->parameter[i].n};
    }
  }
  return n;
}

static PetscErrorCode AxisName(GhdParameters parameters, Axis axis, char **name)
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
static PetscInt CountPoints(GhdSweepKind sweep, PetscInt n_axes, const Axis axis[], PetscInt stride[])
{
  PetscInt n_points = 1;

  for (PetscInt a = n_axes - 1; a >= 0; --a) {
    stride[a] = sweep == GHD_SWEEP_ZIP ? 1 : n_points;
    n_points  = sweep == GHD_SWEEP_ZIP ? axis[a].length : n_points * axis[a].length;
  }
  return n_points;
}

/* Species and Delta of each gamma/pi of the input: [n_gamma]. */
typedef struct {
  PetscInt  n_str;
  PetscReal delta;
} Chain;

static PetscErrorCode DescribeChains(GhdParameters parameters, Chain **chain)
{
  PetscFunctionBegin;
  PetscCall(PetscMalloc1(parameters->n_gamma, chain));
  for (PetscInt g = 0; g < parameters->n_gamma; ++g) {
    GhdModel model;

    PetscCall(GhdModelCreate(parameters->gamma_over_pi[g].num, parameters->gamma_over_pi[g].den, &model));
    (*chain)[g] = (Chain){.n_str = model->n_str, .delta = model->delta};
    PetscCall(GhdModelDestroy(&model));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The point whose position on axis a is index[a]; keys that are not swept have one value. */
static GhdPoint PointAt(GhdParameters parameters, const Chain chain[], PetscInt n_axes, const Axis axis[], const PetscInt index[])
{
  PetscInt gamma = 0;
  GhdPoint point;

  for (PetscInt side = 0; side < 2; ++side) {
    const GhdSideInput *input = &parameters->side[parameters->has_right ? side : 0];

    point.side[side] = (GhdStateSpec){.kind         = input->kind,
                                      .word         = input->word,
                                      .n_amplitudes = input->n_amplitudes,
                                      .re           = input->re,
                                      .im           = input->im,
                                      .n_bytes      = input->n_bytes,
                                      .bytes        = input->bytes};
    for (PetscInt i = 0; i < ghd_state_kind(input->kind)->n_parameters; ++i) point.side[side].parameter[i] = input->parameter[i].value[0];
  }
  for (PetscInt a = 0; a < n_axes; ++a) {
    if (axis[a].side < 0)
      gamma = index[a];
    else
      point.side[axis[a].side].parameter[axis[a].parameter] = parameters->side[axis[a].side].parameter[axis[a].parameter].value[index[a]];
  }
  if (!parameters->has_right) point.side[1] = point.side[0];
  point.P     = parameters->gamma_over_pi[gamma].num;
  point.Q     = parameters->gamma_over_pi[gamma].den;
  point.n_str = chain[gamma].n_str;
  point.delta = chain[gamma].delta;
  return point;
}

static PetscErrorCode FillPoints(GhdPlan plan, PetscInt n_axes, const Axis axis[], const PetscInt stride[])
{
  Chain *chain;

  PetscFunctionBegin;
  PetscCall(DescribeChains(plan->parameters, &chain));
  PetscCall(PetscMalloc1(plan->n_points, &plan->point));
  for (PetscInt p = 0; p < plan->n_points; ++p) {
    PetscInt index[MAX_AXES];

    for (PetscInt a = 0; a < n_axes; ++a) index[a] = p / stride[a] % axis[a].length;
    plan->point[p]  = PointAt(plan->parameters, chain, n_axes, axis, index);
    plan->n_strings = PetscMax(plan->n_strings, plan->point[p].n_str);
  }
  PetscCall(PetscFree(chain));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanCreate(GhdParameters parameters, GhdPlan *plan)
{
  Axis           axis[MAX_AXES];
  PetscInt       stride[MAX_AXES];
  const PetscInt n_axes   = ListAxes(parameters, axis);
  const PetscInt n_points = CountPoints(parameters->sweep, n_axes, axis, stride);
  const PetscInt n_rays   = parameters->rays == GHD_RAYS_NONE ? 0 : parameters->n_rays;

  PetscFunctionBegin;
  PetscCall(PetscNew(plan));
  (*plan)->parameters       = parameters;
  (*plan)->n_points         = n_points;
  (*plan)->n_rays           = n_rays;
  (*plan)->chunks_per_point = n_rays ? (n_rays + parameters->chunk - 1) / parameters->chunk : 1;
  (*plan)->n_chunks         = (*plan)->n_points * (*plan)->chunks_per_point;
  (*plan)->end_chunk        = (*plan)->n_chunks;
  (*plan)->n_axes           = n_axes;
  PetscCall(PetscMalloc2(n_axes, &(*plan)->axis, n_axes, &(*plan)->axis_length));
  for (PetscInt a = 0; a < n_axes; ++a) {
    PetscCall(AxisName(parameters, axis[a], &(*plan)->axis[a]));
    (*plan)->axis_length[a] = axis[a].length;
  }
  PetscCall(FillPoints(*plan, n_axes, axis, stride));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanDestroy(GhdPlan *plan)
{
  PetscFunctionBegin;
  if (!*plan) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt a = 0; a < (*plan)->n_axes; ++a) PetscCall(PetscFree((*plan)->axis[a]));
  PetscCall(PetscFree2((*plan)->axis, (*plan)->axis_length));
  PetscCall(PetscFree((*plan)->point));
  PetscCall(PetscFree(*plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}
