/* States whose fillings do not depend on the rapidity: infinite temperature at a magnetisation, and all spins up or down. */
#include "state_impl.h"
#include "thermal_equations.h"

static PetscErrorCode constant_filling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const PetscReal *theta = state->data;

  PetscFunctionBegin;
  (void)lambda;
  for (PetscInt k = 0; k < state->model->n_str; ++k)
    for (PetscInt i = 0; i < n; ++i) filling[k * n + i] = theta[k];
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_constant(GhdState state)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(state->data));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Takes the fillings from state->limit[0]. */
static PetscErrorCode set_up_constant(GhdState state)
{
  static const GhdStateOps ops = {constant_filling, destroy_constant, NULL};
  PetscReal               *theta;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(state->model->n_str, &theta));
  PetscCall(PetscArraycpy(theta, state->limit[0], state->model->n_str));
  state->ops   = &ops;
  state->data  = theta;
  state->range = 0.0;
  state->strip = PETSC_INFINITY;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* beta -> 0 at beta h = mu: the limits of ln eta at infinite rapidity hold everywhere. */
PetscErrorCode GhdStateSetUpInfiniteTemperature(GhdState state, PetscReal mu)
{
  PetscFunctionBegin;
  PetscCall(GhdAsymptoticLogEta(state->model, PetscAbsReal(mu), state->limit[0]));
  PetscCall(GhdLimitViolation(state->model, PetscAbsReal(mu), state->limit[0], &state->identity_error));
  for (PetscInt k = 0; k < state->model->n_str; ++k) state->limit[0][k] = 1.0 / (1.0 + PetscExpReal(state->limit[0][k]));
  state->flipped = (PetscBool)(mu < 0.0);
  PetscCall(set_up_constant(state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* No strings at all, or the same state turned over: then only the last two species are filled. */
PetscErrorCode GhdStateSetUpPolarised(GhdState state, PetscBool down)
{
  PetscFunctionBegin;
  state->flipped = down;
  PetscCall(set_up_constant(state));
  PetscFunctionReturn(PETSC_SUCCESS);
}
