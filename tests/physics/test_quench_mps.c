/* Quenches from matrix-product states.
   timeout: 300 */
#include <time.h>

#include "quench_sums.h"

#include "../reference/quench_mps.h"
#include "models.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define MOST_STRINGS  8

static const PetscReal at[] = {-3.1, -1.2, -0.4, -0.05, 0.13, 0.7, 1.9, 2.8};

static GhdMps mps_from(PetscInt n, const PetscInt bond[], const PetscComplex *const tensor[])
{
  GhdMps mps;
  char   reason[GHD_REASON_LENGTH];

  assert_ok(GhdMpsCreate(n, 1, bond, tensor, &mps, reason));
  if (!mps) print_error("%s\n", reason);
  assert_all(mps != NULL);
  return mps;
}

static void assert_same_fillings(PetscInt P, PetscInt Q, GhdMps a, GhdMps b, double tolerance)
{
  GhdModel  model;
  GhdQuench quench[2];
  PetscReal filling[2][MOST_STRINGS * LENGTH(at)];

  assert_ok(GhdModelCreate(P, Q, &model));
  quench[0] = quench_of(model, a);
  quench[1] = quench_of(model, b);
  for (int i = 0; i < 2; ++i) assert_ok(GhdQuenchFilling(quench[i], LENGTH(at), at, filling[i]));
  for (size_t i = 0; i < (size_t)model->n_str * LENGTH(at); ++i) assert_close(filling[0][i], filling[1][i], tolerance);
  for (int i = 0; i < 2; ++i) assert_ok(GhdQuenchDestroy(&quench[i]));
  assert_ok(GhdModelDestroy(&model));
}

static PetscComplex *random_tensor(PetscInt left, PetscInt right, uint32_t seed)
{
  PetscComplex *tensor = malloc(sizeof(PetscComplex) * (size_t)(2 * left * right));

  for (PetscInt e = 0; e < 2 * left * right; ++e) {
    const double re = next_number(&seed);

    tensor[e] = PetscCMPLX(re, next_number(&seed));
  }
  return tensor;
}

static void a_state_of_bond_dimension_one_is_the_product_state(void **state)
{
  const PetscInt     bond[]     = {1, 1, 1};
  const PetscComplex site[2][2] = {{PetscCMPLX(0.3, 0.1), PetscCMPLX(-0.7, 0.4)}, {PetscCMPLX(1.1, -0.2), PetscCMPLX(0.2, 0.5)}};
  Cell               cell       = {.n_site = 2};
  GhdMps             mps        = mps_from(2, bond, (const PetscComplex *const[]){site[0], site[1]}), product;

  (void)state;
  for (int s = 0; s < 4; ++s) cell.vector[s] = site[0][s >> 1] * site[1][s & 1];
  product = mps_of(&cell);
  assert_same_fillings(1, 3, mps, product, 1e-12);
  assert_same_fillings(2, 5, mps, product, 1e-12);
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdMpsDestroy(&product));
}

/* Cells that begin in the middle of the pairs, triples: bonds at the ends, none inside. */
static void a_cell_may_begin_at_any_of_its_sites(void **state)
{
  (void)state;
  for (int n = 2; n <= 3; ++n) {
    const Cell          cell    = random_cell(n, (uint32_t)(70 + n));
    GhdMps              product = mps_of(&cell), shifted;
    const PetscComplex *tensor[GHD_MAX_CELL];
    PetscInt            bond[GHD_MAX_CELL + 1];

    for (int i = 0; i < n; ++i) {
      tensor[i] = product->ket[(i + 1) % n];
      bond[i]   = product->bond[(i + 1) % n];
    }
    bond[n] = bond[0];
    assert_all(bond[0] == 2);
    shifted = mps_from(n, bond, tensor);
    assert_same_fillings(1, 3, product, shifted, 1e-12);
    assert_ok(GhdMpsDestroy(&product));
    assert_ok(GhdMpsDestroy(&shifted));
  }
}

static void a_cell_taken_twice_is_the_same_state(void **state)
{
  PetscComplex  *A      = random_tensor(3, 3, 81);
  const PetscInt bond[] = {3, 3, 3};
  GhdMps         once = mps_from(1, bond, (const PetscComplex *const[]){A}), twice = mps_from(2, bond, (const PetscComplex *const[]){A, A});

  (void)state;
  assert_same_fillings(1, 4, once, twice, 1e-12);
  assert_ok(GhdMpsDestroy(&once));
  assert_ok(GhdMpsDestroy(&twice));
  free(A);
}

/* A -> X A X^-1 with a triangular X, and an idle bond state that nothing leads to. */
static void gauge_and_idle_bond_states_do_not_matter(void **state)
{
  enum { D = 3 };
  PetscComplex      *A = random_tensor(D, D, 91), B[2 * (D + 1) * (D + 1)] = {0};
  const PetscInt     bond[] = {D, D}, larger[] = {D + 1, D + 1};
  const PetscComplex c = PetscCMPLX(0.4, -1.3); /* X = 1 + c |0><2| */
  GhdMps             plain, changed;

  (void)state;
  for (int p = 0; p < 2; ++p)
    for (int a = 0; a < D; ++a)
      for (int b = 0; b < D; ++b) {
        PetscComplex value = A[(p * D + a) * D + b];

        if (a == 0) value += c * A[(p * D + 2) * D + b];
        if (b == 2) value -= c * (A[(p * D + a) * D] + (a == 0 ? c * A[(p * D + 2) * D] : 0.0));
        B[(p * (D + 1) + a) * (D + 1) + b] = value;
      }
  B[D * (D + 1)] = 0.3; /* spin up from the idle state to state 0 */
  plain          = mps_from(1, bond, (const PetscComplex *const[]){A});
  changed        = mps_from(1, larger, (const PetscComplex *const[]){B});
  assert_same_fillings(1, 3, plain, changed, 1e-11);
  assert_ok(GhdMpsDestroy(&plain));
  assert_ok(GhdMpsDestroy(&changed));
  free(A);
}

/* Charges of the state and Bethe-Takahashi equations, for a cell of n sites of bond dimension D. */
static void check_sums(PetscInt P, PetscInt Q, int n, int D, PetscComplex *const tensor[], double tolerance)
{
  PetscInt  bond[GHD_MAX_CELL + 1];
  GhdModel  model;
  GhdMps    mps;
  GhdQuench quench;
  Nodes     nodes;

  for (int i = 0; i <= n; ++i) bond[i] = D;
  assert_ok(GhdModelCreate(P, Q, &model));
  mps    = mps_from(n, bond, (const PetscComplex *const *)tensor);
  quench = quench_of(model, mps);
  nodes  = nodes_of(quench);
  for (PetscInt m = 0; m <= 3; ++m) {
    const LocalOperator o = m == 0 ? sz_operator() : m == 1 ? q1_operator(model->delta) : m == 2 ? q2_operator(model->delta) : q3_operator(model->delta);

    assert_close((m ? 0.0 : 0.5) + (m ? 1.0 : -1.0) * sum_over_roots(model, &nodes, m), mps_expectation(n, D, tensor, &o), tolerance);
  }
  assert_close(bethe_takahashi_residual(quench, &nodes), 0.0, 1e-12);
  assert_close(most_negative_density(model, &nodes), 0.0, 1e-12);
  free_nodes(&nodes);
  assert_ok(GhdQuenchDestroy(&quench));
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdModelDestroy(&model));
}

static void random_states_of_bond_dimension_four_keep_their_charges(void **state)
{
  (void)state;
  for (int n = 1; n <= 2; ++n) {
    PetscComplex *tensor[2] = {random_tensor(4, 4, (uint32_t)(101 + n)), random_tensor(4, 4, (uint32_t)(201 + n))};

    check_sums(1, 3, n, 4, tensor, 1e-12);
    check_sums(2, 5, n, 4, tensor, 1e-12);
    free(tensor[0]);
    free(tensor[1]);
  }
}

/* States of bond dimension 8 made by scripts/write_mps.py; time per state at gamma = pi/3: below 10 s. */
static void check_reference(const double site1[2 * 64], const double site2[2 * 64])
{
  PetscComplex *tensor[2];
  clock_t       started;
  GhdModel      model;
  GhdMps        mps;
  GhdQuench     quench;

  for (int i = 0; i < 2; ++i) {
    tensor[i] = malloc(sizeof(PetscComplex) * 128);
    for (int e = 0; e < 128; ++e) tensor[i][e] = (i ? site2 : site1)[e];
  }
  check_sums(1, 3, 2, 8, tensor, 1e-12);
  assert_ok(GhdModelCreate(1, 3, &model));
  mps     = mps_from(2, (const PetscInt[]){8, 8, 8}, (const PetscComplex *const *)tensor);
  started = clock();
  quench  = quench_of(model, mps);
  assert_all((double)(clock() - started) / CLOCKS_PER_SEC < 10.0);
  assert_ok(GhdQuenchDestroy(&quench));
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdModelDestroy(&model));
  for (int i = 0; i < 2; ++i) free(tensor[i]);
}

static void the_ground_state_of_another_anisotropy_keeps_its_charges(void **state)
{
  (void)state;
  check_reference(quench_mps_ground_1, quench_mps_ground_2);
}

static void a_neel_state_cooled_for_a_while_keeps_its_charges(void **state)
{
  (void)state;
  check_reference(quench_mps_cooled_1, quench_mps_cooled_2);
}

static void a_file_of_the_script_is_the_product_state_it_was_asked_for(void **state)
{
  const char *folder = getenv("GHD_TMP");
  const Cell  cell   = {.n_site = 2, .vector = {PetscCMPLX(0.6, 0.0), PetscCMPLX(0.0, -0.3), PetscCMPLX(0.2, 0.1), PetscCMPLX(-0.5, 0.0)}};
  char        file[PETSC_MAX_PATH_LEN], command[2 * PETSC_MAX_PATH_LEN], reason[GHD_REASON_LENGTH];
  static char bytes[1 << 16];
  size_t      n;
  FILE       *written;
  GhdMps      mps, product;

  (void)state;
  snprintf(file, sizeof(file), "%s/written.h5", folder ? folder : "/tmp");
  snprintf(command, sizeof(command), "scripts/write_mps.py %s product 0.6 -0.3j 0.2+0.1j -0.5 >/dev/null", file);
  assert_all(system(command) == 0);
  written = fopen(file, "rb");
  assert_all(written != NULL);
  n = fread(bytes, 1, sizeof(bytes), written);
  fclose(written);
  assert_ok(GhdMpsRead(n, bytes, &mps, reason));
  assert_all(mps != NULL);
  product = mps_of(&cell);
  assert_same_fillings(1, 3, mps, product, 1e-12);
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdMpsDestroy(&product));
  remove(file);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_state_of_bond_dimension_one_is_the_product_state),
      cmocka_unit_test(a_cell_may_begin_at_any_of_its_sites),
      cmocka_unit_test(a_cell_taken_twice_is_the_same_state),
      cmocka_unit_test(gauge_and_idle_bond_states_do_not_matter),
      cmocka_unit_test(random_states_of_bond_dimension_four_keep_their_charges),
      cmocka_unit_test(the_ground_state_of_another_anisotropy_keeps_its_charges),
      cmocka_unit_test(a_neel_state_cooled_for_a_while_keeps_its_charges),
      cmocka_unit_test(a_file_of_the_script_is_the_product_state_it_was_asked_for),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("quenches from matrix-product states", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
