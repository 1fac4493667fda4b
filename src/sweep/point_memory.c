#include "memory.h"

/* How large a grid a state asks for, as far as that is known before it is found. */
typedef struct {
  PetscReal range;  /* rapidities at which its fillings still change                                    */
  PetscReal refine; /* points of the grid of fillings for each point of the grid of dressed functions   */
  PetscReal work;   /* vectors on the grid: Krylov spaces, the deeper the harder the state              */
  PetscReal bytes;  /* to find it                                                                       */
  PetscReal mu;     /* at infinite rapidity the fillings are those of e^{mu Sz}; NaN if that is not known */
} Demand;

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

static Demand DemandOf(const GhdPoint *point, const GhdStateSpec *spec)
{
  const PetscReal  strip = 0.5 * PETSC_PI / (PetscReal)point->Q, narrowest = PetscMax(3.0, PetscCeilReal(strip / GHD_QUENCH_STRIP));
  const PetscReal *p = spec->parameter;
  Demand           d = {.range = 0.0, .refine = 1.0, .work = EASY};

  switch (spec->kind) {
  case GHD_STATE_THERMAL:
    d.range  = 7.0 + 0.5 * PetscLogReal(1.0 + PetscAbsReal(p[0]));
    d.refine = (PetscAbsReal(p[0]) > 20.0 ? 2.0 : 1.0) +
               PetscCeilReal(strip / PETSC_PI * FermiSlope(PETSC_PI * (PetscReal)point->P / (PetscReal)point->Q, p[0], p[1]));
    d.mu = p[0] * p[1];
    break;
  case GHD_STATE_INFINITE_TEMPERATURE: d.mu = p[0]; break;
  case GHD_STATE_POLARISED: d.mu = spec->word == 0 ? PETSC_INFINITY : -PETSC_INFINITY; break;
  case GHD_STATE_TILTED_NEEL: /* next to the Neel state fillings turn to their limits farther and farther out */
    d.range = 2.0 - PetscLogReal(PetscMax(PetscAbsReal(PetscSinReal(p[0])), 1e-6));
    /* fall through */
  case GHD_STATE_NEEL:
  case GHD_STATE_BELL:
  case GHD_STATE_DIMER:
    d.refine = narrowest;
    d.work   = HARD;
    break;
  default: /* what resonances there are the state alone tells */
    d.refine = narrowest;
    d.work   = HARD;
    d.mu     = spec->kind == GHD_STATE_TILTED_FERROMAGNET ? 4.0 * atanh(PetscCosReal(p[0])) : NAN;
    d.bytes  = spec->kind == GHD_STATE_MPS ? ChargeBytes(point->Q, spec->n_bytes) : 0.0;
    break;
  }
  return d;
}

/* Arrays of a point with M species: vectors on the grid that answers and on the one that estimates its error, kernels, and fillings on the finer grid. All numbers fit what
   was measured at Q = 2 .. 25 (tests/cli/test_memory.py), to a factor of 1 to 1.5; resonances, which the state alone tells, are taken for as narrow as may be. */
PetscReal ghd_point_memory(GhdPlan plan, const GhdPoint *point)
{
  const GhdRayOptions *options = &plan->parameters->ray;
  const Demand         left = DemandOf(point, &point->side[0]), right = DemandOf(point, &point->side[1]);
  const PetscBool      differ = (PetscBool) !(PetscAbsReal(tanh(0.5 * left.mu) - tanh(0.5 * right.mu)) < 1e-6);
  const PetscReal      M = (PetscReal)point->n_str, accuracy = PetscMin(options->accuracy, GHD_COMMON_ACCURACY);
  /* densities fall as e^{-2 lambda}: a thousandth of the accuracy is left at the ends, or its square root if the limits agree */
  const PetscReal kernels = differ ? 2.0 : 0.0; /* only the tails have tables of them */
  PetscReal       range   = differ ? 1.2 + 0.5 * PetscLogReal(1e3 / accuracy) : 1.0 + 0.25 * PetscLogReal(1e3 / accuracy), refine, n;

  range  = options->range > 0.0 ? options->range : PetscMax(range, PetscMax(left.range, right.range));
  n      = options->points > 0 ? (PetscReal)options->points
                               : (PetscReal)ghd_fast_size(2.0 * range * ghd_ray_band_limit(point->P, point->Q, options, differ) / PETSC_PI);
  refine = options->method == GHD_RAY_FIXED_GRID ? 1.0 : PetscMax(left.refine, right.refine);
  return 8.0 * M * n * (PetscMax(left.work, right.work) + kernels * M + 5.0 + 12.0 * (refine - 1.0)) + left.bytes + right.bytes;
}
