/* Uniform grids on a circle: transforms, projection, indicators and convolutions, against functions whose Fourier series are known in closed form. */
#include "arbitrary.h"
#include "check.h"
#include <xxzghd/grid.h>
#include <xxzghd/panels.h>

/* sum_m r^|m| e^{i m (x - x0)}, x = pi lambda/range, r = e^{-pi strip/range}: analytic within `strip` of the real axis, mean value 1. */
typedef struct {
  PetscReal range, centre, strip;
} Peak;

static PetscReal ratio(Peak p)
{
  return PetscExpReal(-PETSC_PI * p.strip / p.range);
}

static PetscReal peak(Peak p, PetscReal lambda)
{
  const PetscReal r = ratio(p), x = PETSC_PI * (lambda - p.centre) / p.range;

  return (1 - r * r) / ((1 - r) * (1 - r) + 4 * r * PetscSqr(PetscSinReal(0.5 * x)));
}

static PetscReal peak_slope(Peak p, PetscReal lambda)
{
  const PetscReal r = ratio(p), x = PETSC_PI * (lambda - p.centre) / p.range, bottom = (1 - r) * (1 - r) + 4 * r * PetscSqr(PetscSinReal(0.5 * x));

  return -(1 - r * r) * 2 * r * PetscSinReal(x) / (bottom * bottom) * PETSC_PI / p.range;
}

/* Integral of the peak from its centre - range to lambda, |lambda - centre| <= range. */
static PetscReal peak_integral(Peak p, PetscReal lambda)
{
  const PetscReal r = ratio(p), half = 0.5 * PETSC_PI * (lambda - p.centre) / p.range;

  return p.range / PETSC_PI * (PETSC_PI + 2 * atan2((1 + r) * PetscSinReal(half), (1 - r) * PetscCosReal(half)));
}

/* Mode m as ghd_grid_modes() counts phases: from -range. */
static double complex peak_mode(Peak p, PetscInt m)
{
  return PetscPowReal(ratio(p), (PetscReal)m) * cexp(-I * PETSC_PI * (PetscReal)m * (p.centre + p.range) / p.range);
}

static void sample(GhdGrid grid, PetscInt row, Peak p, PetscReal f[])
{
  for (PetscInt i = 0; i < grid->n; ++i) f[row * grid->n + i] = peak(p, grid->lambda[i]);
}

static PetscReal sum_of_products(PetscInt n, const PetscReal f[], const PetscReal g[])
{
  PetscReal sum = 0;

  for (PetscInt i = 0; i < n; ++i) sum += f[i] * g[i];
  return sum;
}

static void fast_sizes_have_small_factors_only_and_are_close_to_what_was_asked(void **state)
{
  (void)state;
  assert_all(ghd_fast_size(1) == 8 && ghd_fast_size(640) == 640 && ghd_fast_size(640.5) == 720);
  for (PetscInt least = 64; least < 20000; least += 7) {
    PetscInt n = ghd_fast_size((PetscReal)least), rest = n;

    assert_all(n >= least && n % 2 == 0 && (PetscReal)n < 1.2 * (PetscReal)least + 8);
    assert_all(ghd_fast_size((PetscReal)n) == n);
    for (PetscInt d = 2; d <= 5; ++d)
      while (rest % d == 0) rest /= d;
    assert_all(rest == 1);
  }
}

static void the_two_grids_are_symmetric_nested_and_contain_zero_to_the_last_bit(void **state)
{
  GhdGrid grid;

  (void)state;
  assert_ok(GhdGridCreate(2, 11.3, 72, 3, &grid));
  assert_all(grid->n_fine == 216 && grid->n_modes == 36 && grid->lambda[36] == 0 && grid->lambda_fine[108] == 0);
  assert_all(grid->lambda[0] == -11.3 && grid->lambda_fine[0] == -11.3);
  for (PetscInt i = 1; i < grid->n; ++i) assert_all(grid->lambda[i] == -grid->lambda[grid->n - i] && grid->lambda[i] > grid->lambda[i - 1]);
  for (PetscInt i = 1; i < grid->n_fine; ++i) assert_all(grid->lambda_fine[i] == -grid->lambda_fine[grid->n_fine - i]);
  for (PetscInt i = 0; i < grid->n; ++i) assert_close(grid->lambda_fine[3 * i], grid->lambda[i], 4e-15);
  assert_close(grid->step * (PetscReal)grid->n, 22.6, 1e-14);
  for (PetscInt m = 0; m < grid->n_modes; ++m) assert_close(grid->omega[m], PETSC_PI * (PetscReal)m / 11.3, 1e-14);
  assert_ok(GhdGridDestroy(&grid));
  assert_all(grid == NULL);
  assert_ok(GhdGridDestroy(&grid));
}

static void impossible_grids_are_refused(void **state)
{
  GhdGrid grid;

  (void)state;
  assert_error(GhdGridCreate(0, 1, 8, 1, &grid), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdGridCreate(1, 0, 8, 1, &grid), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdGridCreate(1, NAN, 8, 1, &grid), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdGridCreate(1, 1, 9, 1, &grid), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdGridCreate(1, 1, 8, 0, &grid), PETSC_ERR_ARG_OUTOFRANGE);
}

static void modes_of_a_peak_are_powers_of_one_number(void **state)
{
  const Peak      peaks[] = {{8, 0.7, 0.9}, {8, -7.9, 1.3}, {8, 0, 2}};
  GhdGrid         grid;
  PetscReal      *f, *back;
  double complex *modes;

  (void)state;
  assert_ok(GhdGridCreate(3, 8, 240, 1, &grid));
  assert_ok(PetscMalloc3(720, &f, 720, &back, 360, &modes));
  for (PetscInt k = 0; k < 3; ++k) sample(grid, k, peaks[k], f);
  ghd_grid_modes(grid, f, modes);
  for (PetscInt k = 0; k < 3; ++k)
    for (PetscInt m = 0; m < grid->n_modes; ++m) {
      assert_close(creal(modes[k * grid->n_modes + m]), creal(peak_mode(peaks[k], m)), 1e-15);
      assert_close(cimag(modes[k * grid->n_modes + m]), cimag(peak_mode(peaks[k], m)), 1e-15);
    }
  ghd_grid_values(grid, modes, back);
  for (PetscInt i = 0; i < 720; ++i) assert_close(back[i], f[i], 1e-14);
  /* the last tenth of 120 modes begins at mode 107; they fall monotonically */
  for (PetscInt k = 0; k < 3; ++k) {
    for (PetscInt m = 0; m < grid->n_modes; ++m) modes[m] = peak_mode(peaks[k], m);
    assert_close(ghd_grid_last_modes(grid, modes), PetscPowReal(ratio(peaks[k]), 107), 1e-12 * PetscPowReal(ratio(peaks[k]), 107));
  }
  assert_ok(PetscFree3(f, back, modes));
  assert_ok(GhdGridDestroy(&grid));
}

static void values_and_slopes_between_the_points_are_those_of_the_closed_form(void **state)
{
  const Peak      p = {8, 1.1, 0.9};
  GhdGrid         grid;
  PetscReal       lambda[23], many[23];
  double complex *modes;

  (void)state;
  for (PetscInt n = 200; n <= 246; n += 2) { /* every remainder of the number of modes that a blocked summation could trip over */
    assert_ok(GhdGridCreate(1, 8, n, 1, &grid));
    assert_ok(PetscMalloc1(grid->n_modes, &modes));
    for (PetscInt m = 0; m < grid->n_modes; ++m) modes[m] = peak_mode(p, m);
    for (PetscInt i = 0; i < 23; ++i) lambda[i] = i == 0 ? -8 : i == 1 ? grid->lambda[17] : i == 2 ? 21.7 : i == 3 ? 1.1 : 16 * arbitrary() - 8;
    for (PetscInt count = 1; count <= 23; count += 11) { /* fewer than, and no multiple of, what is summed at a time */
      ghd_grid_evaluate_many(grid, modes, count, lambda, many);
      for (PetscInt i = 0; i < count; ++i) assert_close(many[i], peak(p, lambda[i]), 1e-13);
    }
    for (PetscInt i = 0; i < 23; ++i) {
      PetscReal value, slope, alone;

      ghd_grid_evaluate(grid, modes, lambda[i], &value, &slope);
      assert_close(value, peak(p, lambda[i]), 1e-13);
      assert_close(slope, peak_slope(p, lambda[i]), 1e-12);
      ghd_grid_evaluate(grid, modes, lambda[i], &alone, NULL);
      assert_all(alone == value);
      ghd_grid_evaluate(grid, modes, lambda[i], NULL, &alone);
      assert_all(alone == slope);
    }
    assert_ok(PetscFree(modes));
    assert_ok(GhdGridDestroy(&grid));
  }
}

static void refinement_interpolates_exactly_and_projection_undoes_it(void **state)
{
  const Peak      peaks[] = {{6, 0.4, 1.1}, {6, 5.8, 0.8}};
  GhdGrid         grid;
  PetscReal       f[480], fine[1440], back[480], largest = 0;
  double complex *modes;

  (void)state;
  assert_ok(GhdGridCreate(2, 6, 240, 3, &grid));
  for (PetscInt k = 0; k < 2; ++k) sample(grid, k, peaks[k], f);
  ghd_grid_refine(grid, f, fine);
  for (PetscInt k = 0; k < 2; ++k)
    for (PetscInt i = 0; i < 720; ++i) assert_close(fine[k * 720 + i], peak(peaks[k], grid->lambda_fine[i]), 1e-13);
  /* any field without a mode at the band limit, however rough it looks */
  assert_ok(PetscMalloc1(240, &modes));
  for (PetscInt m = 0; m < 240; ++m) modes[m] = 2 * arbitrary() - 1 + (m % 120 ? I * (2 * arbitrary() - 1) : 0);
  ghd_grid_values(grid, modes, f);
  ghd_grid_refine(grid, f, fine);
  ghd_grid_project(grid, fine, back);
  for (PetscInt i = 0; i < 480; ++i) largest = PetscMax(largest, PetscAbsReal(back[i] - f[i]));
  assert_close(largest, 0, 1e-13);
  assert_ok(PetscFree(modes));
  assert_ok(GhdGridDestroy(&grid));
}

static void projection_keeps_modes_below_the_band_limit_and_drops_the_others(void **state)
{
  const PetscInt  kept[] = {0, 1, 17, 31}, dropped[] = {32, 33, 48, 63};
  const PetscReal range = 5;
  GhdGrid         grid;
  PetscReal       fine[128], f[64];

  (void)state;
  assert_ok(GhdGridCreate(1, range, 64, 2, &grid));
  for (PetscInt c = 0; c < 4; ++c) {
    for (PetscInt i = 0; i < 128; ++i)
      fine[i] =
          PetscCosReal(PETSC_PI * kept[c] * grid->lambda_fine[i] / range + 0.3) + PetscCosReal(PETSC_PI * dropped[c] * grid->lambda_fine[i] / range + 0.2);
    ghd_grid_project(grid, fine, f);
    for (PetscInt i = 0; i < 64; ++i) assert_close(f[i], PetscCosReal(PETSC_PI * kept[c] * grid->lambda[i] / range + 0.3), 1e-13);
  }
  assert_ok(GhdGridDestroy(&grid));
}

static void a_projection_integrates_band_limited_functions_as_the_rough_original_does(void **state)
{
  GhdGrid        grid;
  PetscReal      g[96], g_fine[480], theta[480], effective[96];
  double complex modes[48];

  (void)state;
  assert_ok(GhdGridCreate(1, 7, 96, 5, &grid));
  for (PetscInt trial = 0; trial < 20; ++trial) {
    for (PetscInt m = 0; m < 48; ++m) modes[m] = 2 * arbitrary() - 1 + (m ? I * (2 * arbitrary() - 1) : 0);
    ghd_grid_values(grid, modes, g);
    ghd_grid_refine(grid, g, g_fine);
    for (PetscInt i = 0; i < 480; ++i) theta[i] = arbitrary();
    ghd_grid_project(grid, theta, effective);
    assert_close(sum_of_products(96, g, effective) * grid->step, sum_of_products(480, g_fine, theta) * grid->step / 5, 1e-12);
  }
  assert_ok(GhdGridDestroy(&grid));
}

/* Integrals of 1 over -range..range times the indicator, times e^{-i omega_m (lambda + range)}, by quadrature on panels between the changes. */
static double complex indicator_mode(PetscReal range, PetscInt m, PetscInt first, PetscInt n, const PetscReal jump[])
{
  const PetscReal *const breaks[1]   = {jump};
  const PetscInt         n_breaks[1] = {n};
  double complex         sum         = 0;
  GhdPanels              panels;

  assert_ok(GhdPanelsCreate(range, 0.25, GHD_PANEL_NODES, 1, n_breaks, breaks, &panels));
  for (PetscInt i = 0; i < panels->n; ++i) {
    PetscInt value = first;

    for (PetscInt c = 0; c < n; ++c)
      if (panels->lambda[i] > jump[c]) value = !value;
    if (value) sum += panels->weight[i] * cexp(-I * PETSC_PI * (PetscReal)m * (panels->lambda[i] + range) / range);
  }
  assert_ok(GhdPanelsDestroy(&panels));
  return sum / (2 * range);
}

static void check_indicator(PetscInt first, PetscInt n, const PetscReal jump[])
{
  enum { FINE = 160 };
  const PetscReal range = 4;
  GhdGrid         grid, dense;
  PetscReal       fine[FINE];
  double complex  modes[FINE / 2];

  assert_ok(GhdGridCreate(1, range, FINE / 4, 4, &grid));
  assert_ok(GhdGridCreate(1, range, FINE, 1, &dense)); /* to look at the fine grid's modes */
  ghd_grid_indicator(grid, first, n, jump, fine);
  ghd_grid_modes(dense, fine, modes);
  for (PetscInt m = 0; m < FINE / 2; m += m < 4 ? 1 : 15) {
    const double complex expected = indicator_mode(range, m, first, n, jump);

    assert_close(creal(modes[m]), creal(expected), 1e-14);
    assert_close(cimag(modes[m]), cimag(expected), 1e-14);
  }
  assert_ok(GhdGridDestroy(&grid));
  assert_ok(GhdGridDestroy(&dense));
}

static void fourier_coefficients_of_an_indicator_are_the_integrals_over_its_intervals(void **state)
{
  const PetscReal node[] = {-3.2, 0.0}, far[] = {-3.999, 1.7, 3.9999}, close_pair[] = {0.31, 0.31 + 1e-6}, many[] = {-3.5, -2.2, -2.1, -0.3, 0.01, 1.6, 3.3};

  (void)state;
  for (PetscInt first = 0; first < 2; ++first) {
    check_indicator(first, 0, NULL);
    check_indicator(first, 1, &many[3]);
    check_indicator(first, 2, node);
    check_indicator(first, 3, far);
    check_indicator(first, 2, close_pair);
    check_indicator(first, 7, many);
  }
}

static void an_indicator_and_its_complement_add_up_to_one(void **state)
{
  const PetscReal jump[] = {-1.23, 0.4, 2.9};
  GhdGrid         grid;
  PetscReal       in[400], out[400];

  (void)state;
  assert_ok(GhdGridCreate(1, 3, 80, 5, &grid));
  for (PetscInt n = 0; n <= 3; ++n) {
    ghd_grid_indicator(grid, 1, n, jump, in);
    ghd_grid_indicator(grid, 0, n, jump, out);
    for (PetscInt i = 0; i < 400; ++i) assert_close(in[i] + out[i], 1, 2e-14);
    if (n == 0) assert_close(in[123], 1, 2e-15);
  }
  assert_ok(GhdGridDestroy(&grid));
}

/* |sum over the grid of g P(theta) - int g theta| for an indicator theta that is 1 between a and b and a peak g: root mean square over places of the jumps. */
static PetscReal error_of_jump(PetscInt n, PetscReal range, PetscReal strip)
{
  enum { PLACES = 40 };
  const Peak g = {range, 0, strip};
  GhdGrid    grid;
  PetscReal *samples, *fine, *effective, sum = 0;

  assert_ok(GhdGridCreate(1, range, n, 2, &grid));
  assert_ok(PetscMalloc3(n, &samples, 2 * n, &fine, n, &effective));
  sample(grid, 0, g, samples);
  for (PetscInt i = 0; i < PLACES; ++i) {
    const PetscReal jump[2] = {-0.3 - 0.7 * arbitrary(), 0.2 + arbitrary()};
    const PetscReal exact   = peak_integral(g, jump[1]) - peak_integral(g, jump[0]);

    ghd_grid_indicator(grid, 0, 2, jump, fine);
    ghd_grid_project(grid, fine, effective);
    sum += PetscSqr(sum_of_products(n, samples, effective) * grid->step - exact) / PLACES;
  }
  assert_ok(PetscFree3(samples, fine, effective));
  assert_ok(GhdGridDestroy(&grid));
  return PetscSqrtReal(sum);
}

static void the_error_of_an_integral_over_a_jump_falls_as_e_to_minus_band_limit_times_strip(void **state)
{
  const PetscReal range = 6;

  (void)state;
  for (PetscReal strip = 0.2; strip < 0.9; strip += 0.3) {
    const PetscInt n[2] = {(PetscInt)(5.0 / strip) * 8, (PetscInt)(5.0 / strip) * 20};
    PetscReal      omega[2], error[2];

    for (PetscInt i = 0; i < 2; ++i) {
      omega[i] = PETSC_PI * (PetscReal)n[i] / (2 * range);
      error[i] = error_of_jump(n[i], range, strip) * omega[i]; /* the jump's own modes fall as 1/omega */
    }
    assert_all(error[0] < 1e-2 && error[1] > 1e-14);
    assert_close(PetscLogReal(error[0] / error[1]) / (omega[1] - omega[0]), strip, 0.06 * strip);
  }
}

static void the_error_of_an_integral_over_a_sharp_filling_does_not_know_how_sharp_it_is(void **state)
{
  const PetscReal range = 6, strip = 0.5;
  const Peak      g = {range, 0.1, strip};
  PetscReal       error[2];

  (void)state;
  for (PetscInt s = 0; s < 2; ++s) {
    const Peak     theta   = {range, 0.4, s ? 0.005 : 0.05};
    const Peak     product = {range, 0.4, theta.strip + strip}; /* int g theta = 2 range sum of products of modes */
    const PetscInt n = 160, refine = s ? 240 : 24;
    GhdGrid        grid;
    PetscReal     *samples, *fine, *effective;

    assert_ok(GhdGridCreate(1, range, n, refine, &grid));
    assert_ok(PetscMalloc3(n, &samples, refine * n, &fine, n, &effective));
    sample(grid, 0, g, samples);
    for (PetscInt i = 0; i < grid->n_fine; ++i) fine[i] = peak(theta, grid->lambda_fine[i]);
    ghd_grid_project(grid, fine, effective);
    error[s] = PetscAbsReal(sum_of_products(n, samples, effective) * grid->step - 2 * range * peak(product, g.centre));
    assert_ok(PetscFree3(samples, fine, effective));
    assert_ok(GhdGridDestroy(&grid));
  }
  /* the modes of theta are at most 1: what is left out, and what the sampling of g folds back, are sums of the modes of g beyond the band limit */
  for (PetscInt s = 0; s < 2; ++s) assert_all(error[s] < 4 * range * PetscPowReal(ratio(g), 80) / (1 - ratio(g)));
  assert_all(error[1] > 1e-9); /* and the bound is not empty */
}

static void convolution_of_peaks_adds_their_widths_row_by_row(void **state)
{
  const PetscReal range = 7, width[2][2] = {{0.9, 1.4}, {0.6, 2.0}}, amount[2][2] = {{1, -0.5}, {0.25, 2}};
  const Peak      g[2] = {{range, 0.3, 0.8}, {range, -6.2, 1.0}};
  GhdGrid         grid;
  PetscReal       values[320], f[320], *kernel;

  (void)state;
  assert_ok(GhdGridCreate(2, range, 160, 1, &grid));
  assert_ok(PetscMalloc1(4 * grid->n_modes, &kernel));
  for (PetscInt j = 0; j < 2; ++j)
    for (PetscInt k = 0; k < 2; ++k)
      for (PetscInt m = 0; m < grid->n_modes; ++m)
        kernel[(2 * j + k) * grid->n_modes + m] = amount[j][k] * PetscExpReal(-width[j][k] * grid->omega[m]) / (PetscReal)grid->n;
  for (PetscInt k = 0; k < 2; ++k) sample(grid, k, g[k], values);
  for (PetscInt i = 0; i < 320; ++i) f[i] = 0.1 * (PetscReal)i;
  ghd_grid_convolve_add(grid, kernel, NULL, values, f);
  for (PetscInt j = 0; j < 2; ++j)
    for (PetscInt i = 0; i < 160; ++i) {
      PetscReal expected = 0.1 * (PetscReal)(160 * j + i);

      for (PetscInt k = 0; k < 2; ++k) expected += amount[j][k] * peak((Peak){range, g[k].centre, g[k].strip + width[j][k]}, grid->lambda[i]);
      assert_close(f[160 * j + i], expected, 1e-13);
    }
  assert_ok(PetscFree(kernel));
  assert_ok(GhdGridDestroy(&grid));
}

/* A kernel that is a peak off zero is neither even nor odd: its transform has the phase e^{-i omega centre}. */
static void convolution_with_a_peak_off_centre_shifts(void **state)
{
  const PetscReal range = 7, centre = 1.7, width = 0.9;
  const Peak      g = {range, 0.3, 0.8}, shifted = {range, 0.3 + centre, 0.8 + width};
  GhdGrid         grid;
  PetscReal       values[160], f[160] = {0}, even[80], odd[80];

  (void)state;
  assert_ok(GhdGridCreate(1, range, 160, 1, &grid));
  for (PetscInt m = 0; m < grid->n_modes; ++m) {
    even[m] = PetscExpReal(-width * grid->omega[m]) * PetscCosReal(centre * grid->omega[m]) / (PetscReal)grid->n;
    odd[m]  = -PetscExpReal(-width * grid->omega[m]) * PetscSinReal(centre * grid->omega[m]) / (PetscReal)grid->n;
  }
  sample(grid, 0, g, values);
  ghd_grid_convolve_add(grid, even, odd, values, f);
  for (PetscInt i = 0; i < 160; ++i) assert_close(f[i], peak(shifted, grid->lambda[i]), 1e-13);
  assert_ok(GhdGridDestroy(&grid));
}

static void results_are_the_same_bits_every_time(void **state)
{
  PetscReal first[144], again[144], fine[288], jump[] = {-0.77, 1.3};

  (void)state;
  for (PetscInt run = 0; run < 3; ++run) {
    GhdGrid grid;

    assert_ok(GhdGridCreate(1, 5, 144, 2, &grid));
    ghd_grid_indicator(grid, 0, 2, jump, fine);
    ghd_grid_project(grid, fine, run ? again : first);
    if (run) assert_memory_equal(first, again, sizeof first);
    assert_ok(GhdGridDestroy(&grid));
  }
}

static void local_interpolation_reproduces_polynomials_and_well_resolved_waves(void **state)
{
  PetscReal weights[GHD_STENCIL];

  (void)state;
  for (PetscInt trial = 0; trial < 200; ++trial) {
    const PetscReal position = trial == 0 ? 0 : trial == 1 ? 99 : trial == 2 ? 50 : 99 * arbitrary();
    const PetscInt  first    = ghd_stencil(position, 100, weights);
    PetscReal       power = 0, size = 0, wave = 0;

    assert_all(first >= 0 && first + GHD_STENCIL <= 100);
    for (PetscInt s = 0; s < GHD_STENCIL; ++s) {
      const PetscReal term = weights[s] * PetscPowRealInt((PetscReal)(first + s) - position, GHD_STENCIL - 1);

      power += term;
      size += PetscAbsReal(term);
      wave += weights[s] * PetscCosReal(0.4 * (PetscReal)(first + s) - 1);
    }
    assert_close(power, 0, 1e-14 * size);
    if (position > 8 && position < 91) assert_close(wave, PetscCosReal(0.4 * position - 1), 1e-11);
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fast_sizes_have_small_factors_only_and_are_close_to_what_was_asked),
      cmocka_unit_test(the_two_grids_are_symmetric_nested_and_contain_zero_to_the_last_bit),
      cmocka_unit_test(impossible_grids_are_refused),
      cmocka_unit_test(modes_of_a_peak_are_powers_of_one_number),
      cmocka_unit_test(values_and_slopes_between_the_points_are_those_of_the_closed_form),
      cmocka_unit_test(refinement_interpolates_exactly_and_projection_undoes_it),
      cmocka_unit_test(projection_keeps_modes_below_the_band_limit_and_drops_the_others),
      cmocka_unit_test(a_projection_integrates_band_limited_functions_as_the_rough_original_does),
      cmocka_unit_test(fourier_coefficients_of_an_indicator_are_the_integrals_over_its_intervals),
      cmocka_unit_test(an_indicator_and_its_complement_add_up_to_one),
      cmocka_unit_test(the_error_of_an_integral_over_a_jump_falls_as_e_to_minus_band_limit_times_strip),
      cmocka_unit_test(the_error_of_an_integral_over_a_sharp_filling_does_not_know_how_sharp_it_is),
      cmocka_unit_test(convolution_of_peaks_adds_their_widths_row_by_row),
      cmocka_unit_test(convolution_with_a_peak_off_centre_shifts),
      cmocka_unit_test(results_are_the_same_bits_every_time),
      cmocka_unit_test(local_interpolation_reproduces_polynomials_and_well_resolved_waves),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("grid", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
