/* Bare functions on the circle of a grid. */
#include <xxzghd/dress.h>

/* values_k = factor e^{growth lambda} d^order/dlambda^order of the a's of the spin-s family, s = two_s/2 (model.h: ghd_charge). */
static PetscErrorCode sum_of_a(GhdModel model, GhdGrid grid, PetscInt two_s, PetscReal factor, PetscInt order, PetscReal growth, PetscReal values[])
{
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(PetscCalloc1(model->n_str * grid->n_modes, &modes));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscInt first = PetscAbsInt(two_s - model->length[k]) + 1, n_terms = PetscMin(two_s, model->length[k]);

    for (PetscInt t = 0; t < n_terms; ++t) {
      const GhdAngle angle = ghd_angle(model, first + 2 * t, model->parity[k]);

      if (angle == 0) continue;
      for (PetscInt m = 0; m < grid->n_modes; ++m) modes[k * grid->n_modes + m] += ghd_a_hat_growing(model, angle, grid->omega[m], growth);
    }
    for (PetscInt m = 0; m < grid->n_modes; ++m) {
      modes[k * grid->n_modes + m] *= factor * (m % 2 ? -0.5 : 0.5) / grid->range;
      for (PetscInt i = 0; i < order; ++i) modes[k * grid->n_modes + m] *= I * grid->omega[m] - growth;
    }
  }
  ghd_grid_values(grid, modes, values);
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMomentumDerivativeOnGrid(GhdModel model, GhdGrid grid, PetscReal values[])
{
  PetscFunctionBegin;
  PetscCall(sum_of_a(model, grid, 1, 2.0 * PETSC_PI, 0, 0.0, values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdEnergyDerivativeOnGrid(GhdModel model, GhdGrid grid, PetscReal values[])
{
  PetscFunctionBegin;
  PetscCall(sum_of_a(model, grid, 1, -PETSC_PI * PetscSinReal(model->gamma), 1, 0.0, values));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdBareGrowingOnGrid(GhdModel model, GhdGrid grid, PetscReal growth, PetscReal p[], PetscReal e[])
{
  PetscFunctionBegin;
  PetscCall(sum_of_a(model, grid, 1, 2.0 * PETSC_PI, 0, growth, p));
  PetscCall(sum_of_a(model, grid, 1, -PETSC_PI * PetscSinReal(model->gamma), 1, growth, e));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChargeOnGrid(GhdModel model, GhdGrid grid, PetscInt n, PetscInt two_s, PetscReal values[])
{
  const PetscReal sine = PetscSinReal(model->gamma);

  PetscFunctionBegin;
  PetscCheck(n >= 1 && two_s >= 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "charges start at n = 1 and 2s = 1");
  PetscCall(sum_of_a(model, grid, two_s, -PETSC_PI * sine * PetscPowRealInt(-0.5 * sine, n - 1), n - 1, 0.0, values));
  PetscFunctionReturn(PETSC_SUCCESS);
}
