/* The kernel T_jk and its Fourier transform, against the roots of the strings, integrals and closed forms. */
#include <xxzghd/model.h>

#include "check.h"
#include "models.h"

/* Scattering of two strings = sum over all pairs of their roots. */
static void check_kernel_against_roots(GhdModel model)
{
  static const PetscReal lambda[] = {0.11, -0.83, 2.7};
  PetscReal              value[3];

  for (PetscInt j = 0; j < model->n_str; ++j)
    for (PetscInt k = 0; k < model->n_str; ++k) {
      assert_ok(GhdKernelValue(model, j, k, 3, lambda, value));
      for (int i = 0; i < 3; ++i) {
        PetscReal sum = 0.0;

        for (PetscInt r = 1; r <= model->length[j]; ++r)
          sum += a_of_roots(model, 2, k, lambda[i] + I * (0.5 * model->gamma * (double)(model->length[j] + 1 - 2 * r) + (model->parity[j] > 0 ? 0.0 : M_PI_2)));
        assert_close(value[i], sum, 2e-13);
      }
    }
}

static void the_kernel_is_the_sum_over_the_roots_of_both_strings(void **state)
{
  (void)state;
  for_small_models(check_kernel_against_roots);
}

static void check_terms(GhdModel model)
{
  GhdKernelTerm *terms = malloc((size_t)(2 * model->Q) * sizeof(*terms));
  PetscInt       n_terms;

  for (PetscInt j = 0; j < model->n_str; ++j)
    for (PetscInt k = 0; k < model->n_str; ++k) {
      const PetscReal lambda = 0.4;
      PetscReal       sum    = 0.0, value;

      assert_ok(GhdKernelTerms(model, j, k, &n_terms, terms));
      assert_all(0 <= n_terms && n_terms <= model->Q);
      for (PetscInt t = 0; t < n_terms; ++t) {
        assert_all(0 < terms[t].angle && terms[t].angle < 2 * model->Q && terms[t].angle != model->Q);
        assert_all(terms[t].coefficient == 1.0 || terms[t].coefficient == 2.0);
        for (PetscInt s = 0; s < t; ++s) assert_all(terms[s].angle != terms[t].angle && terms[s].angle + terms[t].angle != 2 * model->Q);
        sum += terms[t].coefficient * ghd_a(model, terms[t].angle, 0, lambda);
      }
      assert_ok(GhdKernelValue(model, j, k, 1, &lambda, &value));
      assert_close(sum, value, 1e-14);
    }
  free(terms);
}

static void the_terms_of_the_kernel_are_distinct_and_do_not_cancel(void **state)
{
  (void)state;
  for_small_models(check_terms);
}

static void free_fermions_do_not_scatter(void **state)
{
  const PetscReal omega[2] = {0.0, 1.3};
  PetscReal       hat[8];
  GhdModel        model;

  (void)state;
  assert_ok(GhdModelCreate(1, 2, &model));
  assert_ok(GhdKernelHat(model, 2, omega, hat));
  for (int i = 0; i < 8; ++i) assert_all(hat[i] == 0.0);
  assert_ok(GhdModelDestroy(&model));
}

/* The trapezoid rule for int T_jk e^{i omega lambda} converges as e^{-2 pi d/h}, d = pi/2Q the distance of the nearest pole. */
static void check_hat_against_integrals(GhdModel model)
{
  static const PetscReal omega[] = {0.0, 0.37, 2.1, 9.3};
  const PetscReal        step    = 0.25 / (double)model->Q;
  const PetscInt         n       = (PetscInt)(19.0 / step);
  PetscReal             *lambda = malloc((size_t)n * sizeof(*lambda)), *value = malloc((size_t)n * sizeof(*value));
  PetscReal             *hat = malloc((size_t)(model->n_str * model->n_str * 4) * sizeof(*hat));

  for (PetscInt i = 0; i < n; ++i) lambda[i] = ((double)i + 0.5) * step;
  assert_ok(GhdKernelHat(model, 4, omega, hat));
  for (PetscInt j = 0; j < model->n_str; ++j)
    for (PetscInt k = j; k < model->n_str; ++k) {
      assert_ok(GhdKernelValue(model, j, k, n, lambda, value));
      for (int w = 0; w < 4; ++w) {
        PetscReal sum = 0.0;

        for (PetscInt i = 0; i < n; ++i) sum += 2 * step * value[i] * cos(omega[w] * lambda[i]);
        assert_close(hat[(j * model->n_str + k) * 4 + w], sum, 2e-13);
        assert_all(hat[(j * model->n_str + k) * 4 + w] == hat[(k * model->n_str + j) * 4 + w]);
      }
    }
  free(lambda);
  free(value);
  free(hat);
}

static void the_transform_of_the_kernel_is_its_fourier_integral(void **state)
{
  (void)state;
  for_small_models(check_hat_against_integrals);
}

/* gamma = pi/Q, strings of parity +: T_jk-hat = 2 coth x sinh(min x) sinh((Q - max) x)/sinh(Q x) - delta_jk, x = gamma omega/2. */
static void principal_roots_of_unity_have_the_textbook_transform(void **state)
{
  enum { N = 150 }; /* more than one block of frequencies */
  PetscReal omega[N];
  GhdModel  model;

  (void)state;
  needs_long_double();
  for (int w = 0; w < N; ++w) omega[w] = (w - 20) * 0.11 + 0.003;
  for (PetscInt Q = 3; Q <= 50; Q += (Q < 8 ? 1 : 7)) {
    PetscReal *hat = malloc((size_t)(Q * Q * N) * sizeof(*hat));

    assert_ok(GhdModelCreate(1, Q, &model));
    assert_ok(GhdKernelHat(model, N, omega, hat));
    for (PetscInt j = 1; j < Q; ++j)
      for (PetscInt k = 1; k < Q; ++k)
        for (int w = 0; w < N; ++w) {
          const long double x = M_PIl * fabsl(omega[w]) / (2 * Q), low = PetscMin(j, k), high = PetscMax(j, k);
          const long double expected = 2 / tanhl(x) * sinhl(low * x) * sinhl((Q - high) * x) / sinhl(Q * x) - (j == k);

          assert_close(hat[((j - 1) * Q + k - 1) * N + w], (double)expected, 3e-16 * (double)Q);
        }
    assert_ok(GhdModelDestroy(&model));
    free(hat);
  }
}

/* Large Q: sum of the terms one by one; the library takes differences of prefix sums. */
static void the_transform_is_right_at_the_largest_denominators(void **state)
{
  enum { N = 70 };
  static const PetscInt large[][2] = {{610, 987}, {441, 997}, {3, 1000}};
  static GhdKernelTerm  terms[2 * GHD_MAX_Q];
  PetscReal             omega[N];
  PetscInt              n_terms;
  GhdModel              model;

  (void)state;
  for (int w = 0; w < N; ++w) omega[w] = exp(0.15 * w - 5.0);
  for (size_t i = 0; i < 3; ++i) {
    PetscReal *hat;

    assert_ok(GhdModelCreate(large[i][0], large[i][1], &model));
    hat = malloc((size_t)(model->n_str * model->n_str * N) * sizeof(*hat));
    assert_ok(GhdKernelHat(model, N, omega, hat));
    for (PetscInt j = 0; j < model->n_str; j += 1 + model->n_str / 12)
      for (PetscInt k = 0; k < model->n_str; k += 1 + model->n_str / 12) {
        assert_ok(GhdKernelTerms(model, j, k, &n_terms, terms));
        for (int w = 0; w < N; w += 23) {
          long double sum = 0.0;

          for (PetscInt t = 0; t < n_terms; ++t) sum += terms[t].coefficient * ghd_a_hat(model, terms[t].angle, omega[w]);
          assert_close(hat[(j * model->n_str + k) * N + w], (double)sum, 1e-15 * (double)model->Q); /* roundings of a prefix sum of Q/2 numbers */
        }
      }
    free(hat);
    assert_ok(GhdModelDestroy(&model));
  }
}

/* N (sigma + That) = 1, and the last two strings answer with opposite signs. */
static void check_chain(GhdModel model)
{
  enum { N = 6 };
  static const PetscReal omega[N] = {0, 1e-7, 0.03, 0.8, 5, 71};
  const PetscInt         M = model->n_str, n = M - 1;
  PetscReal *hat = malloc((size_t)(M * M * N) * sizeof(*hat)), *s = malloc((size_t)(3 * n * N) * sizeof(*s)), *self = s + n * N, *balance = self + n * N;

  assert_ok(GhdKernelHat(model, N, omega, hat));
  assert_ok(GhdKernelChain(model, N, omega, s, self, balance));
  for (PetscInt w = 0; w < N; ++w)
    for (PetscInt k = 0; k < M; ++k) {
#define X(j) ((j == k ? model->sign[k] : 0) + hat[((j)*M + k) * N + w])
      for (PetscInt j = 0; j < n; ++j) {
        const PetscReal turn = j > 0 ? model->sign[j - 1] * model->sign[j] : 0, after = j + 1 < n ? s[(j + 1) * N + w] : 0;
        PetscReal       sum = X(j) * (1 - self[j * N + w]);

        if (j > 0) sum -= turn * s[j * N + w] * X(j - 1);
        if (j + 1 < n) sum -= after * X(j + 1);
        if (j == M - 3) sum -= after * X(M - 1);
        assert_close(sum, j == k ? model->sign[j] : 0, 1e-14 * (double)model->Q);
        assert_close(balance[j * N + w], 1 - self[j * N + w] - s[j * N + w] - (j + 1 < n && model->sign[j] == model->sign[j + 1] ? after : 0), 1e-15);
      }
      if (k < n - 1) assert_close(hat[((M - 1) * M + k) * N + w], -hat[((M - 2) * M + k) * N + w], 1e-14 * (double)model->Q);
#undef X
    }
  free(s);
  free(hat);
}

static void the_inverse_of_the_kernel_couples_neighbours_only(void **state)
{
  static const PetscInt fractions[][2] = {{1, 13}, {12, 13}, {5, 12}, {7, 12}, {11, 28}, {13, 21}, {8, 21}, {23, 26}, {7, 30}, {29, 30}};

  (void)state;
  for_small_models(check_chain);
  for (size_t f = 0; f < sizeof(fractions) / sizeof(fractions[0]); ++f) {
    GhdModel model;

    assert_ok(GhdModelCreate(fractions[f][0], fractions[f][1], &model));
    check_chain(model);
    assert_ok(GhdModelDestroy(&model));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_kernel_is_the_sum_over_the_roots_of_both_strings),
      cmocka_unit_test(the_terms_of_the_kernel_are_distinct_and_do_not_cancel),
      cmocka_unit_test(free_fermions_do_not_scatter),
      cmocka_unit_test(the_transform_of_the_kernel_is_its_fourier_integral),
      cmocka_unit_test(principal_roots_of_unity_have_the_textbook_transform),
      cmocka_unit_test(the_transform_is_right_at_the_largest_denominators),
      cmocka_unit_test(the_inverse_of_the_kernel_couples_neighbours_only),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("model: kernel", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
