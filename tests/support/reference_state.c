/* Stationary states by Newton's method on panels, one LU factorisation a step. */
#include "reference.h"
#include <math.h>

#define NEWTON_STEPS 60
#define LARGEST_STEP 2.0
#define SETTLED      1e-7 /* convergence is quadratic: after a step of this size what is left is rounding */

struct RefState_ {
  GhdModel   model;
  PetscBool  constant; /* fillings do not depend on the rapidity                   */
  PetscBool  flipped;  /* mu < 0: the state of -mu, seen upside down               */
  PetscReal  beta;
  PetscReal *log_limit; /* [n_str] ln eta(+-infinity) before the flip               */
  PetscReal *limit;     /* [n_str] fillings at infinity, after the flip             */
  GhdPanels  panels;
  PetscReal *log_eta; /* [panels->n] */
  PetscReal *source;  /* [panels->n] sigma (ln(1 + 1/eta) - its limit)            */
};

RefOptions ref_options_default(void)
{
  return (RefOptions){.range = 14, .width = 0, .n_nodes = GHD_PANEL_NODES};
}

static PetscReal Occupation(PetscReal log_eta)
{
  return log_eta > 0 ? PetscExpReal(-log_eta) / (1 + PetscExpReal(-log_eta)) : 1 / (1 + PetscExpReal(log_eta));
}

/* ln(1 + e^{-x}) */
static PetscReal LogHoles(PetscReal x)
{
  return x > 0 ? log1p(PetscExpReal(-x)) : log1p(PetscExpReal(x)) - x;
}

/* theta_k of the flipped state from theta of the state: theta_{M-1} -> 1 - theta_M, theta_M -> 1 - theta_{M-1}. */
static PetscInt FlipPartner(GhdModel model, PetscInt k)
{
  return k == model->n_str - 1 ? k - 1 : k == model->n_str - 2 ? k + 1 : k;
}

/* ln eta_k at n rapidities from the integral equation, that is from `source`. */
static PetscErrorCode LogEta(RefState state, PetscInt k, PetscInt n, const PetscReal lambda[], PetscReal log_eta[])
{
  PetscFunctionBegin;
  PetscCall(GhdDenseConvolve(state->model, state->panels, state->source, k, n, lambda, log_eta));
  for (PetscInt i = 0; i < n; ++i) log_eta[i] += state->log_limit[k] + state->beta * ghd_energy(state->model, k, 0, lambda[i]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void SetSource(RefState state)
{
  for (PetscInt k = 0; k < state->panels->n_str; ++k)
    for (PetscInt b = state->panels->offset[k]; b < state->panels->offset[k + 1]; ++b)
      state->source[b] = state->model->sign[k] * (LogHoles(state->log_eta[b]) - LogHoles(state->log_limit[k]));
}

/* ln eta <- ln eta - J^{-1} F, damped; J = I + T * sigma theta is the dressing operator of the present fillings. */
static PetscErrorCode NewtonStep(RefState state, PetscReal *change)
{
  const GhdPanels  panels = state->panels;
  PetscReal       *step, *filling, largest = 0;
  GhdDenseDressing dressing;

  PetscFunctionBegin;
  PetscCall(PetscMalloc2(panels->n, &step, panels->n, &filling));
  SetSource(state);
  for (PetscInt k = 0; k < panels->n_str; ++k) {
    const PetscInt first = panels->offset[k];

    PetscCall(LogEta(state, k, panels->offset[k + 1] - first, panels->lambda + first, step + first));
  }
  for (PetscInt b = 0; b < panels->n; ++b) {
    step[b] -= state->log_eta[b];
    filling[b] = Occupation(state->log_eta[b]);
  }
  PetscCall(GhdDenseDressingCreate(state->model, panels, filling, &dressing));
  PetscCall(GhdDenseDressingSolve(dressing, step, step));
  PetscCall(GhdDenseDressingDestroy(&dressing));
  for (PetscInt b = 0; b < panels->n; ++b) largest = PetscMax(largest, PetscAbsReal(step[b]));
  for (PetscInt b = 0; b < panels->n; ++b) state->log_eta[b] += step[b] * PetscMin(1, LARGEST_STEP / largest);
  PetscCall(PetscFree2(step, filling));
  *change = largest;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode SolveThermal(RefState state, const RefOptions *options)
{
  const PetscReal width  = options->width > 0 ? options->width : ghd_panel_width(ghd_strip(state->model));
  PetscReal       change = PETSC_MAX_REAL;

  PetscFunctionBegin;
  PetscCall(GhdPanelsCreate(options->range, width, options->n_nodes, state->model->n_str, NULL, NULL, &state->panels));
  PetscCall(PetscCalloc1(state->panels->n, &state->source));
  PetscCall(PetscMalloc1(state->panels->n, &state->log_eta));
  for (PetscInt k = 0; k < state->model->n_str; ++k)
    for (PetscInt b = state->panels->offset[k]; b < state->panels->offset[k + 1]; ++b) state->log_eta[b] = state->log_limit[k];
  for (PetscInt i = 0; i < NEWTON_STEPS && change > SETTLED; ++i) PetscCall(NewtonStep(state, &change));
  PetscCheck(change <= SETTLED, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "reference: Newton's method came to rest at %g", (double)change);
  SetSource(state);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The constant fillings at mu = beta h, which are also the limits of a thermal state at infinity. */
static PetscErrorCode SetLimits(RefState state, PetscReal mu)
{
  const GhdModel model = state->model;

  PetscFunctionBegin;
  state->flipped = (PetscBool)(mu < 0);
  PetscCall(GhdAsymptoticLogEta(model, PetscAbsReal(mu), state->log_limit));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscInt  from    = state->flipped ? FlipPartner(model, k) : k;
    const PetscReal filling = Occupation(state->log_limit[from]);

    state->limit[k] = from == k ? filling : 1 - filling;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefStateCreate(GhdModel model, const GhdStateSpec *spec, const RefOptions *options, RefState *state)
{
  RefState s;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  PetscCall(PetscCalloc2(model->n_str, &s->log_limit, model->n_str, &s->limit));
  s->model = model;
  switch (spec->kind) {
  case GHD_STATE_THERMAL:
    s->beta = spec->parameter[0];
    PetscCall(SetLimits(s, spec->parameter[0] * spec->parameter[1]));
    PetscCall(SolveThermal(s, options));
    break;
  case GHD_STATE_INFINITE_TEMPERATURE:
    s->constant = PETSC_TRUE;
    PetscCall(SetLimits(s, spec->parameter[0]));
    break;
  case GHD_STATE_POLARISED: /* word 0 is up: no particle; down: the last two species are full */
    s->constant = PETSC_TRUE;
    if (spec->word == 1) s->limit[model->n_str - 1] = s->limit[model->n_str - 2] = 1;
    break;
  default: SETERRQ(PETSC_COMM_SELF, PETSC_ERR_SUP, "reference: no states of kind %d", (int)spec->kind);
  }
  *state = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefStateDestroy(RefState *state)
{
  PetscFunctionBegin;
  if (!*state) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdPanelsDestroy(&(*state)->panels));
  PetscCall(PetscFree((*state)->source));
  PetscCall(PetscFree((*state)->log_eta));
  PetscCall(PetscFree2((*state)->log_limit, (*state)->limit));
  PetscCall(PetscFree(*state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ln eta_k at one rapidity: at a node as it was solved for, elsewhere from the integral equation. */
static PetscErrorCode LogEtaAt(RefState state, PetscInt k, PetscReal lambda, PetscReal *log_eta)
{
  const PetscInt first = state->panels->offset[k];
  PetscInt       node;

  PetscFunctionBegin;
  PetscCall(PetscFindReal(lambda, state->panels->offset[k + 1] - first, state->panels->lambda + first, 0, &node));
  if (node >= 0)
    *log_eta = state->log_eta[first + node];
  else
    PetscCall(LogEta(state, k, 1, &lambda, log_eta));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefStateFilling(RefState state, PetscInt k, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const PetscInt from = state->flipped ? FlipPartner(state->model, k) : k;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    PetscReal log_eta;

    if (state->constant) {
      filling[i] = state->limit[k];
    } else {
      PetscCall(LogEtaAt(state, from, lambda[i], &log_eta));
      filling[i] = Occupation(from == k ? log_eta : -log_eta);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

const PetscReal *ref_state_filling_limit(RefState state)
{
  return state->limit;
}
