/* Initial states of quenches: matrix-product states made from vectors, from tensors and from files, and what is refused. */
#include <hdf5.h>

#include "../../src/state/mps.h"
#include "cell_mps.h"

static Cell named(GhdProductKind kind, double angle)
{
  Cell cell = {0};

  cell.n_site = (int)ghd_product_vector(kind, angle, cell.vector);
  return cell;
}

static void magnetisation_and_energy_of_products_are_those_of_their_vectors(void **state)
{
  const LocalOperator sz = sz_operator(), h = q1_operator(0.37);

  (void)state;
  for (int n = 1; n <= 4; ++n) {
    const Cell cell = random_cell(n, (uint32_t)(100 + n));
    GhdMps     mps  = mps_of(&cell);
    PetscReal  magnetisation, energy;

    assert_ok(GhdMpsExpectation(mps, 0.37, &magnetisation, &energy));
    assert_close(magnetisation, cell_expectation(&cell, &sz), 1e-14);
    assert_close(energy, cell_expectation(&cell, &h), 1e-14);
    assert_all(mps->bond[0] == 1 && mps->bond[n] == 1 && mps->second < 1e-15);
    assert_ok(GhdMpsDestroy(&mps));
  }
}

static void named_states_have_the_energies_known_by_hand(void **state)
{
  /* Delta = 1/2, angle = pi/3: per bond, h = sx sx + sy sy + Delta (sz sz - 1/4) */
  static const struct {
    GhdProductKind kind;
    double         sz, energy;
  } table[] = {{GHD_NEEL, 0.0, -0.25},
               {GHD_BELL, 0.0, -0.0625},              /* sx sx = -1/4, sy sy = 1/4, sz sz = 1/4 on one bond in two; 0 on the other */
               {GHD_DIMER, 0.0, (-0.75 - 0.125) / 2}, /* a singlet on one bond in two: -1/2 - 1/4 */
               {GHD_TILTED_NEEL, 0.0, -0.34375},      /* -(sin^2 + Delta cos^2)/4 - Delta/4 */
               {GHD_TILTED_FERROMAGNET, 0.25, 0.09375}};

  (void)state;
  for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); ++i) {
    const Cell cell = named(table[i].kind, M_PI / 3);
    GhdMps     mps  = mps_of(&cell);
    PetscReal  sz, energy;

    assert_ok(GhdMpsExpectation(mps, 0.5, &sz, &energy));
    assert_close(sz, table[i].sz, 1e-15);
    assert_close(energy, table[i].energy, 1e-15);
    assert_ok(GhdMpsDestroy(&mps));
  }
}

/* Tensors [2][D][D] of numbers in (-1, 1). */
static void random_tensors(int n, int D, uint32_t seed, PetscComplex *tensor[])
{
  for (int i = 0; i < n; ++i) {
    tensor[i] = malloc(sizeof(PetscComplex) * (size_t)(2 * D * D));
    for (int e = 0; e < 2 * D * D; ++e) {
      const double re = next_number(&seed);

      tensor[i][e] = PetscCMPLX(re, next_number(&seed));
    }
  }
}

static void magnetisation_and_energy_of_matrix_products_are_those_of_a_long_chain(void **state)
{
  const LocalOperator sz = sz_operator(), h = q1_operator(-0.6);
  const PetscInt      bond[GHD_MAX_CELL + 1] = {4, 4, 4, 4, 4};

  (void)state;
  for (int n = 1; n <= 3; ++n) {
    PetscComplex *tensor[GHD_MAX_CELL];
    PetscReal     magnetisation, energy;
    GhdMps        mps;
    char          reason[GHD_REASON_LENGTH];

    random_tensors(n, 4, (uint32_t)n, tensor);
    assert_ok(GhdMpsCreate(n, 1, bond, (const PetscComplex *const *)tensor, &mps, reason));
    assert_all(mps != NULL);
    assert_ok(GhdMpsExpectation(mps, -0.6, &magnetisation, &energy));
    assert_close(magnetisation, mps_expectation(n, 4, tensor, &sz), 1e-13);
    assert_close(energy, mps_expectation(n, 4, tensor, &h), 1e-13);
    assert_ok(GhdMpsDestroy(&mps));
    for (int i = 0; i < n; ++i) free(tensor[i]);
  }
}

/* The tensors must be refused with a reason that contains these words. */
static void assert_refused(PetscInt n, const PetscInt bond[], const PetscComplex *const tensor[], const char *words)
{
  GhdMps mps;
  char   reason[GHD_REASON_LENGTH];

  assert_ok(GhdMpsCreate(n, 1, bond, tensor, &mps, reason));
  if (!strstr(reason, words)) print_error("expected: %s; reason: %s\n", words, reason);
  assert_all(mps == NULL && strstr(reason, words) != NULL);
}

static void states_that_are_no_single_state_are_refused_with_the_reason(void **state)
{
  static const PetscInt     bond_1[] = {1, 1, 1}, bond_2[] = {2, 2, 2}, bad_bond[] = {1, 2}, wide[] = {33, 33};
  static const PetscComplex cat[8]       = {1, 0, 0, 0, 0, 0, 0, 1}; /* all up + all down */
  static const PetscComplex neels[8]     = {0, 1, 0, 0, 0, 0, 1, 0}; /* both Neel states: the transfer matrix has eigenvalues 1 and -1 */
  static const PetscComplex nilpotent[8] = {0, 1, 0, 0, 0, 0, 0, 0};
  static const PetscComplex jordan[8]    = {1, 0, 0, 1, 0, 1, 0, 0}; /* all up, and one spin down anywhere */
  static const PetscComplex zeros[8]     = {0};
  const PetscComplex        nan[2]       = {1.0, NAN};

  (void)state;
  assert_refused(1, bond_2, (const PetscComplex *const[]){cat}, "not injective");
  assert_refused(1, bond_2, (const PetscComplex *const[]){neels}, "not injective");
  assert_refused(2, bond_2, (const PetscComplex *const[]){neels, neels}, "not injective");
  assert_refused(1, bond_2, (const PetscComplex *const[]){jordan}, "not injective");
  assert_refused(1, bond_2, (const PetscComplex *const[]){nilpotent}, "cannot be normalised");
  assert_refused(1, bond_1, (const PetscComplex *const[]){zeros}, "norm zero");
  assert_refused(1, bond_1, (const PetscComplex *const[]){nan}, "not finite");
  assert_refused(1, bad_bond, (const PetscComplex *const[]){cat}, "right end of the cell has dimension 2");
  assert_refused(1, wide, (const PetscComplex *const[]){cat}, "1 to 32, not 33");
  assert_refused(0, bond_1, NULL, "1 to 4 sites, not 0");
  assert_refused(5, bond_1, NULL, "1 to 4 sites, not 5");
}

static void vectors_of_no_norm_are_refused(void **state)
{
  const PetscComplex zeros[4] = {0}, infinite[2] = {1.0, INFINITY};
  GhdMps             mps;
  char               reason[GHD_REASON_LENGTH];

  (void)state;
  assert_ok(GhdMpsCreateProduct(2, zeros, &mps, reason));
  assert_all(mps == NULL && strstr(reason, "norm zero"));
  assert_ok(GhdMpsCreateProduct(1, infinite, &mps, reason));
  assert_all(mps == NULL && strstr(reason, "not finite"));
  assert_ok(GhdMpsCreateProduct(5, zeros, &mps, reason));
  assert_all(mps == NULL && strstr(reason, "1 to 4 sites, not 5"));
}

/* ---- files ---- */

static char file_name[PETSC_MAX_PATH_LEN];

static void write_part(hid_t file, const char *group, const char *name, int rank, const hsize_t shape[], const double values[])
{
  const hid_t at =
      H5Lexists(file, group, H5P_DEFAULT) > 0 ? H5Gopen2(file, group, H5P_DEFAULT) : H5Gcreate2(file, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(rank, shape, NULL);
  const hid_t set   = H5Dcreate2(at, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);

  H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(set);
  H5Sclose(space);
  H5Gclose(at);
}

static hid_t new_file(void)
{
  const char *folder = getenv("GHD_TMP");

  snprintf(file_name, sizeof(file_name), "%s/mps.h5", folder ? folder : "/tmp");
  return H5Fcreate(file_name, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

/* The state of the bytes of the file. */
static PetscErrorCode read_mps(GhdMps *mps, char reason[GHD_REASON_LENGTH])
{
  static char  bytes[1 << 20];
  FILE        *file = fopen(file_name, "rb");
  const size_t n    = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

  if (file) fclose(file);
  return GhdMpsRead(n, bytes, mps, reason);
}

static void a_file_holds_the_tensors_it_was_given(void **state)
{
  static const hsize_t shape[2][3] = {{2, 2, 3}, {2, 3, 2}};
  PetscComplex         tensor[2][12];
  double               part[2][2][12];
  uint32_t             seed = 5;
  const hid_t          file = new_file();
  GhdMps               mps, expected;
  const PetscInt       bond[] = {2, 3, 2};
  char                 reason[GHD_REASON_LENGTH];

  (void)state;
  for (int i = 0; i < 2; ++i) {
    for (int e = 0; e < 12; ++e) {
      for (int c = 0; c < 2; ++c) part[i][c][e] = next_number(&seed);
      tensor[i][e] = PetscCMPLX(part[i][0][e], part[i][1][e]);
    }
    write_part(file, i ? "site2" : "site1", "re", 3, shape[i], part[i][0]);
    write_part(file, i ? "site2" : "site1", "im", 3, shape[i], part[i][1]);
  }
  H5Fclose(file);
  assert_ok(read_mps(&mps, reason));
  assert_all(mps != NULL && reason[0] == '\0');
  assert_ok(GhdMpsCreate(2, 1, bond, (const PetscComplex *const[]){tensor[0], tensor[1]}, &expected, reason));
  assert_all(mps->n_site == 2 && mps->bond[1] == 3);
  for (int i = 0; i < 2; ++i)
    for (int e = 0; e < 12; ++e) assert_all(mps->ket[i][e] == expected->ket[i][e]);
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdMpsDestroy(&expected));
  remove(file_name);
}

static void assert_file_refused(const char *words)
{
  GhdMps mps;
  char   reason[GHD_REASON_LENGTH];

  assert_ok(read_mps(&mps, reason));
  if (!strstr(reason, words)) print_error("expected: %s; reason: %s\n", words, reason);
  assert_all(mps == NULL && strstr(reason, words) != NULL);
}

static void files_without_a_state_are_refused_with_the_reason(void **state)
{
  static const hsize_t good[] = {2, 1, 1}, longer[] = {2, 1, 2}, flat[] = {2, 2}, three[] = {3, 1, 1};
  static const double  ones[8] = {1, 1, 1, 1, 1, 1, 1, 1};
  hid_t                file    = new_file();

  (void)state;
  H5Fclose(file);
  assert_file_refused("no group site1");
  file = new_file();
  write_part(file, "site1", "re", 3, good, ones);
  H5Fclose(file);
  assert_file_refused("site1/im is missing");
  file = new_file();
  write_part(file, "site1", "re", 3, three, ones);
  write_part(file, "site1", "im", 3, three, ones);
  H5Fclose(file);
  assert_file_refused("site1/re has the shape [3][1][1]");
  file = new_file();
  write_part(file, "site1", "re", 2, flat, ones);
  write_part(file, "site1", "im", 2, flat, ones);
  H5Fclose(file);
  assert_file_refused("site1/re has 2 dimensions");
  file = new_file();
  write_part(file, "site1", "re", 3, good, ones);
  write_part(file, "site1", "im", 3, longer, ones);
  H5Fclose(file);
  assert_file_refused("different shapes");
  file = new_file();
  for (int i = 0; i < 2; ++i) {
    write_part(file, i ? "site2" : "site1", "re", 3, good, ones);
    write_part(file, i ? "site2" : "site1", "im", 3, good, ones);
  }
  write_part(file, "site3", "re", 3, longer, ones);
  write_part(file, "site3", "im", 3, longer, ones);
  H5Fclose(file);
  assert_file_refused("right end of the cell has dimension 2");
  remove(file_name);
  assert_file_refused("no HDF5 file");
  assert_all(H5Eget_num(H5E_DEFAULT) >= 0); /* the library still works */
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(magnetisation_and_energy_of_products_are_those_of_their_vectors),
      cmocka_unit_test(named_states_have_the_energies_known_by_hand),
      cmocka_unit_test(magnetisation_and_energy_of_matrix_products_are_those_of_a_long_chain),
      cmocka_unit_test(states_that_are_no_single_state_are_refused_with_the_reason),
      cmocka_unit_test(vectors_of_no_norm_are_refused),
      cmocka_unit_test(a_file_holds_the_tensors_it_was_given),
      cmocka_unit_test(files_without_a_state_are_refused_with_the_reason),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("initial states of quenches", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
