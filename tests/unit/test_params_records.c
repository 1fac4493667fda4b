/* What is recorded of an input: it reads back to the same values on every rank, and its hash tells inputs apart.
   ranks: 1 2 */

#include <hdf5.h>
#include <hdf5_hl.h>
#include <params_input.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/params/sha256.h"

#define STATE_FILE "state.h5"

/* One site in the state (cos t, sin t), of bond dimension 1. Only rank 0 writes, and only rank 0 may have to read. */
static void write_state(double t)
{
  const hsize_t shape[3]   = {2, 1, 1};
  const double  part[2][2] = {{cos(t), sin(t)}, {0.0, 0.0}};
  PetscMPIInt   rank;

  assert_ok(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) {
    const hid_t file = H5Fcreate(STATE_FILE, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), group = H5Gcreate2(file, "site1", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);

    (void)H5LTmake_dataset_double(group, "re", 3, shape, part[0]);
    (void)H5LTmake_dataset_double(group, "im", 3, shape, part[1]);
    H5Gclose(group);
    H5Fclose(file);
  }
  assert_ok(MPI_Barrier(PETSC_COMM_WORLD));
}

/* Inputs with something of everything. */
static const char *const all_sorts[] = {
    GOOD,
    "chain: {delta: [0.5, -0.5]}\n" LEFT "rays: none\n",
    "title: \"a: \\\\ \\\"#\"\nchain: {gamma_over_pi: {from: 1/7, to: 6/7, count: 6}}\n"
    "left: {state: thermal, beta: {from: 0.1, to: 3, count: 7, spacing: log}, field: [0.1, 0.30000000000000004, 1e-300]}\n"
    "right: {state: infinite_temperature, mu: -3.3333333333333335}\nrays: {from: -0.7, to: 1.1, count: 12}\nobservables: [sz, q2]\naccuracy: 3e-7\nsweep: "
    "product\n"
    "chunk: 3\noutput: {state: true, lambda: [-1.1, 2.2]}\nray: {method: fixed_grid, points: 100, range: 7.5}\npetsc: {dress_ksp_x: 1, tba_snes_y: -2.5, "
    "dress_ksp_flag: ~, dress_pc_c: 'x,y'}\n",
    "chain: {gamma_over_pi: [1/3, 1/4]}\nleft: {state: polarised, direction: down}\nright: {state: thermal, beta: [1, 2]}\nrays: {auto: 20}\nsweep: zip\n",
    "title: 'null'\n" CHAIN LEFT RIGHT "rays: 0.25\n",
    CHAIN "left: {state: product, vector: [0.6, [0, -0.6], 0, [-0.5291502622129181, 0]]}\nright: {state: tilted_neel, angle: [0.1, -1]}\n" RAYS,
    CHAIN "left: {state: mps, file: " STATE_FILE "}\nright: {state: bell}\n" RAYS,
};

/* The records as a YAML file: keys with a dot become maps. */
static void write_records(GhdParameters p, char text[MAX_TEXT])
{
  char   section[64] = "";
  size_t used        = 0;

  for (PetscInt i = 0; i < p->n_records; ++i) {
    const char *key = p->record[i].key, *dot = strchr(key, '.');
    const int   length = dot ? (int)(dot - key) : 0;

    if (dot && strncmp(section, key, (size_t)length + 1)) used += (size_t)snprintf(text + used, MAX_TEXT - used, "%.*s:\n", length, key);
    (void)snprintf(section, sizeof(section), "%.*s", length + 1, dot ? key : "");
    used += (size_t)snprintf(text + used, MAX_TEXT - used, "%s%s: %s\n", dot ? "  " : "", dot ? dot + 1 : key, p->record[i].value);
  }
}

static int same_reals(PetscInt n, const PetscReal a[], const PetscReal b[])
{
  return (!a && !b) || !memcmp(a, b, (size_t)n * sizeof(*a));
}

static void records_written_as_yaml_read_back_to_the_same_values_and_hash(void **state)
{
  static char text[MAX_TEXT];

  (void)state;
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(all_sorts); ++i) {
    char          hash[65], again_hash[65];
    GhdParameters p = read_good(all_sorts[i], NULL), again;

    write_records(p, text);
    again = read_good(text, NULL);
    assert_ok(GhdParametersHash(p, hash));
    assert_ok(GhdParametersHash(again, again_hash));
    assert_all(!strcmp(hash, again_hash));
    assert_all(!strcmp(p->title, again->title) && p->n_records == again->n_records && p->n_rays == again->n_rays && p->n_gamma == again->n_gamma);
    assert_all(same_reals(p->n_rays, p->zeta, again->zeta) && same_reals(p->n_lambda, p->lambda, again->lambda) && p->gamma_swept == again->gamma_swept);
    for (int s = 0; s < 2; ++s) {
      for (int k = 0; k < GHD_STATE_MAX_PARAMETERS; ++k) {
        const GhdAxis *a = &p->side[s].parameter[k], *b = &again->side[s].parameter[k];

        assert_all(a->n == b->n && a->swept == b->swept && same_reals(a->n, a->value, b->value));
      }
      const GhdSideInput *a = &p->side[s], *b = &again->side[s];

      assert_all(a->n_amplitudes == b->n_amplitudes && same_reals(a->n_amplitudes, a->re, b->re) && same_reals(a->n_amplitudes, a->im, b->im));
      assert_all(a->n_bytes == b->n_bytes && (a->n_bytes == 0 || !memcmp(a->bytes, b->bytes, a->n_bytes)));
    }
    assert_ok(GhdParametersDestroy(&p));
    assert_ok(GhdParametersDestroy(&again));
  }
}

static void hash_of(const char *text, const char *set, char hash[65])
{
  static char   messages[MAX_TEXT];
  GhdParameters p = read_input(text, set, messages);

  assert_all(p);
  assert_ok(GhdParametersHash(p, hash));
  assert_ok(GhdParametersDestroy(&p));
}

static void the_hash_depends_on_everything_that_affects_numbers_and_on_nothing_else(void **state)
{
  static const char *const changes[]    = {"chain.gamma_over_pi=1/4",
                                           "chain.gamma_over_pi=[1/3]",
                                           "left.beta=1.0000000000000002",
                                           "left.field=0.1",
                                           "right.beta=3",
                                           "right={state: infinite_temperature}",
                                           "right={state: dimer}",
                                           "right={state: tilted_ferromagnet, angle: 0.5}",
                                           "right={state: product, vector: [0.6, [0, 0.8]]}",
                                           "right={state: product, vector: [0.6, [0, -0.8]]}",
                                           "rays=[0]",
                                           "rays=none",
                                           "rays={auto: 20}",
                                           "observables=[q1]",
                                           "observables=all",
                                           "accuracy=1e-9",
                                           "sweep=zip",
                                           "chunk=8",
                                           "output.state=true",
                                           "output.lambda=[0]",
                                           "ray.method=fixed_grid",
                                           "ray.points=64",
                                           "ray.range=9",
                                           "petsc={dress_ksp_type: cg}"};
  static const char *const no_changes[] = {"title=another", "left.beta=1.0e0", "left.field=-0",      "accuracy=0.0000000001",  "observables=default",
                                           "petsc={}",      "ray.points=0",    "rays=[0.5, 0, -.5]", "chain.gamma_over_pi=2/6"};
  char                     seen[PETSC_STATIC_ARRAY_LENGTH(changes)][65], original[65], hash[65];

  (void)state;
  hash_of(GOOD, NULL, original);
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(changes); ++i) {
    hash_of(GOOD, changes[i], seen[i]);
    assert_all(strcmp(seen[i], original));
    for (size_t j = 0; j < i; ++j) assert_all(strcmp(seen[i], seen[j]));
  }
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(no_changes); ++i) {
    hash_of(GOOD, no_changes[i], hash);
    assert_all(!strcmp(hash, original));
  }
  hash_of("# a comment\n" RAYS "title: x\n" RIGHT "left:\n  beta: 1\n  state: thermal\n" CHAIN, NULL, hash);
  assert_all(!strcmp(hash, original));
}

static void a_file_enters_the_hash_by_what_it_holds(void **state)
{
  static const char text[] = CHAIN "left: {state: mps, file: " STATE_FILE "}\n" RIGHT RAYS;
  static char                                                                         messages[MAX_TEXT];
  char                                                                                original[65], hash[65], set[128];
  GhdParameters                                                                       p = read_good(text, NULL);

  (void)state;
  assert_ok(GhdParametersHash(p, original));
  (void)snprintf(set, sizeof(set), "left.file_sha256=%s", record_value(p, "left.file_sha256"));
  assert_all(p->side[0].n_bytes > 1000 && !strcmp(record_value(p, "left.file"), STATE_FILE));
  assert_ok(GhdParametersDestroy(&p));
  hash_of(text, "left.file=./" STATE_FILE, hash);
  assert_all(!strcmp(hash, original));
  hash_of(text, set, hash);
  assert_all(!strcmp(hash, original));
  write_state(0.3);
  hash_of(text, NULL, hash);
  assert_all(strcmp(hash, original));
  assert_all(!read_input(text, set, messages));
  assert_all(!messages[0] || strstr(messages, "--set: left.file_sha256: the file is another one: it has "));
  write_state(0.2);
}

static void sha256_gives_the_published_values(void **state)
{
  char hash[65], million[1001];

  (void)state;
  /* FIPS 180-4 examples and the lengths around one block of padding (from sha256sum) */
  ghd_sha256("", 0, hash);
  assert_string_equal(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ghd_sha256("abc", 3, hash);
  assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  ghd_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hash);
  assert_string_equal(hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  memset(million, 'a', 1000);
  ghd_sha256(million, 55, hash);
  assert_string_equal(hash, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  ghd_sha256(million, 64, hash);
  assert_string_equal(hash, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  ghd_sha256(million, 1000, hash);
  assert_string_equal(hash, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

static void every_rank_gets_the_same_parameters(void **state)
{
  static char   messages[MAX_TEXT];
  char          hash[65], root_hash[65];
  GhdComplaints complaints;
  GhdParameters p = read_good(all_sorts[2], NULL);
  PetscInt      n, root_n;

  (void)state;
  assert_ok(GhdParametersHash(p, hash));
  strcpy(root_hash, hash);
  assert_ok(MPI_Bcast(root_hash, 65, MPI_CHAR, 0, PETSC_COMM_WORLD));
  assert_all(!strcmp(hash, root_hash) && !strcmp(p->input_text, all_sorts[2]));
  assert_ok(GhdParametersDestroy(&p));
  write_input(CHAIN "left: {bata: 3}\nrays: [1, x]\n");
  assert_ok(GhdComplaintsCreate(&complaints));
  assert_ok(GhdParametersRead(PETSC_COMM_WORLD, INPUT_FILE, 0, NULL, complaints, &p));
  n = root_n = ghd_n_complaints(complaints);
  assert_ok(MPI_Bcast(&root_n, 1, MPIU_INT, 0, PETSC_COMM_WORLD));
  assert_all(n == root_n && n == 4 && !p);
  printed(complaints, messages);
  assert_ok(GhdComplaintsDestroy(&complaints));
}

/* What stands in the place of the input must be refused with this message, and is taken away. */
static void expect_unreadable(PetscMPIInt rank, const char *message)
{
  static char messages[MAX_TEXT];

  assert_all(!read_input(NULL, NULL, messages));
  if (rank == 0 && strcmp(messages, message)) print_error("printed: %sexpected: %s", messages, message);
  assert_all(rank != 0 || !strcmp(messages, message));
  if (rank == 0) (void)remove(INPUT_FILE);
}

static void a_file_that_cannot_be_read_is_a_complaint_on_every_rank(void **state)
{
  PetscMPIInt rank;

  (void)state;
  assert_ok(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  if (rank == 0) (void)remove(INPUT_FILE);
  expect_unreadable(rank, INPUT_FILE ": No such file or directory\n");
  assert_all(rank != 0 || !mkdir(INPUT_FILE, 0755));
  expect_unreadable(rank, INPUT_FILE ": is a folder, not a file\n");
  assert_all(rank != 0 || !mkfifo(INPUT_FILE, 0644));
  expect_unreadable(rank, INPUT_FILE ": is no ordinary file\n");
  assert_all(rank != 0 || !symlink(INPUT_FILE, INPUT_FILE));
  expect_unreadable(rank, INPUT_FILE ": Too many levels of symbolic links\n");
  if (rank == 0) {
    FILE *stream = fopen(INPUT_FILE, "wb");

    (void)fwrite("\x89HDF\r\n\x1a\n\0\0\0", 1, 11, stream);
    (void)fclose(stream);
  }
  expect_unreadable(rank, INPUT_FILE ": is an HDF5 file, not an input: `xxz-ghd info` shows a result, and its text /provenance/input is the input\n");
}

static void the_printed_table_has_a_line_for_every_parameter(void **state)
{
  static char   text[MAX_TEXT];
  FILE         *file = tmpfile();
  size_t        n;
  GhdParameters p = read_good(all_sorts[2], NULL);

  (void)state;
  assert_ok(GhdParametersPrintTable(file));
  rewind(file);
  n       = fread(text, 1, sizeof(text) - 1, file);
  text[n] = '\0';
  (void)fclose(file);
  for (PetscInt i = 0; i < p->n_records; ++i) {
    char line[80];

    if (!strncmp(p->record[i].key, "right.", 6)) continue; /* the table says that they are those of left */
    (void)snprintf(line, sizeof(line), "\n%s ", p->record[i].key);
    assert_all(strstr(text, line));
  }
  for (int k = 0; k < GHD_STATE_N_KINDS; ++k) assert_all(strstr(text, ghd_state_kind((GhdStateKind)k)->name));
  assert_all(strstr(text, "1e-12 .. 0.01") && strstr(text, "product, zip") && strstr(text, "1/J"));
  assert_ok(GhdParametersDestroy(&p));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_written_as_yaml_read_back_to_the_same_values_and_hash),
      cmocka_unit_test(the_hash_depends_on_everything_that_affects_numbers_and_on_nothing_else),
      cmocka_unit_test(a_file_enters_the_hash_by_what_it_holds),
      cmocka_unit_test(sha256_gives_the_published_values),
      cmocka_unit_test(every_rank_gets_the_same_parameters),
      cmocka_unit_test(a_file_that_cannot_be_read_is_a_complaint_on_every_rank),
      cmocka_unit_test(the_printed_table_has_a_line_for_every_parameter),
  };
  PetscMPIInt rank;
  int         failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  (void)MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  enter_own_folder();
  write_state(0.2);
  failed = cmocka_run_group_tests_name("params_records", tests, NULL, NULL);
  if (rank == 0) (void)remove(STATE_FILE); /* the others are in no folder of theirs */
  leave_own_folder();
  return PetscFinalize() || failed;
}
