/* Values of observables on a ray, and their errors. */
#include <xxzghd/observe.h>

/* An observable is sum_k int sigma_k f_k w_k g_k dlambda/(2 pi): f bare, w the effective filling or entropy, g = (p')^dr for densities and (e')^dr for currents. */
typedef struct {
  const PetscReal *bare;    /* f [n_str][n], NULL: n_k (or 1 for the entropy)         */
  const PetscReal *weight;  /* w [n_str][n]                                          */
  const PetscReal *dressed; /* g [n_str][n]                                          */
  PetscBool        flips;   /* f = -n_k                                              */
  PetscReal        offset;  /* 1/2 for the magnetisation, minus a trace              */
  PetscInt         jump;    /* which jump size enters: 0 filling, 1 entropy          */
} Integrand;

static PetscErrorCode describe(GhdRay ray, PetscInt level, const GhdObservable *o, const GhdRayField *field, Integrand *in)
{
  const PetscBool entropy = (PetscBool)(o->kind == GHD_ENTROPY_DENSITY || o->kind == GHD_ENTROPY_CURRENT);
  const PetscBool current = (PetscBool)(o->kind == GHD_CHARGE_CURRENT || o->kind == GHD_SPIN_CURRENT || o->kind == GHD_ENTROPY_CURRENT);

  PetscFunctionBegin;
  *in        = (Integrand){.weight = entropy ? field->entropy : field->filling, .dressed = current ? field->e_dr : field->p_dr, .jump = entropy};
  in->flips  = (PetscBool)(o->kind == GHD_MAGNETISATION || o->kind == GHD_SPIN_CURRENT);
  in->offset = ghd_observable_constant(ghd_ray_model(ray), o);
  if (o->n > 0) PetscCall(GhdRayGetCharge(ray, level, o->n, o->two_s, &in->bare));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* sigma_k f_k where f does not depend on the rapidity. */
static PetscReal constant_factor(GhdModel model, const Integrand *in, PetscInt k)
{
  return (PetscReal)model->sign[k] * (in->flips ? -(PetscReal)model->length[k] : 1.0);
}

/* The term of species k. */
static PetscReal integrate_species(GhdModel model, GhdGrid grid, const Integrand *in, PetscInt k)
{
  const PetscReal *w = &in->weight[k * grid->n], *g = &in->dressed[k * grid->n], *f = in->bare ? &in->bare[k * grid->n] : NULL;
  PetscReal        row = 0.0;

  if (f)
    for (PetscInt i = 0; i < grid->n; ++i) row += f[i] * w[i] * g[i];
  else
    for (PetscInt i = 0; i < grid->n; ++i) row += w[i] * g[i];
  return constant_factor(model, in, k) * row * grid->step / (2.0 * PETSC_PI);
}

static PetscReal integrate(GhdModel model, GhdGrid grid, const Integrand *in)
{
  PetscReal sum = 0.0;

  for (PetscInt k = 0; k < grid->n_rows; ++k) sum += integrate_species(model, grid, in, k);
  return in->offset + sum;
}

/* What the band limit leaves out of integrals over a dressed function g and a filling with a jump of size 1, relative to the size of the charge: sum_k |(e_k g_k)^(Omega)|/(pi Omega strip), over the
   largest e. Derivatives, of which the higher charges are made, do not enlarge it: the discrete sums are symmetric under exchange of bare and dressed functions, and most of it cancels.
   Work space: product[n_str][n], modes[n_str][n_modes]. */
static PetscReal beyond_band_limit(GhdModel model, GhdGrid grid, const PetscReal e[], const PetscReal g[], PetscReal product[], double complex modes[])
{
  const PetscReal omega = grid->omega[grid->n_modes - 1];
  PetscReal       sum = 0.0, most = 0.0;

  for (PetscInt i = 0; i < grid->n_rows * grid->n; ++i) {
    product[i] = e[i] * g[i];
    most       = PetscMax(most, PetscAbsReal(e[i]));
  }
  ghd_grid_modes(grid, product, modes);
  for (PetscInt k = 0; k < grid->n_rows; ++k) sum += ghd_grid_last_modes(grid, &modes[k * grid->n_modes]);
  return 2.0 * grid->range * sum / (PETSC_PI * omega * ghd_strip(model) * most);
}

static PetscReal largest(GhdModel model, GhdGrid grid, const Integrand *in)
{
  PetscReal most = 0.0;

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    if (!in->bare)
      most = PetscMax(most, PetscAbsReal(constant_factor(model, in, k)));
    else
      for (PetscInt i = k * grid->n; i < (k + 1) * grid->n; ++i) most = PetscMax(most, PetscAbsReal(in->bare[i]));
  }
  return most;
}

/* What the relative rounding errors of integrands add up to at most. Charges beyond the third, derivatives of high order, are far larger next to lambda = 0 than their integrals: there the sum of
   the absolute integrand tells more than the largest value. Both factors are chosen so that the estimates of the tests lie well above the errors. */
static PetscReal size_of_rounding(GhdGrid grid, PetscInt charge, const Integrand *in, PetscReal largest_value)
{
  PetscReal sum = 0.0;

  if (charge <= 3) return largest_value;
  for (PetscInt i = 0; i < grid->n_rows * grid->n; ++i) sum += PetscAbsReal(in->bare[i] * in->weight[i] * in->dressed[i]);
  return PetscMin(largest_value, 4.0 * sum * grid->step / (2.0 * PETSC_PI) + largest_value / 6.0);
}

/* What an error of all fillings by 1 would change at most: sum_k int |f_k g_k| dlambda/(2 pi). Errors of states are smooth: derivatives beyond the third charge do not enlarge what they do. */
static PetscReal size_of_response(GhdModel model, GhdGrid grid, const Integrand *of, PetscInt charge, const PetscReal third[])
{
  const Integrand smooth = {.bare = third, .dressed = of->dressed}, *in = charge > 3 ? &smooth : of;
  PetscReal       sum = 0.0;

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const PetscReal  factor = in->bare ? 1.0 : PetscAbsReal(constant_factor(model, in, k));
    const PetscReal *g = &in->dressed[k * grid->n], *f = in->bare ? &in->bare[k * grid->n] : NULL;
    PetscReal        row = 0.0;

    for (PetscInt i = 0; i < grid->n; ++i) row += PetscAbsReal(f ? f[i] * g[i] : g[i]);
    sum += factor * row;
  }
  return sum * grid->step / (2.0 * PETSC_PI);
}

/* |<j_1> - <q_2>|: holds in every state, to the accuracy of the linear solves and of signs and kernels, whatever the grid. */
static PetscErrorCode check_identity(GhdRay ray, const GhdRayField *field, PetscReal *error)
{
  const GhdObservable energy_current = {.kind = GHD_CHARGE_CURRENT, .n = 1, .two_s = 1}, second_charge = {.kind = GHD_CHARGE_DENSITY, .n = 2, .two_s = 1};
  Integrand           current, charge;

  PetscFunctionBegin;
  PetscCall(describe(ray, 0, &energy_current, field, &current));
  PetscCall(describe(ray, 0, &second_charge, field, &charge));
  *error = PetscAbsReal(integrate(ghd_ray_model(ray), field->grid, &current) - integrate(ghd_ray_model(ray), field->grid, &charge));
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define ROUNDING 2e-14
/* Chosen so that the estimates of the tests lie in the middle between too small and a thousand times too large. */
#define SAFETY         12.0  /* of the model of what the band limit leaves out */
#define SAFETY_ENTROPY 300.0 /* the same for the entropy, which answers to a filling more strongly than any charge */
#define SAFETY_JUMPS   2.0   /* of the places of the jumps */
#define SAFETY_STATES  2.0   /* of the states themselves */
#define SAFETY_FLAT    5.0   /* more for integrands that do not decay with the rapidity before densities do */
#define CONTRAST       20.0  /* of the difference of the two grids */

PetscErrorCode GhdObserve(GhdRay ray, PetscInt n, const GhdObservable observable[], PetscReal value[], PetscReal error[], PetscReal *identity_error)
{
  const GhdModel    model = ghd_ray_model(ray);
  GhdRayField       field[2];
  GhdRayUncertainty u;
  PetscReal        *product;
  double complex   *modes;
  const PetscReal  *energy, *third;
  PetscReal         beyond[2]; /* for densities, currents */

  PetscFunctionBegin;
  for (PetscInt l = 0; l < 2; ++l) PetscCall(GhdRayGetField(ray, l, &field[l]));
  PetscCall(GhdRayGetUncertainty(ray, &u));
  PetscCall(PetscMalloc2(model->n_str * field[0].grid->n, &product, model->n_str * field[0].grid->n_modes, &modes));
  PetscCall(GhdRayGetCharge(ray, 0, 1, 1, &energy));
  PetscCall(GhdRayGetCharge(ray, 0, 3, 1, &third));
  for (PetscInt c = 0; c < 2; ++c) beyond[c] = beyond_band_limit(model, field[0].grid, energy, c ? field[0].e_dr : field[0].p_dr, product, modes);
  for (PetscInt o = 0; o < n; ++o) {
    Integrand in[2];
    PetscReal coarse, modelled, scale;

    for (PetscInt l = 0; l < 2; ++l) PetscCall(describe(ray, l, &observable[o], &field[l], &in[l]));
    value[o] = integrate(model, field[0].grid, &in[0]);
    coarse   = integrate(model, field[1].grid, &in[1]);
    scale    = largest(model, field[0].grid, &in[0]);
    modelled = scale * ((in[0].jump ? SAFETY_ENTROPY : SAFETY) * PetscMax(u.jump_size[0], u.jump_size[in[0].jump]) * beyond[in[0].dressed == field[0].e_dr] +
                        10.0 * u.linear);
    error[o] = PetscMin(modelled, CONTRAST * PetscAbsReal(value[o] - coarse)) + SAFETY_JUMPS * scale * u.jumps +
               SAFETY_STATES * (in[0].bare ? 1.0 : SAFETY_FLAT) * u.states * size_of_response(model, field[0].grid, &in[0], observable[o].n, third) +
               ROUNDING * (1.0 + size_of_rounding(field[0].grid, observable[o].n, &in[0], scale)) + (in[0].bare ? 0.0 : u.tail);
    if (in[0].flips && u.flip_symmetric) error[o] = PetscAbsReal(value[o]) + ROUNDING; /* exactly zero */
  }
  PetscCall(PetscFree2(product, modes));
  PetscCall(check_identity(ray, &field[0], identity_error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdObserveContributions(GhdRay ray, const GhdObservable *observable, PetscReal contribution[])
{
  const GhdModel model = ghd_ray_model(ray);
  GhdRayField    field;
  Integrand      in;

  PetscFunctionBegin;
  PetscCall(GhdRayGetField(ray, 0, &field));
  PetscCall(describe(ray, 0, observable, &field, &in));
  for (PetscInt k = 0; k < model->n_str; ++k) contribution[k] = integrate_species(model, field.grid, &in, k);
  PetscFunctionReturn(PETSC_SUCCESS);
}
