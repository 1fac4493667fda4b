#include "product.h"

GhdStateSpec thermal(PetscReal beta, PetscReal field)
{
  return (GhdStateSpec){.kind = GHD_STATE_THERMAL, .parameter = {beta, field}};
}

GhdStateSpec infinite_temperature(PetscReal mu)
{
  return (GhdStateSpec){.kind = GHD_STATE_INFINITE_TEMPERATURE, .parameter = {mu}};
}

GhdStateSpec polarised_up(void)
{
  return (GhdStateSpec){.kind = GHD_STATE_POLARISED, .word = 0};
}

GhdStateSpec polarised_down(void)
{
  return (GhdStateSpec){.kind = GHD_STATE_POLARISED, .word = 1};
}

GhdStateSpec after_quench(GhdStateKind kind, PetscReal parameter)
{
  return (GhdStateSpec){.kind = kind, .parameter = {parameter}};
}

GhdRayOptions options_of_accuracy(PetscReal accuracy)
{
  GhdRayOptions options = ghd_ray_options_default();

  options.accuracy = accuracy;
  return options;
}

PetscErrorCode ProductCreate(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right, GhdRayOptions options, Product *product)
{
  const GhdStateSpec spec[2] = {left, right};

  PetscFunctionBegin;
  *product = (Product){0};
  PetscCall(GhdModelCreate(P, Q, &product->model));
  for (PetscInt side = 0; side < 2; ++side) {
    PetscCall(GhdStateCreate(product->model, &spec[side], options.accuracy, &product->state[side]));
    PetscCheck(ghd_state_reason(product->state[side]) > 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "state %" PetscInt_FMT ": %s", side,
               ghd_reason_text(ghd_state_reason(product->state[side])));
  }
  PetscCall(GhdJunctionCreate(product->model, product->state[0], product->state[1], &options, &product->junction));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProductDestroy(Product *product)
{
  PetscFunctionBegin;
  PetscCall(GhdJunctionDestroy(&product->junction));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdStateDestroy(&product->state[side]));
  PetscCall(GhdModelDestroy(&product->model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Observe(GhdRay ray, ProductValues *values)
{
  GhdObservable all[N_OBSERVABLES];

  PetscFunctionBegin;
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
    all[o]           = *ghd_observable(o);
    values->value[o] = values->error[o] = NAN;
  }
  values->identity_error = NAN;
  values->reason         = ghd_ray_reason(ray);
  if (values->reason > 0) PetscCall(GhdObserve(ray, N_OBSERVABLES, all, values->value, values->error, &values->identity_error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProductRay(const Product *product, PetscReal zeta, ProductValues *values)
{
  GhdRay ray;

  PetscFunctionBegin;
  PetscCall(GhdRaySolve(product->junction, zeta, &ray));
  PetscCall(Observe(ray, values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode ProductBulk(const Product *product, PetscInt side, ProductValues *values)
{
  GhdRay ray;

  PetscFunctionBegin;
  PetscCall(GhdRayBulk(product->junction, side, &ray));
  PetscCall(Observe(ray, values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscInt common_divisor(PetscInt a, PetscInt b)
{
  return b == 0 ? a : common_divisor(b, a % b);
}

PetscInt coprime_fractions(PetscInt largest_Q, PetscInt room, PetscInt fraction[][2])
{
  PetscInt n = 0;

  for (PetscInt Q = 2; Q <= largest_Q; ++Q) {
    for (PetscInt P = 1; P < Q; ++P) {
      if (common_divisor(P, Q) != 1 || n == room) continue;
      fraction[n][0]   = P;
      fraction[n++][1] = Q;
    }
  }
  return n;
}
