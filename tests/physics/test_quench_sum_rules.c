/* What every quench must satisfy: the densities carry the charges of the initial state, obey the Bethe-Takahashi equations and are positive.
   timeout: 300 */
#include "models.h"
#include "quench_sums.h"

static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {1, 4}, {2, 5}, {3, 7}, {2, 3}, {3, 8}};

static void check(GhdModel model, const Cell *cell)
{
  GhdMps              mps    = mps_of(cell);
  GhdQuench           quench = quench_of(model, mps);
  Nodes               nodes  = nodes_of(quench);
  const LocalOperator sz = sz_operator(), q1 = q1_operator(model->delta), q2 = q2_operator(model->delta), q3 = q3_operator(model->delta);

  assert_close(0.5 - sum_over_roots(model, &nodes, 0), cell_expectation(cell, &sz), 1e-12);
  assert_close(sum_over_roots(model, &nodes, 1), cell_expectation(cell, &q1), 1e-12);
  assert_close(sum_over_roots(model, &nodes, 2), cell_expectation(cell, &q2), 1e-12);
  assert_close(sum_over_roots(model, &nodes, 3), cell_expectation(cell, &q3), 1e-12);
  assert_close(bethe_takahashi_residual(quench, &nodes), 0.0, 1e-12);
  assert_close(most_negative_density(model, &nodes), 0.0, 1e-12);
  assert_close(ghd_quench_identity_error(quench), 0.0, 1e-12);
  free_nodes(&nodes);
  assert_ok(GhdQuenchDestroy(&quench));
  assert_ok(GhdMpsDestroy(&mps));
}

static void check_everywhere(const Cell *cell)
{
  for (size_t i = 0; i < sizeof(fraction) / sizeof(fraction[0]); ++i) {
    GhdModel model;

    assert_ok(GhdModelCreate(fraction[i][0], fraction[i][1], &model));
    check(model, cell);
    assert_ok(GhdModelDestroy(&model));
  }
}

static void check_named(GhdProductKind kind, double angle)
{
  const Cell cell = named_cell(kind, angle);

  check_everywhere(&cell);
}

static void neel(void **state)
{
  (void)state;
  check_named(GHD_NEEL, 0.0);
}

static void bell_pairs(void **state)
{
  (void)state;
  check_named(GHD_BELL, 0.0);
}

static void dimers(void **state)
{
  (void)state;
  check_named(GHD_DIMER, 0.0);
}

/* Almost Neel: all of the magnetisation that its spins lose is in resonances of that weight, which must not pass for noise wherever a panel happens to end. */
static void tilted_neel(void **state)
{
  static const double angle[] = {0.7, 0.02, 0.012, 0.005};

  (void)state;
  for (size_t i = 0; i < sizeof(angle) / sizeof(angle[0]); ++i) check_named(GHD_TILTED_NEEL, angle[i]);
}

/* At gamma = 3 pi/7 and 3 pi/8 the longest strings have resonances of a width that falls to 1e-11 with the angle. */
static void tilted_ferromagnets(void **state)
{
  static const double angle[] = {1.2, 0.4, 0.2, 0.05, 3.0};

  (void)state;
  for (size_t i = 0; i < sizeof(angle) / sizeof(angle[0]); ++i) check_named(GHD_TILTED_FERROMAGNET, angle[i]);
}

static void random_products_of_one_to_four_sites(void **state)
{
  (void)state;
  for (int n = 1; n <= 4; ++n) {
    const Cell cell = random_cell(n, (uint32_t)(41 + n));

    check_everywhere(&cell);
  }
}

/* resonances of width 1e-4 and less in the longer strings */
static void a_random_pair_at_a_sixth(void **state)
{
  const Cell cell = {.n_site = 2,
                     .vector = {PetscCMPLX(1.52393751, 2.54789782), PetscCMPLX(-1.52468604, -1.00092485), PetscCMPLX(-2.46622923, -1.25069576),
                                PetscCMPLX(0.61687876, 0.58896893)}};
  GhdModel   model;

  (void)state;
  assert_ok(GhdModelCreate(1, 6, &model));
  check(model, &cell);
  assert_ok(GhdModelDestroy(&model));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      {"Neel states keep their charges and obey the Bethe-Takahashi equations", neel, NULL, NULL, NULL},
      {"Bell pairs keep their charges and obey the Bethe-Takahashi equations", bell_pairs, NULL, NULL, NULL},
      {"dimers keep their charges and obey the Bethe-Takahashi equations", dimers, NULL, NULL, NULL},
      {"tilted Neel states keep their charges and obey the Bethe-Takahashi equations", tilted_neel, NULL, NULL, NULL},
      {"tilted ferromagnets keep their charges and obey the Bethe-Takahashi equations", tilted_ferromagnets, NULL, NULL, NULL},
      {"random products of one to four sites keep their charges and obey the Bethe-Takahashi equations", random_products_of_one_to_four_sites, NULL, NULL,
       NULL},
      {"narrow resonances of a random pair at gamma = pi/6 are resolved", a_random_pair_at_a_sixth, NULL, NULL, NULL},
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sum rules of quenches", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
