/* The dressing operator: kernels on a grid, filling, application. */
#include "dressing.h"
#include <petscblaslapack.h>

/* At one frequency, in place: R = (I + T sigma reference)^{-1} T, complex and symmetric, column by column with real parts before imaginary ones. The parts of a complex system are a real one of twice
   the size. */
static PetscErrorCode precondition_mode(PetscInt n, const PetscReal sign_reference[], PetscReal t[], PetscReal matrix[], PetscBLASInt pivot[])
{
  PetscBLASInt order, n_rhs, info;

  PetscFunctionBegin;
  PetscCall(PetscBLASIntCast(2 * n, &order));
  PetscCall(PetscBLASIntCast(n, &n_rhs));
  for (PetscInt k = 0; k < n; ++k) {
    for (PetscInt j = 0; j < n; ++j) {
      const PetscReal even = (j == k) + t[2 * n * k + j] * sign_reference[k], odd = t[2 * n * k + n + j] * sign_reference[k];

      matrix[2 * n * k + j]           = even;
      matrix[2 * n * k + n + j]       = odd;
      matrix[2 * n * (n + k) + j]     = -odd;
      matrix[2 * n * (n + k) + n + j] = even;
    }
  }
  LAPACKgetrf_(&order, &order, matrix, &order, pivot, &info);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_MAT_LU_ZRPVT, "the reference filling makes the dressing operator singular (getrf: %d)", (int)info);
  LAPACKgetrs_("N", &order, &n_rhs, matrix, &order, pivot, t, &order, &info);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Column-wise parts of a transform at frequency m; on the way back times sigma_k and a factor. */
static void take_mode(const GhdHat *hat, PetscInt n, PetscInt n_modes, PetscInt m, PetscReal column[])
{
  for (PetscInt k = 0; k < n; ++k)
    for (PetscInt j = 0; j < n; ++j) {
      column[2 * n * k + j]     = hat->even[(j * n + k) * n_modes + m];
      column[2 * n * k + n + j] = hat->odd[(j * n + k) * n_modes + m];
    }
}

static void put_mode(const PetscReal column[], const PetscInt sign[], PetscReal factor, PetscInt n, PetscInt n_modes, PetscInt m, GhdHat *hat)
{
  for (PetscInt k = 0; k < n; ++k)
    for (PetscInt j = 0; j < n; ++j) {
      hat->even[(j * n + k) * n_modes + m] = (PetscReal)sign[k] * factor * column[2 * n * k + j];
      hat->odd[(j * n + k) * n_modes + m]  = (PetscReal)sign[k] * factor * column[2 * n * k + n + j];
    }
}

/* Fills dressing->growing. */
static PetscErrorCode build_growing(GhdDressing d)
{
  const PetscInt  n = d->model->n_str, n_modes = d->grid->n_modes;
  const PetscReal scale = 1.0 / (PetscReal)d->grid->n;
  GhdHat         *hat   = &d->growing;
  PetscReal      *sign_reference, *column, *matrix;
  PetscBLASInt   *pivot;

  PetscFunctionBegin;
  PetscCall(PetscMalloc3(n * n * n_modes, &hat->even, n * n * n_modes, &hat->odd, d->n_dof, &d->product));
  PetscCall(PetscMalloc4(2 * n * n, &column, 4 * n * n, &matrix, n, &sign_reference, 2 * n, &pivot));
  PetscCall(GhdKernelHatGrowing(d->model, n_modes, d->grid->omega, d->growth, hat->even, hat->odd));
  for (PetscInt k = 0; k < n; ++k) sign_reference[k] = (PetscReal)d->model->sign[k] * d->reference[k];
  for (PetscInt m = 0; m < n_modes; ++m) {
    take_mode(hat, n, n_modes, m, column);
    PetscCall(precondition_mode(n, sign_reference, column, matrix, pivot));
    put_mode(column, d->model->sign, scale, n, n_modes, m, hat);
  }
  PetscCall(PetscFree4(column, matrix, sign_reference, pivot));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is convolved is put here, without its signs sigma; convolve() then has result = base + T * sigma h, or R * sigma h. */
static PetscReal *source_of(GhdDressing d)
{
  return d->growth == 0.0 ? ghd_grid_rows(d->grid) : d->product;
}

static PetscErrorCode convolve_preconditioned(GhdDressing d, const PetscReal base[], PetscReal result[])
{
  PetscFunctionBegin;
  if (d->growth == 0.0) {
    ghd_chain_convolve(&d->preconditioned, d->grid, base, result);
  } else {
    if (result != base) PetscCall(PetscArraycpy(result, base, d->n_dof));
    ghd_grid_convolve_add(d->grid, d->growing.even, d->growing.odd, d->product, result);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode convolve(GhdDressing d, const PetscReal base[], PetscReal result[])
{
  PetscFunctionBegin;
  PetscCheck(d->growth == 0.0, PETSC_COMM_SELF, PETSC_ERR_SUP, "with growth the operator can only be solved with");
  ghd_chain_convolve(&d->kernel, d->grid, base, result);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingCreateGrowing(GhdModel model, GhdGrid grid, const PetscReal reference[], PetscReal growth, GhdDressing *dressing)
{
  GhdDressing d;

  PetscFunctionBegin;
  PetscCheck(grid->n_rows == model->n_str, PETSC_COMM_SELF, PETSC_ERR_ARG_SIZ, "the grid has %" PetscInt_FMT " rows, the model %" PetscInt_FMT " species",
             grid->n_rows, model->n_str);
  PetscCall(PetscNew(&d));
  d->model  = model;
  d->grid   = grid;
  d->growth = growth;
  d->n_dof  = model->n_str * grid->n;
  PetscCall(
      PetscMalloc5(d->n_dof, &d->weight, growth == 0.0 ? 0 : d->n_dof, &d->product, d->n_dof, &d->rhs, d->n_dof, &d->change, model->n_str, &d->reference));
  PetscCall(PetscArraycpy(d->reference, reference, model->n_str));
  if (growth == 0.0) {
    PetscCall(GhdChainCreate(model, grid, &d->chain));
    PetscCall(GhdChainFactor(&d->chain, NULL, &d->kernel));
    PetscCall(GhdChainFactor(&d->chain, reference, &d->preconditioned));
  } else
    PetscCall(build_growing(d));
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
  PetscCall(GhdChainFactorsDestroy(&d->kernel));
  PetscCall(GhdChainFactorsDestroy(&d->preconditioned));
  PetscCall(GhdChainDestroy(&d->chain));
  PetscCall(PetscFree3(d->growing.even, d->growing.odd, d->product));
  PetscCall(PetscFree4(d->weight, d->rhs, d->change, d->reference));
  PetscCall(PetscFree(*dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingSetFilling(GhdDressing d, const PetscReal filling[])
{
  const PetscInt n = d->grid->n;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) d->weight[i] = filling[i] - d->reference[k];
  d->ready = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingApply(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  const PetscInt n = d->grid->n;
  PetscReal     *h = source_of(d);

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) h[i] = (d->weight[i] + d->reference[k]) * f[i];
  PetscCall(convolve(d, f, result));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C A f = f + R * sigma (theta - reference) f. */
PetscErrorCode GhdDressingApplyPreconditioned(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  PetscReal *h = source_of(d);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < d->n_dof; ++i) h[i] = d->weight[i] * f[i];
  PetscCall(convolve_preconditioned(d, f, result));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C f = f - R * sigma reference f. */
PetscErrorCode GhdDressingPrecondition(GhdDressing d, const PetscReal f[], PetscReal result[])
{
  const PetscInt n = d->grid->n;
  PetscReal     *h = source_of(d);

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) h[i] = -d->reference[k] * f[i];
  PetscCall(convolve_preconditioned(d, f, result));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* C (f - A f_dr) = f - f_dr - R * sigma [reference f + (theta - reference) f_dr]. */
PetscErrorCode GhdDressingResidual(GhdDressing d, const PetscReal f[], const PetscReal f_dr[], PetscReal result[])
{
  const PetscInt n = d->grid->n;
  PetscReal     *h = source_of(d);

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k) {
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) {
      h[i]      = -(d->reference[k] * f[i] + d->weight[i] * f_dr[i]);
      result[i] = f[i] - f_dr[i];
    }
  }
  PetscCall(convolve_preconditioned(d, result, result));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdDressingAddConvolution(GhdDressing d, const PetscReal g[], PetscReal result[])
{
  const PetscInt n = d->grid->n;
  PetscReal     *h = source_of(d);

  PetscFunctionBegin;
  for (PetscInt k = 0; k < d->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) h[i] = (PetscReal)d->model->sign[k] * g[i];
  PetscCall(convolve(d, result, result));
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
