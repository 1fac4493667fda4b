/* Files that cannot be continued, and why: the sentences for the user. Nothing here may crash, whatever the file.
   ranks: 1 2
   timeout: 120 */
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <result_file.h>

#include "../../src/io/child.h"

static const char *new_file(const char *name)
{
  const char *path = test_path(name);

  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, result_layout(GIVEN_RAYS, PETSC_FALSE)));
  return path;
}

static int on_rank_0(void)
{
  int rank;

  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  return rank == 0;
}

/* The answer of the layer is "<path> <expected>" on all ranks; NULL: no problem. */
static void check_resume(const char *path, const GhdFileLayout *layout, const char *expected)
{
  char sentence[PETSC_MAX_PATH_LEN + 200], *problem;
  int  same;

  MPI_Barrier(PETSC_COMM_WORLD); /* rank 0 has made the file */
  assert_ok(GhdFileCheckResume(PETSC_COMM_WORLD, path, layout, &problem));
  snprintf(sentence, sizeof(sentence), "%s %s", path, expected ? expected : "");
  same = expected ? problem && !strcmp(problem, sentence) : !problem;
  if (!same) print_error("got:      %s\nexpected: %s\n", problem ? problem : "no problem", expected ? sentence : "no problem");
  assert_ok(PetscFree(problem));
  assert_all(same);
}

static void check_info(const char *path, const char *expected)
{
  char sentence[PETSC_MAX_PATH_LEN + 200], *problem = NULL;

  assert_ok(on_rank_0() ? GhdFilePrintInfo(path, stderr, &problem) : 0);
  snprintf(sentence, sizeof(sentence), "%s %s", path, expected);
  if (on_rank_0()) assert_string_equal(problem, sentence);
  assert_ok(PetscFree(problem));
}

static void write_text(const char *path, const char *text)
{
  FILE *file;

  if (!on_rank_0()) return;
  file = fopen(path, "w");
  fputs(text, file);
  fclose(file);
}

/* -- what is no result file -- */

static void a_missing_file_is_named(void **state)
{
  (void)state;
  check_resume("/nowhere/result.h5", result_layout(GIVEN_RAYS, PETSC_FALSE), "cannot be opened for writing: No such file or directory");
  check_info("/nowhere/result.h5", "cannot be opened: No such file or directory");
}

static void a_folder_is_no_result_file(void **state)
{
  (void)state;
  check_resume("/tmp", result_layout(GIVEN_RAYS, PETSC_FALSE), "cannot be opened for writing: Is a directory");
  check_info("/tmp", "is not a file that can be read");
}

static void an_empty_file_is_no_result_file(void **state)
{
  const char *path = test_path("nothing");

  (void)state;
  write_text(path, "");
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "is empty");
  check_info(path, "is empty");
}

static void a_text_is_no_result_file(void **state)
{
  const char *path = test_path("text");

  (void)state;
  write_text(path, "title: a YAML file, given in place of the result by mistake\n");
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "is not an HDF5 file");
  check_info(path, "is not an HDF5 file");
}

static void another_hdf5_file_is_no_result_file(void **state)
{
  const char *path = test_path("other");

  (void)state;
  if (on_rank_0()) H5Fclose(H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "is an HDF5 file, but not a result of xxz-ghd");
  check_info(path, "is an HDF5 file, but not a result of xxz-ghd");
}

static void another_format_version_is_refused(void **state)
{
  const char *path    = new_file("version");
  const long  version = 2;

  (void)state;
  if (on_rank_0()) {
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), attribute = H5Aopen(file, "format_version", H5P_DEFAULT);

    assert_true(H5Awrite(attribute, H5T_NATIVE_LONG, &version) >= 0);
    H5Aclose(attribute);
    H5Fclose(file);
  }
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "has format version 2; this program knows version 1");
  check_info(path, "has format version 2; this program knows version 1");
}

/* -- other parameters -- */

static void the_same_parameters_may_continue(void **state)
{
  const char      *path   = new_file("same");
  GhdFileLayout   *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  GhdParameterText text[6];

  (void)state;
  check_resume(path, layout, NULL);
  memcpy(text, layout->parameter, sizeof(text)); /* another title, with the same hash: the numbers are the same */
  text[0].value      = "another title";
  layout->parameter  = text;
  layout->title      = "another title";
  layout->input_text = "another text";
  check_resume(path, layout, NULL);
}

static void other_parameters_are_named(void **state)
{
  const char      *path   = new_file("changed");
  GhdFileLayout   *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  GhdParameterText text[6];

  (void)state;
  memcpy(text, layout->parameter, sizeof(text));
  layout->parameter         = text;
  layout->parameters_sha256 = "another";
  text[0].value             = "another title"; /* of no consequence, hence not named */
  text[2].value             = "[0.5, 1, 3]";
  check_resume(path, layout, "has other parameters: left.beta is [0.5, 1, 2] in the file, [0.5, 1, 3] in the input");
  text[5].value = "1e-8";
  check_resume(path, layout, "has other parameters: left.beta is [0.5, 1, 2] in the file, [0.5, 1, 3] in the input (and 1 more differs)");
  text[4].value = "14";
  check_resume(path, layout, "has other parameters: left.beta is [0.5, 1, 2] in the file, [0.5, 1, 3] in the input (and 2 more differ)");
  text[2].key = "left.field";
  check_resume(path, layout, "has other parameters: left.field is not given in the file, [0.5, 1, 3] in the input (and 2 more differ)");
}

static void a_file_with_one_parameter_more_is_refused(void **state)
{
  const char    *path   = new_file("more");
  GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);

  (void)state;
  layout->n_parameters      = 5;
  layout->parameters_sha256 = "another";
  check_resume(path, layout, "has other parameters: the file has one that the input does not have");
}

/* -- damage -- */

static void a_truncated_file_is_called_so(void **state)
{
  const char          *path   = new_file("truncated");
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  struct stat          info;
  char                 expected[128];

  (void)state;
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_int_equal(stat(path, &info), 0);
  MPI_Barrier(PETSC_COMM_WORLD);
  for (int i = 12; i >= 1; --i) { /* ever shorter */
    const long length = (long)info.st_size * i / 12 - 1;

    if (on_rank_0()) assert_int_equal(truncate(path, length), 0);
    snprintf(expected, sizeof(expected), "is truncated: it has %ld of %ld bytes", length, (long)info.st_size);
    check_resume(path, layout, expected);
    check_info(path, expected);
  }
  if (on_rank_0()) assert_int_equal(truncate(path, 30), 0);
  check_resume(path, layout, "is not an HDF5 file");
}

static void a_file_of_another_shape_is_damaged(void **state)
{
  const char    *path   = new_file("shape");
  GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);

  (void)state;
  layout->n_rays = N_RAYS - 1;
  check_resume(path, layout, "is damaged: /rays/zeta has another type or shape");
  layout = result_layout(GIVEN_RAYS, PETSC_TRUE);
  check_resume(path, layout, "is damaged: /state/point cannot be opened");
}

/* As h5repack would leave it. */
static void a_compressed_file_is_read_but_not_continued(void **state)
{
  const char   *path     = new_file("compressed");
  const hsize_t shape[2] = {N_POINTS, N_RAYS};
  char         *problem  = NULL;
  FILE         *nowhere  = fopen("/dev/null", "w");

  (void)state;
  if (on_rank_0()) {
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT), space = H5Screate_simple(2, shape, NULL), properties = H5Pcreate(H5P_DATASET_CREATE);

    assert_true(H5Ldelete(file, "/seconds", H5P_DEFAULT) >= 0 && H5Pset_chunk(properties, 2, shape) >= 0 && H5Pset_deflate(properties, 6) >= 0);
    H5Dclose(H5Dcreate2(file, "/seconds", H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT));
    H5Pclose(properties);
    H5Sclose(space);
    H5Fclose(file);
  }
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "can be read, but not continued: /seconds is compressed or cut into chunks");
  assert_ok(on_rank_0() ? GhdFilePrintInfo(path, nowhere, &problem) : 0);
  assert_null(problem);
  fclose(nowhere);
}

/* Whether we are root or not: nobody may write it. */
static void a_file_that_cannot_be_written_is_refused(void **state)
{
  const char *path = new_file("readonly");
  const int   root = geteuid() == 0;

  (void)state;
  if (on_rank_0()) assert_int_equal(chmod(path, 0444), 0);
  if (root) assert_int_equal(seteuid(65534), 0);
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), "cannot be opened for writing: Permission denied");
  if (root) assert_int_equal(seteuid(0), 0);
}

/* A generator of our own, so that every machine damages the same bytes. */
static unsigned next_random(unsigned *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static void flip(int file, unsigned *seed, size_t size)
{
  const int n = 1 + (int)(next_random(seed) % 4);

  for (int i = 0; i < n; ++i) {
    const off_t         at   = (off_t)(next_random(seed) % size);
    const unsigned char byte = (unsigned char)next_random(seed);

    assert_int_equal(pwrite(file, &byte, 1, at), 1);
  }
}

/* libhdf5 1.10.8 itself crashes on about one in sixty of such files. */
static void damaged_bytes_never_bring_us_down(void **state)
{
  const char          *path    = new_file("damaged");
  const GhdFileLayout *layout  = result_layout(GIVEN_RAYS, PETSC_FALSE);
  FILE                *nowhere = fopen("/dev/null", "w");
  unsigned char       *good;
  struct stat          info;
  unsigned             seed = 1;
  int                  file, n_refused = 0;

  (void)state;
  MPI_Barrier(PETSC_COMM_WORLD);
  file = open(path, O_RDWR);
  assert_true(file >= 0 && !fstat(file, &info));
  good = malloc((size_t)info.st_size);
  assert_true(pread(file, good, (size_t)info.st_size, 0) == info.st_size);
  for (int i = 0; i < 120; ++i) {
    char *problem, *problem_of_info = NULL;

    MPI_Barrier(PETSC_COMM_WORLD);
    if (on_rank_0()) flip(file, &seed, (size_t)info.st_size);
    assert_ok(GhdFileCheckResume(PETSC_COMM_WORLD, path, layout, &problem));
    assert_ok(on_rank_0() ? GhdFilePrintInfo(path, nowhere, &problem_of_info) : 0);
    n_refused += problem != NULL;
    assert_ok(PetscFree(problem));
    assert_ok(PetscFree(problem_of_info));
    if (on_rank_0()) assert_true(pwrite(file, good, (size_t)info.st_size, 0) == info.st_size);
  }
  assert_true(n_refused > 20); /* much of the file is raw data and spare room, where damage does not show */
  check_resume(path, layout, NULL);
  free(good);
  close(file);
  fclose(nowhere);
}

static void looking_changes_nothing(void **state)
{
  const char *path = new_file("untouched");
  struct stat before, after;
  char       *problem = NULL, *text;
  size_t      length;
  FILE       *answer = open_memstream(&text, &length);

  (void)state;
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_int_equal(stat(path, &before), 0);
  check_resume(path, result_layout(GIVEN_RAYS, PETSC_FALSE), NULL);
  assert_ok(GhdFilePrintInfo(path, answer, &problem));
  assert_null(problem);
  assert_int_equal(stat(path, &after), 0);
  assert_true(before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
  fclose(answer);
  free(text);
}

/* -- the child -- */

static PetscErrorCode hang(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  (void)context, (void)answer, (void)problem;
  while (pause()) {}
  return 0;
}

static PetscErrorCode crash(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  (void)answer, (void)problem;
  raise(*(int *)context);
  return 0;
}

static PetscErrorCode answer_at_length(void *n, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  (void)problem;
  for (int i = 0; i < *(int *)n; ++i) fputc('a' + i % 26, answer);
  return 0;
}

static PetscErrorCode give_up(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  (void)context, (void)problem;
  fputs("half an answer", answer);
  SETERRQ(PETSC_COMM_SELF, PETSC_ERR_LIB, "the reason");
}

static void a_child_that_hangs_crashes_or_fails_is_a_sentence(void **state)
{
  char problem[GHD_PROBLEM_LENGTH], *answer;
  int  n = 1000000, signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGKILL};

  (void)state;
  assert_ok(GhdRunInChild(&(GhdTask){hang, NULL, "cannot be read", 1}, &answer, problem));
  assert_string_equal(problem, "cannot be read: no progress for 1 s");
  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(signals); ++i) {
    assert_ok(GhdRunInChild(&(GhdTask){crash, &signals[i], "is damaged", 20}, &answer, problem));
    assert_string_equal(problem, "is damaged: the HDF5 library breaks down over it");
    assert_null(answer);
  }
  assert_ok(GhdRunInChild(&(GhdTask){give_up, NULL, "is damaged", 20}, &answer, problem));
  assert_string_equal(problem, "is damaged: the reason");
  assert_null(answer);
  assert_ok(GhdRunInChild(&(GhdTask){answer_at_length, &n, "is damaged", 0}, &answer, problem));
  assert_string_equal(problem, "");
  assert_int_equal(strlen(answer), n);
  assert_true(answer[n - 1] == 'a' + (n - 1) % 26);
  assert_ok(PetscFree(answer));
}

/* -- info -- */

/* What info prints; the caller frees it. */
static char *info_of(const char *path)
{
  char  *problem, *text;
  size_t length;
  FILE  *answer = open_memstream(&text, &length);

  assert_ok(GhdFilePrintInfo(path, answer, &problem));
  fclose(answer);
  assert_null(problem);
  return text;
}

static void info_tells_plan_progress_and_worst_error(void **state)
{
  GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char    *path   = new_file("info");
  char          *text, worst[64], first_line[PETSC_MAX_PATH_LEN + 2];
  GhdFile        file;

  (void)state;
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));      /* info is asked for while the file is being written */
  assert_ok(on_rank_0() ? WriteKnownRows(file, layout, 4, 2, 5) : 0); /* of its rays all five codes in turn */
  text = info_of(path);
  snprintf(first_line, sizeof(first_line), "%s\n", path);
  snprintf(worst, sizeof(worst), "worst error  %.2g of sz (rays, point 4, ray 6)\n", known(ERROR, 2, 4, 6));
  assert_true(!strncmp(text, first_line, strlen(first_line)));
  assert_non_null(strstr(text, "title        a test\n"));
  assert_non_null(strstr(text, "points       6: chain.gamma_over_pi (2) x left.beta (3)\n"));
  assert_non_null(strstr(text, "rays         13 of each point, given\n"));
  assert_non_null(strstr(text, "rays         5 of 78 done, 2 converged, 1 bulk, 1 FAILED (jumps), 1 FAILED (accuracy)\n"));
  assert_non_null(strstr(text, "right states 0 of 6 done\n"));
  assert_non_null(strstr(text, "observables  j1 q1 sz\n"));
  assert_non_null(strstr(text, worst));
  assert_non_null(strstr(text, "attempt 1"));
  assert_non_null(strstr(text, "running or killed\n"));
  free(text);
  assert_ok(on_rank_0() ? WriteKnownBulk(file, layout, 1, 0) : 0);
  text = info_of(path);
  snprintf(worst, sizeof(worst), "worst error  %.2g of sz (left states, point 1)\n", known(ERROR, 2, 1, 50));
  assert_non_null(strstr(text, "left states  1 of 6 done, 1 bulk\n"));
  assert_non_null(strstr(text, worst));
  free(text);
  assert_ok(GhdFileClose(&file, 3));
  text = info_of(path);
  assert_non_null(strstr(text, "with status 3\n"));
  free(text);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_missing_file_is_named),
      cmocka_unit_test(a_folder_is_no_result_file),
      cmocka_unit_test(an_empty_file_is_no_result_file),
      cmocka_unit_test(a_text_is_no_result_file),
      cmocka_unit_test(another_hdf5_file_is_no_result_file),
      cmocka_unit_test(another_format_version_is_refused),
      cmocka_unit_test(the_same_parameters_may_continue),
      cmocka_unit_test(other_parameters_are_named),
      cmocka_unit_test(a_file_with_one_parameter_more_is_refused),
      cmocka_unit_test(a_truncated_file_is_called_so),
      cmocka_unit_test(a_file_of_another_shape_is_damaged),
      cmocka_unit_test(a_compressed_file_is_read_but_not_continued),
      cmocka_unit_test(a_file_that_cannot_be_written_is_refused),
      cmocka_unit_test(damaged_bytes_never_bring_us_down),
      cmocka_unit_test(looking_changes_nothing),
      cmocka_unit_test(a_child_that_hangs_crashes_or_fails_is_a_sentence),
      cmocka_unit_test(info_tells_plan_progress_and_worst_error),
  };
  int failed;

  setenv("OMPI_MCA_mpi_yield_when_idle", "1", 1); /* ranks that wait leave the core to those that work */
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("io: refusals", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
