/* Fillings after quenches: reference tables, closed forms, symmetries, limits, and the series against direct samples. */
#include "quench_sums.h"

#include "../reference/quench_fillings.h"
#include "models.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define MOST_STRINGS  16

typedef struct {
  GhdModel  model;
  GhdMps    mps;
  GhdQuench quench;
} Case;

static Case make_case(PetscInt P, PetscInt Q, const Cell *cell)
{
  Case c;

  assert_ok(GhdModelCreate(P, Q, &c.model));
  c.mps    = mps_of(cell);
  c.quench = quench_of(c.model, c.mps);
  assert_all(c.model->n_str <= MOST_STRINGS);
  return c;
}

static void free_case(Case *c)
{
  assert_ok(GhdQuenchDestroy(&c->quench));
  assert_ok(GhdMpsDestroy(&c->mps));
  assert_ok(GhdModelDestroy(&c->model));
}

static void fillings_and_densities_of_neel_and_bell_are_those_of_40_digit_arithmetic(void **state)
{
  (void)state;
  for (size_t i = 0; i < LENGTH(quench_filling); ++i) {
    const Cell cell = named_cell(quench_filling[i].kind, 0.0);
    Case       c    = make_case(quench_filling[i].P, quench_filling[i].Q, &cell);
    PetscReal  filling[MOST_STRINGS], rho[MOST_STRINGS], rho_total[MOST_STRINGS];

    assert_all(c.model->n_str == quench_filling[i].n_str);
    assert_ok(GhdQuenchFilling(c.quench, 1, &quench_filling[i].lambda, filling));
    assert_ok(GhdQuenchDensities(c.quench, 1, &quench_filling[i].lambda, rho, rho_total));
    for (PetscInt k = 0; k < c.model->n_str; ++k) {
      assert_close(filling[k], quench_filling[i].filling[k], 2e-12);
      assert_close(rho[k], quench_filling[i].rho[k], 1e-14);
      assert_close(rho_total[k], quench_filling[i].rho_total[k], 1e-14);
    }
    free_case(&c);
  }
}

/* Continuation of B. Wouters et al., Phys. Rev. Lett. 113, 117202 (2014): eta_1 of the Neel state. */
static void the_first_filling_of_the_neel_state_is_the_closed_form(void **state)
{
  static const PetscInt fraction[][2] = {{1, 3}, {1, 4}, {1, 5}, {2, 5}, {3, 7}};
  const Cell            cell          = named_cell(GHD_NEEL, 0.0);

  (void)state;
  for (size_t i = 0; i < LENGTH(fraction); ++i) {
    Case         c = make_case(fraction[i][0], fraction[i][1], &cell);
    const double g = c.model->gamma;

    for (double x = -12.09; x < 12.1; x += 0.11) {
      const double complex z   = I * x;
      const double         eta = creal(-sinh(2 * x) * sinh(2 * x) * (cos(g) + 2 * cos(3 * g) - 3 * cosh(2 * x)) /
                                       (2.0 * csin(z - g / 2) * csin(z + g / 2) * csin(2.0 * z - 2 * g) * csin(2.0 * z + 2 * g)));
      PetscReal            filling[MOST_STRINGS];

      assert_ok(GhdQuenchFilling(c.quench, 1, &x, filling));
      assert_close(filling[0], 1.0 / (1.0 + eta), fabs(x) < 3.1 ? 2e-12 : 1e-11);
    }
    free_case(&c);
  }
}

static void the_series_reproduces_samples_at_any_rapidity(void **state)
{
  const Cell cell = random_cell(3, 23);
  Case       c    = make_case(2, 5, &cell);

  (void)state;
  for (double x = -4.01; x < 4.1; x += 0.137) {
    PetscReal rho[2][MOST_STRINGS], total[2][MOST_STRINGS];

    assert_ok(GhdQuenchSample(c.quench, x, rho[0], total[0]));
    assert_ok(GhdQuenchDensities(c.quench, 1, &x, rho[1], total[1]));
    for (PetscInt k = 0; k < c.model->n_str; ++k) {
      assert_close(rho[1][k], rho[0][k], 1e-14);
      assert_close(total[1][k], total[0][k], 1e-14);
    }
  }
  free_case(&c);
}

/* Spins up and down exchanged: theta_{M-1} -> 1 - theta_M, theta_M -> 1 - theta_{M-1}, all others unchanged. */
static void a_spin_flip_exchanges_the_last_two_strings(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {2, 3}, {2, 5}, {3, 7}};
  const Cell            cell          = random_cell(2, 3);
  Cell                  flipped       = cell;

  (void)state;
  needs_long_double();
  for (int s = 0; s < 4; ++s) flipped.vector[s] = cell.vector[3 - s];
  for (size_t i = 0; i < LENGTH(fraction); ++i) {
    Case           a = make_case(fraction[i][0], fraction[i][1], &cell), b = make_case(fraction[i][0], fraction[i][1], &flipped);
    const PetscInt M = a.model->n_str;

    for (double x = -2.2; x < 2.3; x += 0.2) {
      PetscReal up[MOST_STRINGS], down[MOST_STRINGS];

      assert_ok(GhdQuenchFilling(a.quench, 1, &x, up));
      assert_ok(GhdQuenchFilling(b.quench, 1, &x, down));
      for (PetscInt k = 0; k < M - 2; ++k) assert_close(down[k], up[k], 1e-12);
      assert_close(down[M - 2], 1.0 - up[M - 1], 1e-12);
      assert_close(down[M - 1], 1.0 - up[M - 2], 1e-12);
    }
    free_case(&a);
    free_case(&b);
  }
}

/* The sites of the cell in reverse order; the two limits of such a state differ. */
static void a_mirror_image_has_mirrored_fillings(void **state)
{
  const Cell cell    = random_cell(3, 29);
  Cell       mirror  = cell;
  double     largest = 0.0;
  Case       a, b;

  (void)state;
  for (int s = 0; s < 8; ++s) mirror.vector[s] = cell.vector[(s & 1) << 2 | (s & 2) | s >> 2];
  a = make_case(1, 3, &cell);
  b = make_case(1, 3, &mirror);
  for (double x = -3.1; x < 3.2; x += 0.2) {
    const double minus_x = -x;
    PetscReal    right[MOST_STRINGS], left[MOST_STRINGS];

    assert_ok(GhdQuenchFilling(a.quench, 1, &x, right));
    assert_ok(GhdQuenchFilling(b.quench, 1, &minus_x, left));
    for (PetscInt k = 0; k < a.model->n_str; ++k) assert_close(right[k], left[k], 1e-12);
  }
  for (PetscInt k = 0; k < a.model->n_str; ++k) {
    assert_close(a.quench->limit[1][k], b.quench->limit[0][k], 5e-11);
    largest = PetscMax(largest, PetscAbsReal(a.quench->limit[1][k] - a.quench->limit[0][k]));
  }
  assert_all(largest > 1e-3);
  free_case(&a);
  free_case(&b);
}

static void a_rotation_about_z_changes_nothing(void **state)
{
  const Cell cell    = random_cell(2, 31);
  Cell       rotated = cell;
  Case       a, b;

  (void)state;
  for (int s = 0; s < 4; ++s) rotated.vector[s] *= cexp(0.9 * I * (double)((s & 1) + (s >> 1)));
  a = make_case(2, 5, &cell);
  b = make_case(2, 5, &rotated);
  for (double x = -2.9; x < 3.0; x += 0.2) {
    PetscReal one[MOST_STRINGS], other[MOST_STRINGS];

    assert_ok(GhdQuenchFilling(a.quench, 1, &x, one));
    assert_ok(GhdQuenchFilling(b.quench, 1, &x, other));
    for (PetscInt k = 0; k < a.model->n_str; ++k) assert_close(one[k], other[k], 1e-12);
  }
  free_case(&a);
  free_case(&b);
}

static void polarised_states_are_empty_and_full(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 4}, {2, 3}, {2, 5}};
  const Cell            up = {1, {1.0, 0.0}}, down = {1, {0.0, 1.0}};

  (void)state;
  needs_long_double();
  for (size_t i = 0; i < LENGTH(fraction); ++i) {
    Case a = make_case(fraction[i][0], fraction[i][1], &up), b = make_case(fraction[i][0], fraction[i][1], &down);

    for (double x = -5.0; x < 5.1; x += 0.5) {
      PetscReal rho[MOST_STRINGS], total[MOST_STRINGS];

      assert_ok(GhdQuenchDensities(a.quench, 1, &x, rho, total));
      for (PetscInt k = 0; k < a.model->n_str; ++k) {
        assert_close(rho[k], 0.0, 1e-15);
        assert_close(total[k], (double)a.model->sign[k] * ghd_a(a.model, a.model->angle[k], 0, x), 1e-15);
      }
      assert_ok(GhdQuenchDensities(b.quench, 1, &x, rho, total));
      for (PetscInt k = 0; k < b.model->n_str; ++k) assert_close(rho[k], k < b.model->n_str - 2 ? 0.0 : total[k], 1e-15);
    }
    free_case(&a);
    free_case(&b);
  }
}

/* Of zero magnetisation and with parity: the limits of infinite temperature. At angle a a ferromagnet has those of h = 4 artanh(cos a), twice the field that gives
   its magnetisation. The last nodes before t = 1 carry rounding 1e-16 cosh^2 lambda, about 1e-11 of the total densities. */
static void limits_at_infinity_are_those_of_an_infinite_temperature_state(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {2, 3}, {2, 5}, {3, 8}};
  const double          angle         = 1.1;

  (void)state;
  for (size_t i = 0; i < LENGTH(fraction); ++i)
    for (int polarised = 0; polarised < 2; ++polarised) {
      const Cell cell = named_cell(polarised ? GHD_TILTED_FERROMAGNET : GHD_TILTED_NEEL, angle);
      Case       c    = make_case(fraction[i][0], fraction[i][1], &cell);
      PetscReal  log_eta[MOST_STRINGS];

      assert_ok(GhdAsymptoticLogEta(c.model, polarised ? 4 * atanh(cos(angle)) : 0.0, log_eta));
      for (PetscInt k = 0; k < c.model->n_str; ++k)
        for (int side = 0; side < 2; ++side) assert_close(c.quench->limit[side][k], 1.0 / (1.0 + exp(log_eta[k])), 5e-11);
      free_case(&c);
    }
}

/* One site with an ancilla: weights e^{+-mu/2} of spin up and down, every filling a constant. */
static void the_infinite_temperature_state_has_constant_fillings(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {1, 4}, {2, 5}, {3, 7}, {2, 3}, {3, 8}, {5, 8}};
  static const double   mu[]          = {0.0, 0.7, -0.7};
  const PetscInt        bond[]        = {1, 1};

  (void)state;
  for (size_t i = 0; i < LENGTH(fraction); ++i)
    for (size_t m = 0; m < LENGTH(mu); ++m) {
      const PetscComplex tensor[] = {exp(mu[m] / 4), 0.0, 0.0, exp(-mu[m] / 4)}; /* [ancilla][p] */
      char               reason[GHD_REASON_LENGTH];
      PetscReal          log_eta[MOST_STRINGS], rho[MOST_STRINGS], total[MOST_STRINGS], expected[MOST_STRINGS];
      GhdModel           model;
      GhdMps             mps;
      GhdQuench          quench;
      PetscInt           M;

      assert_ok(GhdModelCreate(fraction[i][0], fraction[i][1], &model));
      assert_ok(GhdMpsCreate(1, 2, bond, (const PetscComplex *const[]){tensor}, &mps, reason));
      assert_all(mps != NULL);
      quench = quench_of(model, mps);
      M      = model->n_str;
      assert_ok(GhdAsymptoticLogEta(model, fabs(mu[m]), log_eta));
      for (PetscInt k = 0; k < M; ++k) expected[k] = 1.0 / (1.0 + exp(log_eta[k]));
      if (mu[m] < 0) {
        const PetscReal upper = expected[M - 2];

        expected[M - 2] = 1.0 - expected[M - 1];
        expected[M - 1] = 1.0 - upper;
      }
      for (double x = -6.0; x < 6.1; x += 0.75) {
        assert_ok(GhdQuenchDensities(quench, 1, &x, rho, total));
        for (PetscInt k = 0; k < M; ++k) assert_close(rho[k], expected[k] * total[k], 1e-15);
      }
      for (double x = -2.5; x < 2.6; x += 0.25) {
        assert_ok(GhdQuenchFilling(quench, 1, &x, rho));
        for (PetscInt k = 0; k < M; ++k) assert_close(rho[k], expected[k], 1e-12);
      }
      assert_ok(GhdQuenchDestroy(&quench));
      assert_ok(GhdMpsDestroy(&mps));
      assert_ok(GhdModelDestroy(&model));
    }
}

static void fillings_far_out_equal_their_limits_to_the_tolerance_of_the_range(void **state)
{
  static const PetscReal tolerance[] = {1e-3, 1e-6, 1e-9};
  const Cell             cell        = random_cell(3, 5);
  Case                   c           = make_case(1, 4, &cell);

  (void)state;
  for (size_t i = 0; i < LENGTH(tolerance); ++i) {
    const PetscReal range    = ghd_quench_range(c.quench, tolerance[i]);
    PetscReal       worst[2] = {0.0, 0.0}; /* beyond the range, and a little before */

    for (int j = 0; j < 40; ++j)
      for (int side = 0; side < 2; ++side) {
        const PetscReal x[2] = {(side ? 1 : -1) * (range + 0.1 * j), (side ? 1 : -1) * (range - 0.3)};
        PetscReal       filling[MOST_STRINGS];

        for (int w = 0; w < 2; ++w) {
          assert_ok(GhdQuenchFilling(c.quench, 1, &x[w], filling));
          for (PetscInt k = 0; k < c.model->n_str; ++k) worst[w] = PetscMax(worst[w], PetscAbsReal(filling[k] - c.quench->limit[side][k]));
        }
      }
    assert_all(worst[0] <= tolerance[i] && worst[1] > 0.5 * tolerance[i]);
  }
  free_case(&c);
}

/* theta_1 of the Neel state at gamma = pi/3 is 1/(1 + eta) with a rational function eta of cosh 2 lambda: its poles are known. */
static void the_strip_reaches_to_about_the_nearest_pole(void **state)
{
  const Cell   cell = named_cell(GHD_NEEL, 0.0);
  Case         c    = make_case(1, 3, &cell);
  const double g    = M_PI / 3;
  double       pole = M_PI_4;

  (void)state;
  for (double y = 0.01; y < M_PI_4; y += 1e-4) { /* 1 + eta changes sign on the imaginary axis, x = i y */
    double value[2];

    for (int i = 0; i < 2; ++i) {
      const double t = y + 1e-4 * i, s = sin(2 * t); /* sinh 2x = i s, sin(ix -+ g/2) = sin(-t -+ g/2) */

      value[i] = 1.0 + s * s * (cos(g) + 2 * cos(3 * g) - 3 * cos(2 * t)) / (2 * sin(-t - g / 2) * sin(-t + g / 2) * sin(-2 * t - 2 * g) * sin(-2 * t + 2 * g));
    }
    if (value[0] * value[1] <= 0.0 && fabs(value[0]) < 1.0) pole = PetscMin(pole, y);
  }
  assert_all(pole < 0.2);
  assert_all(c.quench->strip > 0.4 * pole && c.quench->strip < 1.6 * pole);
  free_case(&c);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fillings_and_densities_of_neel_and_bell_are_those_of_40_digit_arithmetic),
      cmocka_unit_test(the_first_filling_of_the_neel_state_is_the_closed_form),
      cmocka_unit_test(the_series_reproduces_samples_at_any_rapidity),
      cmocka_unit_test(a_spin_flip_exchanges_the_last_two_strings),
      cmocka_unit_test(a_mirror_image_has_mirrored_fillings),
      cmocka_unit_test(a_rotation_about_z_changes_nothing),
      cmocka_unit_test(polarised_states_are_empty_and_full),
      cmocka_unit_test(limits_at_infinity_are_those_of_an_infinite_temperature_state),
      cmocka_unit_test(the_infinite_temperature_state_has_constant_fillings),
      cmocka_unit_test(fillings_far_out_equal_their_limits_to_the_tolerance_of_the_range),
      cmocka_unit_test(the_strip_reaches_to_about_the_nearest_pole),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("fillings after a quench", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
