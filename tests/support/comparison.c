#include "comparison.h"
#include "reference.h"

PetscErrorCode RandomCreate(unsigned long seed, PetscRandom *generator)
{
  PetscFunctionBegin;
  PetscCall(PetscRandomCreate(PETSC_COMM_SELF, generator));
  PetscCall(PetscRandomSetType(*generator, PETSCRANDER48));
  PetscCall(PetscRandomSetSeed(*generator, seed));
  PetscCall(PetscRandomSeed(*generator));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal random_uniform(PetscRandom generator, PetscReal a, PetscReal b)
{
  PetscReal value = NAN;

  return PetscRandomGetValueReal(generator, &value) ? NAN : a + (b - a) * value;
}

static GhdStateSpec random_state(PetscRandom generator)
{
  const PetscReal which = random_uniform(generator, 0, 1), beta = PetscExpReal(random_uniform(generator, PetscLogReal(0.05), PetscLogReal(6)));

  if (which < 0.4) return thermal(beta, 0);
  if (which < 0.8) return thermal(beta, random_uniform(generator, -1.5, 1.5));
  if (which < 0.9) return infinite_temperature(random_uniform(generator, -3, 3));
  return which < 0.95 ? polarised_up() : polarised_down();
}

RandomPoint random_point(PetscRandom generator, PetscInt largest_Q)
{
  PetscInt       fraction[64][2];
  const PetscInt n = coprime_fractions(largest_Q, 64, fraction), which = PetscMin(n - 1, (PetscInt)random_uniform(generator, 0, (PetscReal)n));
  RandomPoint    point = {.P = fraction[which][0], .Q = fraction[which][1]};

  point.left  = random_state(generator);
  point.right = random_state(generator);
  point.zeta  = random_uniform(generator, -1, 1);
  return point;
}

static PetscErrorCode TwinValues(const RandomPoint *point, PetscReal value[N_OBSERVABLES])
{
  const RefOptions options = ref_options_default();
  GhdModel         model;
  RefState         left, right;
  RefRay           ray;

  PetscFunctionBegin;
  PetscCall(GhdModelCreate(point->P, point->Q, &model));
  PetscCall(RefStateCreate(model, &point->left, &options, &left));
  PetscCall(RefStateCreate(model, &point->right, &options, &right));
  PetscCall(RefRayCreate(model, left, right, point->zeta, &options, &ray));
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) value[o] = ref_ray_value(ray, o);
  PetscCall(RefRayDestroy(&ray));
  PetscCall(RefStateDestroy(&right));
  PetscCall(RefStateDestroy(&left));
  PetscCall(GhdModelDestroy(&model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode CompareWithTwin(const RandomPoint *point, PetscReal *difference)
{
  Product       product;
  ProductValues values;
  PetscReal     twin[N_OBSERVABLES];

  PetscFunctionBegin;
  PetscCall(TwinValues(point, twin));
  PetscCall(ProductCreate(point->P, point->Q, point->left, point->right, options_of_accuracy(1e-11), &product));
  PetscCall(ProductRay(&product, point->zeta, &values));
  PetscCall(ProductDestroy(&product));
  *difference = 0;
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) { /* written so that NaN counts */
    const PetscReal d = PetscAbsReal(values.value[o] - twin[o]);

    if (!(d <= *difference)) *difference = d;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
