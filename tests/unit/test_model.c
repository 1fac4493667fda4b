/* The strings of the model and what follows from them alone: angles, limits of ln eta, domains of charges, bad input. */
#include <xxzghd/model.h>

#include "check.h"
#include "models.h"

static void for_all_models_up_to(PetscInt max_Q, void (*check)(GhdModel model))
{
  GhdModel model;

  for (PetscInt Q = 2; Q <= max_Q; ++Q)
    for (PetscInt P = 1; P < Q; ++P) {
      if (!is_coprime(P, Q)) continue;
      assert_ok(GhdModelCreate(P, Q, &model));
      check(model);
      assert_ok(GhdModelDestroy(&model));
    }
}

/* Calls check() with every model of Q <= 40 and with a sample up to the largest Q. */
static void for_many_models(void (*check)(GhdModel model))
{
  static const PetscInt large[][2] = {{1, 50},    {13, 50},   {34, 55}, {49, 100},  {51, 100},   {99, 100},  {100, 301},
                                      {610, 987}, {377, 987}, {1, 997}, {300, 997}, {499, 1000}, {999, 1000}};
  GhdModel              model;

  for_all_models_up_to(40, check);
  for (size_t i = 0; i < sizeof(large) / sizeof(large[0]); ++i) {
    assert_ok(GhdModelCreate(large[i][0], large[i][1], &model));
    check(model);
    assert_ok(GhdModelDestroy(&model));
  }
}

/* Takahashi and Suzuki (1972); the table of the string content and of the fillings at infinite temperature, by hand from their formulas. */
static void strings_and_fillings_are_those_of_the_published_table(void **state)
{
  static const struct {
    PetscInt    P, Q, n_str, length[5];
    const char *parity, *sign;
    PetscReal   one_plus_eta[5];
  } table[] = {
      {1, 2, 2, {1, 1}, "+-", "+-", {2.0, 2.0}},
      {1, 3, 3, {1, 2, 1}, "++-", "++-", {4.0, 3.0, 3.0 / 2}},
      {1, 4, 4, {1, 2, 3, 1}, "+++-", "+++-", {4.0, 9.0, 4.0, 4.0 / 3}},
      {2, 5, 4, {1, 1, 3, 2}, "+-++", "+--+", {4.0, 9.0 / 4, 5.0 / 2, 5.0 / 3}},
      {3, 7, 5, {1, 1, 3, 5, 2}, "+-+-+", "+---+", {4.0, 9.0 / 4, 25.0 / 4, 7.0 / 2, 7.0 / 5}},
      {2, 3, 3, {1, 2, 1}, "-++", "--+", {4.0, 3.0, 3.0 / 2}},
      {3, 5, 4, {1, 1, 3, 2}, "-+-+", "-++-", {4.0, 9.0 / 4, 5.0 / 2, 5.0 / 3}},
      {3, 8, 5, {1, 1, 2, 5, 3}, "+-+-+", "+-++-", {4.0, 9.0 / 4, 25.0 / 9, 8.0 / 3, 8.0 / 5}},
  };

  (void)state;
  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); ++i) {
    GhdModel  model;
    PetscReal x[5];

    assert_ok(GhdModelCreate(table[i].P, table[i].Q, &model));
    assert_all(model->n_str == table[i].n_str);
    assert_ok(GhdAsymptoticLogEta(model, 0.0, x));
    for (PetscInt k = 0; k < model->n_str; ++k) {
      assert_all(model->length[k] == table[i].length[k]);
      assert_all(model->parity[k] == (table[i].parity[k] == '+' ? 1 : -1));
      assert_all(model->sign[k] == (table[i].sign[k] == '+' ? 1 : -1));
      assert_close(1.0 + exp(x[k]), table[i].one_plus_eta[k], 1e-14 * table[i].one_plus_eta[k]);
    }
    assert_ok(GhdModelDestroy(&model));
  }
}

/* The strings are the one-sided records of n P mod Q: n = 1, 2, .. is a length whenever its residue d is nearer to 0 than all before, from above (d > 0, sign -) or
   from below (d < 0, sign +). d = n P - Q modulo 2Q makes the parity +, d = n P makes it -; |d| = |q_j| P falls along the list. No continued fraction is needed. */
static PetscInt residue(PetscInt P, PetscInt Q, PetscInt n, PetscInt sign)
{
  return n * P % Q - (sign > 0 ? Q : 0);
}

static PetscInt find_string(GhdModel model, PetscInt length, PetscInt sign)
{
  PetscInt k = 0;

  while (k < model->n_str && !(model->length[k] == length && model->sign[k] == sign)) ++k;
  assert_true(k < model->n_str);
  return k;
}

static void check_records(GhdModel model)
{
  const PetscInt P = model->P, Q = model->Q, M = model->n_str;
  PetscInt       nearest[2] = {Q + 1, Q + 1}, n_str = 0;

  for (PetscInt n = 1; n < Q; ++n)
    for (PetscInt sign = -1; sign <= 1; sign += 2) {
      const PetscInt d = residue(P, Q, n, sign);

      if (PetscAbsInt(d) >= nearest[sign > 0]) continue;
      nearest[sign > 0] = PetscAbsInt(d);
      ++n_str;
      assert_int_equal(model->parity[find_string(model, n, sign)], (n * P - Q - d) % (2 * Q) == 0 ? 1 : -1);
    }
  assert_int_equal(n_str, M);
  for (PetscInt k = 0; k < M; ++k) {
    const PetscInt distance = PetscAbsInt(residue(P, Q, model->length[k], model->sign[k]));

    if (k >= M - 2)
      assert_int_equal(distance, 1);
    else
      assert_true(distance > PetscAbsInt(residue(P, Q, model->length[k + 1], model->sign[k + 1])));
  }
  assert_int_equal(model->length[M - 2] + model->length[M - 1], Q);
  assert_true(model->length[M - 2] >= model->length[M - 1]);
}

static void strings_are_the_one_sided_records_of_multiples_of_gamma(void **state)
{
  (void)state;
  for_many_models(check_records);
}

/* tan(pi m/(2Q)), 0 <= m < 2Q, to the last digits: the tangent is steep near its poles, so that the angle from there is taken. */
static PetscReal tangent(PetscInt m, PetscInt Q)
{
  if (m > Q) return -tangent(2 * Q - m, Q);
  return 2 * m > Q ? 1.0 / tan(PETSC_PI * (PetscReal)(Q - m) / (2.0 * (PetscReal)Q)) : tan(PETSC_PI * (PetscReal)m / (2.0 * (PetscReal)Q));
}

/* a_n(0) = (1/pi) cot(n gamma/2) for parity +, -(1/pi) tan(n gamma/2) for parity -; the string's energy has the sign of its sigma. */
static void check_angles(GhdModel model)
{
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscReal t = tangent(model->length[k] * model->P % (2 * model->Q), model->Q), a = (model->parity[k] > 0 ? 1.0 / t : -t) / PETSC_PI;

    assert_true(model->angle[k] == ghd_angle(model, model->length[k], model->parity[k]) && model->angle[k] > 0 && model->angle[k] < 2 * model->Q);
    assert_true(fabs(ghd_a(model, model->angle[k], 0, 0.0) - a) <= 1e-13 * fabs(a));
    assert_true(model->sign[k] * a > 0);
    assert_int_equal(ghd_angle(model, model->length[k] + 2 * model->Q, model->parity[k]), model->angle[k]);
  }
  assert_int_equal(ghd_angle(model, model->Q, 1), 0);
  assert_int_equal(ghd_angle(model, model->Q, -1), 0);
  assert_int_equal(ghd_angle(model, 0, -1), 0);
}

static void every_string_has_the_angle_of_its_length_and_parity(void **state)
{
  (void)state;
  for_many_models(check_angles);
}

static void delta_and_gamma_are_exact_where_delta_is_rational(void **state)
{
  static const struct {
    PetscInt  P, Q;
    PetscReal delta;
  } known[] = {{1, 2, 0.0}, {1, 3, 0.5}, {2, 3, -0.5}};
  GhdModel model;

  (void)state;
  for (size_t i = 0; i < 3; ++i) {
    assert_ok(GhdModelCreate(known[i].P, known[i].Q, &model));
    assert_all(model->delta == known[i].delta);
    assert_ok(GhdModelDestroy(&model));
  }
  assert_ok(GhdModelCreate(499, 1000, &model));
  assert_close(model->delta, (PetscReal)sinl(M_PIl / 1000), 1e-18); /* cos near pi/2: no digits lost */
  assert_close(model->gamma, 499 * M_PI / 1000, 1e-15);
  assert_close(ghd_strip(model), M_PI / 2000, 1e-18);
  assert_ok(GhdModelDestroy(&model));
}

/* T_jk-hat(0) from its definition: int a_theta = 1 - theta/pi. */
static PetscReal kernel_integral(GhdModel model, PetscInt j, PetscInt k)
{
  const PetscInt Q = model->Q, parity = model->parity[j] * model->parity[k], first = PetscAbsInt(model->length[j] - model->length[k]),
                 last = model->length[j] + model->length[k];
  PetscInt sum        = 0; /* in units of 1/Q */

  for (PetscInt n = first; n <= last; n += 2) {
    const PetscInt angle = (n * model->P + (parity > 0 ? 0 : Q)) % (2 * Q);

    if (n * model->P % Q) sum += (n == first || n == last ? 1 : 2) * (Q - angle);
  }
  return (PetscReal)sum / (PetscReal)Q;
}

static void check_asymptotic(GhdModel model)
{
  static const PetscReal fields[] = {0.0, 1e-300, 1e-11, 1e-9, 1e-4, 0.3, 2.0, 40.0, 1e3, 1e5, 1e8};
  PetscReal              x[GHD_MAX_Q], worst = 0.0;

  for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); ++f) {
    assert_ok(GhdAsymptoticLogEta(model, fields[f], x));
    for (PetscInt j = 0; j < model->n_str; ++j) {
      PetscReal right = fields[f] * model->length[j], size = PetscMax(1.0, fabs(x[j]));

      for (PetscInt k = 0; k < model->n_str; ++k) {
        const PetscReal term = model->sign[k] * kernel_integral(model, j, k) * (x[k] > 0 ? log1p(exp(-x[k])) : log1p(exp(x[k])) - x[k]);

        right += term;
        size = PetscMax(size, fabs(term));
      }
      worst = PetscMax(worst, fabs(x[j] - right) / size);
    }
  }
  assert_close(worst, 0.0, 1e-13);
}

static void limits_of_ln_eta_solve_their_equation_at_any_field(void **state)
{
  GhdModel model;

  (void)state;
  for_all_models_up_to(40, check_asymptotic);
  assert_ok(GhdModelCreate(377, 987, &model));
  check_asymptotic(model);
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdModelCreate(100, 301, &model));
  check_asymptotic(model);
  assert_ok(GhdModelDestroy(&model));
}

/* Without a field the flip of all spins changes nothing: theta_{M-1} = 1 - theta_M. */
static void check_spin_flip(GhdModel model)
{
  PetscReal x[GHD_MAX_Q];

  assert_ok(GhdAsymptoticLogEta(model, 0.0, x));
  assert_close(x[model->n_str - 2] + x[model->n_str - 1], 0.0, 1e-15);
}

static void fillings_without_a_field_are_symmetric_under_spin_flip(void **state)
{
  (void)state;
  for_many_models(check_spin_flip);
}

static void charges_are_quasilocal_exactly_for_the_known_spins(void **state)
{
  static const struct {
    PetscInt P, Q, two_s[3]; /* 0: no more */
  } known[] = {{2, 5, {1, 2}}, {2, 3, {1}}, {3, 5, {1, 4}}, {3, 7, {1, 2, 6}}, {3, 8, {1, 2, 7}}};
  GhdModel model;

  (void)state;
  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); ++i) {
    assert_ok(GhdModelCreate(known[i].P, known[i].Q, &model));
    for (PetscInt two_s = 0; two_s <= 2 * known[i].Q; ++two_s) {
      PetscBool listed = PETSC_FALSE;

      for (int l = 0; l < 3; ++l)
        if (two_s && two_s == known[i].two_s[l]) listed = PETSC_TRUE;
      assert_all(ghd_charge_is_quasilocal(model, two_s) == listed);
    }
    assert_ok(GhdModelDestroy(&model));
  }
  for (PetscInt Q = 2; Q <= 12; ++Q) {
    assert_ok(GhdModelCreate(1, Q, &model));
    for (PetscInt two_s = 1; two_s <= Q + 1; ++two_s) assert_all(ghd_charge_is_quasilocal(model, two_s) == (two_s < Q));
    assert_ok(GhdModelDestroy(&model));
  }
}

/* The domain of D_{2s} by its definition: half-cell k = Q - P + e (modulo 2Q) and its mirror image are both between the nearest one-sided residues of P, .., 2s P. */
static PetscBool is_between(PetscInt e, PetscInt below, PetscInt above, PetscInt Q)
{
  for (PetscInt turn = -4; turn <= 4; ++turn)
    if (below <= e + 2 * Q * turn && e + 2 * Q * turn < above) return PETSC_TRUE;
  return PETSC_FALSE;
}

static PetscBool half_cell_is_in_domain(GhdModel model, PetscInt two_s, PetscInt cell)
{
  const PetscInt P = model->P, Q = model->Q, e = (cell - (Q - P)) % (2 * Q), mirror = (2 * (two_s + 1) * P - e - 1) % (2 * Q);
  PetscInt       above = Q, below = -Q;

  for (PetscInt n = 1; n <= two_s; ++n)
    for (PetscInt d = -Q + 1; d < Q; ++d) {
      if ((n * P - d) % Q) continue;
      if (d > 0 && d < above) above = d;
      if (d < 0 && d > below) below = d;
    }
  return (PetscBool)(is_between(e, below, above, Q) && is_between(mirror, below, above, Q));
}

static void check_domains(GhdModel model)
{
  for (PetscInt two_s = 1; two_s < model->Q; ++two_s)
    assert_true(ghd_charge_is_quasilocal(model, two_s) ==
                (half_cell_is_in_domain(model, two_s, two_s * model->P) || half_cell_is_in_domain(model, two_s, two_s * model->P - 1)));
}

static void charges_are_quasilocal_where_a_half_cell_of_theirs_lies_in_the_domain(void **state)
{
  (void)state;
  for_all_models_up_to(20, check_domains);
}

static void what_is_not_a_model_is_refused(void **state)
{
  static const PetscInt bad[][2] = {{0, 3}, {-1, 3}, {3, 3}, {5, 3}, {1, 0}, {1, -2}, {2, 4}, {6, 9}, {1, GHD_MAX_Q + 1}, {1, 1}};
  GhdModel              model;
  GhdKernelTerm         terms[6];
  PetscInt              n_terms;
  PetscReal             x[3];

  (void)state;
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
    assert_error(GhdModelCreate(bad[i][0], bad[i][1], &model), PETSC_ERR_ARG_OUTOFRANGE);
    assert_all(model == NULL);
    assert_ok(GhdModelDestroy(&model)); /* of nothing: allowed */
  }
  assert_ok(GhdModelCreate(1, 3, &model));
  assert_error(GhdAsymptoticLogEta(model, -1e-3, x), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdAsymptoticLogEta(model, NAN, x), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdAsymptoticLogEta(model, INFINITY, x), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdKernelTerms(model, 0, 3, &n_terms, terms), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdKernelTerms(model, -1, 0, &n_terms, terms), PETSC_ERR_ARG_OUTOFRANGE);
  assert_all(isnan(ghd_a(model, 1, GHD_MAX_DERIVATIVE + 1, 0.5)) && isnan(ghd_a(model, 1, -1, 0.5)));
  assert_ok(GhdModelDestroy(&model));
  assert_all(model == NULL);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strings_and_fillings_are_those_of_the_published_table),
      cmocka_unit_test(strings_are_the_one_sided_records_of_multiples_of_gamma),
      cmocka_unit_test(every_string_has_the_angle_of_its_length_and_parity),
      cmocka_unit_test(delta_and_gamma_are_exact_where_delta_is_rational),
      cmocka_unit_test(limits_of_ln_eta_solve_their_equation_at_any_field),
      cmocka_unit_test(fillings_without_a_field_are_symmetric_under_spin_flip),
      cmocka_unit_test(charges_are_quasilocal_exactly_for_the_known_spins),
      cmocka_unit_test(charges_are_quasilocal_where_a_half_cell_of_theirs_lies_in_the_domain),
      cmocka_unit_test(what_is_not_a_model_is_refused),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("model: strings", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
