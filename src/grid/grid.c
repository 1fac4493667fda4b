/* Two nested uniform grids on a circle: sizes, plans, transforms. */
#include <string.h>
#include <xxzghd/grid.h>
#include "work.h"

PetscInt ghd_fast_size(PetscReal least)
{
  PetscInt best = 0;

  for (PetscInt five = 1; five <= 25; five *= 5) {
    for (PetscInt three = 1; three <= 9; three *= 3) {
      PetscInt n = 8 * three * five;

      while (n < least) n *= 2;
      if (best == 0 || n < best) best = n;
    }
  }
  return best;
}

/* FFTW_ESTIMATE, not FFTW_MEASURE: the plan, and so every bit of the result, must not depend on timings. */
static void plan_rows(PetscInt rows, PetscInt n, PetscReal *real, double complex *modes, fftw_plan *forward, fftw_plan *backward)
{
  int length = (int)n;

  *forward  = fftw_plan_many_dft_r2c(1, &length, (int)rows, real, NULL, 1, length, modes, NULL, 1, length / 2 + 1, FFTW_ESTIMATE);
  *backward = fftw_plan_many_dft_c2r(1, &length, (int)rows, modes, NULL, 1, length / 2 + 1, real, NULL, 1, length, FFTW_ESTIMATE);
}

static PetscErrorCode allocate(GhdGrid grid)
{
  GhdGridWork w    = grid->work;
  size_t      rows = (size_t)grid->n_rows, n = (size_t)grid->n, n_fine = (size_t)grid->n_fine;

  PetscFunctionBegin;
  PetscCall(PetscMalloc3(grid->n, &grid->lambda, grid->n_fine, &grid->lambda_fine, grid->n_modes, &grid->omega));
  w->real       = fftw_alloc_real(rows * n);
  w->modes      = fftw_alloc_complex(rows * (n / 2 + 1));
  w->product    = fftw_alloc_complex(rows * (n / 2 + 1));
  w->real_fine  = fftw_alloc_real(n_fine);
  w->modes_fine = fftw_alloc_complex(n_fine / 2 + 1);
  PetscCheck(w->real && w->modes && w->product && w->real_fine && w->modes_fine, PETSC_COMM_SELF, PETSC_ERR_MEM,
             "no memory for a grid of %" PetscInt_FMT " x %" PetscInt_FMT " points", grid->n_rows, grid->n_fine);
  plan_rows(grid->n_rows, grid->n, w->real, w->modes, &w->forward, &w->backward);
  plan_rows(1, grid->n, w->real, w->modes, &w->forward_row, &w->backward_row);
  plan_rows(1, grid->n_fine, w->real_fine, w->modes_fine, &w->forward_fine, &w->backward_fine);
  PetscCheck(w->forward && w->backward && w->forward_row && w->backward_row && w->forward_fine && w->backward_fine, PETSC_COMM_SELF, PETSC_ERR_LIB,
             "FFTW has no plan for %" PetscInt_FMT " points", grid->n);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdGridCreate(PetscInt n_rows, PetscReal range, PetscInt n, PetscInt refine, GhdGrid *out)
{
  GhdGrid grid;

  PetscFunctionBegin;
  PetscCheck(n_rows > 0 && n > 0 && n % 2 == 0 && refine > 0 && range > 0.0, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "a grid needs rows, an even number of points, refine >= 1 and a positive range");
  PetscCall(PetscNew(&grid));
  PetscCall(PetscNew(&grid->work));
  grid->n_rows  = n_rows;
  grid->n       = n;
  grid->refine  = refine;
  grid->n_fine  = refine * n;
  grid->n_modes = n / 2;
  grid->range   = range;
  grid->step    = 2.0 * range / (PetscReal)n;
  PetscCall(allocate(grid));
  /* measured from the middle, so that the grid is symmetric to the last bit and lambda = 0 is a node */
  for (PetscInt j = 0; j < n; ++j) grid->lambda[j] = (PetscReal)(j - n / 2) * grid->step;
  for (PetscInt j = 0; j < grid->n_fine; ++j) grid->lambda_fine[j] = (PetscReal)(j - grid->n_fine / 2) * (grid->step / (PetscReal)refine);
  for (PetscInt m = 0; m < grid->n_modes; ++m) grid->omega[m] = PETSC_PI * (PetscReal)m / range;
  *out = grid;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdGridDestroy(GhdGrid *grid)
{
  GhdGridWork w;

  PetscFunctionBegin;
  if (!*grid) PetscFunctionReturn(PETSC_SUCCESS);
  w                 = (*grid)->work;
  fftw_plan plans[] = {w->forward, w->backward, w->forward_row, w->backward_row, w->forward_fine, w->backward_fine};
  for (size_t i = 0; i < sizeof plans / sizeof *plans; ++i)
    if (plans[i]) fftw_destroy_plan(plans[i]);
  fftw_free(w->real);
  fftw_free(w->modes);
  fftw_free(w->product);
  fftw_free(w->real_fine);
  fftw_free(w->modes_fine);
  PetscCall(PetscFree(w));
  PetscCall(PetscFree3((*grid)->lambda, (*grid)->lambda_fine, (*grid)->omega));
  PetscCall(PetscFree(*grid));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_grid_modes(GhdGrid grid, const PetscReal f[], double complex modes[])
{
  GhdGridWork     w     = grid->work;
  const PetscReal scale = 1.0 / (PetscReal)grid->n;

  memcpy(w->real, f, (size_t)(grid->n_rows * grid->n) * sizeof *f);
  fftw_execute(w->forward);
  for (PetscInt k = 0; k < grid->n_rows; ++k)
    for (PetscInt m = 0; m < grid->n_modes; ++m) modes[k * grid->n_modes + m] = w->modes[k * (grid->n_modes + 1) + m] * scale;
}

void ghd_grid_values(GhdGrid grid, const double complex modes[], PetscReal f[])
{
  GhdGridWork w = grid->work;

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    memcpy(&w->modes[k * (grid->n_modes + 1)], &modes[k * grid->n_modes], (size_t)grid->n_modes * sizeof *modes);
    w->modes[k * (grid->n_modes + 1) + grid->n_modes] = 0.0;
  }
  fftw_execute(w->backward);
  memcpy(f, w->real, (size_t)(grid->n_rows * grid->n) * sizeof *f);
}

/* out += hat in, and out += i hat in, for real hat. */
static void multiply_even(PetscInt n, const double *restrict hat, const double *restrict in, double *restrict out)
{
  for (PetscInt m = 0; m < n; ++m) {
    out[2 * m] += hat[m] * in[2 * m];
    out[2 * m + 1] += hat[m] * in[2 * m + 1];
  }
}

static void multiply_odd(PetscInt n, const double *restrict hat, const double *restrict in, double *restrict out)
{
  for (PetscInt m = 0; m < n; ++m) {
    out[2 * m] -= hat[m] * in[2 * m + 1];
    out[2 * m + 1] += hat[m] * in[2 * m];
  }
}

void ghd_grid_convolve_add(GhdGrid grid, const PetscReal even[], const PetscReal odd[], const PetscReal g[], PetscReal f[])
{
  GhdGridWork    w    = grid->work;
  const PetscInt rows = grid->n_rows, n_modes = grid->n_modes, stride = n_modes + 1;

  memcpy(w->real, g, (size_t)(rows * grid->n) * sizeof *g);
  fftw_execute(w->forward);
  for (PetscInt j = 0; j < rows; ++j) {
    double *out = (double *)&w->product[j * stride];

    memset(out, 0, (size_t)stride * sizeof(double complex));
    for (PetscInt k = 0; k < rows; ++k) {
      const PetscInt jk = (j * rows + k) * n_modes;
      const double  *in = (const double *)&w->modes[k * stride];

      multiply_even(n_modes, &even[jk], in, out);
      if (odd) multiply_odd(n_modes, &odd[jk], in, out);
    }
  }
  fftw_execute_dft_c2r(w->backward, w->product, w->real);
  for (PetscInt i = 0; i < rows * grid->n; ++i) f[i] += w->real[i];
}

PetscReal *ghd_grid_rows(GhdGrid grid)
{
  return grid->work->real;
}

/* Row by row: one row fits into the fastest cache, all of them do not. */
void ghd_grid_filter(GhdGrid grid, PetscInt n_rows, GhdGridFilter filter, const void *context)
{
  GhdGridWork    w      = grid->work;
  const PetscInt stride = grid->n_modes + 1;

  for (PetscInt k = 0; k < n_rows; ++k) fftw_execute_dft_r2c(w->forward_row, &w->real[k * grid->n], &w->modes[k * stride]);
  filter(context, stride, w->modes);
  for (PetscInt k = 0; k < n_rows; ++k) {
    w->modes[k * stride + grid->n_modes] = 0.0;
    fftw_execute_dft_c2r(w->backward_row, &w->modes[k * stride], &w->real[k * grid->n]);
  }
}
