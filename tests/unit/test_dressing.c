/* The dressing operator on a uniform grid: bare functions and convolutions against sums over images, solutions against the equations and against Fourier space. */
#include "arbitrary.h"
#include "models.h"
#include <gsl/gsl_linalg.h>
#include <xxzghd/dress.h>

#define MAX_SPECIES 8

typedef struct {
  GhdModel    model;
  GhdGrid     grid;
  GhdDressing dressing;
  PetscInt    n_dof;
  PetscReal   reference[MAX_SPECIES];
  PetscReal  *filling, *f, *result; /* [n_dof] */
} Fixture;

/* The band limit leaves out e^{-exponent} of the kernels. */
static void create_fixture(GhdModel model, PetscReal range, PetscReal exponent, Fixture *f)
{
  f->model = model;
  assert_true(model->n_str <= MAX_SPECIES);
  assert_ok(GhdGridCreate(model->n_str, range, ghd_fast_size(2 * range * exponent / (PETSC_PI * ghd_strip(model))), 1, &f->grid));
  for (PetscInt k = 0; k < model->n_str; ++k) f->reference[k] = 0.1 + 0.6 * arbitrary();
  assert_ok(GhdDressingCreate(model, f->grid, f->reference, &f->dressing));
  f->n_dof = model->n_str * f->grid->n;
  assert_ok(PetscMalloc3(f->n_dof, &f->filling, f->n_dof, &f->f, f->n_dof, &f->result));
  for (PetscInt i = 0; i < f->n_dof; ++i) {
    f->filling[i] = arbitrary();
    f->f[i]       = 2 * arbitrary() - 1;
    f->result[i]  = 0;
  }
  assert_ok(GhdDressingSetFilling(f->dressing, f->filling));
}

static void destroy_fixture(Fixture *f)
{
  assert_ok(PetscFree3(f->filling, f->f, f->result));
  assert_ok(GhdDressingDestroy(&f->dressing));
  assert_true(f->dressing == NULL);
  assert_ok(GhdDressingDestroy(&f->dressing));
  assert_ok(GhdGridDestroy(&f->grid));
}

static PetscReal largest_difference(PetscInt n, const PetscReal a[], const PetscReal b[])
{
  PetscReal largest = 0;

  for (PetscInt i = 0; i < n; ++i) largest = PetscMax(largest, PetscAbsReal(a[i] - b[i]));
  return largest;
}

#define IMAGES 10 /* on each side; what is beyond is below e^{-2 range IMAGES} */

/* order, two_s: of the charge; 0 and 0: p', 1 and 0: e' */
static PetscReal with_images(GhdModel model, PetscReal range, PetscInt k, PetscInt order, PetscInt two_s, PetscReal lambda)
{
  PetscReal sum = 0;

  for (PetscInt i = -IMAGES; i <= IMAGES; ++i) {
    const PetscReal at = lambda + 2 * range * (PetscReal)i;

    if (two_s > 0)
      sum += ghd_charge(model, k, order, two_s, at);
    else if (order > 0)
      sum += ghd_energy(model, k, 1, at);
    else
      sum += ghd_momentum_derivative(model, k, 0, at);
  }
  return sum;
}

static void check_bare_functions(GhdModel model)
{
  const PetscReal range = 2.1;
  GhdGrid         grid;
  PetscReal      *values;

  assert_ok(GhdGridCreate(model->n_str, range, ghd_fast_size(2 * range * 55 / (PETSC_PI * ghd_strip(model))), 1, &grid));
  assert_ok(PetscMalloc1(model->n_str * grid->n, &values));
  for (PetscInt two_s = 0; two_s <= 3; ++two_s) {
    for (PetscInt order = two_s ? 1 : 0; order <= (two_s ? 5 : 1); ++order) {
      if (two_s)
        assert_ok(GhdChargeOnGrid(model, grid, order, two_s, values));
      else
        assert_ok((order ? GhdEnergyDerivativeOnGrid : GhdMomentumDerivativeOnGrid)(model, grid, values));
      for (PetscInt k = 0; k < model->n_str; ++k) {
        PetscReal size = 0;

        for (PetscInt i = 0; i < grid->n; ++i) size = PetscMax(size, PetscAbsReal(values[k * grid->n + i]));
        for (PetscInt i = 0; i < grid->n; i += 1 + grid->n / 13) {
          const PetscReal expected = with_images(model, range, k, order, two_s, grid->lambda[i]);

          assert_close(values[k * grid->n + i], expected, 3e-13 * (1 + size));
        }
      }
    }
  }
  assert_ok(PetscFree(values));
  assert_ok(GhdGridDestroy(&grid));
}

static void bare_functions_on_the_circle_are_sums_over_images(void **state)
{
  (void)state;
  for_small_models(check_bare_functions);
}

/* sum over species and grid points of T_jk(lambda - mu) g_k(mu) step, images included, at a few rapidities of each species. */
static PetscReal direct_convolution(const Fixture *f, const PetscReal g[], PetscInt j, PetscReal lambda)
{
  const PetscInt n     = f->grid->n;
  PetscReal     *shift = NULL, *kernel = NULL, sum = 0;

  assert_ok(PetscMalloc2(n, &shift, n, &kernel));
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt image = -IMAGES; image <= IMAGES; ++image) {
      for (PetscInt i = 0; i < n; ++i) shift[i] = lambda - f->grid->lambda[i] + 2 * f->grid->range * (PetscReal)image;
      assert_ok(GhdKernelValue(f->model, j, k, n, shift, kernel));
      for (PetscInt i = 0; i < n; ++i) sum += kernel[i] * g[k * n + i] * f->grid->step;
    }
  assert_ok(PetscFree2(shift, kernel));
  return sum;
}

static void check_convolution(GhdModel model)
{
  Fixture fixture, *f = &fixture;

  create_fixture(model, 2.3, 38, f);
  for (PetscInt i = 0; i < f->n_dof; ++i) f->result[i] = 0.25;
  assert_ok(GhdDressingAddConvolution(f->dressing, f->f, f->result));
  for (PetscInt j = 0; j < model->n_str; ++j)
    for (PetscInt i = 0; i < f->grid->n; i += 1 + f->grid->n / 3)
      assert_close(f->result[j * f->grid->n + i], 0.25 + direct_convolution(f, f->f, j, f->grid->lambda[i]), 1e-12);
  destroy_fixture(f);
}

static void convolution_is_the_sum_of_kernel_values_over_images(void **state)
{
  (void)state;
  for_small_models(check_convolution);
}

static void check_application(GhdModel model)
{
  Fixture    fixture, *f = &fixture;
  PetscReal *product;

  create_fixture(model, 2.3, 38, f);
  assert_ok(PetscMalloc1(f->n_dof, &product));
  for (PetscInt i = 0; i < f->n_dof; ++i) product[i] = (PetscReal)model->sign[i / f->grid->n] * f->filling[i] * f->f[i];
  assert_ok(GhdDressingApply(f->dressing, f->f, f->result));
  for (PetscInt j = 0; j < model->n_str; ++j) {
    const PetscInt i = f->grid->n / 3 + j, at = j * f->grid->n + i;

    assert_close(f->result[at], f->f[at] + direct_convolution(f, product, j, f->grid->lambda[i]), 1e-12);
  }
  assert_ok(PetscFree(product));
  destroy_fixture(f);
}

static void the_operator_is_one_plus_kernel_times_sign_and_filling(void **state)
{
  (void)state;
  for_small_models(check_application);
}

static void check_solution(GhdModel model)
{
  const PetscReal tolerance = 1e-13;
  Fixture         fixture, *f = &fixture;
  PetscReal      *back;
  PetscInt        iterations = 5;
  PetscBool       converged  = PETSC_FALSE;

  create_fixture(model, 6, 36, f);
  assert_ok(PetscMalloc1(f->n_dof, &back));
  assert_ok(GhdDressingSolve(f->dressing, f->f, tolerance, f->result, &iterations, &converged));
  assert_all(converged && iterations > 5 && iterations < 80 && ghd_dressing_residual(f->dressing) <= tolerance);
  assert_ok(GhdDressingApply(f->dressing, f->result, back));
  assert_close(largest_difference(f->n_dof, f->f, back), 0, 100 * tolerance);
  /* from the solution on there is nothing left to do but to see that */
  iterations = 0;
  assert_ok(GhdDressingSolve(f->dressing, f->f, 1.1 * tolerance, f->result, &iterations, &converged));
  assert_all(converged && iterations <= 2);
  /* without particles nothing is dressed */
  for (PetscInt i = 0; i < f->n_dof; ++i) f->filling[i] = 0;
  assert_ok(GhdDressingSetFilling(f->dressing, f->filling));
  assert_ok(GhdDressingSolve(f->dressing, f->f, tolerance, f->result, NULL, NULL));
  assert_close(largest_difference(f->n_dof, f->f, f->result), 0, 100 * tolerance);
  assert_ok(PetscFree(back));
  destroy_fixture(f);
}

static void the_operator_applied_to_a_dressed_function_gives_the_bare_one(void **state)
{
  (void)state;
  for_small_models(check_solution);
}

static void a_tolerance_out_of_reach_is_told_and_is_no_error(void **state)
{
  Fixture    fixture, *f = &fixture;
  GhdModel   model;
  PetscReal *back;
  PetscBool  converged = PETSC_TRUE;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  create_fixture(model, 6, 20, f);
  assert_ok(GhdDressingSolve(f->dressing, f->f, 1e-40, f->result, NULL, &converged));
  assert_all(!converged);
  assert_ok(PetscMalloc1(f->n_dof, &back));
  assert_ok(GhdDressingApply(f->dressing, f->result, back)); /* the result is as good as doubles allow all the same */
  assert_close(largest_difference(f->n_dof, f->f, back), 0, 1e-12);
  assert_ok(PetscFree(back));
  destroy_fixture(f);
  assert_ok(GhdModelDestroy(&model));
}

typedef struct {
  KSP ksp;
  Mat mat;
  PC  pc;
  Vec x, y, z;
} Objects;

static void get_objects(const Fixture *f, Objects *o)
{
  PetscReal *x;

  assert_ok(GhdDressingGetKSP(f->dressing, &o->ksp, &o->mat));
  assert_ok(KSPSetUp(o->ksp));
  assert_ok(KSPGetPC(o->ksp, &o->pc));
  assert_ok(MatCreateVecs(o->mat, &o->x, &o->y));
  assert_ok(VecDuplicate(o->x, &o->z));
  assert_ok(VecGetArray(o->x, &x));
  assert_ok(PetscArraycpy(x, f->f, f->n_dof));
  assert_ok(VecRestoreArray(o->x, &x));
}

static void free_objects(Objects *o)
{
  assert_ok(VecDestroy(&o->x));
  assert_ok(VecDestroy(&o->y));
  assert_ok(VecDestroy(&o->z));
}

static PetscReal distance(Vec a, Vec b)
{
  PetscReal norm = NAN;

  assert_ok(VecAXPY(a, -1, b));
  assert_ok(VecNorm(a, NORM_INFINITY, &norm));
  return norm;
}

static void check_preconditioner(GhdModel model)
{
  Fixture fixture, *f = &fixture;
  Objects o;
  Vec     work;

  create_fixture(model, 5, 36, f);
  get_objects(f, &o);
  assert_ok(VecDuplicate(o.x, &work));
  /* both at once, as the solver applies them, and one after the other */
  assert_ok(MatMult(o.mat, o.x, o.y));
  assert_ok(PCApply(o.pc, o.y, o.z));
  assert_ok(PCApplyBAorAB(o.pc, PC_LEFT, o.x, o.y, work));
  assert_close(distance(o.y, o.z), 0, 1e-13);
  /* at the reference filling the preconditioner is the inverse */
  for (PetscInt i = 0; i < f->n_dof; ++i) f->filling[i] = f->reference[i / f->grid->n];
  assert_ok(GhdDressingSetFilling(f->dressing, f->filling));
  assert_ok(MatMult(o.mat, o.x, o.y));
  assert_ok(PCApply(o.pc, o.y, o.z));
  assert_close(distance(o.z, o.x), 0, 1e-13);
  assert_ok(VecDestroy(&work));
  free_objects(&o);
  destroy_fixture(f);
}

static void preconditioned_operator_is_the_preconditioner_after_the_operator(void **state)
{
  (void)state;
  for_small_models(check_preconditioner);
}

static void the_residual_that_is_told_is_the_one_that_is_left(void **state)
{
  Fixture   fixture, *f = &fixture;
  GhdModel  model;
  Objects   o;
  PetscReal norm, *x;

  (void)state;
  assert_ok(GhdModelCreate(2, 5, &model));
  create_fixture(model, 5, 36, f);
  assert_ok(GhdDressingSolve(f->dressing, f->f, 1e-5, f->result, NULL, NULL));
  get_objects(f, &o);
  assert_ok(VecGetArray(o.y, &x));
  assert_ok(GhdDressingApply(f->dressing, f->result, x));
  assert_ok(VecRestoreArray(o.y, &x));
  assert_ok(VecAYPX(o.y, -1, o.x));
  assert_ok(PCApply(o.pc, o.y, o.z));
  assert_ok(VecNorm(o.z, NORM_2, &norm));
  norm /= PetscSqrtReal((PetscReal)f->n_dof);
  assert_all(norm > 1e-8 && norm <= 1e-5);
  assert_close(ghd_dressing_residual(f->dressing), norm, 1e-6 * norm);
  free_objects(&o);
  destroy_fixture(f);
  assert_ok(GhdModelDestroy(&model));
}

/* x solves (I + That(omega) sigma filling) x = rhs. */
static void solve_at_frequency(GhdModel model, const PetscReal filling[], PetscReal omega, const PetscReal rhs[], PetscReal x[])
{
  const size_t     n       = (size_t)model->n_str;
  gsl_matrix      *matrix  = gsl_matrix_alloc(n, n);
  gsl_permutation *permute = gsl_permutation_alloc(n);
  PetscReal        hat[MAX_SPECIES * MAX_SPECIES];
  int              sign;

  assert_ok(GhdKernelHat(model, 1, &omega, hat));
  for (size_t j = 0; j < n; ++j)
    for (size_t k = 0; k < n; ++k) gsl_matrix_set(matrix, j, k, (j == k) + hat[j * n + k] * model->sign[k] * filling[k]);
  gsl_linalg_LU_decomp(matrix, permute, &sign);
  gsl_vector_const_view b = gsl_vector_const_view_array(rhs, n);
  gsl_vector_view       v = gsl_vector_view_array(x, n);
  gsl_linalg_LU_solve(matrix, permute, &b.vector, &v.vector);
  gsl_permutation_free(permute);
  gsl_matrix_free(matrix);
}

static void check_constant_filling(GhdModel model)
{
  PetscReal constant[MAX_SPECIES], amplitude[MAX_SPECIES], expected[MAX_SPECIES];
  Fixture   fixture, *f = &fixture;

  create_fixture(model, 5, 30, f);
  for (PetscInt k = 0; k < model->n_str; ++k) constant[k] = arbitrary(); /* not the reference filling */
  for (PetscInt i = 0; i < f->n_dof; ++i) f->filling[i] = constant[i / f->grid->n];
  assert_ok(GhdDressingSetFilling(f->dressing, f->filling));
  for (PetscInt m = 0; m < f->grid->n_modes; m += m < 3 ? 1 : f->grid->n_modes / 3) {
    PetscReal worst = 0;

    for (PetscInt k = 0; k < model->n_str; ++k) amplitude[k] = 2 * arbitrary() - 1;
    for (PetscInt i = 0; i < f->n_dof; ++i) f->f[i] = amplitude[i / f->grid->n] * PetscCosReal(f->grid->omega[m] * f->grid->lambda[i % f->grid->n] - 0.4);
    assert_ok(GhdDressingSolve(f->dressing, f->f, 1e-14, f->result, NULL, NULL));
    solve_at_frequency(model, constant, f->grid->omega[m], amplitude, expected);
    for (PetscInt i = 0; i < f->n_dof; ++i) {
      const PetscReal wave = PetscCosReal(f->grid->omega[m] * f->grid->lambda[i % f->grid->n] - 0.4);

      worst = PetscMax(worst, PetscAbsReal(f->result[i] - expected[i / f->grid->n] * wave));
    }
    assert_close(worst, 0, 2e-12);
    if (m == 0) { /* a constant is dressed as at infinite rapidity */
      assert_ok(GhdDressingLimit(model, constant, amplitude, amplitude));
      for (PetscInt k = 0; k < model->n_str; ++k) assert_close(amplitude[k], expected[k], 1e-12 * (1 + PetscAbsReal(expected[k])));
    }
  }
  destroy_fixture(f);
}

static void constant_fillings_dress_each_wave_by_itself(void **state)
{
  (void)state;
  for_small_models(check_constant_filling);
}

static void check_spin_flips(GhdModel model)
{
  const PetscReal mu = 0.7, change = 1e-4;
  PetscReal       x[3][MAX_SPECIES], filling[MAX_SPECIES], flips[MAX_SPECIES];

  for (PetscInt i = 0; i < 3; ++i) assert_ok(GhdAsymptoticLogEta(model, mu + (PetscReal)(i - 1) * change, x[i]));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    filling[k] = 1 / (1 + PetscExpReal(x[1][k]));
    flips[k]   = (PetscReal)model->length[k];
  }
  assert_ok(GhdDressingLimit(model, filling, flips, flips));
  for (PetscInt k = 0; k < model->n_str; ++k) assert_close(flips[k], (x[2][k] - x[0][k]) / (2 * change), 1e-6 * (1 + flips[k]));
}

static void dressed_spin_flips_at_infinity_are_the_response_of_the_limits_to_a_field(void **state)
{
  (void)state;
  for_small_models(check_spin_flips);
}

static void check_symmetry(GhdModel model)
{
  Fixture    fixture, *f = &fixture;
  PetscReal *g, *g_dressed, forward = 0, backward = 0;

  create_fixture(model, 4, 36, f);
  assert_ok(PetscMalloc1(f->n_dof, &g));
  assert_ok(PetscCalloc1(f->n_dof, &g_dressed));
  for (PetscInt i = 0; i < f->n_dof; ++i) g[i] = arbitrary();
  assert_ok(GhdDressingSolve(f->dressing, f->f, 1e-14, f->result, NULL, NULL));
  assert_ok(GhdDressingSolve(f->dressing, g, 1e-14, g_dressed, NULL, NULL));
  for (PetscInt i = 0; i < f->n_dof; ++i) {
    const PetscReal factor = (PetscReal)model->sign[i / f->grid->n] * f->filling[i] * f->grid->step;

    forward += factor * f->f[i] * g_dressed[i];
    backward += factor * g[i] * f->result[i];
  }
  assert_all(PetscAbsReal(forward) > 1e-3);
  assert_close(forward, backward, 1e-12);
  assert_ok(PetscFree(g));
  assert_ok(PetscFree(g_dressed));
  destroy_fixture(f);
}

static void dressing_is_symmetric_between_any_two_functions(void **state)
{
  (void)state;
  for_small_models(check_symmetry);
}

static void count_heartbeats(void *count)
{
  ++*(PetscInt *)count;
}

static void a_solve_lets_the_scheduler_breathe(void **state)
{
  Fixture  fixture, *f = &fixture;
  GhdModel model;
  PetscInt heartbeats = 0, iterations = 0;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  create_fixture(model, 6, 30, f);
  ghd_set_heartbeat(count_heartbeats, &heartbeats);
  assert_ok(GhdDressingSolve(f->dressing, f->f, 1e-12, f->result, &iterations, NULL));
  ghd_set_heartbeat(NULL, NULL);
  assert_all(heartbeats > 0 && heartbeats >= iterations - 2);
  destroy_fixture(f);
  assert_ok(GhdModelDestroy(&model));
}

static void wrong_use_is_refused(void **state)
{
  const PetscReal reference[3] = {0.25, 0.3, 0.6};
  PetscReal       f[3 * 80] = {0}, result[3 * 80] = {0};
  GhdModel        model;
  GhdGrid         two_rows, grid;
  GhdDressing     dressing;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  assert_ok(GhdGridCreate(2, 5, 80, 1, &two_rows));
  assert_error(GhdDressingCreate(model, two_rows, reference, &dressing), PETSC_ERR_ARG_SIZ);
  assert_ok(GhdGridCreate(3, 5, 80, 1, &grid));
  assert_ok(GhdDressingCreate(model, grid, reference, &dressing));
  assert_error(GhdDressingSolve(dressing, f, 1e-10, result, NULL, NULL), PETSC_ERR_ARG_WRONGSTATE);
  assert_error(GhdChargeOnGrid(model, grid, 0, 1, result), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdChargeOnGrid(model, grid, 1, 0, result), PETSC_ERR_ARG_OUTOFRANGE);
  assert_ok(GhdDressingDestroy(&dressing));
  assert_ok(GhdGridDestroy(&two_rows));
  assert_ok(GhdGridDestroy(&grid));
  assert_ok(GhdModelDestroy(&model));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bare_functions_on_the_circle_are_sums_over_images),
      cmocka_unit_test(convolution_is_the_sum_of_kernel_values_over_images),
      cmocka_unit_test(the_operator_is_one_plus_kernel_times_sign_and_filling),
      cmocka_unit_test(the_operator_applied_to_a_dressed_function_gives_the_bare_one),
      cmocka_unit_test(a_tolerance_out_of_reach_is_told_and_is_no_error),
      cmocka_unit_test(preconditioned_operator_is_the_preconditioner_after_the_operator),
      cmocka_unit_test(the_residual_that_is_told_is_the_one_that_is_left),
      cmocka_unit_test(constant_fillings_dress_each_wave_by_itself),
      cmocka_unit_test(dressed_spin_flips_at_infinity_are_the_response_of_the_limits_to_a_field),
      cmocka_unit_test(dressing_is_symmetric_between_any_two_functions),
      cmocka_unit_test(a_solve_lets_the_scheduler_breathe),
      cmocka_unit_test(wrong_use_is_refused),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("dressing", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
