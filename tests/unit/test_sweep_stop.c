/* What ends a run early, and what keeps two runs off one file. */
#include "../../src/sweep/lock.h"
#include "../../src/sweep/stop.h"
#include "check.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xxzghd/sweep.h>

static char folder[256];
static char output[300];

static int MakeFolder(void **state)
{
  const char *top = getenv("GHD_TMP");

  (void)state;
  (void)snprintf(folder, sizeof(folder), "%s/stop.XXXXXX", top ? top : "/tmp");
  if (!mkdtemp(folder)) return 1;
  (void)snprintf(output, sizeof(output), "%s/out.h5", folder);
  return 0;
}

static int RemoveFolder(void **state)
{
  (void)state;
  return rmdir(folder); /* fails if anything is left behind */
}

static void Touch(const char *suffix)
{
  char  path[320];
  FILE *file;

  (void)snprintf(path, sizeof(path), "%s%s", output, suffix);
  file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fclose(file), 0);
}

static void a_run_stops_when_the_next_chunk_does_not_fit_into_the_time_limit(void **state)
{
  GhdStop stop = NULL;

  (void)state;
  assert_ok(GhdStopCreate(output, output, ghd_now() - 50.0, 100.0, &stop));
  assert_all(!ghd_stop_now(stop, 40.0));
  assert_all(ghd_stop_reason(stop) == NULL);
  assert_all(ghd_stop_now(stop, 60.0));
  assert_all(ghd_stop_now(stop, 0.0)); /* once is for good */
  assert_string_equal(ghd_stop_reason(stop), "time limit");
  assert_ok(GhdStopDestroy(&stop));
  assert_all(stop == NULL);
}

static void without_a_time_limit_no_chunk_is_too_long(void **state)
{
  GhdStop stop = NULL;

  (void)state;
  assert_ok(GhdStopCreate(output, output, ghd_now() - 1e6, 0.0, &stop));
  assert_all(!ghd_stop_now(stop, 1e9));
  assert_ok(GhdStopDestroy(&stop));
}

static void a_run_stops_when_its_result_file_is_removed_or_replaced(void **state)
{
  char    other[320];
  GhdStop stop = NULL;

  (void)state;
  Touch("");
  (void)snprintf(other, sizeof(other), "%s.other", output);
  for (int replaced = 0; replaced < 2; ++replaced) {
    assert_ok(GhdStopCreate(output, output, ghd_now(), 0.0, &stop));
    assert_all(!ghd_stop_now(stop, 0.0));
    Touch(".other"); /* before the first is gone, whose number it might get */
    assert_int_equal(replaced ? unlink(output) : rename(other, output), 0);
    assert_all(ghd_stop_file_is_gone(stop));
    assert_all(!ghd_stop_now(stop, 0.0)); /* looks once a second */
    (void)usleep(1100000);
    assert_all(ghd_stop_now(stop, 0.0));
    assert_string_equal(ghd_stop_reason(stop), "the result file was removed");
    assert_ok(GhdStopDestroy(&stop));
  }
  assert_int_equal(unlink(other), 0);
}

static void a_stop_file_ends_one_run_and_is_gone_then(void **state)
{
  GhdStop stop = NULL;

  (void)state;
  Touch(".stop");
  assert_ok(GhdStopCreate(output, output, ghd_now(), 0.0, &stop));
  assert_all(ghd_stop_now(stop, 0.0));
  assert_string_equal(ghd_stop_reason(stop), "stop file");
  ghd_stop_clear(stop);
  assert_ok(GhdStopDestroy(&stop));
  assert_ok(GhdStopCreate(output, output, ghd_now(), 0.0, &stop));
  assert_all(!ghd_stop_now(stop, 0.0));
  assert_ok(GhdStopDestroy(&stop));
}

static void sigusr1_asks_for_a_stop_and_kills_nobody(void **state)
{
  GhdStop stop = NULL;

  (void)state;
  assert_ok(GhdCatchStopSignals());
  assert_ok(GhdStopCreate(output, output, ghd_now(), 0.0, &stop));
  assert_all(!ghd_stop_signalled() && !ghd_stop_now(stop, 0.0));
  assert_int_equal(raise(SIGUSR1), 0);
  assert_all(ghd_stop_signalled() && ghd_stop_now(stop, 0.0));
  assert_string_equal(ghd_stop_reason(stop), "signal");
  assert_ok(GhdStopDestroy(&stop));
}

/* Another process tries to take the lock: its outcome, and who it says has it. */
static GhdLockOutcome OutcomeElsewhere(char who[], size_t size)
{
  int   fd[2], status = 0;
  pid_t child;

  assert_int_equal(pipe(fd), 0);
  child = fork();
  if (child == 0) {
    GhdLock        lock;
    GhdLockOutcome outcome;
    char           text[320] = "";

    if (GhdLockTake(output, &lock, &outcome, text, sizeof(text))) _exit(99);
    if (write(fd[1], text, sizeof(text)) != (ssize_t)sizeof(text)) _exit(98);
    _exit((int)outcome); /* without a release: as if killed */
  }
  assert_int_equal(read(fd[0], who, size), size);
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  close(fd[0]);
  close(fd[1]);
  return (GhdLockOutcome)WEXITSTATUS(status);
}

static void a_second_process_is_told_who_holds_the_lock(void **state)
{
  char           who[320], expected[64];
  GhdLock        lock;
  GhdLockOutcome outcome;

  (void)state;
  assert_ok(GhdLockTake(output, &lock, &outcome, who, sizeof(who)));
  assert_all(outcome == GHD_LOCK_HELD);
  assert_all(OutcomeElsewhere(who, sizeof(who)) == GHD_LOCK_BUSY);
  (void)snprintf(expected, sizeof(expected), "process %ld on ", (long)getpid());
  assert_all(strncmp(who, expected, strlen(expected)) == 0);
  assert_ok(GhdLockRelease(&lock));
  assert_all(lock == NULL);
}

static void a_lock_file_left_by_a_dead_process_blocks_nobody(void **state)
{
  char           who[320], path[320];
  GhdLock        lock;
  GhdLockOutcome outcome;

  (void)state;
  assert_all(OutcomeElsewhere(who, sizeof(who)) == GHD_LOCK_HELD);
  (void)snprintf(path, sizeof(path), "%s.lock", output);
  assert_int_equal(access(path, F_OK), 0);
  assert_ok(GhdLockTake(output, &lock, &outcome, who, sizeof(who)));
  assert_all(outcome == GHD_LOCK_HELD);
  assert_ok(GhdLockRelease(&lock));
  assert_int_equal(access(path, F_OK), -1);
}

static void a_lock_in_a_folder_that_is_not_there_is_refused_with_the_reason(void **state)
{
  char           who[320];
  GhdLock        lock;
  GhdLockOutcome outcome;

  (void)state;
  assert_ok(GhdLockTake("/nonexistent/out.h5", &lock, &outcome, who, sizeof(who)));
  assert_all(outcome == GHD_LOCK_UNWRITABLE && lock == NULL);
  assert_string_equal(who, "No such file or directory");
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_stops_when_the_next_chunk_does_not_fit_into_the_time_limit),
      cmocka_unit_test(without_a_time_limit_no_chunk_is_too_long),
      cmocka_unit_test(a_run_stops_when_its_result_file_is_removed_or_replaced),
      cmocka_unit_test(a_stop_file_ends_one_run_and_is_gone_then),
      cmocka_unit_test(sigusr1_asks_for_a_stop_and_kills_nobody),
      cmocka_unit_test(a_second_process_is_told_who_holds_the_lock),
      cmocka_unit_test(a_lock_file_left_by_a_dead_process_blocks_nobody),
      cmocka_unit_test(a_lock_in_a_folder_that_is_not_there_is_refused_with_the_reason),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_stop", tests, MakeFolder, RemoveFolder);
  return PetscFinalize() || failed;
}
