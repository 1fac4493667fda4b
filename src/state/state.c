/* Stationary states: creation by kind, spin flip, and what all kinds have in common. */
#include "state_impl.h"

static PetscErrorCode set_up(GhdState state, const GhdStateSpec *spec, PetscReal accuracy)
{
  PetscFunctionBegin;
  switch (spec->kind) {
  case GHD_STATE_THERMAL: PetscCall(GhdStateSetUpThermal(state, spec->parameter[0], spec->parameter[1], accuracy)); break;
  case GHD_STATE_INFINITE_TEMPERATURE: PetscCall(GhdStateSetUpInfiniteTemperature(state, spec->parameter[0])); break;
  case GHD_STATE_POLARISED: PetscCall(GhdStateSetUpPolarised(state, (PetscBool)(spec->word == 1))); break;
  default: PetscCall(GhdStateSetUpQuench(state, spec, accuracy)); PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(PetscArraycpy(state->limit[1], state->limit[0], state->model->n_str));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All spins turned over: theta_{M-1} -> 1 - theta_M, theta_M -> 1 - theta_{M-1}; n values for each of the last two species. */
static void flip_spins(PetscInt n, PetscReal last_but_one[], PetscReal last[])
{
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal theta = last_but_one[i];

    last_but_one[i] = 1.0 - last[i];
    last[i]         = 1.0 - theta;
  }
}

PetscErrorCode GhdStateCreate(GhdModel model, const GhdStateSpec *spec, PetscReal accuracy, GhdState *out)
{
  GhdState       state;
  const PetscInt n_str = model->n_str;

  PetscFunctionBegin;
  PetscCheck(spec->kind >= 0 && spec->kind < GHD_STATE_N_KINDS, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "no kind of state has number %d", (int)spec->kind);
  PetscCall(PetscNew(&state));
  PetscCall(PetscCalloc2(n_str, &state->limit[0], n_str, &state->limit[1]));
  state->model  = model;
  state->reason = GHD_CONVERGED;
  state->strip  = ghd_strip(model);
  PetscCall(set_up(state, spec, PetscMin(accuracy, GHD_COMMON_ACCURACY)));
  for (PetscInt end = 0; end < 2 && state->flipped; ++end) flip_spins(1, &state->limit[end][n_str - 2], &state->limit[end][n_str - 1]);
  *out = state;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateDestroy(GhdState *state)
{
  PetscFunctionBegin;
  if (!*state) PetscFunctionReturn(PETSC_SUCCESS);
  if ((*state)->ops && (*state)->ops->destroy) PetscCall((*state)->ops->destroy(*state));
  PetscCall(PetscFree2((*state)->limit[0], (*state)->limit[1]));
  PetscCall(PetscFree(*state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateFilling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const PetscInt n_str = state->model->n_str;

  PetscFunctionBegin;
  PetscCheck(state->reason > 0, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "this state was not found: %s", ghd_reason_text(state->reason));
  PetscCall(state->ops->filling(state, n, lambda, filling));
  if (state->flipped) flip_spins(n, &filling[(n_str - 2) * n], &filling[(n_str - 1) * n]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateBreaks(GhdState state, PetscInt *n, PetscReal **breaks)
{
  PetscFunctionBegin;
  *n      = 0;
  *breaks = NULL;
  if (state->ops->breaks) PetscCall(state->ops->breaks(state, n, breaks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdReason ghd_state_reason(GhdState state)
{
  return state->reason;
}

const char *ghd_state_problem(GhdState state)
{
  return state->problem;
}

PetscReal ghd_state_identity_error(GhdState state)
{
  return state->identity_error;
}

PetscReal ghd_state_error(GhdState state)
{
  return state->error;
}

const PetscReal *ghd_state_filling_limit(GhdState state, PetscInt end)
{
  return state->limit[end];
}

PetscReal ghd_state_strip(GhdState state)
{
  return state->strip;
}

PetscReal ghd_state_range(GhdState state)
{
  return state->range;
}
