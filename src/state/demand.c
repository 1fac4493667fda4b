/* What is known of a state before it is found. All numbers fit what was measured at Q = 2 .. 25 (tests/cli/test_memory.py). */
#include "state_impl.h"

/* Vectors on the grid: Krylov spaces, the deeper the harder the state. */
#define EASY 130.0
#define HARD 165.0

/* The slope of beta e_1 + beta h, e_1 the energy of the first string, where it changes its sign: there a cold state in a field has a Fermi point, the sharper the colder. Dressing makes it sharper in
   weak fields; at saturation, |h| = 1 + Delta, the width of the band above it that is populated counts. */
static PetscReal FermiSlope(PetscReal gamma, PetscReal beta, PetscReal field)
{
  const PetscReal sine = PetscSinReal(gamma), cosine = beta < 0.0 ? -PetscCosReal(gamma) : PetscCosReal(gamma), top = 1.0 + cosine,
                  smeared = 5.0 / PetscAbsReal(beta);
  const PetscReal h = PetscMin(PetscAbsReal(field), top - smeared), cosh_f = h > 0.0 ? cosine + sine * sine / h : 1.0;

  if (h <= 0.0 || PetscAbsReal(field) > top + smeared || cosh_f <= 1.0) return 0.0;
  return PetscAbsReal(beta) * (1.1 + 0.5 * (1.0 - h / top)) * 2.0 * PetscSqrtReal(cosh_f * cosh_f - 1.0) * h * h / (sine * sine);
}

/* Matrix-product states: the spaces in which linear systems for the charges are solved. The file holds little but the matrices, 2 D^2 complex numbers for each site. */
static PetscReal ChargeBytes(PetscInt Q, size_t file_bytes)
{
  const PetscReal bond2 = PetscMax(1.0, ((PetscReal)file_bytes - 4096.0) / 32.0);

  return 81.0 * 16.0 * (PetscReal)(Q * Q) * bond2;
}

GhdStateDemand ghd_state_demand(const GhdStateSpec *spec, PetscInt P, PetscInt Q)
{
  const PetscReal  strip = 0.5 * PETSC_PI / (PetscReal)Q, narrowest = PetscMax(3.0, PetscCeilReal(strip / GHD_QUENCH_STRIP));
  const PetscReal *p = spec->parameter;
  GhdStateDemand   d = {.range = 0.0, .refine = 1.0, .vectors = EASY};

  switch (spec->kind) {
  case GHD_STATE_THERMAL:
    d.range  = 7.0 + 0.5 * PetscLogReal(1.0 + PetscAbsReal(p[0]));
    d.refine = (PetscAbsReal(p[0]) > 20.0 ? 2.0 : 1.0) + PetscCeilReal(strip / PETSC_PI * FermiSlope(PETSC_PI * (PetscReal)P / (PetscReal)Q, p[0], p[1]));
    d.mu     = p[0] * p[1];
    break;
  case GHD_STATE_INFINITE_TEMPERATURE: d.mu = p[0]; break;
  case GHD_STATE_POLARISED: d.mu = spec->word == 0 ? PETSC_INFINITY : -PETSC_INFINITY; break;
  case GHD_STATE_TILTED_NEEL: /* next to the Neel state fillings turn to their limits farther and farther out */
    d.range = 2.0 - PetscLogReal(PetscMax(PetscAbsReal(PetscSinReal(p[0])), 1e-6));
    /* fall through */
  case GHD_STATE_NEEL:
  case GHD_STATE_BELL:
  case GHD_STATE_DIMER:
    d.refine  = narrowest;
    d.vectors = HARD;
    break;
  default: /* what resonances there are the state alone tells */
    d.refine  = narrowest;
    d.vectors = HARD;
    d.mu      = spec->kind == GHD_STATE_TILTED_FERROMAGNET ? 4.0 * atanh(PetscCosReal(p[0])) : NAN;
    d.bytes   = spec->kind == GHD_STATE_MPS ? ChargeBytes(Q, spec->n_bytes) : 0.0;
    break;
  }
  return d;
}
