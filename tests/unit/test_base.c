/* ranks: 1 2 3 */
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include <xxzghd/base.h>

#include "check.h"

static void every_reason_has_a_code_a_word_and_a_sentence_of_its_own(void **state)
{
  static const GhdReason reasons[] = {
#define LIST(name, code, word, text) name,
      GHD_REASONS(LIST)
#undef LIST
  };
  const size_t n = sizeof(reasons) / sizeof(reasons[0]);

  (void)state;
  for (size_t i = 0; i < n; ++i) {
    assert_all(strlen(ghd_reason_word(reasons[i])) > 0 && strcmp(ghd_reason_word(reasons[i]), "unknown") != 0);
    assert_all(strlen(ghd_reason_text(reasons[i])) > 10);
    for (size_t j = 0; j < i; ++j) {
      assert_all(reasons[i] != reasons[j]);
      assert_all(strcmp(ghd_reason_word(reasons[i]), ghd_reason_word(reasons[j])) != 0);
      assert_all(strcmp(ghd_reason_text(reasons[i]), ghd_reason_text(reasons[j])) != 0);
    }
  }
}

/* Result files of earlier versions hold these numbers. */
static void the_codes_of_the_reasons_are_those_of_the_file_format(void **state)
{
  static const struct {
    int         code;
    const char *word;
  } of_format_1[] = {{0, "not_done"}, {1, "converged"}, {2, "bulk"},      {3, "fixed_grid"},  {-1, "linear_solver"},
                     {-2, "jumps"},   {-3, "state"},    {-4, "accuracy"}, {-5, "not_finite"}, {-6, "memory"}};

  (void)state;
  for (size_t i = 0; i < sizeof(of_format_1) / sizeof(of_format_1[0]); ++i)
    assert_all(strcmp(ghd_reason_word((GhdReason)of_format_1[i].code), of_format_1[i].word) == 0);
}

static void a_code_that_is_none_is_called_unknown(void **state)
{
  (void)state;
  assert_all(strcmp(ghd_reason_word((GhdReason)77), "unknown") == 0);
  assert_all(strlen(ghd_reason_text((GhdReason)-77)) > 0);
}

/* What `write_lines` writes to stderr, in text[size]; for this rank alone. */
static void catch_stderr(void (*write_lines)(void), char text[], size_t size)
{
  FILE     *file  = tmpfile();
  const int saved = dup(STDERR_FILENO);
  size_t    length;

  assert_all(file && saved >= 0);
  dup2(fileno(file), STDERR_FILENO);
  write_lines();
  fflush(stderr);
  dup2(saved, STDERR_FILENO);
  close(saved);
  rewind(file);
  length       = fread(text, 1, size - 1, file);
  text[length] = '\0';
  fclose(file);
}

static void write_one_line_of_each_level(void)
{
  ghd_log(GHD_LOG_QUIET, "fault %d", 1);
  ghd_log(GHD_LOG_NORMAL, "step %d", 2);
  ghd_log(GHD_LOG_VERBOSE, "chunk %d", 3);
}

static void a_level_shows_its_own_lines_and_those_below_and_one_rank_speaks_for_all(void **state)
{
  const GhdLogLevel before = ghd_log_level();
  char              text[4096];
  PetscMPIInt       rank;

  (void)state;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  for (int level = GHD_LOG_QUIET; level <= GHD_LOG_VERBOSE; ++level) {
    ghd_log_set_level((GhdLogLevel)level);
    assert_all((int)ghd_log_level() == level);
    catch_stderr(write_one_line_of_each_level, text, sizeof(text));
    assert_all(strstr(text, "fault 1") != NULL);
    assert_all((strstr(text, "step 2") != NULL) == (level >= GHD_LOG_NORMAL && rank == 0));
    assert_all((strstr(text, "chunk 3") != NULL) == (level >= GHD_LOG_VERBOSE));
  }
  ghd_log_set_level(before);
}

static void write_a_line(void)
{
  ghd_log(GHD_LOG_QUIET, "%s", "words");
}

static void a_line_begins_with_the_seconds_since_the_start_of_the_process(void **state)
{
  char   text[256], rest[64] = "";
  double seconds = -1;

  (void)state;
  catch_stderr(write_a_line, text, sizeof(text));
  assert_all(sscanf(text, "[%lf] %63[^\n]", &seconds, rest) == 2);
  assert_all(seconds >= 0 && seconds < 600);
  assert_all(strcmp(rest, "words") == 0);
  assert_all(text[strlen(text) - 1] == '\n');
}

static void write_a_line_that_is_too_long(void)
{
  char words[5000];

  memset(words, 'x', sizeof(words) - 1);
  words[sizeof(words) - 1] = '\0';
  ghd_log(GHD_LOG_QUIET, "%s", words);
}

static void a_line_that_is_too_long_is_cut_and_still_ends(void **state)
{
  char text[8192];

  (void)state;
  catch_stderr(write_a_line_that_is_too_long, text, sizeof(text));
  assert_all(strlen(text) > 500 && strlen(text) < 4999);
  assert_all(strchr(text, '\n') == text + strlen(text) - 1);
}

static void the_clock_counts_seconds_and_never_goes_back(void **state)
{
  const PetscReal start     = ghd_now();
  PetscReal       before    = start;
  const PetscReal mpi_start = MPI_Wtime();

  (void)state;
  while (MPI_Wtime() - mpi_start < 0.05) {
    const PetscReal now = ghd_now();

    assert_true(now >= before);
    before = now;
  }
  assert_close(ghd_now() - start, MPI_Wtime() - mpi_start, 0.02);
}

static void count_beat(void *context)
{
  ++*(int *)context;
}

static void a_heartbeat_calls_back_until_the_callback_is_removed(void **state)
{
  int beats = 0;

  (void)state;
  ghd_heartbeat(); /* nothing installed: nothing happens */
  ghd_set_heartbeat(count_beat, &beats);
  ghd_heartbeat();
  ghd_heartbeat();
  assert_all(beats == 2);
  ghd_set_heartbeat(NULL, NULL);
  ghd_heartbeat();
  assert_all(beats == 2);
}

static void the_time_of_a_phase_does_not_hold_that_of_phases_within(void **state)
{
  const PetscReal before[2] = {ghd_phase_seconds(GHD_PHASE_RAY), ghd_phase_seconds(GHD_PHASE_WAIT)}, start = ghd_now();

  (void)state;
  assert_ok(GhdPhaseBegin(GHD_PHASE_RAY));
  usleep(20000);
  assert_ok(GhdPhaseBegin(GHD_PHASE_WAIT));
  usleep(60000);
  assert_ok(GhdPhaseEnd());
  usleep(20000);
  assert_ok(GhdPhaseEnd());
  assert_all(ghd_phase_seconds(GHD_PHASE_RAY) - before[0] >= 0.04 && ghd_phase_seconds(GHD_PHASE_WAIT) - before[1] >= 0.06);
  assert_all(ghd_phase_seconds(GHD_PHASE_RAY) - before[0] + ghd_phase_seconds(GHD_PHASE_WAIT) - before[1] <= ghd_now() - start + 1e-9);
  assert_error(GhdPhaseEnd(), PETSC_ERR_ARG_WRONGSTATE);
}

static void openblas_is_left_with_one_thread(void **state)
{
  int (*get_num_threads)(void);
  void (*set_num_threads)(int);

  (void)state;
  *(void **)&get_num_threads = dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
  *(void **)&set_num_threads = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (!get_num_threads || !set_num_threads) skip(); /* another BLAS */
  set_num_threads(2);
  ghd_single_threaded_blas();
  assert_all(get_num_threads() == 1);
}

static void provenance_names_version_commit_compiler_and_libraries(void **state)
{
  static const char *const libraries[] = {"MPI", "PETSc ", "HDF5 ", "FFTW 3", "libyaml "};
  char                     text[1024], small[8];

  (void)state;
  assert_all(ghd_version()[0] >= '0' && ghd_version()[0] <= '9');
  assert_all(strcmp(ghd_git_commit(), "unknown") == 0 || strspn(ghd_git_commit(), "0123456789abcdef") == 40);
  assert_all(strlen(ghd_compiler()) > 3 && strstr(ghd_compiler_flags(), "-O") != NULL);
  ghd_library_versions(text, sizeof(text));
  for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); ++i) assert_all(strstr(text, libraries[i]) != NULL);
  ghd_library_versions(small, sizeof(small));
  assert_all(strlen(small) == sizeof(small) - 1 && strncmp(small, text, sizeof(small) - 1) == 0);
}

static PetscErrorCode last_rank_is_wrong(void)
{
  PetscMPIInt rank, size;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &size));
  GhdCheckAll(rank < size - 1, PETSC_COMM_WORLD, PETSC_ERR_USER_INPUT, "the last rank objects");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode no_rank_is_wrong(void)
{
  PetscFunctionBegin;
  GhdCheckAll(1, PETSC_COMM_WORLD, PETSC_ERR_USER_INPUT, "nobody objects");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void what_is_wrong_on_one_rank_is_an_error_on_all(void **state)
{
  (void)state;
  assert_error(last_rank_is_wrong(), PETSC_ERR_USER_INPUT);
  assert_ok(no_rank_is_wrong());
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_reason_has_a_code_a_word_and_a_sentence_of_its_own),
      cmocka_unit_test(the_codes_of_the_reasons_are_those_of_the_file_format),
      cmocka_unit_test(a_code_that_is_none_is_called_unknown),
      cmocka_unit_test(a_level_shows_its_own_lines_and_those_below_and_one_rank_speaks_for_all),
      cmocka_unit_test(a_line_begins_with_the_seconds_since_the_start_of_the_process),
      cmocka_unit_test(a_line_that_is_too_long_is_cut_and_still_ends),
      cmocka_unit_test(the_clock_counts_seconds_and_never_goes_back),
      cmocka_unit_test(a_heartbeat_calls_back_until_the_callback_is_removed),
      cmocka_unit_test(the_time_of_a_phase_does_not_hold_that_of_phases_within),
      cmocka_unit_test(openblas_is_left_with_one_thread),
      cmocka_unit_test(provenance_names_version_commit_compiler_and_libraries),
      cmocka_unit_test(what_is_wrong_on_one_rank_is_an_error_on_all),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("base", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
