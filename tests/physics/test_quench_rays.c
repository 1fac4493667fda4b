/* Quenches from end to end: bulk values against expectation values in the initial state, rays against the table of an independent program. */
#include "check.h"
#include "initial_state.h"
#include "product.h"

/* What the specification borrows. */
typedef struct {
  Cell         cell;
  PetscReal    re[16], im[16];
  GhdStateSpec spec;
} Initial;

static void set_product(Initial *initial, Cell cell)
{
  initial->cell = cell;
  for (int i = 0; i < 1 << cell.n_site; ++i) {
    initial->re[i] = creal(cell.vector[i]);
    initial->im[i] = cimag(cell.vector[i]);
  }
  initial->spec = (GhdStateSpec){.kind = GHD_STATE_PRODUCT, .n_amplitudes = 1 << cell.n_site, .re = initial->re, .im = initial->im};
}

static void set_named(Initial *initial, GhdStateKind kind, PetscReal angle)
{
  initial->cell = cell_by_hand(kind, angle);
  initial->spec = (GhdStateSpec){.kind = kind, .parameter = {angle}};
}

#define N_STATES 8
static void set_state(Initial *initial, PetscInt which)
{
  switch (which) {
  case 0: set_named(initial, GHD_STATE_NEEL, 0.0); break;
  case 1: set_named(initial, GHD_STATE_BELL, 0.0); break;
  case 2: set_named(initial, GHD_STATE_DIMER, 0.0); break;
  case 3: set_named(initial, GHD_STATE_TILTED_NEEL, 0.9); break;
  case 4: set_named(initial, GHD_STATE_TILTED_FERROMAGNET, 1.9); break;
  case 5: set_product(initial, random_cell(1, 11)); break;
  case 6: set_product(initial, random_cell(2, 3)); break;
  default: set_product(initial, random_cell(3, 5)); break;
  }
}

static void bulk_values_are_the_expectation_values_of_the_initial_state(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {1, 4}, {2, 5}, {2, 3}};

  (void)state;
  for (size_t f = 0; f < PETSC_STATIC_ARRAY_LENGTH(fraction); ++f) {
    const double        delta = cos(PETSC_PI * (double)fraction[f][0] / (double)fraction[f][1]);
    const LocalOperator q1 = q1_operator(delta), q2 = q2_operator(delta), q3 = q3_operator(delta), sz = sz_operator();

    for (PetscInt which = 0; which < N_STATES; ++which) {
      Initial       initial;
      Product       product;
      ProductValues values;

      set_state(&initial, which);
      assert_ok(ProductCreate(fraction[f][0], fraction[f][1], initial.spec, initial.spec, options_of_accuracy(1e-10), &product));
      assert_ok(ProductBulk(&product, 0, &values));
      assert_all(values.reason > 0);
      assert_close(values.value[Q1], cell_expectation(&initial.cell, &q1), 1e-10);
      assert_close(values.value[Q2], cell_expectation(&initial.cell, &q2), 1e-10);
      assert_close(values.value[Q3], cell_expectation(&initial.cell, &q3), 1e-10);
      assert_close(values.value[SZ], cell_expectation(&initial.cell, &sz), 1e-10);
      assert_all(ghd_state_identity_error(product.state[0]) < 1e-11 && values.identity_error < 1e-11);
      assert_ok(ProductDestroy(&product));
    }
  }
}

/* At 3/8 the filling of one species has a resonance far narrower than a step of the grid, which carries two parts in a thousand of the magnetisation. */
static void resonances_narrower_than_the_grid_count_in_full(void **state)
{
  const double  delta = cos(3.0 * PETSC_PI / 8.0), angle = 0.7;
  Initial       initial;
  Product       product;
  ProductValues values;

  (void)state;
  set_named(&initial, GHD_STATE_TILTED_FERROMAGNET, angle);
  assert_ok(ProductCreate(3, 8, initial.spec, initial.spec, options_of_accuracy(1e-10), &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_all(values.reason > 0);
  assert_close(values.value[SZ], 0.5 * cos(angle), 1e-10);
  assert_close(values.value[Q1], 0.25 * (PetscSqr(sin(angle)) - delta * PetscSqr(sin(angle))), 1e-10);
  assert_ok(ProductDestroy(&product));
}

/* n(k) = (1 + cos k)/2 and (1 - cos k)/2: - int dk/2pi [n ln n + (1 - n) ln(1 - n)] = 2 ln 2 - 1, although the fillings touch 0 and 1. */
static void the_entropy_of_free_fermions_after_a_quench_from_dimers_is_known(void **state)
{
  Initial       initial;
  Product       product;
  ProductValues values;

  (void)state;
  set_named(&initial, GHD_STATE_DIMER, 0.0);
  assert_ok(ProductCreate(1, 2, initial.spec, initial.spec, options_of_accuracy(1e-10), &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_close(values.value[ENTROPY], 2.0 * PetscLogReal(2.0) - 1.0, 1e-10);
  assert_all(values.error[ENTROPY] < 1e-10);
  assert_ok(ProductDestroy(&product));
}

static void rays_between_neel_and_bell_agree_with_the_table(void **state)
{
  FILE         *table = fopen("tests/reference/neel_bell_rays.csv", "r");
  Initial       left, right;
  Product       product;
  ProductValues values;
  char          line[512];
  PetscInt      n_rows = 0;
  double        zeta, expected[6];

  (void)state;
  assert_all(table && fgets(line, sizeof(line), table) && !strcmp(line, "zeta,q1,j1,q2,j2,q3\n"));
  set_named(&left, GHD_STATE_NEEL, 0.0);
  set_named(&right, GHD_STATE_BELL, 0.0);
  assert_ok(ProductCreate(1, 3, left.spec, right.spec, options_of_accuracy(1e-10), &product));
  while (fgets(line, sizeof(line), table)) {
    assert_all(sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf", &zeta, &expected[Q1], &expected[J1], &expected[Q2], &expected[J2], &expected[Q3]) == 6);
    assert_ok(ProductRay(&product, zeta, &values));
    assert_all(values.reason > 0);
    for (PetscInt o = Q1; o <= Q3; ++o) {
      assert_close(values.value[o], expected[o], 1e-9);
      assert_all(values.error[o] < 1e-10);
    }
    ++n_rows;
  }
  fclose(table);
  assert_all(n_rows > 10);
  assert_ok(ProductDestroy(&product));
}

/* Two grids that have no point in common but 0, and jumps next to where the fillings touch 0 and 1. */
static void entropies_of_rays_do_not_depend_on_the_grid(void **state)
{
  static const PetscReal zeta[] = {-0.7, -0.034, 0.001, 0.4};
  Initial                left, right;
  Product                coarse, fine;
  GhdRayOptions          options = options_of_accuracy(1e-10);

  (void)state;
  set_named(&left, GHD_STATE_NEEL, 0.0);
  set_named(&right, GHD_STATE_DIMER, 0.0);
  assert_ok(ProductCreate(1, 3, left.spec, right.spec, options, &coarse));
  options.points = 540;
  options.range  = 10.3;
  assert_ok(ProductCreate(1, 3, left.spec, right.spec, options, &fine));
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(zeta); ++i) {
    ProductValues a, b;

    assert_ok(ProductRay(&coarse, zeta[i], &a));
    assert_ok(ProductRay(&fine, zeta[i], &b));
    for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
      assert_close(a.value[o], b.value[o], 1e-11);
      assert_all(a.error[o] < 1e-10);
    }
  }
  assert_ok(ProductDestroy(&coarse));
  assert_ok(ProductDestroy(&fine));
}

static void limits_at_both_ends_differ_without_a_centre_of_reflection(void **state)
{
  const PetscReal far[2] = {-30.0, 30.0};
  PetscReal       filling[6], most = 0.0;
  Initial         initial;
  GhdModel        model;
  GhdState        quenched;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  set_state(&initial, 7);
  assert_ok(GhdStateCreate(model, &initial.spec, 1e-10, &quenched));
  assert_ok(GhdStateFilling(quenched, 2, far, filling));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    for (PetscInt end = 0; end < 2; ++end) assert_close(ghd_state_filling_limit(quenched, end)[k], filling[2 * k + end], 1e-12);
    most = PetscMax(most, PetscAbsReal(filling[2 * k] - filling[2 * k + 1]));
  }
  assert_all(most > 0.1);
  assert_ok(GhdStateDestroy(&quenched));
  assert_ok(GhdModelDestroy(&model));
}

static void what_is_no_state_is_told_before_there_is_a_chain(void **state)
{
  const PetscReal re[4] = {0.0, 3.0, 0.0, 0.0}, im[4] = {0.0, -4.0, 0.0, 0.0}, infinite[2] = {1.0, INFINITY};
  char            problem[GHD_STATE_MESSAGE], notice[GHD_STATE_MESSAGE];
  GhdStateSpec    spec = {.kind = GHD_STATE_PRODUCT, .n_amplitudes = 4, .re = re, .im = im};

  (void)state;
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(!problem[0] && !strcmp(notice, "the amplitudes have norm 5; they are divided by it"));
  spec.n_amplitudes = 3;
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(strstr(problem, "3 amplitudes are no unit cell") && !notice[0]);
  spec.n_amplitudes = 2;
  spec.re = spec.im = im + 2;
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(strstr(problem, "norm zero") && !notice[0]);
  spec.re = infinite;
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(strstr(problem, "not finite") && !notice[0]);
  spec = (GhdStateSpec){.kind = GHD_STATE_MPS, .n_bytes = 7, .bytes = "nothing"};
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(strstr(problem, "no HDF5 file") && !notice[0]);
  spec = (GhdStateSpec){.kind = GHD_STATE_TILTED_NEEL};
  assert_ok(GhdStateCheck(&spec, problem, notice));
  assert_all(!problem[0] && !notice[0]);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bulk_values_are_the_expectation_values_of_the_initial_state),
      cmocka_unit_test(resonances_narrower_than_the_grid_count_in_full),
      cmocka_unit_test(the_entropy_of_free_fermions_after_a_quench_from_dimers_is_known),
      cmocka_unit_test(rays_between_neel_and_bell_agree_with_the_table),
      cmocka_unit_test(entropies_of_rays_do_not_depend_on_the_grid),
      cmocka_unit_test(limits_at_both_ends_differ_without_a_centre_of_reflection),
      cmocka_unit_test(what_is_no_state_is_told_before_there_is_a_chain),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("rays of quenches", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
