/* Many parts of one chunk each are joined; every number of the sweep is known.
   timeout: 120 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <hdf5.h>

#include <check.h>
#include <result_file.h>

enum { SWEEP_POINTS = 20, CHUNKS_PER_POINT = (N_RAYS + CHUNK - 1) / CHUNK, PARTS = SWEEP_POINTS * CHUNKS_PER_POINT };

static double value_of(PetscInt point, PetscInt ray, PetscInt observable)
{
  return 1000.0 * (double)point + (double)ray + 0.25 * (double)observable;
}

/* The file of one chunk of the sweep: one point, with its states. */
static PetscErrorCode WritePart(const char *path, PetscInt chunk)
{
  const PetscInt point = chunk / CHUNKS_PER_POINT, first = chunk % CHUNKS_PER_POINT * CHUNK, n = PetscMin(CHUNK, N_RAYS - first);
  const double   beta   = 0.5 * (double)point;
  GhdPointColumn column = {{"left_beta", "1/J", "inverse temperature", ""}, PETSC_FALSE, &beta, {0}};
  PetscReal      value[N_OBSERVABLES * CHUNK], error[N_OBSERVABLES * CHUNK], rest[CHUNK];
  PetscInt       count[CHUNK], status[CHUNK];
  GhdRows        rows = {
             .point = 0, .first_ray = first, .n = n, .value = value, .error = error, .identity_error = rest, .seconds = rest, .iterations = count, .status = status};
  GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  GhdFile        file;

  PetscFunctionBegin;
  layout->n_points        = 1;
  layout->n_point_columns = 1;
  layout->point_column    = &column;
  layout->part            = (GhdFilePart){chunk + 1, PARTS, point, SWEEP_POINTS, chunk, chunk + 1};
  for (PetscInt r = 0; r < n; ++r) {
    for (PetscInt p = 0; p < N_OBSERVABLES; ++p) value[p * n + r] = error[p * n + r] = value_of(point, first + r, p);
    rest[r]   = value_of(point, first + r, 0);
    count[r]  = 1;
    status[r] = GHD_CONVERGED;
  }
  PetscCall(GhdFileCreate(PETSC_COMM_SELF, path, layout));
  PetscCall(GhdFileOpen(PETSC_COMM_SELF, path, layout, &file));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(WriteKnownBulk(file, layout, 0, side));
  PetscCall(GhdFileWriteRows(file, &rows));
  PetscCall(GhdFileClose(&file, 0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A whole dataset of n doubles. */
static void read_all(hid_t file, const char *path, hsize_t n, double value[])
{
  const hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT), space = H5Dget_space(dataset);

  assert_true(dataset >= 0 && (hsize_t)H5Sget_simple_extent_npoints(space) == n);
  assert_true(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0);
  H5Sclose(space);
  H5Dclose(dataset);
}

static void check_numbers(const char *path)
{
  static const char *const name[N_OBSERVABLES] = {"/profiles/q1", "/profiles/j1", "/profiles/sz_error"};
  static double            value[SWEEP_POINTS * N_RAYS], beta[SWEEP_POINTS], attempts;
  const hid_t              file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);

  for (PetscInt p = 0; p < N_OBSERVABLES; ++p) {
    read_all(file, name[p], SWEEP_POINTS * N_RAYS, value);
    for (PetscInt i = 0; i < SWEEP_POINTS * N_RAYS; ++i) assert_true(value[i] == value_of(i / N_RAYS, i % N_RAYS, p));
  }
  read_all(file, "/status", SWEEP_POINTS * N_RAYS, value);
  for (PetscInt i = 0; i < SWEEP_POINTS * N_RAYS; ++i) assert_true(value[i] == GHD_CONVERGED);
  read_all(file, "/points/left_beta", SWEEP_POINTS, beta);
  for (PetscInt i = 0; i < SWEEP_POINTS; ++i) assert_true(beta[i] == 0.5 * (double)i);
  read_all(file, "/profiles/point", SWEEP_POINTS, beta);
  for (PetscInt i = 0; i < SWEEP_POINTS; ++i) assert_true(beta[i] == (double)i);
  read_all(file, "/bulk/right/light_cone", SWEEP_POINTS, beta);
  for (PetscInt i = 0; i < SWEEP_POINTS; ++i) assert_true(beta[i] == known(LIGHT_CONE, 0, 0, 1));
  read_all(file, "/provenance/attempts/count", 1, &attempts);
  assert_true(attempts == PARTS);
  H5Fclose(file);
}

static char *part_path[PARTS];

static int write_parts(void **state)
{
  (void)state;
  for (PetscInt c = 0; c < PARTS; ++c) {
    char name[32];

    snprintf(name, sizeof(name), "part%d", (int)c);
    part_path[(c * 37) % PARTS] = strdup(test_path(name)); /* 37 and the number of parts have no common factor: another order */
    if (WritePart(test_path(name), c)) return 1;
  }
  return 0;
}

static int remove_parts(void **state)
{
  (void)state;
  for (PetscInt c = 0; c < PARTS; ++c) {
    unlink(part_path[c]);
    free(part_path[c]);
  }
  return 0;
}

static void eighty_parts_of_one_chunk_are_joined_in_any_order(void **state)
{
  const char    *path = test_path("merged");
  GhdMergeReport report;

  (void)state;
  unlink(path);
  assert_ok(GhdFileMerge(path, PARTS, (const char *const *)part_path, &report));
  assert_true(report.n_problems == 0 && !report.notice && report.n_points == SWEEP_POINTS && report.n_rays == N_RAYS);
  assert_ok(GhdMergeReportDestroy(&report));
  check_numbers(path);
  unlink(path);
}

static void every_gap_is_told_apart(void **state)
{
  const char    *path = test_path("gaps");
  const char   **some = malloc(PARTS * sizeof(*some));
  PetscInt       n = 0, n_gaps = 0;
  PetscBool      was_there  = PETSC_TRUE;
  PetscBool      has[PARTS] = {PETSC_FALSE};
  GhdMergeReport report;

  (void)state;
  for (PetscInt c = 0; c < PARTS; ++c) {
    has[c] = (PetscBool)(c % 7 != 3 && c % 11 != 10);
    n_gaps += was_there && !has[c];
    was_there = has[c];
  }
  for (PetscInt c = 0; c < PARTS; ++c)
    if (has[c]) some[n++] = part_path[(c * 37) % PARTS];
  assert_ok(GhdFileMerge(path, n, some, &report));
  assert_true(report.n_problems == n_gaps);
  assert_string_equal(report.problem[0], "no file holds point 0, ray 12: part 4/80");
  assert_true(access(path, F_OK) != 0);
  assert_ok(GhdMergeReportDestroy(&report));
  free(some);
}

/* The limit on the size of files stands for the full disk. */
static void a_disk_that_is_full_is_not_the_fault_of_a_part(void **state)
{
  const char    *path = test_path("full");
  char           expected[2 * PETSC_MAX_PATH_LEN], new_path[PETSC_MAX_PATH_LEN];
  struct rlimit  limit, small;
  GhdMergeReport report;

  (void)state;
  unlink(path);
  snprintf(new_path, sizeof(new_path), "%s.new", path);
  snprintf(expected, sizeof(expected), "%s cannot be merged into %s: File too large", part_path[0], new_path);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  small          = limit;
  small.rlim_cur = 60000;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  assert_ok(GhdFileMerge(path, PARTS, (const char *const *)part_path, &report));
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
  assert_int_equal(report.n_problems, 1);
  assert_string_equal(report.problem[0], expected);
  assert_true(access(path, F_OK) != 0 && access(new_path, F_OK) != 0);
  assert_ok(GhdMergeReportDestroy(&report));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(eighty_parts_of_one_chunk_are_joined_in_any_order),
      cmocka_unit_test(every_gap_is_told_apart),
      cmocka_unit_test(a_disk_that_is_full_is_not_the_fault_of_a_part),
  };
  int failed;

  signal(SIGXFSZ, SIG_IGN);
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("io_merge", tests, write_parts, remove_parts);
  return PetscFinalize() || failed;
}
