/* a_theta, its derivatives and transform, charges: each against something that the library does not use. */
#include <xxzghd/model.h>

#include "check.h"
#include "models.h"

/* One line of the table made with 120 digits: Q, t, lambda, then orders 0..8. Odd orders vanish at lambda = 0; their scale there is that of the orders beside them. */
static void check_table_line(char *line)
{
  char          *at    = line;
  const PetscInt Q     = (PetscInt)strtol(at, &at, 10);
  const GhdAngle angle = (GhdAngle)strtol(at + 1, &at, 10);
  const double   x     = strtod(at + 1, &at);
  double         expected[GHD_MAX_DERIVATIVE + 1];
  GhdModel       model;

  for (int n = 0; n <= GHD_MAX_DERIVATIVE; ++n) expected[n] = strtod(at + 1, &at);
  assert_ok(GhdModelCreate(1, Q, &model));
  for (int n = 0; n <= GHD_MAX_DERIVATIVE; ++n) {
    const double beside = n % 2 ? sqrt(fabs(expected[n - 1] * expected[n + 1])) : 0.0;

    assert_close(ghd_a(model, angle, n, x), expected[n], 1e-14 * fmax(fabs(expected[n]), beside));
    assert_all(ghd_a(model, angle, n, -x) == (n % 2 ? -1 : 1) * ghd_a(model, angle, n, x));
  }
  assert_ok(GhdModelDestroy(&model));
}

static void derivatives_of_a_agree_with_120_digits(void **state)
{
  FILE *file = fopen("tests/reference/a_derivatives.csv", "r");
  char  line[1024];
  int   n_lines = 0;

  (void)state;
  assert_all(file != NULL);
  while (fgets(line, sizeof(line), file)) {
    if (line[0] == '#') continue;
    check_table_line(line);
    ++n_lines;
  }
  fclose(file);
  assert_all(n_lines == 72);
}

/* a_theta = (2/pi) sum_k sin(k theta) e^{-2 k lambda}: at large rapidities a few terms are exact to rounding relative to the tiny value. */
static void derivatives_of_a_keep_their_digits_at_large_rapidity(void **state)
{
  static const PetscReal rapidities[] = {5.0, 11.0, 40.0, 170.0, 340.0};
  GhdModel               model;

  (void)state;
  assert_ok(GhdModelCreate(3, 8, &model));
  for (GhdAngle t = 1; t < 16; ++t)
    for (PetscInt n = 0; n <= GHD_MAX_DERIVATIVE; ++n)
      for (size_t i = 0; i < sizeof(rapidities) / sizeof(rapidities[0]); ++i) {
        PetscReal sum = 0.0;

        if (t == 8) continue; /* theta = pi: zero */
        for (PetscInt k = 1; k <= 8; ++k)
          sum += pow(-2.0 * (double)k, (double)n) * sin(M_PI * (double)(k * t % 16) / 8) * exp(-2.0 * (double)k * rapidities[i]);
        sum *= 2 * M_1_PI;
        assert_close(ghd_a(model, t, n, rapidities[i]), sum, 2e-14 * fabs(sum));
      }
  assert_all(ghd_a(model, 3, 2, 1e4) == 0.0); /* below the smallest number, not NaN */
  assert_ok(GhdModelDestroy(&model));
}

/* The closed form in hyperbolic functions. */
static void check_second_derivative(GhdModel model)
{
  for (GhdAngle t = 1; t < 2 * model->Q; ++t)
    for (PetscReal x = -3.05; x < 3; x += 0.3) {
      const PetscReal theta = M_PI * (double)t / (double)model->Q, d = cosh(2 * x) - cos(theta), s = sinh(2 * x);

      assert_close(ghd_a(model, t, 2, x), -sin(theta) * M_1_PI * (4 * cosh(2 * x) / (d * d) - 8 * s * s / (d * d * d)),
                   1e-13 * (4 * cosh(2 * x) / (d * d) + 8 * s * s / (d * d * d)));
    }
}

static void the_second_derivative_has_its_closed_form(void **state)
{
  (void)state;
  for_small_models(check_second_derivative);
}

static void check_a_hat(GhdModel model)
{
  static const PetscReal frequencies[] = {1e-300, 1e-9, 1e-3, 0.7, -0.7, 13.0, 400.0, -1500.0};

  for (GhdAngle t = 1; t < 2 * model->Q; ++t) {
    assert_close(ghd_a_hat(model, t, 0.0), 1.0 - (double)t / (double)model->Q, 2.3e-16);
    for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); ++i) {
      const long double w = frequencies[i], expected = sinhl(M_PIl * (model->Q - t) / model->Q * w / 2) / sinhl(M_PIl * w / 2);

      assert_close(ghd_a_hat(model, t, frequencies[i]), (double)expected, (4e-16 + 4e-16 * fabs(frequencies[i])) * fabs((double)expected));
    }
  }
  assert_all(ghd_a_hat(model, 1, 1e7) == 0.0 && ghd_a_hat(model, 0, 0.3) == 0.0);
}

static void the_transform_of_a_is_a_ratio_of_hyperbolic_sines(void **state)
{
  (void)state;
  needs_long_double();
  for_small_models(check_a_hat);
}

static void check_a_hat_growing(GhdModel model)
{
  static const PetscReal frequencies[] = {0.0, 1e-9, 0.7, -0.7, 13.0, 90.0, -200.0}, growths[] = {0.0, 1e-3, -0.9, 1.9};

  for (GhdAngle t = 1; t < 2 * model->Q; ++t)
    for (size_t g = 0; g < sizeof(growths) / sizeof(growths[0]); ++g)
      for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); ++i) {
        const long double complex w        = (long double)frequencies[i] + I * (long double)growths[g];
        const long double complex expected = w == 0 ? 1 - (long double)t / model->Q : csinhl(M_PIl * (model->Q - t) / model->Q * w / 2) / csinhl(M_PIl * w / 2);

        /* next to omega = 0 without growth, and next to the pole at growth 2, differences cancel */
        assert_close(cabs(ghd_a_hat_growing(model, t, frequencies[i], growths[g]) - (double complex)expected), 0,
                     1e-12 * cabs((double complex)expected) + 1e-300);
      }
}

static void the_transform_of_a_growing_a_is_the_same_ratio_off_the_real_axis(void **state)
{
  (void)state;
  needs_long_double();
  for_small_models(check_a_hat_growing);
}

/* The eigenvalue of a spin-s charge on a string is the sum over its roots. */
static void check_charges(GhdModel model)
{
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt two_s = 1; two_s <= model->Q + 1; ++two_s)
      for (PetscReal x = -1.27; x < 2; x += 0.9) {
        const PetscReal expected = -M_PI * sin(model->gamma) * a_of_roots(model, two_s, k, x);

        assert_close(ghd_charge(model, k, 1, two_s, x), expected, 1e-12);
      }
}

static void spin_s_charges_are_sums_over_the_roots_of_a_string(void **state)
{
  (void)state;
  for_small_models(check_charges);
}

/* Central differences of order 8 of the charge before. */
static PetscReal derivative_of_charge(GhdModel model, PetscInt k, PetscInt n, PetscInt two_s, PetscReal x, PetscReal step)
{
  static const PetscReal weight[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
  PetscReal              sum      = 0.0;

  for (int i = 0; i < 4; ++i) sum += weight[i] * (ghd_charge(model, k, n, two_s, x + (i + 1) * step) - ghd_charge(model, k, n, two_s, x - (i + 1) * step));
  return sum / step;
}

static void check_recursion(GhdModel model)
{
  const PetscReal step = 0.008 / (double)model->Q; /* 1/200 of the distance of the pole */

  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt two_s = 1; two_s <= 2; ++two_s)
      for (PetscInt n = 1; n <= GHD_MAX_DERIVATIVE; ++n)
        for (PetscReal x = -1.0; x < 2; x += 0.7) {
          const PetscReal next = ghd_charge(model, k, n + 1, two_s, x),
                          at_0 = fabs(ghd_charge(model, k, n, two_s, 0.0)) + fabs(ghd_charge(model, k, n + 1, two_s, 0.0));

          assert_close(-0.5 * sin(model->gamma) * derivative_of_charge(model, k, n, two_s, x, step), next, 1e-10 * (fabs(next) + at_0));
          assert_all(ghd_charge(model, k, n, two_s, -x) == (n % 2 ? 1 : -1) * ghd_charge(model, k, n, two_s, x));
        }
}

static void each_charge_is_the_scaled_derivative_of_the_one_before(void **state)
{
  (void)state;
  for_small_models(check_recursion);
}

static void check_bare_functions(GhdModel model)
{
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt n = 0; n <= 3; ++n) {
      const PetscReal p = ghd_momentum_derivative(model, k, n, 0.6), e = ghd_energy(model, k, n, 0.6), scale = -0.5 * sin(model->gamma);

      assert_close(p, 2 * M_PI * ghd_a(model, model->angle[k], n, 0.6), 1e-15 * fabs(p));
      assert_close(e, scale * p, 1e-15 * fabs(e));
      assert_close(ghd_charge(model, k, n + 1, 1, 0.6), pow(scale, (double)n) * e, 1e-14 * fabs(e));
    }
}

static void energy_and_momentum_are_the_first_charges(void **state)
{
  (void)state;
  for_small_models(check_bare_functions);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(derivatives_of_a_agree_with_120_digits),
      cmocka_unit_test(derivatives_of_a_keep_their_digits_at_large_rapidity),
      cmocka_unit_test(the_second_derivative_has_its_closed_form),
      cmocka_unit_test(the_transform_of_a_is_a_ratio_of_hyperbolic_sines),
      cmocka_unit_test(the_transform_of_a_growing_a_is_the_same_ratio_off_the_real_axis),
      cmocka_unit_test(spin_s_charges_are_sums_over_the_roots_of_a_string),
      cmocka_unit_test(each_charge_is_the_scaled_derivative_of_the_one_before),
      cmocka_unit_test(energy_and_momentum_are_the_first_charges),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("model: functions", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
