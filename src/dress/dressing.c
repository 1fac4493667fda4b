/* The dressing operator: kernels on a grid, filling, application. */
#include "dressing.h"
#include <petscblaslapack.h>

/* Matrices at one frequency, n x n and symmetric: even + i odd. */
typedef struct {
  PetscInt      n;
  PetscReal    *t, *r;  /* columns of length 2n: even, odd                 */
  PetscReal    *matrix; /* of size n, or of size 2n in terms of real parts */
  PetscBLASInt *pivot;
} Mode;

/* R = (I + T sigma reference)^{-1} T. The parts of a complex system are a real one of twice the size. */
static PetscErrorCode precondition_mode(Mode *mode, PetscBool is_complex, const PetscReal sign_reference[])
{
  const PetscInt n = mode->n, size = is_complex ? 2 * n : n;
  PetscBLASInt   order, n_rhs, lead, info;

  PetscFunctionBegin;
  PetscCall(PetscBLASIntCast(size, &order));
  PetscCall(PetscBLASIntCast(n, &n_rhs));
  PetscCall(PetscBLASIntCast(2 * n, &lead));
  for (PetscInt k = 0; k < n; ++k) {
    for (PetscInt j = 0; j < n; ++j) {
      const PetscReal even = (j == k) + mode->t[2 * n * k + j] * sign_reference[k], odd = is_complex ? mode->t[2 * n * k + n + j] * sign_reference[k] : 0.0;

      mode->matrix[size * k + j] = even;
      if (!is_complex) continue;
      mode->matrix[size * k + n + j]       = odd;
      mode->matrix[size * (n + k) + j]     = -odd;
      mode->matrix[size * (n + k) + n + j] = even;
    }
  }
  PetscCall(PetscArraycpy(mode->r, mode->t, 2 * n * n));
  LAPACKgetrf_(&order, &order, mode->matrix, &order, mode->pivot, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_MAT_LU_ZRPVT, "the reference filling makes the dressing operator singular (getrf: %d)", (int)info);
  LAPACKgetrs_("N", &order, &n_rhs, mode->matrix, &order, mode->pivot, mode->r, &lead, &info);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Column-wise parts of a transform at frequency m, times a factor on the way back. */
static void take_mode(const GhdHat *hat, PetscInt n, PetscInt n_modes, PetscInt m, PetscReal column[])
{
  for (PetscInt k = 0; k < n; ++k)
    for (PetscInt j = 0; j < n; ++j) {
      column[2 * n * k + j]     = hat->even[(j * n + k) * n_modes + m];
      column[2 * n * k + n + j] = hat->odd ? hat->odd[(j * n + k) * n_modes + m] : 0.0;
    }
}

static void put_mode(const PetscReal column[], PetscReal factor, PetscInt n, PetscInt n_modes, PetscInt m, GhdHat *hat)
{
  for (PetscInt k = 0; k < n; ++k)
    for (PetscInt j = 0; j < n; ++j) {
      hat->even[(j * n + k) * n_modes + m] = factor * column[2 * n * k + j];
      if (hat->odd) hat->odd[(j * n + k) * n_modes + m] = factor * column[2 * n * k + n + j];
    }
}

/* Fills dressing->kernel = That/n and dressing->preconditioned = Rhat/n. */
static PetscErrorCode build_kernels(GhdDressing d, const PetscReal reference[])
{
  const PetscInt  n = d->model->n_str, n_modes = d->grid->n_modes;
  const PetscReal scale      = 1.0 / (PetscReal)d->grid->n;
  const PetscBool is_complex = (PetscBool)(d->growth != 0.0);
  PetscReal      *sign_reference;
  Mode            mode = {.n = n};

  PetscFunctionBegin;
  PetscCall(PetscMalloc5(2 * n * n, &mode.t, 2 * n * n, &mode.r, (is_complex ? 4 : 1) * n * n, &mode.matrix, n, &sign_reference, 2 * n, &mode.pivot));
  if (is_complex)
    PetscCall(GhdKernelHatGrowing(d->model, n_modes, d->grid->omega, d->growth, d->kernel.even, d->kernel.odd));
  else
    PetscCall(GhdKernelHat(d->model, n_modes, d->grid->omega, d->kernel.even));
  for (PetscInt k = 0; k < n; ++k) sign_reference[k] = (PetscReal)d->model->sign[k] * reference[k];
  for (PetscInt m = 0; m < n_modes; ++m) {
    take_mode(&d->kernel, n, n_modes, m, mode.t);
    PetscCall(precondition_mode(&mode, is_complex, sign_reference));
    put_mode(mode.t, scale, n, n_modes, m, &d->kernel);
    put_mode(mode.r, scale, n, n_modes, m, &d->preconditioned);
  }
  PetscCall(PetscFree5(mode.t, mode.r, mode.matrix, sign_reference, mode.pivot));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode allocate_hat(PetscInt n, PetscBool with_odd, GhdHat *hat)
{
  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &hat->even));
  if (with_odd) PetscCall(PetscMalloc1(n, &hat->odd));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode free_hat(GhdHat *hat)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(hat->even));
  PetscCall(PetscFree(hat->odd));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingCreateGrowing(GhdModel model, GhdGrid grid, const PetscReal reference[], PetscReal growth, GhdDressing *dressing)
{
  GhdDressing    d;
  const PetscInt n_hat = model->n_str * model->n_str * grid->n_modes;

  PetscFunctionBegin;
  PetscCheck(grid->n_rows == model->n_str, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "the grid has %" PetscInt_FMT " rows, the model %" PetscInt_FMT " species",
             grid->n_rows, model->n_str);
  PetscCall(PetscNew(&d));
  d->model  = model;
  d->grid   = grid;
  d->growth = growth;
  d->n_dof  = model->n_str * grid->n;
  PetscCall(allocate_hat(n_hat, (PetscBool)(growth != 0.0), &d->kernel));
  PetscCall(allocate_hat(n_hat, (PetscBool)(growth != 0.0), &d->preconditioned));
  PetscCall(PetscMalloc5(d->n_dof, &d->weight, d->n_dof, &d->product, d->n_dof, &d->rhs, d->n_dof, &d->change, model->n_str, &d->reference));
  PetscCall(PetscArraycpy(d->reference, reference, model->n_str));
  PetscCall(build_kernels(d, reference));
  if (growth != 0.0) PetscCall(free_hat(&d->kernel)); /* only to be solved with */
  PetscCall(GhdDressingCreateSolver(d));
  *dressing = d;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingCreate(GhdModel model, GhdGrid grid, const PetscReal reference[], GhdDressing *dressing)
{
  PetscFunctionBegin;
  PetscCall(GhdDressingCreateGrowing(model, grid, reference, 0.0, dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingDestroy(GhdDressing *dressing)
{
  GhdDressing d = *dressing;

  PetscFunctionBegin;
  if (!d) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdDressingDestroySolver(d));
  PetscCall(free_hat(&d->kernel));
  PetscCall(free_hat(&d->preconditioned));
  PetscCall(PetscFree5(d->weight, d->product, d->rhs, d->change, d->reference));
  PetscCall(PetscFree(*dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingSetFilling(GhdDressing d, const PetscReal filling[])
{
  const PetscInt n = d->grid->n;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) d->weight[i] = (PetscReal)d->model->sign[k] * (filling[i] - d->reference[k]);
  d->ready = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingApply(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  const PetscInt n = d->grid->n;

  PetscFunctionBegin;
  PetscCheck(d->kernel.even, PETSC_COMM_SELF, PETSC_ERR_SUP, "with growth the operator can only be solved with");
  for (PetscInt k = 0; k < d->model->n_str; ++k) {
    const PetscReal sign_reference = (PetscReal)d->model->sign[k] * d->reference[k];

    for (PetscInt i = k * n; i < (k + 1) * n; ++i) d->product[i] = (d->weight[i] + sign_reference) * f[i];
  }
  PetscCall(PetscArraycpy(result, f, d->n_dof));
  ghd_grid_convolve_add(d->grid, d->kernel.even, NULL, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C A f = f + R * sigma (theta - reference) f. */
PetscErrorCode GhdDressingApplyPreconditioned(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < d->n_dof; ++i) d->product[i] = d->weight[i] * f[i];
  PetscCall(PetscArraycpy(result, f, d->n_dof));
  ghd_grid_convolve_add(d->grid, d->preconditioned.even, d->preconditioned.odd, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C f = f - R * sigma reference f. */
PetscErrorCode GhdDressingPrecondition(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  const PetscInt n = d->grid->n;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k) {
    const PetscReal factor = -(PetscReal)d->model->sign[k] * d->reference[k];

    for (PetscInt i = k * n; i < (k + 1) * n; ++i) d->product[i] = factor * f[i];
  }
  PetscCall(PetscArraycpy(result, f, d->n_dof));
  ghd_grid_convolve_add(d->grid, d->preconditioned.even, d->preconditioned.odd, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C (f - A f_dr) = f - f_dr - R * sigma [reference f + (theta - reference) f_dr]. */
PetscErrorCode GhdDressingResidual(GhdDressing d, const PetscReal f[], const PetscReal f_dr[], PetscReal result[])
{
  const PetscInt n = d->grid->n;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k) {
    const PetscReal sign_reference = (PetscReal)d->model->sign[k] * d->reference[k];

    for (PetscInt i = k * n; i < (k + 1) * n; ++i) {
      d->product[i] = -(sign_reference * f[i] + d->weight[i] * f_dr[i]);
      result[i]     = f[i] - f_dr[i];
    }
  }
  ghd_grid_convolve_add(d->grid, d->preconditioned.even, d->preconditioned.odd, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingAddConvolution(GhdDressing d, const PetscReal g[], PetscReal result[])
{
  PetscFunctionBegin;
  PetscCheck(d->kernel.even, PETSC_COMM_SELF, PETSC_ERR_SUP, "with growth the operator can only be solved with");
  ghd_grid_convolve_add(d->grid, d->kernel.even, NULL, g, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingLimit(GhdModel model, const PetscReal filling[], const PetscReal f[], PetscReal f_dr[])
{
  const PetscInt  n_str = model->n_str;
  const PetscReal zero  = 0.0;
  PetscReal      *t, *matrix;
  PetscBLASInt   *pivot, n, one = 1, info;

  PetscFunctionBegin;
  PetscCall(PetscBLASIntCast(n_str, &n));
  PetscCall(PetscMalloc3(n_str * n_str, &t, n_str * n_str, &matrix, n_str, &pivot));
  PetscCall(GhdKernelHat(model, 1, &zero, t));
  for (PetscInt j = 0; j < n_str; ++j)
    for (PetscInt k = 0; k < n_str; ++k) matrix[k * n_str + j] = (j == k) + t[j * n_str + k] * (PetscReal)model->sign[k] * filling[k];
  PetscCall(PetscArraymove(f_dr, f, n_str));
  LAPACKgetrf_(&n, &n, matrix, &n, pivot, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_MAT_LU_ZRPVT, "the dressing operator is singular at infinite rapidity (getrf: %d)", (int)info);
  LAPACKgetrs_("N", &n, &one, matrix, &n, pivot, f_dr, &n, &info);
  PetscCall(PetscFree3(t, matrix, pivot));
  PetscFunctionReturn(PETSC_SUCCESS);
}
