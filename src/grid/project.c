/* Between the coarse and the fine grid: refinement, projection, indicators of intervals. */
#include <string.h>
#include <xxzghd/grid.h>
#include "work.h"

void ghd_grid_refine(GhdGrid grid, const PetscReal f[], PetscReal fine[])
{
  GhdGridWork     w     = grid->work;
  const PetscReal scale = 1.0 / (PetscReal)grid->n;

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    memcpy(w->real, &f[k * grid->n], (size_t)grid->n * sizeof *f);
    fftw_execute(w->forward_row);
    memset(w->modes_fine, 0, (size_t)(grid->n_fine / 2 + 1) * sizeof *w->modes_fine);
    for (PetscInt m = 0; m < grid->n_modes; ++m) w->modes_fine[m] = w->modes[m] * scale;
    fftw_execute(w->backward_fine);
    memcpy(&fine[k * grid->n_fine], w->real_fine, (size_t)grid->n_fine * sizeof *fine);
  }
}

void ghd_grid_project(GhdGrid grid, const PetscReal fine[], PetscReal f[])
{
  GhdGridWork     w     = grid->work;
  const PetscReal scale = 1.0 / (PetscReal)grid->n_fine;

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    memcpy(w->real_fine, &fine[k * grid->n_fine], (size_t)grid->n_fine * sizeof *fine);
    fftw_execute(w->forward_fine);
    for (PetscInt m = 0; m < grid->n_modes; ++m) w->modes[m] = w->modes_fine[m] * scale;
    w->modes[grid->n_modes] = 0.0;
    fftw_execute(w->backward_row);
    memcpy(&f[k * grid->n], w->real, (size_t)grid->n * sizeof *f);
  }
}

#define ROTATION_BLOCK 64

/* modes[m] += weight e^{-i omega_m u}/(i omega_m) for 1 <= m < n_modes, omega_m = m omega_1: the transform of a step of height `weight` at u. In blocks, each from
   the same powers. */
static void add_step(PetscReal omega_1, PetscReal u, PetscReal weight, PetscInt n_modes, double complex modes[])
{
  PetscReal re[ROTATION_BLOCK], im[ROTATION_BLOCK];
  double   *out = (double *)modes;

  ghd_grid_powers(-omega_1 * u, ROTATION_BLOCK, re, im);
  for (PetscInt start = 0; start < n_modes; start += ROTATION_BLOCK) {
    const PetscReal phase = omega_1 * u * (PetscReal)start, base_re = -weight / omega_1 * sin(phase), base_im = -weight / omega_1 * cos(phase);

    for (PetscInt m = PetscMax(start, 1); m < PetscMin(start + ROTATION_BLOCK, n_modes); ++m) {
      const PetscReal r = re[m - start], i = im[m - start], inverse = 1.0 / (PetscReal)m;

      out[2 * m] += inverse * (base_re * r - base_im * i);
      out[2 * m + 1] += inverse * (base_re * i + base_im * r);
    }
  }
}

void ghd_grid_indicator(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal rapidity[], PetscReal fine[])
{
  GhdGridWork     w      = grid->work;
  const PetscReal period = 2.0 * grid->range, omega_1 = PETSC_PI / grid->range;
  const PetscInt  n_modes = grid->n_fine / 2;
  PetscInt        value   = first;
  PetscReal       inside = 0.0, since = 0.0;

  memset(w->modes_fine, 0, (size_t)(n_modes + 1) * sizeof *w->modes_fine);
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal u = rapidity[i] + grid->range;

    add_step(omega_1, u, (value ? -1.0 : 1.0) / period, n_modes, w->modes_fine);
    if (value) inside += u - since;
    since = u;
    value = !value;
  }
  if (value) inside += period - since;
  if (value != first) add_step(omega_1, 0.0, (first ? 1.0 : -1.0) / period, n_modes, w->modes_fine);
  w->modes_fine[0] = inside / period;
  fftw_execute(w->backward_fine);
  memcpy(fine, w->real_fine, (size_t)grid->n_fine * sizeof *fine);
}
