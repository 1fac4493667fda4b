/* Band-limited functions between the grid points. */
#include <xxzghd/grid.h>

/* Horner's rule on sum_m c_m z^m and its derivative, z = e^{i omega_1 (lambda + range)}. */
void ghd_grid_evaluate(GhdGrid grid, const double complex modes[], PetscReal lambda, PetscReal *value, PetscReal *slope)
{
  const PetscReal omega_1 = PETSC_PI / grid->range, phase = omega_1 * (lambda + grid->range);
  const PetscReal zr = cos(phase), zi = sin(phase);
  PetscReal       sr = 0.0, si = 0.0, dr = 0.0, di = 0.0;

  for (PetscInt m = grid->n_modes - 1; m >= 1; --m) {
    const PetscReal cr = creal(modes[m]), ci = cimag(modes[m]);
    PetscReal       r;

    r  = dr * zr - di * zi + (PetscReal)m * cr;
    di = dr * zi + di * zr + (PetscReal)m * ci;
    dr = r;
    r  = sr * zr - si * zi + cr;
    si = sr * zi + si * zr + ci;
    sr = r;
  }
  if (value) *value = creal(modes[0]) + 2.0 * (sr * zr - si * zi);
  if (slope) *slope = -2.0 * omega_1 * (dr * zi + di * zr);
}

#define LANES 8

void ghd_grid_evaluate_many(GhdGrid grid, const double complex modes[], PetscInt n, const PetscReal lambda[], PetscReal value[])
{
  const PetscReal omega_1 = PETSC_PI / grid->range;

  for (PetscInt first = 0; first < n; first += LANES) {
    PetscReal zr[LANES], zi[LANES], sr[LANES] = {0}, si[LANES] = {0};

    for (PetscInt l = 0; l < LANES; ++l) {
      const PetscReal phase = omega_1 * (lambda[PetscMin(first + l, n - 1)] + grid->range);

      zr[l] = cos(phase);
      zi[l] = sin(phase);
    }
    for (PetscInt m = grid->n_modes - 1; m >= 1; --m) {
      const PetscReal cr = creal(modes[m]), ci = cimag(modes[m]);

      for (PetscInt l = 0; l < LANES; ++l) {
        const PetscReal r = sr[l] * zr[l] - si[l] * zi[l] + cr;

        si[l] = sr[l] * zi[l] + si[l] * zr[l] + ci;
        sr[l] = r;
      }
    }
    for (PetscInt l = 0; l < PetscMin(LANES, n - first); ++l) value[first + l] = creal(modes[0]) + 2.0 * (sr[l] * zr[l] - si[l] * zi[l]);
  }
}

PetscReal ghd_grid_last_modes(GhdGrid grid, const double complex modes[])
{
  PetscReal largest = 0.0;

  for (PetscInt m = grid->n_modes - grid->n_modes / 10 - 1; m < grid->n_modes; ++m) largest = PetscMax(largest, cabs(modes[m]));
  return largest;
}
