/* Random points of the whole space of inputs. */
#include "comparison.h"
#include "trial.h"

static PetscBool chance(PetscRandom generator, PetscReal probability)
{
  return (PetscBool)(random_uniform(generator, 0, 1) < probability);
}

static PetscInt choose(PetscRandom generator, PetscInt n)
{
  return PetscMin(n - 1, (PetscInt)random_uniform(generator, 0, (PetscReal)n));
}

static void set_cell(TrialHalf *half)
{
  for (PetscInt i = 0; i < 1 << half->cell.n_site; ++i) {
    half->re[i] = creal(half->cell.vector[i]);
    half->im[i] = cimag(half->cell.vector[i]);
  }
  half->spec = (GhdStateSpec){.kind = GHD_STATE_PRODUCT, .n_amplitudes = 1 << half->cell.n_site, .re = half->re, .im = half->im};
}

/* Amplitudes of every kind that people write: complex, real, one word of ups and downs, and nearly that. */
static void random_product(PetscRandom generator, TrialHalf *half)
{
  const PetscInt kind = choose(generator, 4);

  half->cell = random_cell(1 + (int)choose(generator, 4), (uint32_t)random_uniform(generator, 0, 1e9));
  for (PetscInt i = 0, word = choose(generator, 1 << half->cell.n_site); i < 1 << half->cell.n_site; ++i) {
    if (kind == 1) half->cell.vector[i] = creal(half->cell.vector[i]);
    if (kind == 2) half->cell.vector[i] = i == word;
    if (kind == 3) half->cell.vector[i] = 0.01 * half->cell.vector[i] + (i == word);
  }
  set_cell(half);
}

static PetscReal random_angle(PetscRandom generator)
{
  return chance(generator, 0.2) ? 0.25 * PETSC_PI * (PetscReal)choose(generator, 9) : random_uniform(generator, -7, 7);
}

static void random_quench(PetscRandom generator, TrialHalf *half)
{
  static const GhdStateKind kind[] = {GHD_STATE_NEEL, GHD_STATE_BELL, GHD_STATE_DIMER, GHD_STATE_TILTED_NEEL, GHD_STATE_TILTED_FERROMAGNET, GHD_STATE_PRODUCT};
  const GhdStateKind        which  = kind[choose(generator, 6)];
  const PetscReal           angle  = random_angle(generator);

  if (which == GHD_STATE_PRODUCT)
    random_product(generator, half);
  else {
    half->cell = cell_by_hand(which, angle);
    half->spec = (GhdStateSpec){.kind = which, .parameter = {angle}};
  }
}

static PetscReal random_beta(PetscRandom generator)
{
  if (chance(generator, 0.05)) return 0.0;
  return chance(generator, 0.5) ? random_uniform(generator, 0, 50) : PetscPowReal(10.0, random_uniform(generator, -4, 1.7));
}

static PetscReal random_field(PetscRandom generator)
{
  if (chance(generator, 0.3)) return 0.0;
  return chance(generator, 0.8) ? random_uniform(generator, -3, 3) : PetscPowReal(10.0, random_uniform(generator, -6, 0));
}

static void random_half(PetscRandom generator, TrialHalf *half)
{
  const PetscReal which = random_uniform(generator, 0, 1);

  half->cell = (Cell){0};
  if (which < 0.5) {
    const PetscReal beta = random_beta(generator);

    half->spec = thermal(beta, random_field(generator));
  } else if (which < 0.57)
    half->spec = infinite_temperature(random_uniform(generator, -10, 10));
  else if (which < 0.62)
    half->spec = chance(generator, 0.5) ? polarised_up() : polarised_down();
  else
    random_quench(generator, half);
}

static PetscReal random_ray(PetscRandom generator)
{
  const PetscReal sign = chance(generator, 0.5) ? 1 : -1, small = PetscPowReal(10, random_uniform(generator, -8, 0));

  switch (choose(generator, 8)) {
  case 0: return 0.0;
  case 1: return sign * small;
  case 2: return sign * (1 - small);
  case 3: return sign * (1 + small);
  default: return sign * random_uniform(generator, 0, 1);
  }
}

/* The P of all P/Q in lowest terms; their number. */
static PetscInt fractions_of(PetscInt Q, PetscInt P[])
{
  PetscInt n = 0;

  for (PetscInt p = 1; p < Q; ++p) {
    PetscInt a = Q, b = p;

    while (b) {
      const PetscInt rest = a % b;

      a = b;
      b = rest;
    }
    if (a == 1) P[n++] = p;
  }
  return n;
}

PetscErrorCode TrialCreate(unsigned long seed, PetscInt index, PetscInt largest_Q, Trial *trial)
{
  static const PetscReal accuracies[] = {1e-10, 1e-10, 1e-10, 1e-12, 1e-8, 1e-6, 1e-4, 1e-2};
  PetscRandom            generator;
  PetscInt               P[GHD_MAX_Q];

  PetscFunctionBegin;
  PetscCall(RandomCreate(seed * 1000003UL + (unsigned long)index, &generator));
  for (PetscInt i = 0; i < 8; ++i) (void)random_uniform(generator, 0, 1); /* the first numbers of neighbouring seeds are alike */
  trial->Q        = (PetscInt)PetscFloorReal(2 * PetscPowReal(0.5 * (PetscReal)(largest_Q + 1), random_uniform(generator, 0, 1))); /* what takes long is rare */
  trial->P        = P[choose(generator, fractions_of(trial->Q, P))];
  trial->accuracy = accuracies[choose(generator, 8)];
  for (PetscInt side = 0; side < 2; ++side) random_half(generator, &trial->half[side]);
  for (PetscInt i = 0; i < TRIAL_RAYS; ++i) trial->ray[i] = random_ray(generator);
  PetscCall(PetscRandomDestroy(&generator));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void print_half(const char *side, const TrialHalf *half)
{
  const GhdStateKindInfo *info = ghd_state_kind(half->spec.kind);

  print_message("#   %s: {state: %s", side, info->name);
  for (PetscInt i = 0; i < info->n_parameters; ++i) print_message(", %s: %.17g", info->parameter[i].key, half->spec.parameter[i]);
  if (info->word_key) print_message(", %s: %s", info->word_key, info->choices[half->spec.word]);
  for (PetscInt i = 0; i < half->spec.n_amplitudes; ++i) print_message("%s[%.17g, %.17g]", i ? ", " : ", vector: [", half->re[i], half->im[i]);
  print_message("%s}\n", half->spec.n_amplitudes ? "]" : "");
}

void trial_print(const Trial *trial)
{
  print_message("#   chain: {gamma_over_pi: %d/%d}\n#   accuracy: %g\n", (int)trial->P, (int)trial->Q, trial->accuracy);
  print_half("left", &trial->half[0]);
  print_half("right", &trial->half[1]);
}
