/* Values of observables on a ray. */
#include "integrand.h"

static PetscErrorCode describe(GhdRay ray, PetscInt level, const GhdObservable *o, const GhdRayField *field, GhdIntegrand *in)
{
  const PetscBool entropy = (PetscBool)(o->kind == GHD_ENTROPY_DENSITY || o->kind == GHD_ENTROPY_CURRENT);
  const PetscBool current = (PetscBool)(o->kind == GHD_CHARGE_CURRENT || o->kind == GHD_SPIN_CURRENT || o->kind == GHD_ENTROPY_CURRENT);

  PetscFunctionBegin;
  *in = (GhdIntegrand){.weight = entropy ? field->entropy : field->filling, .dressed = current ? field->e_dr : field->p_dr, .jump = entropy, .charge = o->n};
  in->flips  = (PetscBool)(o->kind == GHD_MAGNETISATION || o->kind == GHD_SPIN_CURRENT);
  in->offset = ghd_observable_constant(ghd_ray_model(ray), o);
  if (o->n > 0) PetscCall(GhdRayGetCharge(ray, level, o->n, o->two_s, &in->bare));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_constant_factor(GhdModel model, const GhdIntegrand *in, PetscInt k)
{
  return (PetscReal)model->sign[k] * (in->flips ? -(PetscReal)model->length[k] : 1.0);
}

/* The term of species k. */
static PetscReal integrate_species(GhdModel model, GhdGrid grid, const GhdIntegrand *in, PetscInt k)
{
  const PetscReal *w = &in->weight[k * grid->n], *g = &in->dressed[k * grid->n], *f = in->bare ? &in->bare[k * grid->n] : NULL;
  PetscReal        row = 0.0;

  if (f)
    for (PetscInt i = 0; i < grid->n; ++i) row += f[i] * w[i] * g[i];
  else
    for (PetscInt i = 0; i < grid->n; ++i) row += w[i] * g[i];
  return ghd_constant_factor(model, in, k) * row * grid->step / (2.0 * PETSC_PI);
}

static PetscReal integrate(GhdModel model, GhdGrid grid, const GhdIntegrand *in)
{
  PetscReal sum = 0.0;

  for (PetscInt k = 0; k < grid->n_rows; ++k) sum += integrate_species(model, grid, in, k);
  return in->offset + sum;
}

/* Value on the finer grid, and contrast: by how much that on the coarser one differs. In one value in some hundred the difference passes through zero by chance; those of its species do not, all at
   once: a share of them counts. */
#define SHARE 0.03
static void compare(GhdModel model, const GhdRayField field[2], const GhdIntegrand in[2], PetscReal *value, PetscReal *contrast)
{
  PetscReal whole = 0.0, parts = 0.0;

  *value = 0.0;
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscReal fine = integrate_species(model, field[0].grid, &in[0], k), difference = fine - integrate_species(model, field[1].grid, &in[1], k);

    *value += fine;
    whole += difference;
    parts += PetscAbsReal(difference);
  }
  *value += in[0].offset;
  *contrast = PetscMax(PetscAbsReal(whole), SHARE * parts);
}

/* |<j_1> - <q_2>|: holds in every state, to the accuracy of the linear solves and of signs and kernels, whatever the grid. */
static PetscErrorCode check_identity(GhdRay ray, const GhdRayField *field, PetscReal *error)
{
  const GhdObservable energy_current = {.kind = GHD_CHARGE_CURRENT, .n = 1, .two_s = 1}, second_charge = {.kind = GHD_CHARGE_DENSITY, .n = 2, .two_s = 1};
  GhdIntegrand        current, charge;

  PetscFunctionBegin;
  PetscCall(describe(ray, 0, &energy_current, field, &current));
  PetscCall(describe(ray, 0, &second_charge, field, &charge));
  *error = PetscAbsReal(integrate(ghd_ray_model(ray), field->grid, &current) - integrate(ghd_ray_model(ray), field->grid, &charge));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdObserve(GhdRay ray, PetscInt n, const GhdObservable observable[], PetscReal value[], PetscReal error[], PetscReal *identity_error)
{
  const GhdModel model = ghd_ray_model(ray);
  GhdRayField    field[2];
  GhdErrorModel  errors;

  PetscFunctionBegin;
  for (PetscInt l = 0; l < 2; ++l) PetscCall(GhdRayGetField(ray, l, &field[l]));
  PetscCall(GhdErrorModelBegin(ray, &errors));
  for (PetscInt o = 0; o < n; ++o) {
    GhdIntegrand in[2];
    PetscReal    contrast;

    for (PetscInt l = 0; l < 2; ++l) PetscCall(describe(ray, l, &observable[o], &field[l], &in[l]));
    compare(model, field, in, &value[o], &contrast);
    PetscCall(GhdErrorEstimate(&errors, &in[0], contrast, &error[o]));
    if (in[0].flips && errors.uncertainty.flip_symmetric) error[o] = PetscAbsReal(value[o]) + GHD_ROUNDING; /* exactly zero */
  }
  PetscCall(GhdErrorModelEnd(&errors));
  PetscCall(check_identity(ray, &field[0], identity_error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdObserveContributions(GhdRay ray, const GhdObservable *observable, PetscReal contribution[])
{
  const GhdModel model = ghd_ray_model(ray);
  GhdRayField    field;
  GhdIntegrand   in;

  PetscFunctionBegin;
  PetscCall(GhdRayGetField(ray, 0, &field));
  PetscCall(describe(ray, 0, observable, &field, &in));
  for (PetscInt k = 0; k < model->n_str; ++k) contribution[k] = integrate_species(model, field.grid, &in, k);
  PetscFunctionReturn(PETSC_SUCCESS);
}
