/* What stands outside the sum over the species: the trace part of charges and currents, and the reference state. */
#include <xxzghd/observe.h>

static PetscReal trace_of_charge(GhdModel model, PetscInt n, PetscInt two_s)
{
  const PetscReal sine = PetscSinReal(model->gamma), share = (PetscReal)two_s / (PetscReal)(2 * two_s + 2);

  return -PETSC_PI * sine * PetscPowRealInt(0.5 * sine, (int)n - 1) * share * ghd_a(model, ghd_angle(model, two_s + 1, 1), n - 1, 0.0);
}

PetscReal ghd_observable_trace(GhdModel model, const GhdObservable *o)
{
  switch (o->kind) {
  case GHD_CHARGE_DENSITY: return o->n % 2 ? trace_of_charge(model, o->n, o->two_s) : 0.0;
  case GHD_CHARGE_CURRENT: return o->n % 2 ? 0.0 : -trace_of_charge(model, o->n + 1, o->two_s);
  default: return 0.0;
  }
}

PetscReal ghd_observable_constant(GhdModel model, const GhdObservable *o)
{
  if (o->kind == GHD_MAGNETISATION) return 0.5;
  return o->traceless ? -ghd_observable_trace(model, o) : 0.0;
}
