/* The dressing operator: kernels on a grid, filling, application. */
#include "dressing.h"
#include <petscblaslapack.h>

/* R = (I + T sigma reference)^{-1} T at one frequency; t and r are n x n, symmetric. */
static PetscErrorCode precondition_mode(PetscInt n_str, const PetscReal t[], const PetscReal sign_reference[], PetscReal matrix[], PetscBLASInt pivot[],
                                        PetscReal r[])
{
  PetscBLASInt n, info;

  PetscFunctionBegin;
  PetscCall(PetscBLASIntCast(n_str, &n));
  for (PetscInt j = 0; j < n_str; ++j)
    for (PetscInt k = 0; k < n_str; ++k) matrix[k * n_str + j] = (j == k) + t[j * n_str + k] * sign_reference[k];
  PetscCall(PetscArraycpy(r, t, n_str * n_str));
  LAPACKgetrf_(&n, &n, matrix, &n, pivot, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_MAT_LU_ZRPVT, "the reference filling makes the dressing operator singular (getrf: %d)", (int)info);
  LAPACKgetrs_("N", &n, &n, matrix, &n, pivot, r, &n, &info);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Fills dressing->kernel = That/n and dressing->preconditioned = Rhat/n. */
static PetscErrorCode build_kernels(GhdDressing d, const PetscReal reference[])
{
  const PetscInt  n_str = d->model->n_str, n_modes = d->grid->n_modes;
  const PetscReal scale = 1.0 / (PetscReal)d->grid->n;
  PetscReal      *t, *r, *matrix, *sign_reference;
  PetscBLASInt   *pivot;

  PetscFunctionBegin;
  PetscCall(PetscMalloc5(n_str * n_str, &t, n_str * n_str, &r, n_str * n_str, &matrix, n_str, &sign_reference, n_str, &pivot));
  PetscCall(GhdKernelHat(d->model, n_modes, d->grid->omega, d->kernel));
  for (PetscInt k = 0; k < n_str; ++k) sign_reference[k] = (PetscReal)d->model->sign[k] * reference[k];
  for (PetscInt m = 0; m < n_modes; ++m) {
    for (PetscInt i = 0; i < n_str * n_str; ++i) t[i] = d->kernel[i * n_modes + m];
    PetscCall(precondition_mode(n_str, t, sign_reference, matrix, pivot, r));
    for (PetscInt i = 0; i < n_str * n_str; ++i) {
      d->kernel[i * n_modes + m]         = t[i] * scale;
      d->preconditioned[i * n_modes + m] = r[i] * scale;
    }
  }
  PetscCall(PetscFree5(t, r, matrix, sign_reference, pivot));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingCreate(GhdModel model, GhdGrid grid, const PetscReal reference[], GhdDressing *dressing)
{
  GhdDressing    d;
  const PetscInt n_modes_all = model->n_str * model->n_str * grid->n_modes;

  PetscFunctionBegin;
  PetscCheck(grid->n_rows == model->n_str, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "the grid has %" PetscInt_FMT " rows, the model %" PetscInt_FMT " species",
             grid->n_rows, model->n_str);
  PetscCall(PetscNew(&d));
  d->model = model;
  d->grid  = grid;
  d->n_dof = model->n_str * grid->n;
  PetscCall(PetscMalloc2(n_modes_all, &d->kernel, n_modes_all, &d->preconditioned));
  PetscCall(PetscMalloc5(d->n_dof, &d->weight, d->n_dof, &d->product, d->n_dof, &d->rhs, d->n_dof, &d->change, model->n_str, &d->reference));
  PetscCall(PetscArraycpy(d->reference, reference, model->n_str));
  PetscCall(build_kernels(d, reference));
  PetscCall(GhdDressingCreateSolver(d));
  *dressing = d;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingDestroy(GhdDressing *dressing)
{
  GhdDressing d = *dressing;

  PetscFunctionBegin;
  if (!d) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdDressingDestroySolver(d));
  PetscCall(PetscFree2(d->kernel, d->preconditioned));
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
  for (PetscInt k = 0; k < d->model->n_str; ++k) {
    const PetscReal sign_reference = (PetscReal)d->model->sign[k] * d->reference[k];

    for (PetscInt i = k * n; i < (k + 1) * n; ++i) d->product[i] = (d->weight[i] + sign_reference) * f[i];
  }
  PetscCall(PetscArraycpy(result, f, d->n_dof));
  ghd_grid_convolve_add(d->grid, d->kernel, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C A f = f + R * sigma (theta - reference) f. */
PetscErrorCode GhdDressingApplyPreconditioned(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < d->n_dof; ++i) d->product[i] = d->weight[i] * f[i];
  PetscCall(PetscArraycpy(result, f, d->n_dof));
  ghd_grid_convolve_add(d->grid, d->preconditioned, d->product, result);
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
  ghd_grid_convolve_add(d->grid, d->preconditioned, d->product, result);
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
  ghd_grid_convolve_add(d->grid, d->preconditioned, d->product, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingAddConvolution(GhdDressing d, const PetscReal g[], PetscReal result[])
{
  PetscFunctionBegin;
  ghd_grid_convolve_add(d->grid, d->kernel, g, result);
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
