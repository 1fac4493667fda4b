/* The steps from a state to its root densities, each by itself: lines and domains, charges, the route to the resolvent. */
#include "../../src/state/quench.h"
#include "../reference/quench_units.h"
#include "cell_mps.h"
#include "initial_state.h"
#include "models.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static GhdMps named(GhdProductKind kind, double angle)
{
  Cell cell = {0};

  cell.n_site = (int)ghd_product_vector(kind, angle, cell.vector);
  return mps_of(&cell);
}

/* F or D_2s at u; dense: unknowns above which the Krylov method is used. */
static double complex charge_at(GhdModel model, GhdMps mps, PetscInt two_s, PetscInt dense, double complex u)
{
  GhdCharge    charge;
  PetscComplex value;
  PetscReal    residual;

  assert_ok(GhdChargeCreate(model, mps, two_s, dense, &charge));
  assert_ok(GhdChargeEvaluate(charge, u, &value, &residual));
  assert_all(residual < 1e-14);
  assert_ok(GhdChargeDestroy(&charge));
  return value;
}

static void lines_of_the_strings_are_those_of_the_table(void **state)
{
  GhdModel model;

  (void)state;
  for (size_t i = 0; i < LENGTH(quench_strings); ++i) {
    assert_ok(GhdModelCreate(quench_strings[i].P, quench_strings[i].Q, &model));
    for (PetscInt k = 0; k < model->n_str; ++k) assert_all(ghd_line_of_string(model, k) == quench_strings[i].line[k]);
    assert_ok(GhdModelDestroy(&model));
  }
}

static void check_signs(GhdModel model)
{
  for (PetscInt k = 0; k < model->n_str; ++k) assert_all((ghd_line_of_string(model, k) > 0) == (model->sign[k] < 0));
  assert_all(PetscAbsInt(ghd_line_of_string(model, model->n_str - 1)) == 1 && PetscAbsInt(ghd_line_of_string(model, model->n_str - 2)) == 1);
}

static void strings_above_the_empty_strip_have_negative_sign(void **state)
{
  (void)state;
  for_small_models(check_signs);
}

static void domains_of_the_charges_are_those_of_the_table(void **state)
{
  GhdModel model;

  (void)state;
  for (size_t i = 0; i < LENGTH(quench_domain); ++i) {
    PetscInt n = 0;

    assert_ok(GhdModelCreate(quench_domain[i].P, quench_domain[i].Q, &model));
    for (PetscInt k = 0; k < 2 * model->Q; ++k) n += ghd_charge_domain(model, quench_domain[i].two_s, k);
    assert_all(n == quench_domain[i].n_cell);
    for (PetscInt c = 0; c < n; ++c) assert_all(ghd_charge_domain(model, quench_domain[i].two_s, quench_domain[i].cell[c]));
    assert_ok(GhdModelDestroy(&model));
  }
}

/* Every value of the route must be made of what stands before it, in domains; then it can be computed. */
static void check_route(GhdModel model)
{
  GhdRoute route;

  assert_ok(GhdRouteCreate(model, &route));
  for (PetscInt k = 0; k < 2 * model->Q; ++k) {
    const GhdRouteStep s = route->step[k];

    assert_all(s.move != GHD_MOVE_NONE);
    if (s.move == GHD_MOVE_STRIP) assert_all(k == model->Q - model->P - 1 || k == model->Q - model->P);
    if (s.move == GHD_MOVE_CONJUGATE) assert_all(ghd_line(model, -1 - s.from) == k);
    if (s.move == GHD_MOVE_PLUS) assert_all(ghd_line(model, s.from - 2 * s.two_s * model->P) == k && ghd_charge_domain(model, s.two_s, s.from));
    if (s.move == GHD_MOVE_MINUS) assert_all(ghd_line(model, s.from + 2 * s.two_s * model->P) == k && ghd_charge_domain(model, s.two_s, k));
  }
  for (PetscInt i = 0; i < route->n_value; ++i) assert_all(route->value[i].from < i);
  assert_ok(GhdRouteDestroy(&route));
}

static void every_half_cell_is_reached_within_the_domains(void **state)
{
  GhdModel model;

  (void)state;
  for_small_models(check_route);
  assert_ok(GhdModelCreate(13, 50, &model));
  check_route(model);
  assert_ok(GhdModelDestroy(&model));
}

static void charges_of_neel_and_bell_are_those_of_an_independent_program(void **state)
{
  GhdModel model;

  (void)state;
  for (size_t i = 0; i < LENGTH(quench_charge); ++i) {
    GhdMps         mps = named(quench_charge[i].kind, 0.0);
    double complex value;

    assert_ok(GhdModelCreate(quench_charge[i].P, quench_charge[i].Q, &model));
    value = charge_at(model, mps, quench_charge[i].two_s, GHD_CHARGE_DENSE_DEFAULT, PetscCMPLX(quench_charge[i].u[0], quench_charge[i].u[1]));
    assert_close(creal(value), quench_charge[i].value[0], 1e-14);
    assert_close(cimag(value), quench_charge[i].value[1], 1e-14);
    assert_ok(GhdModelDestroy(&model));
    assert_ok(GhdMpsDestroy(&mps));
  }
}

static void krylov_method_and_elimination_give_the_same_charges(void **state)
{
  const Cell cell = random_cell(3, 7);
  GhdMps     mps  = mps_of(&cell);
  GhdModel   model;

  (void)state;
  assert_ok(GhdModelCreate(2, 5, &model));
  for (PetscInt two_s = 0; two_s < 5; ++two_s)
    for (double x = -3.5; x < 4.0; x += 1.0) {
      const double complex u = PetscCMPLX(x, 0.37 * M_PI), full = charge_at(model, mps, two_s, 1000, u), krylov = charge_at(model, mps, two_s, 0, u);

      assert_close(cabs(full - krylov), 0.0, 3e-14 * (1.0 + cabs(full)));
    }
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdMpsDestroy(&mps));
}

/* D_2s(u) = F(u - 2s i gamma) - F(u) and F(conj u) = conj F(u): the charge at two rapidities in different half-cells. */
static void charges_are_minus_their_conjugates_at_the_mirror_rapidity(void **state)
{
  static const PetscInt two_s[] = {1, 2, 6};
  const Cell            cell    = random_cell(2, 11);
  GhdMps                mps     = mps_of(&cell);
  GhdModel              model;

  (void)state;
  assert_ok(GhdModelCreate(3, 7, &model));
  for (size_t i = 0; i < LENGTH(two_s); ++i)
    for (PetscInt k = 0; k < 14; ++k) {
      const double complex u = PetscCMPLX(0.4, ((double)k + 0.3) * M_PI / 14), mirror = conj(u) + (double)two_s[i] * I * model->gamma;

      if (!ghd_charge_domain(model, two_s[i], k)) continue;
      assert_close(cabs(charge_at(model, mps, two_s[i], 96, u) + conj(charge_at(model, mps, two_s[i], 96, mirror))), 0.0, 1e-13);
    }
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdMpsDestroy(&mps));
}

/* High spins, whose transfer operators would be far from normal were the auxiliary states of other lengths: elimination and Krylov spaces, at mirror rapidities. */
static void charges_of_high_spin_keep_their_digits(void **state)
{
  const PetscInt two_s = 20;
  const Cell     cell  = random_cell(3, 4);
  GhdMps         mps   = mps_of(&cell);
  GhdModel       model;

  (void)state;
  assert_ok(GhdModelCreate(1, 24, &model));
  for (double x = -0.8; x < 1; x += 0.7) {
    const double complex u = PetscCMPLX(x, 19.7 * M_PI / 48), mirror = conj(u) + (double)two_s * I * model->gamma;
    const double complex krylov = charge_at(model, mps, two_s, 96, u);

    assert_all(ghd_charge_domain(model, two_s, 19));
    assert_close(cabs(krylov - charge_at(model, mps, two_s, 1000, u)), 0.0, 1e-13);
    assert_close(cabs(krylov + conj(charge_at(model, mps, two_s, 96, mirror))), 0.0, 1e-13);
  }
  assert_ok(GhdModelDestroy(&model));
  assert_ok(GhdMpsDestroy(&mps));
}

static void spin_flip_symmetric_states_have_a_reflected_resolvent(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {2, 3}, {2, 5}, {3, 8}};
  GhdMps                mps           = named(GHD_TILTED_NEEL, 0.9); /* symmetric with a shift by one site */
  GhdModel              model;

  (void)state;
  for (size_t i = 0; i < LENGTH(fraction); ++i) {
    assert_ok(GhdModelCreate(fraction[i][0], fraction[i][1], &model));
    for (int j = -1; j <= 1; ++j) { /* F(u) + F(u + i gamma) = coth(u + i gamma/2) within the strip and, by conjugation, its mirror image */
      const double         height = ((double)(model->Q - model->P) + 0.7 * j) * M_PI / (2.0 * (double)model->Q);
      const double complex u = PetscCMPLX(0.35, height), there = conj(u + I * model->gamma - I * M_PI);

      assert_close(cabs(charge_at(model, mps, 0, 96, u) + conj(charge_at(model, mps, 0, 96, there)) - 1.0 / ctanh(u + 0.5 * I * model->gamma)), 0.0, 1e-13);
    }
    assert_ok(GhdModelDestroy(&model));
  }
  assert_ok(GhdMpsDestroy(&mps));
}

static void selection_rules_shrink_the_systems(void **state)
{
  static const struct {
    GhdProductKind kind;
    PetscInt       two_s, size;
  } table[] = {{GHD_NEEL, 0, 0}, {GHD_NEEL, 3, 3}, {GHD_DIMER, 0, 0}, {GHD_DIMER, 3, 3}, {GHD_TILTED_NEEL, 0, 6}, {GHD_TILTED_NEEL, 3, 15}};
  GhdModel model;

  (void)state;
  assert_ok(GhdModelCreate(1, 7, &model));
  for (size_t i = 0; i < LENGTH(table); ++i) {
    GhdMps    mps = named(table[i].kind, 0.8);
    GhdCharge charge;

    assert_ok(GhdChargeCreate(model, mps, table[i].two_s, 96, &charge));
    assert_all(ghd_charge_size(charge) == table[i].size);
    assert_ok(GhdChargeDestroy(&charge));
    assert_ok(GhdMpsDestroy(&mps));
  }
  assert_ok(GhdModelDestroy(&model));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_of_the_strings_are_those_of_the_table),
      cmocka_unit_test(strings_above_the_empty_strip_have_negative_sign),
      cmocka_unit_test(domains_of_the_charges_are_those_of_the_table),
      cmocka_unit_test(every_half_cell_is_reached_within_the_domains),
      cmocka_unit_test(charges_of_neel_and_bell_are_those_of_an_independent_program),
      cmocka_unit_test(krylov_method_and_elimination_give_the_same_charges),
      cmocka_unit_test(charges_are_minus_their_conjugates_at_the_mirror_rapidity),
      cmocka_unit_test(charges_of_high_spin_keep_their_digits),
      cmocka_unit_test(spin_flip_symmetric_states_have_a_reflected_resolvent),
      cmocka_unit_test(selection_rules_shrink_the_systems),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("charges after a quench", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
