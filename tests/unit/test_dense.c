/* The dense twin of the dressing operator: against transforms in closed form, identities, and a finer discretisation. */
#include "check.h"
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <xxzghd/dense.h>

/* A filling with the shape of a thermal one, with and without a jump at `jump` of species 0. */
static PetscReal Filling(PetscInt k, PetscReal lambda, PetscReal jump)
{
  const PetscReal bump = 1 / PetscCoshReal(lambda);

  return (k == 0 && lambda > jump) ? 0.2 + 0.5 * bump * bump : (0.6 - 0.4 * bump * bump) / (k + 1);
}

typedef struct {
  GhdModel         model;
  GhdPanels        panels;
  PetscReal       *filling;
  GhdDenseDressing dressing;
} Fixture;

/* Without an operator. */
static PetscErrorCode FixtureBegin(PetscInt P, PetscInt Q, PetscReal range, PetscReal width, PetscReal jump, Fixture *f)
{
  PetscInt         n_breaks[16] = {1};
  const PetscReal *breaks[16]   = {&jump};

  PetscFunctionBegin;
  PetscCall(GhdModelCreate(P, Q, &f->model));
  PetscCall(GhdPanelsCreate(range, width > 0 ? width : ghd_panel_width(ghd_strip(f->model)), GHD_PANEL_NODES, f->model->n_str, n_breaks, breaks, &f->panels));
  PetscCall(PetscMalloc1(f->panels->n, &f->filling));
  f->dressing = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FixtureCreate(PetscInt P, PetscInt Q, PetscReal range, PetscReal width, PetscReal jump, Fixture *f)
{
  PetscFunctionBegin;
  PetscCall(FixtureBegin(P, Q, range, width, jump, f));
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt b = f->panels->offset[k]; b < f->panels->offset[k + 1]; ++b) f->filling[b] = Filling(k, f->panels->lambda[b], jump);
  PetscCall(GhdDenseDressingCreate(f->model, f->panels, f->filling, &f->dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FixtureCreateConstant(PetscInt P, PetscInt Q, PetscReal range, PetscReal width, const PetscReal filling[], Fixture *f)
{
  PetscFunctionBegin;
  PetscCall(FixtureBegin(P, Q, range, width, 0, f));
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt b = f->panels->offset[k]; b < f->panels->offset[k + 1]; ++b) f->filling[b] = filling[k];
  PetscCall(GhdDenseDressingCreate(f->model, f->panels, f->filling, &f->dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FixtureDestroy(Fixture *f)
{
  PetscFunctionBegin;
  PetscCall(GhdDenseDressingDestroy(&f->dressing));
  PetscCall(PetscFree(f->filling));
  PetscCall(GhdPanelsDestroy(&f->panels));
  PetscCall(GhdModelDestroy(&f->model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

typedef PetscReal (*Bare)(GhdModel model, PetscInt k, PetscInt order, PetscReal lambda);

static PetscErrorCode Dress(const Fixture *f, Bare bare, PetscInt order, PetscReal dressed[])
{
  PetscFunctionBegin;
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt b = f->panels->offset[k]; b < f->panels->offset[k + 1]; ++b) dressed[b] = bare(f->model, k, order, f->panels->lambda[b]);
  PetscCall(GhdDenseDressingSolve(f->dressing, dressed, dressed));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* f_j^dr at one rapidity from its values at the nodes. */
static PetscReal DressedAt(const Fixture *f, Bare bare, PetscInt order, const PetscReal dressed[], PetscInt j, PetscReal lambda)
{
  PetscReal *product, value = NAN;

  if (PetscMalloc1(f->panels->n, &product)) return NAN;
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt b = f->panels->offset[k]; b < f->panels->offset[k + 1]; ++b) product[b] = f->model->sign[k] * f->filling[b] * dressed[b];
  if (GhdDenseConvolve(f->model, f->panels, product, j, 1, &lambda, &value)) value = NAN;
  (void)PetscFree(product);
  return bare(f->model, j, order, lambda) - value;
}

static void nothing_is_dressed_without_particles(void **state)
{
  const PetscReal zero[3] = {0};
  Fixture         f;
  PetscReal      *dressed;

  (void)state;
  assert_ok(FixtureCreateConstant(1, 3, 6, 0, zero, &f));
  assert_ok(PetscMalloc1(f.panels->n, &dressed));
  assert_ok(Dress(&f, ghd_energy, 1, dressed));
  for (PetscInt k = 0; k < f.model->n_str; ++k)
    for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; ++b) assert_close(dressed[b], ghd_energy(f.model, k, 1, f.panels->lambda[b]), 1e-15);
  assert_ok(PetscFree(dressed));
  assert_ok(FixtureDestroy(&f));
}

/* Solution x of (I + That(omega) sigma theta) x = a-hat(omega) for constant fillings: the transform of a^dr. */
static void DressedTransform(GhdModel model, const PetscReal filling[], PetscReal omega, gsl_vector *x)
{
  const size_t     n       = (size_t)model->n_str;
  gsl_matrix      *matrix  = gsl_matrix_alloc(n, n);
  gsl_vector      *rhs     = gsl_vector_alloc(n);
  gsl_permutation *permute = gsl_permutation_alloc(n);
  PetscReal        hat[256];
  int              sign;

  assert_ok(GhdKernelHat(model, 1, &omega, hat));
  for (size_t j = 0; j < n; ++j) {
    gsl_vector_set(rhs, j, ghd_a_hat(model, model->angle[j], omega));
    for (size_t k = 0; k < n; ++k) gsl_matrix_set(matrix, j, k, (j == k) + hat[j * n + k] * model->sign[k] * filling[k]);
  }
  gsl_linalg_LU_decomp(matrix, permute, &sign);
  gsl_linalg_LU_solve(matrix, permute, rhs, x);
  gsl_permutation_free(permute);
  gsl_vector_free(rhs);
  gsl_matrix_free(matrix);
}

/* Constant fillings are diagonal in Fourier space, where kernels and bare functions are known in closed form. */
static void constant_fillings_dress_as_in_fourier_space(void **state)
{
  const PetscInt fractions[][2] = {{1, 2}, {1, 3}, {2, 5}, {2, 3}};
  PetscReal     *dressed;

  (void)state;
  for (size_t c = 0; c < sizeof(fractions) / sizeof(*fractions); ++c) {
    const PetscReal constant[] = {0.31, 0.22, 0.64, 0.17, 0.4};
    Fixture         f;
    gsl_vector     *x;

    assert_ok(FixtureCreateConstant(fractions[c][0], fractions[c][1], 13, 0.6, constant, &f)); /* what is cut off is below 4 e^{-26} */
    assert_ok(PetscMalloc1(f.panels->n, &dressed));
    assert_ok(Dress(&f, ghd_momentum_derivative, 0, dressed));
    x = gsl_vector_alloc((size_t)f.model->n_str);
    for (PetscReal omega = 0; omega < 6; omega += 1.37) {
      DressedTransform(f.model, constant, omega, x);
      for (PetscInt k = 0; k < f.model->n_str; ++k) {
        PetscReal sum = 0;

        for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; ++b)
          sum += f.panels->weight[b] * PetscCosReal(omega * f.panels->lambda[b]) * dressed[b];
        assert_close(sum, 2 * PETSC_PI * gsl_vector_get(x, (size_t)k), 2e-10);
      }
    }
    gsl_vector_free(x);
    assert_ok(PetscFree(dressed));
    assert_ok(FixtureDestroy(&f));
  }
}

/* sum_k sigma_k int f_k theta_k g_k^dr = sum_k sigma_k int g_k theta_k f_k^dr for any two functions. */
static void dressing_is_symmetric_between_two_functions(void **state)
{
  Fixture    f;
  PetscReal *p, *e, difference = 0, size = 0;

  (void)state;
  assert_ok(FixtureCreate(3, 8, 6, 0.4, 0.37, &f));
  assert_ok(PetscMalloc2(f.panels->n, &p, f.panels->n, &e));
  assert_ok(Dress(&f, ghd_momentum_derivative, 0, p));
  assert_ok(Dress(&f, ghd_energy, 1, e));
  for (PetscInt k = 0; k < f.model->n_str; ++k) {
    for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; ++b) {
      const PetscReal factor  = f.panels->weight[b] * f.model->sign[k] * f.filling[b];
      const PetscReal forward = factor * ghd_energy(f.model, k, 1, f.panels->lambda[b]) * p[b];

      difference += forward - factor * ghd_momentum_derivative(f.model, k, 0, f.panels->lambda[b]) * e[b];
      size += PetscAbsReal(forward);
    }
  }
  assert_all(size > 0.1);
  assert_close(difference, 0, 1e-13);
  assert_ok(PetscFree2(p, e));
  assert_ok(FixtureDestroy(&f));
}

/* The same dressed function from panels half as wide, at rapidities that are no nodes. */
static void a_jumping_filling_is_dressed_to_rounding(void **state)
{
  const PetscReal at[] = {-3.1, -0.41, 0, 0.2999, 0.3, 0.3001, 1.7, 5.5};
  Fixture         wide, fine;
  PetscReal      *on_wide, *on_fine;

  (void)state;
  assert_ok(FixtureCreate(1, 3, 6, 0, 0.3, &wide));
  assert_ok(FixtureCreate(1, 3, 6, 0.27, 0.3, &fine));
  assert_ok(PetscMalloc1(wide.panels->n, &on_wide));
  assert_ok(PetscMalloc1(fine.panels->n, &on_fine));
  assert_ok(Dress(&wide, ghd_energy, 1, on_wide));
  assert_ok(Dress(&fine, ghd_energy, 1, on_fine));
  for (PetscInt j = 0; j < wide.model->n_str; ++j)
    for (size_t i = 0; i < sizeof(at) / sizeof(*at); ++i)
      assert_close(DressedAt(&wide, ghd_energy, 1, on_wide, j, at[i]), DressedAt(&fine, ghd_energy, 1, on_fine, j, at[i]), 1e-13);
  assert_ok(PetscFree(on_wide));
  assert_ok(PetscFree(on_fine));
  assert_ok(FixtureDestroy(&wide));
  assert_ok(FixtureDestroy(&fine));
}

static void dressed_function_at_a_node_is_the_solution_there(void **state)
{
  Fixture    f;
  PetscReal *dressed;

  (void)state;
  assert_ok(FixtureCreate(1, 3, 8, 0, 0.3, &f));
  assert_ok(PetscMalloc1(f.panels->n, &dressed));
  assert_ok(Dress(&f, ghd_momentum_derivative, 0, dressed));
  for (PetscInt k = 0; k < f.model->n_str; ++k)
    for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; b += 31)
      assert_close(DressedAt(&f, ghd_momentum_derivative, 0, dressed, k, f.panels->lambda[b]), dressed[b], 1e-13);
  assert_ok(PetscFree(dressed));
  assert_ok(FixtureDestroy(&f));
}

/* With the constants simply cut off at the range n^dr would be wrong by e^{-2 range} in the middle, 6e-6 here, and by much more near the ends. */
static void dressed_spin_flips_do_not_depend_on_the_range(void **state)
{
  const PetscReal ranges[] = {6, 10}; /* whole panels of 0.4 each: the nodes next to 0 are the same */
  PetscReal       limit[2][4], value[2][4];

  (void)state;
  for (PetscInt r = 0; r < 2; ++r) {
    Fixture   f;
    PetscReal filling_limit[4], length[4], *dressed;

    assert_ok(FixtureCreate(2, 5, ranges[r], 0.4, 10, &f)); /* no jump within the range */
    assert_ok(PetscMalloc1(f.panels->n, &dressed));
    for (PetscInt k = 0; k < 4; ++k) {
      length[k]        = f.model->length[k];
      filling_limit[k] = 0.6 / (k + 1);
    }
    assert_ok(GhdDenseDressingSolveConstant(f.dressing, length, filling_limit, dressed, limit[r]));
    for (PetscInt k = 0; k < 4; ++k) {
      const PetscInt middle = (f.panels->offset[k] + f.panels->offset[k + 1]) / 2; /* first node right of 0 */
      PetscReal      at     = f.panels->lambda[middle];

      value[r][k] = dressed[middle] - limit[r][k];
      assert_all(at > 0 && at < 0.01);
      assert_close(dressed[f.panels->offset[k]], limit[r][k], PetscExpReal(-1.6 * ranges[r]));
    }
    assert_ok(PetscFree(dressed));
    assert_ok(FixtureDestroy(&f));
  }
  for (PetscInt k = 0; k < 4; ++k) {
    assert_close(limit[0][k], limit[1][k], 1e-14);
    assert_close(value[0][k], value[1][k], 1e-11);
    assert_all(PetscAbsReal(value[0][k]) > 1e-3);
  }
}

/* In e^{mu Sz} at infinite temperature n^dr = d ln eta / d mu, which does not depend on the rapidity. */
static void dressed_spin_flips_are_the_response_to_a_field_at_infinite_temperature(void **state)
{
  const PetscReal mu = 0.7, step = 1e-3, stencil[] = {1.0 / 12, -2.0 / 3, 0, 2.0 / 3, -1.0 / 12};
  Fixture         f;
  GhdModel        model;
  PetscReal       length[4], filling[4], response[4] = {0}, log_eta[4], *dressed;

  (void)state;
  assert_ok(GhdModelCreate(2, 5, &model));
  for (PetscInt i = 0; i < 5; ++i) {
    assert_ok(GhdAsymptoticLogEta(model, mu + (i - 2) * step, log_eta));
    for (PetscInt k = 0; k < 4; ++k) response[k] += stencil[i] * log_eta[k] / step;
  }
  assert_ok(GhdAsymptoticLogEta(model, mu, log_eta));
  for (PetscInt k = 0; k < 4; ++k) {
    length[k]  = model->length[k];
    filling[k] = 1 / (1 + PetscExpReal(log_eta[k]));
  }
  assert_ok(FixtureCreateConstant(2, 5, 6, 0, filling, &f));
  assert_ok(PetscMalloc1(f.panels->n, &dressed));
  assert_ok(GhdDenseDressingSolveConstant(f.dressing, length, filling, dressed, NULL));
  for (PetscInt k = 0; k < 4; ++k)
    for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; ++b) assert_close(dressed[b], response[k], 1e-10);
  assert_ok(PetscFree(dressed));
  assert_ok(GhdModelDestroy(&model));
  assert_ok(FixtureDestroy(&f));
}

typedef struct {
  GhdModel  model;
  PetscInt  j, k;
  PetscReal at;
} Integrand;

static double KernelTimesGaussian(double lambda, void *context)
{
  const Integrand *i          = (const Integrand *)context;
  const PetscReal  difference = i->at - lambda;
  PetscReal        kernel     = NAN;

  if (GhdKernelValue(i->model, i->j, i->k, 1, &difference, &kernel)) return NAN;
  return kernel * PetscExpReal(-lambda * lambda) * (i->k + 1);
}

static void convolution_is_that_of_adaptive_quadrature(void **state)
{
  gsl_integration_workspace *work = gsl_integration_workspace_alloc(1000);
  Fixture                    f;
  PetscReal                 *gaussian;

  (void)state;
  assert_ok(FixtureBegin(3, 7, 8, 0, 0, &f));
  assert_ok(PetscMalloc1(f.panels->n, &gaussian));
  for (PetscInt k = 0; k < f.model->n_str; ++k)
    for (PetscInt b = f.panels->offset[k]; b < f.panels->offset[k + 1]; ++b) gaussian[b] = (k + 1) * PetscExpReal(-f.panels->lambda[b] * f.panels->lambda[b]);
  for (PetscInt j = 0; j < f.model->n_str; ++j) {
    const PetscReal at = 0.3 * j - 0.2;
    PetscReal       value, exact = 0;

    for (PetscInt k = 0; k < f.model->n_str; ++k) {
      Integrand    integrand = {f.model, j, k, at};
      gsl_function function  = {KernelTimesGaussian, &integrand};
      double       piece, error;

      assert_ok(gsl_integration_qag(&function, -8, 8, 1e-13, 1e-13, 1000, GSL_INTEG_GAUSS31, work, &piece, &error));
      exact += piece;
    }
    assert_ok(GhdDenseConvolve(f.model, f.panels, gaussian, j, 1, &at, &value));
    assert_close(value, exact, 1e-12);
  }
  assert_ok(PetscFree(gaussian));
  assert_ok(FixtureDestroy(&f));
  gsl_integration_workspace_free(work);
}

static void wrong_use_is_refused(void **state)
{
  Fixture          f;
  GhdModel         other;
  GhdDenseDressing dressing;

  (void)state;
  assert_ok(FixtureCreate(1, 3, 2, 0, 0.3, &f));
  assert_ok(GhdModelCreate(1, 4, &other));
  assert_error(GhdDenseDressingCreate(other, f.panels, f.filling, &dressing), PETSC_ERR_ARG_SIZ);
  f.filling[7] = NAN;
  assert_error(GhdDenseDressingCreate(f.model, f.panels, f.filling, &dressing), PETSC_ERR_FP);
  assert_all(dressing == NULL);
  assert_ok(GhdDenseDressingDestroy(&dressing));
  assert_ok(GhdModelDestroy(&other));
  assert_ok(FixtureDestroy(&f));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_dressed_without_particles),
      cmocka_unit_test(constant_fillings_dress_as_in_fourier_space),
      cmocka_unit_test(dressing_is_symmetric_between_two_functions),
      cmocka_unit_test(a_jumping_filling_is_dressed_to_rounding),
      cmocka_unit_test(dressed_function_at_a_node_is_the_solution_there),
      cmocka_unit_test(dressed_spin_flips_do_not_depend_on_the_range),
      cmocka_unit_test(dressed_spin_flips_are_the_response_to_a_field_at_infinite_temperature),
      cmocka_unit_test(convolution_is_that_of_adaptive_quadrature),
      cmocka_unit_test(wrong_use_is_refused),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("dense", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
