/* Dressing of functions multiplied by e^{growth lambda}: bare functions and the operator against sums over images, dressed velocities where they are known in closed form. */
#include "arbitrary.h"
#include "models.h"
#include <xxzghd/dress.h>

#define MAX_SPECIES 8
#define IMAGES      24 /* on each side; what is beyond is below e^{-2 range IMAGES (2 - growth)} */

static const PetscReal growth[] = {1.3, -0.7};

/* The trapezoid rule for int T_jk e^{growth lambda} e^{-i omega lambda} converges as e^{-2 pi d/h}, d = pi/2Q the distance of the nearest pole. */
static void check_kernel(GhdModel model)
{
  const PetscReal omega[] = {0, 0.37, -2.1}, step = 0.25 / (PetscReal)model->Q;
  const PetscInt  n     = (PetscInt)(90 / step);
  const PetscInt  n_all = model->n_str * model->n_str * 3;
  PetscReal      *lambda, *value, *even, *odd;

  assert_ok(PetscMalloc4(n, &lambda, n, &value, n_all, &even, n_all, &odd));
  for (PetscInt i = 0; i < n; ++i) lambda[i] = ((PetscReal)(i - n / 2) + 0.5) * step;
  for (size_t g = 0; g < 2; ++g) {
    assert_ok(GhdKernelHatGrowing(model, 3, omega, growth[g], even, odd));
    for (PetscInt jk = 0; jk < model->n_str * model->n_str; ++jk) {
      assert_ok(GhdKernelValue(model, jk / model->n_str, jk % model->n_str, n, lambda, value));
      for (PetscInt w = 0; w < 3; ++w) {
        double complex sum = 0;

        for (PetscInt i = 0; i < n; ++i) sum += step * value[i] * cexp((growth[g] - I * omega[w]) * lambda[i]);
        assert_close(even[3 * jk + w], creal(sum), 1e-11);
        assert_close(odd[3 * jk + w], cimag(sum), 1e-11);
      }
    }
  }
  assert_ok(PetscFree4(lambda, value, even, odd));
}

static void the_transform_of_the_growing_kernel_is_its_fourier_integral(void **state)
{
  (void)state;
  for_small_models(check_kernel);
}

static void a_growth_that_no_kernel_can_bear_is_refused(void **state)
{
  const PetscReal omega = 0;
  PetscReal       even[9], odd[9];
  GhdModel        model;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  assert_error(GhdKernelHatGrowing(model, 1, &omega, 2, even, odd), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdKernelHatGrowing(model, 1, &omega, -2.5, even, odd), PETSC_ERR_ARG_OUTOFRANGE);
  assert_ok(GhdModelDestroy(&model));
}

static void check_bare_functions(GhdModel model)
{
  const PetscReal range = 2.1;
  GhdGrid         grid;
  PetscReal      *p, *e;

  assert_ok(GhdGridCreate(model->n_str, range, ghd_fast_size(2 * range * 55 / (PETSC_PI * ghd_strip(model))), 1, &grid));
  assert_ok(PetscMalloc2(model->n_str * grid->n, &p, model->n_str * grid->n, &e));
  for (size_t g = 0; g < 2; ++g) {
    assert_ok(GhdBareGrowingOnGrid(model, grid, growth[g], p, e));
    for (PetscInt k = 0; k < model->n_str; ++k)
      for (PetscInt i = 0; i < grid->n; i += 1 + grid->n / 13) {
        PetscReal p_sum = 0, e_sum = 0;

        for (PetscInt image = -IMAGES; image <= IMAGES; ++image) {
          const PetscReal at = grid->lambda[i] + 2 * range * (PetscReal)image, factor = PetscExpReal(growth[g] * at);

          p_sum += factor * ghd_momentum_derivative(model, k, 0, at);
          e_sum += factor * ghd_energy(model, k, 1, at);
        }
        assert_close(p[k * grid->n + i], p_sum, 1e-12 * (1 + PetscAbsReal(p_sum)));
        assert_close(e[k * grid->n + i], e_sum, 1e-11 * (1 + PetscAbsReal(e_sum)));
      }
  }
  assert_ok(PetscFree2(p, e));
  assert_ok(GhdGridDestroy(&grid));
}

static void growing_bare_functions_on_the_circle_are_sums_over_images(void **state)
{
  (void)state;
  for_small_models(check_bare_functions);
}

/* sum_k int T_jk(lambda - mu) e^{growth (lambda - mu)} g_k(mu), as a sum over the grid and its images */
static PetscReal direct_convolution(GhdModel model, GhdGrid grid, PetscReal grow, const PetscReal g[], PetscInt j, PetscReal lambda)
{
  PetscReal *shift, *kernel, sum = 0;

  assert_ok(PetscMalloc2(grid->n, &shift, grid->n, &kernel));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt image = -IMAGES; image <= IMAGES; ++image) {
      for (PetscInt i = 0; i < grid->n; ++i) shift[i] = lambda - grid->lambda[i] + 2 * grid->range * (PetscReal)image;
      assert_ok(GhdKernelValue(model, j, k, grid->n, shift, kernel));
      for (PetscInt i = 0; i < grid->n; ++i) sum += PetscExpReal(grow * shift[i]) * kernel[i] * g[k * grid->n + i] * grid->step;
    }
  assert_ok(PetscFree2(shift, kernel));
  return sum;
}

/* A solution of the growing equation, applied to which the operator, written out, gives the right-hand side. */
static void check_solution(GhdModel model)
{
  GhdGrid     grid;
  GhdDressing dressing;
  PetscReal   reference[MAX_SPECIES], *filling, *f, *solution, *product;
  PetscInt    n_dof;
  PetscBool   converged;

  assert_ok(GhdGridCreate(model->n_str, 2.3, ghd_fast_size(2 * 2.3 * 38 / (PETSC_PI * ghd_strip(model))), 1, &grid));
  n_dof = model->n_str * grid->n;
  assert_ok(PetscMalloc4(n_dof, &filling, n_dof, &f, n_dof, &solution, n_dof, &product));
  for (PetscInt k = 0; k < model->n_str; ++k) reference[k] = 0.1 + 0.3 * arbitrary();
  for (PetscInt i = 0; i < n_dof; ++i) {
    filling[i]  = 0.5 * arbitrary();
    f[i]        = 2 * arbitrary() - 1;
    solution[i] = 0;
  }
  for (size_t g = 0; g < 2; ++g) {
    assert_ok(GhdDressingCreateGrowing(model, grid, reference, growth[g], &dressing));
    assert_ok(GhdDressingSetFilling(dressing, filling));
    assert_ok(GhdDressingSolve(dressing, f, 1e-14, solution, NULL, &converged));
    assert_all(converged);
    for (PetscInt i = 0; i < n_dof; ++i) product[i] = (PetscReal)model->sign[i / grid->n] * filling[i] * solution[i];
    for (PetscInt j = 0; j < model->n_str; ++j) {
      const PetscInt i = grid->n / 3 + j, at = j * grid->n + i;

      assert_close(solution[at] + direct_convolution(model, grid, growth[g], product, j, grid->lambda[i]), f[at], 1e-11);
    }
    assert_ok(GhdDressingDestroy(&dressing));
  }
  assert_ok(PetscFree4(filling, f, solution, product));
  assert_ok(GhdGridDestroy(&grid));
}

static void the_operator_written_out_gives_back_what_was_dressed(void **state)
{
  (void)state;
  for_small_models(check_solution);
}

/* Infinite temperature: e = -(sin gamma)/2 p', and p'^dr falls as e^{-2 |lambda|}, so that v goes to sin gamma. At lambda = 10 p'^dr has fallen to 1e-8, and without growth v would be known to 1e-7. */
static void check_velocity(GhdModel model)
{
  PetscReal   x[MAX_SPECIES], *filling, *p, *e, *p_dr, *e_dr;
  GhdGrid     grid;
  GhdDressing dressing;
  PetscInt    n_dof;

  assert_ok(GhdGridCreate(model->n_str, 16, ghd_fast_size(2 * 16 * 36 / (PETSC_PI * ghd_strip(model))), 1, &grid));
  assert_ok(GhdAsymptoticLogEta(model, 0.7, x));
  for (PetscInt k = 0; k < model->n_str; ++k) x[k] = 1 / (1 + PetscExpReal(x[k]));
  n_dof = model->n_str * grid->n;
  assert_ok(PetscMalloc5(n_dof, &filling, n_dof, &p, n_dof, &e, n_dof, &p_dr, n_dof, &e_dr));
  for (PetscInt i = 0; i < n_dof; ++i) {
    filling[i] = x[i / grid->n];
    p_dr[i] = e_dr[i] = 0;
  }
  for (size_t g = 0; g < 2; ++g) {
    const PetscReal sign = growth[g] > 0 ? 1 : -1;
    const PetscInt  at   = grid->n / 2 + (PetscInt)(sign * 10 / grid->step);

    assert_ok(GhdBareGrowingOnGrid(model, grid, sign * 1.3, p, e));
    assert_ok(GhdDressingCreateGrowing(model, grid, x, sign * 1.3, &dressing));
    assert_ok(GhdDressingSetFilling(dressing, filling));
    assert_ok(GhdDressingSolve(dressing, p, 1e-17, p_dr, NULL, NULL));
    assert_ok(GhdDressingSolve(dressing, e, 1e-17, e_dr, NULL, NULL));
    for (PetscInt k = 0; k < model->n_str; ++k) /* what v still lacks at 10 is of the order of e^{-20} */
      assert_close(e_dr[k * grid->n + at] / p_dr[k * grid->n + at], sign * PetscSinReal(model->gamma), 3e-8);
    for (PetscInt k = 0; k < model->n_str; ++k)
      assert_close(e_dr[k * grid->n + at + (PetscInt)(sign * 4 / grid->step)] / p_dr[k * grid->n + at + (PetscInt)(sign * 4 / grid->step)],
                   sign * PetscSinReal(model->gamma), 2e-11);
    assert_ok(GhdDressingDestroy(&dressing));
  }
  assert_ok(PetscFree5(filling, p, e, p_dr, e_dr));
  assert_ok(GhdGridDestroy(&grid));
}

static void at_infinite_temperature_velocities_far_out_are_sin_gamma_to_eleven_digits(void **state)
{
  (void)state;
  for_small_models(check_velocity);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_transform_of_the_growing_kernel_is_its_fourier_integral),
      cmocka_unit_test(a_growth_that_no_kernel_can_bear_is_refused),
      cmocka_unit_test(growing_bare_functions_on_the_circle_are_sums_over_images),
      cmocka_unit_test(the_operator_written_out_gives_back_what_was_dressed),
      cmocka_unit_test(at_infinite_temperature_velocities_far_out_are_sin_gamma_to_eleven_digits),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("growing", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
