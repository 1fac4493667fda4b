#include "halves.h"
#include "outcome.h"
#include <string.h>

static PetscBool SameBytes(size_t n, const void *a, const void *b)
{
  return (PetscBool)(n == 0 || !memcmp(a, b, n));
}

static PetscBool SameState(const GhdStateSpec *a, const GhdStateSpec *b)
{
  if (a->kind != b->kind || a->word != b->word || a->n_amplitudes != b->n_amplitudes || a->n_bytes != b->n_bytes) return PETSC_FALSE;
  if (!SameBytes(sizeof(*a->re) * (size_t)a->n_amplitudes, a->re, b->re) || !SameBytes(sizeof(*a->im) * (size_t)a->n_amplitudes, a->im, b->im))
    return PETSC_FALSE;
  if (!SameBytes(a->n_bytes, a->bytes, b->bytes)) return PETSC_FALSE;
  for (PetscInt i = 0; i < ghd_state_kind(a->kind)->n_parameters; ++i) {
    if (a->parameter[i] != b->parameter[i]) return PETSC_FALSE;
  }
  return PETSC_TRUE;
}

PetscErrorCode GhdHalvesCreate(GhdPlan plan, GhdHalves *halves)
{
  GhdParameters parameters = plan->parameters;

  PetscFunctionBegin;
  PetscCall(PetscNew(halves));
  (*halves)->plan  = plan;
  (*halves)->point = -1;
  PetscCall(PetscMalloc1(plan->n_rays, &(*halves)->zeta));
  if (parameters->rays == GHD_RAYS_LIST) PetscCall(PetscArraycpy((*halves)->zeta, parameters->zeta, plan->n_rays));
  if (parameters->rays == GHD_RAYS_AUTO) PetscCall(PetscMalloc1(plan->n_rays, &(*halves)->weight));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode DestroyStates(GhdState state[2])
{
  PetscFunctionBegin;
  if (state[1] == state[0]) state[1] = NULL;
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdStateDestroy(&state[side]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdHalvesDestroy(GhdHalves *halves)
{
  GhdHalves h = *halves;

  PetscFunctionBegin;
  if (!h) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdJunctionDestroy(&h->junction));
  PetscCall(DestroyStates(h->state));
  PetscCall(GhdModelDestroy(&h->model));
  PetscCall(PetscFree(h->zeta));
  PetscCall(PetscFree(h->weight));
  PetscCall(PetscFree(*halves));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FindState(GhdHalves h, const GhdStateSpec *spec, GhdState *state, GhdReason *reason)
{
  PetscFunctionBegin;
  *state  = NULL;
  *reason = GHD_CONVERGED;
  GhdTry(GhdStateCreate(h->model, spec, h->plan->parameters->ray.accuracy, state), GHD_DIVERGED_STATE, reason);
  if (*reason < 0)
    *state = NULL; /* what a failed creation left there is not ours to destroy */
  else if (ghd_state_reason(*state) < 0) {
    *reason = GHD_DIVERGED_STATE;
    if (ghd_state_problem(*state)[0])
      ghd_log(GHD_LOG_QUIET, "point %" PetscInt_FMT ": state %s: %s", h->point, ghd_state_kind(spec->kind)->name, ghd_state_problem(*state));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The states of a point on the chain of the point before (NULL: another chain), whose states are taken over where they are the same. Equal states are always one object, whatever came
   before: a junction may use that, and its bytes must not depend on history. */
static PetscErrorCode FindStates(GhdHalves h, const GhdPoint *before, const GhdPoint *point)
{
  GhdState  old[2]        = {h->state[0], h->state[1]};
  GhdReason old_reason[2] = {h->reason[0], h->reason[1]};

  PetscFunctionBegin;
  for (PetscInt side = 0; side < 2; ++side) {
    PetscInt same;

    if (side == 1 && SameState(&point->side[0], &point->side[1])) {
      h->state[1]  = h->state[0];
      h->reason[1] = h->reason[0];
      continue;
    }
    for (same = 0; same < 2; ++same) {
      if (before && old[same] && SameState(&before->side[same], &point->side[side])) break;
    }
    if (same < 2) {
      h->state[side]  = old[same];
      h->reason[side] = old_reason[same];
    } else
      PetscCall(FindState(h, &point->side[side], &h->state[side], &h->reason[side]));
  }
  if (old[1] == old[0]) old[1] = NULL;
  for (PetscInt i = 0; i < 2; ++i) {
    if (old[i] != h->state[0] && old[i] != h->state[1]) PetscCall(GhdStateDestroy(&old[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The junction of the two states. If only one was found, of this one with itself: for its bulk values. */
static PetscErrorCode Join(GhdHalves h)
{
  const PetscInt left = h->reason[0] > 0 ? 0 : 1, right = h->reason[1] > 0 ? 1 : 0;
  GhdReason      made = GHD_CONVERGED;

  PetscFunctionBegin;
  h->junction_reason = h->reason[0] < 0 ? h->reason[0] : h->reason[1];
  if (h->reason[left] < 0) PetscFunctionReturn(PETSC_SUCCESS);
  GhdTry(GhdJunctionCreate(h->model, h->state[left], h->state[right], &h->plan->parameters->ray, &h->junction), GHD_DIVERGED_STATE, &made);
  if (made < 0) {
    h->junction        = NULL;
    h->junction_reason = made;
  } else if (h->weight && h->junction_reason > 0)
    GhdTry(GhdJunctionAutoRays(h->junction, h->plan->n_rays, h->zeta, h->weight), GHD_DIVERGED_STATE, &h->junction_reason);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TurnTo(GhdHalves h, PetscInt point)
{
  const GhdPoint now = ghd_plan_point(h->plan, point), last = ghd_plan_point(h->plan, PetscMax(h->point, 0)), *before = h->point >= 0 ? &last : NULL;

  PetscFunctionBegin;
  PetscCall(GhdJunctionDestroy(&h->junction));
  if (!before || before->P != now.P || before->Q != now.Q) {
    PetscCall(DestroyStates(h->state));
    PetscCall(GhdModelDestroy(&h->model));
    PetscCall(GhdModelCreate(now.P, now.Q, &h->model));
    before = NULL;
  }
  h->point = point;
  PetscCall(FindStates(h, before, &now));
  PetscCall(Join(h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdHalvesSet(GhdHalves h, PetscInt point, PetscReal *seconds)
{
  const PetscReal start = ghd_now();

  PetscFunctionBegin;
  *seconds = 0.0;
  if (h->point == point) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdPhaseBegin(GHD_PHASE_STATE));
  PetscCall(TurnTo(h, point));
  PetscCall(GhdPhaseEnd());
  *seconds = ghd_now() - start;
  PetscFunctionReturn(PETSC_SUCCESS);
}
