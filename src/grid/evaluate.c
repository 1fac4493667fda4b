/* Band-limited functions between the grid points. */
#include <xxzghd/grid.h>
#include "work.h"

#define LANES 8

void ghd_grid_powers(PetscReal phase, PetscInt n, PetscReal re[], PetscReal im[])
{
  re[0] = 1.0;
  im[0] = 0.0;
  re[1] = cos(phase);
  im[1] = sin(phase);
  for (PetscInt m = 2; m < n; ++m) {
    const PetscInt a = m / 2, b = m - a;

    re[m] = re[a] * re[b] - im[a] * im[b];
    im[m] = re[a] * im[b] + im[a] * re[b];
  }
}

/* sum_m c_m z^m and its derivative, z = e^{i omega_1 (lambda + range)}, as a sum over l < LANES of z^l times polynomials in z^LANES: Horner's rule on all of these
   at a time, so that no step has to wait for the one before. */
void ghd_grid_evaluate(GhdGrid grid, const double complex modes[], PetscReal lambda, PetscReal *value, PetscReal *slope)
{
  const PetscReal omega_1 = PETSC_PI / grid->range;
  const double   *c       = (const double *)modes;
  PetscReal       zr[LANES + 1], zi[LANES + 1], sr[LANES] = {0}, si[LANES] = {0}, dr[LANES] = {0}, di[LANES] = {0}, v = 0.0, d = 0.0;
  const PetscInt  whole = grid->n_modes / LANES * LANES;

  ghd_grid_powers(omega_1 * (lambda + grid->range), LANES + 1, zr, zi);
  for (PetscInt m = whole; m < grid->n_modes; ++m) {
    sr[m - whole] = c[2 * m];
    si[m - whole] = c[2 * m + 1];
    dr[m - whole] = (PetscReal)m * c[2 * m];
    di[m - whole] = (PetscReal)m * c[2 * m + 1];
  }
  const PetscReal wr = zr[LANES], wi = zi[LANES];
  for (PetscInt start = whole - LANES; start >= 0; start -= LANES) {
    for (PetscInt l = 0; l < LANES; ++l) {
      const PetscReal cr = c[2 * (start + l)], ci = c[2 * (start + l) + 1], m = (PetscReal)(start + l);
      PetscReal       r;

      r     = dr[l] * wr - di[l] * wi + m * cr;
      di[l] = dr[l] * wi + di[l] * wr + m * ci;
      dr[l] = r;
      r     = sr[l] * wr - si[l] * wi + cr;
      si[l] = sr[l] * wi + si[l] * wr + ci;
      sr[l] = r;
    }
  }
  for (PetscInt l = 0; l < LANES; ++l) {
    v += sr[l] * zr[l] - si[l] * zi[l];
    d += dr[l] * zi[l] + di[l] * zr[l];
  }
  if (value) *value = 2.0 * v - c[0];
  if (slope) *slope = -2.0 * omega_1 * d;
}

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

  for (PetscInt m = grid->n_modes - grid->n_modes / 10 - 1; m < grid->n_modes; ++m) {
    const PetscReal square =
        creal(modes[m]) * creal(modes[m]) + cimag(modes[m]) * cimag(modes[m]); /* cabs() would guard against overflow and take ten times as long */

    largest = PetscMax(largest, square);
  }
  return PetscSqrtReal(largest);
}
