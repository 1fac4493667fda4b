#include "closed_forms.h"
#include <gsl/gsl_integration.h>
#include <math.h>

#define MAX_CUTS  16
#define INTERVALS 2000

typedef struct {
  const GhdStateSpec *state[2];
  PetscReal           zeta;
  PetscInt            observable;
} Integrand;

/* ln of (1 - n)/n: the weight of a particle (spin down) is its exponential. */
static PetscReal LogHoles(const GhdStateSpec *state, PetscReal k)
{
  switch (state->kind) {
  case GHD_STATE_THERMAL: return state->parameter[0] * (PetscCosReal(k) + state->parameter[1]);
  case GHD_STATE_INFINITE_TEMPERATURE: return state->parameter[0];
  case GHD_STATE_TILTED_FERROMAGNET: /* n = (1 - c)^2 (1 + cos k)/(2 (1 - 2 c cos k + c^2)), c = cos(angle) */
    return 2 * PetscLogReal(PetscAbsReal(PetscTanReal(k / 2))) - 4 * PetscLogReal(PetscAbsReal(PetscTanReal(state->parameter[0] / 2)));
  default: return state->word == 0 ? INFINITY : -INFINITY;
  }
}

static PetscReal Entropy(PetscReal x)
{
  const PetscReal size = PetscAbsReal(x);

  return size > 700 ? 0 : log1p(PetscExpReal(-size)) + size / (1 + PetscExpReal(size));
}

static PetscReal Charge(PetscInt observable, PetscReal k)
{
  switch (observable) {
  case Q1:
  case J1: return PetscCosReal(k);
  case Q2:
  case J2: return -PetscSinReal(k) * PetscCosReal(k);
  case Q3:
  case J3: return -PetscCosReal(k) * PetscCosReal(2 * k);
  default: /* Sz */ return -1;
  }
}

static double Value(double k, void *context)
{
  const Integrand *i = (const Integrand *)context;
  const PetscReal  v = -PetscSinReal(k), x = LogHoles(i->state[v > i->zeta ? 0 : 1], k);
  const PetscReal  occupation = x > 0 ? PetscExpReal(-x) / (1 + PetscExpReal(-x)) : 1 / (1 + PetscExpReal(x));
  const PetscBool  current =
      (PetscBool)(i->observable == J1 || i->observable == J2 || i->observable == J3 || i->observable == JS || i->observable == ENTROPY_CURRENT);
  const PetscBool entropy = (PetscBool)(i->observable == ENTROPY || i->observable == ENTROPY_CURRENT);

  return (entropy ? Entropy(x) : occupation * Charge(i->observable, k)) * (current ? v : 1) / (2 * PETSC_PI);
}

static void AddCut(PetscReal k, PetscInt *n, PetscReal cut[])
{
  k = remainder(k, 2 * PETSC_PI);
  if (PetscAbsReal(k) < PETSC_PI) cut[(*n)++] = k;
}

/* The integrand jumps where v = zeta and is sharp where the occupation of a cold state crosses 1/2, or that of a ferromagnet hardly tilted, which is full at k = 0. */
static PetscErrorCode Cuts(const Integrand *integrand, PetscInt *n, PetscReal cut[])
{
  PetscFunctionBegin;
  *n          = 0;
  cut[(*n)++] = -PETSC_PI;
  cut[(*n)++] = PETSC_PI;
  if (PetscAbsReal(integrand->zeta) < 1) {
    AddCut(-PetscAsinReal(integrand->zeta), n, cut);
    AddCut(PETSC_PI + PetscAsinReal(integrand->zeta), n, cut);
  }
  for (PetscInt s = 0; s < 2; ++s) {
    const PetscReal h = integrand->state[s]->parameter[1];

    if (integrand->state[s]->kind == GHD_STATE_TILTED_FERROMAGNET)
      for (PetscInt width = -1; width <= 1; ++width)
        AddCut((PetscReal)width * 2 * PetscAtanReal(PetscSqr(PetscTanReal(integrand->state[s]->parameter[0] / 2))), n, cut);
    if (integrand->state[s]->kind != GHD_STATE_THERMAL || PetscAbsReal(h) >= 1) continue;
    AddCut(PetscAcosReal(-h), n, cut);
    AddCut(-PetscAcosReal(-h), n, cut);
  }
  PetscCall(PetscSortRemoveDupsReal(n, cut));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode FreeFermions(const GhdStateSpec *left, const GhdStateSpec *right, PetscReal zeta, PetscReal value[N_OBSERVABLES])
{
  gsl_integration_workspace *work      = gsl_integration_workspace_alloc(INTERVALS);
  Integrand                  integrand = {.state = {left, right}, .zeta = zeta};
  gsl_function               function  = {.function = Value, .params = &integrand};
  PetscReal                  cut[MAX_CUTS];
  PetscInt                   n_cuts;

  PetscFunctionBegin;
  PetscCall(Cuts(&integrand, &n_cuts, cut));
  for (integrand.observable = 0; integrand.observable < N_OBSERVABLES; ++integrand.observable) {
    value[integrand.observable] = integrand.observable == SZ ? 0.5 : 0;
    for (PetscInt c = 0; c + 1 < n_cuts; ++c) {
      double piece, error;

      PetscCheck(gsl_integration_qag(&function, cut[c], cut[c + 1], 1e-14, 1e-12, INTERVALS, GSL_INTEG_GAUSS31, work, &piece, &error) == 0, PETSC_COMM_SELF,
                 PETSC_ERR_LIB, "quadrature failed");
      value[integrand.observable] += piece;
    }
  }
  gsl_integration_workspace_free(work);
  PetscFunctionReturn(PETSC_SUCCESS);
}
