/* Stationary states: creation by kind, spin flip, and what all kinds have in common. */
#include "state_impl.h"

static PetscErrorCode set_up(GhdState state, const GhdStateSpec *spec, PetscReal accuracy)
{
  PetscFunctionBegin;
  switch (spec->kind) {
  case GHD_STATE_THERMAL: PetscCall(GhdStateSetUpThermal(state, spec->parameter[0], spec->parameter[1], accuracy)); break;
  case GHD_STATE_INFINITE_TEMPERATURE: PetscCall(GhdStateSetUpInfiniteTemperature(state, spec->parameter[0])); break;
  case GHD_STATE_POLARISED: PetscCall(GhdStateSetUpPolarised(state, (PetscBool)(spec->word == 1))); break;
  default: SETERRQ(PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "no such kind of state: %d", (int)spec->kind);
  }
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
  PetscCall(PetscNew(&state));
  PetscCall(PetscCalloc1(n_str, &state->limit));
  state->model  = model;
  state->reason = GHD_CONVERGED;
  state->strip  = ghd_strip(model);
  PetscCall(set_up(state, spec, PetscMin(accuracy, GHD_COMMON_ACCURACY)));
  if (state->flipped) flip_spins(1, &state->limit[n_str - 2], &state->limit[n_str - 1]);
  *out = state;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateDestroy(GhdState *state)
{
  PetscFunctionBegin;
  if (!*state) PetscFunctionReturn(PETSC_SUCCESS);
  if ((*state)->ops && (*state)->ops->destroy) PetscCall((*state)->ops->destroy(*state));
  PetscCall(PetscFree((*state)->limit));
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

GhdReason ghd_state_reason(GhdState state)
{
  return state->reason;
}

const PetscReal *ghd_state_filling_limit(GhdState state)
{
  return state->limit;
}

PetscReal ghd_state_strip(GhdState state)
{
  return state->strip;
}

PetscReal ghd_state_range(GhdState state)
{
  return state->range;
}
