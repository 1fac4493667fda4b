/* From a YAML input and --set to checked parameters. */

#include <params_input.h>
#include <string.h>

/* The value of a key as it is recorded for this input. */
static int is_recorded(const char *text, const char *set, const char *key, const char *expected)
{
  static char   messages[MAX_TEXT];
  GhdParameters p = read_input(text, set, messages);
  int           same;

  if (!p) print_error("%s", messages);
  same = p && !strcmp(record_value(p, key), expected);
  if (p && !same) print_error("%s = \"%s\", expected \"%s\"\n", key, record_value(p, key), expected);
  assert_ok(GhdParametersDestroy(&p));
  return same;
}

static void a_good_input_becomes_the_values_that_it_says(void **state)
{
  static const char text[] = "title: 'a title: with # signs, \"quotes\"'\n"
                             "chain: {gamma_over_pi: [1/3, 2/5]}\n"
                             "left: {state: infinite_temperature, mu: [-0.5, 1.5e0, +2]}\n"
                             "right: {state: polarised, direction: down}\n"
                             "rays: {auto: 56}\n"
                             "observables: [js, q3, entropy]\n"
                             "accuracy: 1.0E-8\n"
                             "chunk: 7\n"
                             "output: {state: true, lambda: [-1, 0, 2]}\n"
                             "ray: {method: fixed_grid, points: 256, range: 12}\n"
                             "petsc: {dress_ksp_type: gmres, dress_ksp_rtol: 1e-13, dress_ksp_view: }\n";
  GhdParameters     p      = read_good(text, NULL);

  (void)state;
  assert_all(!strcmp(p->title, "a title: with # signs, \"quotes\""));
  assert_all(!strcmp(p->input_text, text));
  assert_all(p->n_gamma == 2 && p->gamma_swept && p->gamma_over_pi[0].num == 1 && p->gamma_over_pi[0].den == 3 && p->gamma_over_pi[1].num == 2 &&
             p->gamma_over_pi[1].den == 5);
  assert_all(p->side[0].kind == GHD_STATE_INFINITE_TEMPERATURE && p->side[0].parameter[0].n == 3 && p->side[0].parameter[0].swept);
  assert_all(p->side[0].parameter[0].value[0] == -0.5 && p->side[0].parameter[0].value[1] == 1.5 && p->side[0].parameter[0].value[2] == 2.0);
  assert_all(p->has_right && p->side[1].kind == GHD_STATE_POLARISED && p->side[1].word == 1);
  assert_all(p->rays == GHD_RAYS_AUTO && p->n_rays == 56 && !p->zeta);
  assert_all(p->n_observables == 3 && p->observable[0].kind == GHD_SPIN_CURRENT && p->observable[2].kind == GHD_ENTROPY_DENSITY);
  assert_all(p->observable[1].kind == GHD_CHARGE_DENSITY && p->observable[1].n == 3 && p->ray.highest_charge == 3);
  assert_all(p->ray.accuracy == 1e-8 && p->ray.method == GHD_RAY_FIXED_GRID && p->ray.points == 256 && p->ray.range == 12.0);
  assert_all(p->chunk == 7 && p->sweep == GHD_SWEEP_PRODUCT && p->state_output && p->n_lambda == 3 && p->lambda[2] == 2.0);
  assert_all(p->n_petsc == 3 && !strcmp(p->petsc[0], "-dress_ksp_rtol 1e-13") && !strcmp(p->petsc[1], "-dress_ksp_type gmres") &&
             !strcmp(p->petsc[2], "-dress_ksp_view"));
  assert_ok(GhdParametersDestroy(&p));
  assert_all(!p);
}

/* Name, unit, kind, number, 2s and trace of every form of name. */
static void names_of_charges_mean_what_they_say(void **state)
{
  static const struct {
    const char       *name, *unit;
    GhdObservableKind kind;
    PetscInt          n, two_s;
    PetscBool         traceless;
  } row[] = {
      {"q2", "J^2", GHD_CHARGE_DENSITY, 2, 1, PETSC_FALSE},
      {"j8", "J^9", GHD_CHARGE_CURRENT, 8, 1, PETSC_FALSE},
      {"q1_d2", "J", GHD_CHARGE_DENSITY, 1, 1, PETSC_FALSE},
      {"j7_d3", "J^8", GHD_CHARGE_CURRENT, 7, 2, PETSC_FALSE},
      {"q5_d12", "J^5", GHD_CHARGE_DENSITY, 5, 11, PETSC_FALSE},
      {"q1_traceless", "J", GHD_CHARGE_DENSITY, 1, 1, PETSC_TRUE},
      {"j2_traceless", "J^3", GHD_CHARGE_CURRENT, 2, 1, PETSC_TRUE},
      {"j6_d4_traceless", "J^7", GHD_CHARGE_CURRENT, 6, 3, PETSC_TRUE},
      {"js", "J", GHD_SPIN_CURRENT, 0, 1, PETSC_FALSE},
  };
  GhdParameters p = read_good(
      "chain: {gamma_over_pi: 1/12}\n" LEFT RIGHT RAYS "observables: [q2, j8, q1_d2, j7_d3, q5_d12, q1_traceless, j2_traceless, j6_d4_traceless, js]\n", NULL);

  (void)state;
  assert_all(p->n_observables == (PetscInt)(sizeof(row) / sizeof(*row)) && p->ray.highest_charge == 8);
  for (PetscInt i = 0; i < p->n_observables; ++i) {
    const GhdObservable *o = &p->observable[i];

    assert_all(!strcmp(o->quantity.name, row[i].name) && !strcmp(o->quantity.unit, row[i].unit));
    assert_all(o->kind == row[i].kind && o->n == row[i].n && o->two_s == row[i].two_s && o->traceless == row[i].traceless);
    assert_all(o->quantity.long_name[0] && o->quantity.formula[0]);
  }
  assert_all(!strcmp(record_value(p, "observables"), "[q2, j8, q1_d2, j7_d3, q5_d12, q1_traceless, j2_traceless, j6_d4_traceless, js]"));
  assert_ok(GhdParametersDestroy(&p));
}

static void what_is_not_given_gets_the_documented_default(void **state)
{
  GhdParameters p = read_good(GOOD, NULL);

  (void)state;
  assert_all(!p->title[0] && p->n_gamma == 1 && !p->gamma_swept && !p->side[0].parameter[0].swept);
  assert_all(p->side[0].parameter[1].n == 1 && p->side[0].parameter[1].value[0] == 0.0);
  assert_all(!strcmp(record_value(p, "observables"), "[q1, j1, q2, j2, q3, j3, sz, js, entropy, entropy_current]") && p->ray.highest_charge == 3);
  assert_ok(GhdParametersDestroy(&p));
  p = read_good(GOOD "observables: default\n", NULL);
  assert_all(!strcmp(record_value(p, "observables"), "[q1, j1, q2, j2, q3, j3, sz, js, entropy, entropy_current]") && p->ray.highest_charge == 3);
  assert_ok(GhdParametersDestroy(&p));
  p = read_good(GOOD "observables: all\n", NULL);
  assert_all(!strcmp(record_value(p, "observables"), "[q1, j1, q2, j2, q3, j3, sz, js, entropy, entropy_current, q4, j4, q5, j5, q6, j6, q7, j7, q8, j8]") &&
             p->ray.highest_charge == 8 && p->n_observables == 20 && p->observable[19].kind == GHD_CHARGE_CURRENT);
  assert_all(p->ray.accuracy == 1e-10 && p->ray.method == GHD_RAY_JUMP_RESOLVED && p->ray.points == 0 && p->ray.range == 0.0);
  assert_all(p->chunk == 16 && p->sweep == GHD_SWEEP_PRODUCT && !p->state_output && p->n_lambda == 241 && p->n_petsc == 0);
  assert_all(p->rays == GHD_RAYS_LIST && p->n_rays == 3);
  for (PetscInt i = 0; i < p->n_records; ++i)
    if (!strcmp(p->record[i].key, "chunk")) assert_all(!strcmp(p->record[i].source, "default") && !strcmp(p->record[i].value, "16"));
  assert_ok(GhdParametersDestroy(&p));
}

static void right_may_be_left_out_without_rays(void **state)
{
  GhdParameters p = read_good(CHAIN LEFT "rays: none\n", NULL);

  (void)state;
  assert_all(!p->has_right && p->rays == GHD_RAYS_NONE && p->n_rays == 0);
  assert_all(!record_value(p, "right.state")[0] && !strcmp(record_value(p, "rays"), "none"));
  assert_ok(GhdParametersDestroy(&p));
}

static void ranges_hold_the_decimal_numbers_that_one_would_write(void **state)
{
  GhdParameters p = read_good(CHAIN LEFT RIGHT "rays: {from: -1.4, to: 1.4, count: 141}\n", NULL);
  char          written[16];

  (void)state;
  assert_all(p->n_rays == 141 && p->zeta[0] == -1.4 && p->zeta[140] == 1.4 && p->zeta[70] == 0.0);
  for (PetscInt i = 0; i < 141; ++i) {
    assert_all(p->zeta[i] == -p->zeta[140 - i]);
    (void)snprintf(written, sizeof(written), "%.2f", -1.4 + 0.02 * (double)i);
    assert_all(p->zeta[i] == strtod(written, NULL));
  }
  assert_ok(GhdParametersDestroy(&p));
  p = read_good(CHAIN "left: {state: thermal, beta: {from: 0.01, to: 100, count: 5, spacing: log}}\n" RIGHT RAYS, NULL);
  assert_all(p->side[0].parameter[0].value[0] == 0.01 && p->side[0].parameter[0].value[4] == 100.0);
  assert_all(p->side[0].parameter[0].value[1] == 0.1);
  assert_all(p->side[0].parameter[0].value[2] == 1.0);
  assert_all(p->side[0].parameter[0].value[3] == 10.0);
  assert_ok(GhdParametersDestroy(&p));
}

static void ranges_of_fractions_are_exact_and_in_lowest_terms(void **state)
{
  static const PetscInt expected[9][2] = {{1, 10}, {1, 5}, {3, 10}, {2, 5}, {1, 2}, {3, 5}, {7, 10}, {4, 5}, {9, 10}};
  GhdParameters         p              = read_good("chain: {gamma_over_pi: {from: 1/10, to: 9/10, count: 9}}\n" LEFT RIGHT RAYS, NULL);

  (void)state;
  assert_all(p->n_gamma == 9 && p->gamma_swept);
  for (int i = 0; i < 9; ++i) assert_all(p->gamma_over_pi[i].num == expected[i][0] && p->gamma_over_pi[i].den == expected[i][1]);
  assert_ok(GhdParametersDestroy(&p));
}

static PetscInt ghd_gcd(PetscInt a, PetscInt b)
{
  return b ? ghd_gcd(b, a % b) : a;
}

static void delta_gives_back_the_fraction_that_it_was_made_from(void **state)
{
  char set[64], fraction[32];

  (void)state;
  for (PetscInt Q = 2; Q <= 1000; Q = Q < 9 ? Q + 1 : Q * 2 - 3) {
    for (PetscInt P = 1; P < Q; P += 1 + Q / 5) {
      if (ghd_gcd(P, Q) > 1) continue;
      (void)snprintf(set, sizeof(set), "chain.delta=%.13f", 2 * P == Q ? 0.0 : cos(PETSC_PI * (double)P / (double)Q));
      (void)snprintf(fraction, sizeof(fraction), "%d/%d", (int)P, (int)Q);
      assert_all(is_recorded("chain: {}\n" LEFT RIGHT RAYS, set, "chain.gamma_over_pi", fraction));
    }
  }
}

static void the_nearest_fraction_is_taken_up_to_max_denominator(void **state)
{
  (void)state;
  /* acos(0.3)/pi = 0.4030130...: its convergents are 1/2, 2/5, 25/62, ...; best in Delta up to Q = 10 is 2/5, up to 62 is 25/62 */
  assert_all(is_recorded("chain: {delta: 0.3, max_denominator: 10}\n" LEFT RIGHT RAYS, NULL, "chain.gamma_over_pi", "2/5"));
  assert_all(is_recorded("chain: {delta: 0.3, max_denominator: 62}\n" LEFT RIGHT RAYS, NULL, "chain.gamma_over_pi", "25/62"));
  assert_all(is_recorded("chain: {delta: -0.5, max_denominator: 10}\n" LEFT RIGHT RAYS, NULL, "chain.gamma_over_pi", "2/3"));
}

static void set_replaces_what_the_file_says(void **state)
{
  static const char aliased[] = "chain: {gamma_over_pi: 1/3}\nleft: &side {state: thermal, beta: 1}\nright: *side\nrays: none\n";

  (void)state;
  assert_all(is_recorded(GOOD, "left.beta=3", "left.beta", "3"));
  assert_all(is_recorded(GOOD, "left.beta=[1, 2]", "left.beta", "[1, 2]"));
  assert_all(is_recorded(GOOD, "right={state: polarised, direction: up}", "right.direction", "up"));
  assert_all(is_recorded(GOOD, "output.lambda.count=5", "output.lambda", "") == 0);
  assert_all(is_recorded(GOOD, "petsc.dress_ksp_type=cg", "petsc", "{dress_ksp_type: \"cg\"}"));
  assert_all(is_recorded(GOOD, "title=a b = c", "title", "a b = c"));
  assert_all(is_recorded(aliased, "right.beta=5", "right.beta", "5"));
  assert_all(is_recorded(aliased, "right.beta=5", "left.beta", "1"));
}

static void the_source_of_every_value_is_recorded(void **state)
{
  GhdParameters p = read_good(GOOD, "accuracy=1e-8");

  (void)state;
  for (PetscInt i = 0; i < p->n_records; ++i) {
    const GhdParameterRecord *record = &p->record[i];

    if (!strcmp(record->key, "left.beta"))
      assert_all(!strcmp(record->source, "input:2:30") && !strcmp(record->unit, "1/J"));
    else if (!strcmp(record->key, "left.field"))
      assert_all(!strcmp(record->source, "default") && !strcmp(record->unit, "J"));
    else if (!strcmp(record->key, "accuracy"))
      assert_all(!strcmp(record->source, "--set"));
  }
  assert_ok(GhdParametersDestroy(&p));
}

static void the_nearest_word_is_the_one_that_was_meant(void **state)
{
  static const char *const known[] = {"gamma_over_pi", "beta", "field", "entropy_current", "entropy", "q1"};
  const PetscInt           n       = (PetscInt)PETSC_STATIC_ARRAY_LENGTH(known);

  (void)state;
  assert_string_equal(ghd_nearest_word("btea", n, known), "beta");
  assert_string_equal(ghd_nearest_word("Beta", n, known), "beta");
  assert_string_equal(ghd_nearest_word("feild", n, known), "field");
  assert_string_equal(ghd_nearest_word("gamma", n, known), "gamma_over_pi");
  assert_string_equal(ghd_nearest_word("gamma_ovr_pie", n, known), "gamma_over_pi");
  assert_string_equal(ghd_nearest_word("entropy_curent", n, known), "entropy_current");
  assert_string_equal(ghd_nearest_word("entrpy", n, known), "entropy");
  assert_null(ghd_nearest_word("temperature", n, known));
  assert_null(ghd_nearest_word("x", n, known));
  assert_null(ghd_nearest_word("", n, known));
  assert_null(ghd_nearest_word("a word that is longer than any key of the program could ever be", n, known));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_input_becomes_the_values_that_it_says),
      cmocka_unit_test(names_of_charges_mean_what_they_say),
      cmocka_unit_test(what_is_not_given_gets_the_documented_default),
      cmocka_unit_test(right_may_be_left_out_without_rays),
      cmocka_unit_test(ranges_hold_the_decimal_numbers_that_one_would_write),
      cmocka_unit_test(ranges_of_fractions_are_exact_and_in_lowest_terms),
      cmocka_unit_test(delta_gives_back_the_fraction_that_it_was_made_from),
      cmocka_unit_test(the_nearest_fraction_is_taken_up_to_max_denominator),
      cmocka_unit_test(set_replaces_what_the_file_says),
      cmocka_unit_test(the_source_of_every_value_is_recorded),
      cmocka_unit_test(the_nearest_word_is_the_one_that_was_meant),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  enter_own_folder();
  failed = cmocka_run_group_tests_name("params", tests, NULL, NULL);
  leave_own_folder();
  return PetscFinalize() || failed;
}
