/* kill -9 at any moment. The program starts itself under mpirun as a writer whose ranks the kernel kills after a random time, again and again, each time continuing the same
   file on another number of ranks; after every kill the file is opened with plain serial HDF5 and looked at.
   starts mpirun
   timeout: 240 */
#include <fcntl.h>
#include <hdf5.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <result_file.h>

enum { KILLS = 12, LONG_POINTS = 1500, LONGEST_LIFE = 100000 /* microseconds */ };

static GhdFileLayout *long_layout(void)
{
  static PetscInt no_species[LONG_POINTS * N_STRINGS];
  GhdFileLayout  *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);

  layout->n_points        = LONG_POINTS;
  layout->n_point_columns = 0;
  layout->n_axes          = 0;
  layout->string_length = layout->string_parity = layout->string_sign = no_species;
  layout->string_row                                                  = (GhdPointRow){0};
  return layout;
}

/* -- the writer: one rank of mpirun -n N test_io_kill FILE MICROSECONDS -- */

/* The kernel sends SIGKILL, at whatever instruction the process is then; 0: never. */
static void die_after(long microseconds)
{
  struct sigevent         by_kill = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
  const struct itimerspec when    = {.it_value = {microseconds / 1000000, microseconds % 1000000 * 1000}};
  timer_t                 timer;

  if (microseconds > 0 && (timer_create(CLOCK_MONOTONIC, &by_kill, &timer) || timer_settime(timer, 0, &when, NULL))) abort();
}

/* The truth about what was written, in a file that is only appended to. */
static void acknowledge(int acknowledged, PetscInt point, PetscInt first)
{
  const int row[2] = {(int)point, (int)first};

  if (write(acknowledged, row, sizeof(row)) != sizeof(row)) abort();
}

static PetscErrorCode WriteWhatIsMissing(GhdFile file, const GhdFileLayout *layout, const int8_t status[], int acknowledged)
{
  PetscMPIInt rank, n_ranks;
  PetscInt    turn = 0;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks));
  for (PetscInt point = 0; point < layout->n_points; ++point) {
    for (PetscInt first = 0; first < N_RAYS; first += CHUNK) {
      const PetscInt n    = PetscMin(CHUNK, N_RAYS - first);
      PetscBool      done = PETSC_TRUE;

      for (PetscInt r = first; r < first + n; ++r)
        if (status[point * N_RAYS + r] == 0) done = PETSC_FALSE;
      if (done || turn++ % n_ranks != rank) continue;
      PetscCall(WriteKnownRows(file, layout, point, first, n));
      acknowledge(acknowledged, point, first);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Writer(const char *path, long microseconds)
{
  const GhdFileLayout *layout = long_layout();
  static int8_t        status[LONG_POINTS * N_RAYS], bulk[LONG_POINTS];
  char                *problem, record[PETSC_MAX_PATH_LEN + 16];
  PetscMPIInt          there;
  GhdFile              file;
  int                  acknowledged;

  PetscFunctionBegin;
  snprintf(record, sizeof(record), "%s.acknowledged", path);
  acknowledged = open(record, O_WRONLY | O_CREAT | O_APPEND, 0600);
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  die_after(microseconds);
  there = access(path, F_OK) == 0;
  PetscCallMPI(MPI_Bcast(&there, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  if (!there) PetscCall(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
  PetscCall(GhdFileCheckResume(PETSC_COMM_WORLD, path, layout, &problem));
  PetscCheck(!problem, PETSC_COMM_WORLD, PETSC_ERR_FILE_UNEXPECTED, "%s", problem);
  PetscCall(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
  PetscCall(GhdFileReadStatus(file, status, bulk));
  PetscCallMPI(MPI_Bcast(status, (PetscMPIInt)sizeof(status), MPI_BYTE, 0, PETSC_COMM_WORLD));
  PetscCall(WriteWhatIsMissing(file, layout, status, acknowledged));
  PetscCall(GhdFileClose(&file, 0));
  close(acknowledged);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the test: never an MPI process itself -- */

/* Exit status of the writer, or -1 if it was killed. */
static int run_writer(int n_ranks, const char *path, long microseconds)
{
  char      self[PETSC_MAX_PATH_LEN] = "", command[4 * PETSC_MAX_PATH_LEN];
  int       status;
  const int no_log = readlink("/proc/self/exe", self, sizeof(self) - 1) < 0;

  assert_false(no_log);
  snprintf(command, sizeof(command), "exec mpirun --timeout 60 -n %d '%s' '%s' %ld >'%s.log' 2>&1", n_ranks, self, path, microseconds, path);
  status = system(command);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status) == 128 + SIGKILL ? -1 : WEXITSTATUS(status);
}

static void show_log(const char *path)
{
  char  name[PETSC_MAX_PATH_LEN + 16], line[512];
  FILE *log;

  snprintf(name, sizeof(name), "%s.log", path);
  log = fopen(name, "r");
  while (log && fgets(line, sizeof(line), log)) print_error("# %s", line);
  if (log) fclose(log);
}

static void read_dataset(hid_t file, const char *path, double value[])
{
  hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT);

  assert_true(dataset >= 0);
  assert_true(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0);
  H5Dclose(dataset);
}

static int rows_acknowledged(const char *path, const double status[])
{
  char  name[PETSC_MAX_PATH_LEN + 16];
  FILE *record;
  int   row[2], n = 0;

  snprintf(name, sizeof(name), "%s.acknowledged", path);
  record = fopen(name, "rb");
  while (record && fread(row, sizeof(row), 1, record) == 1) {
    for (int r = row[1]; r < row[1] + CHUNK && r < N_RAYS; ++r) assert_true(status && status[row[0] * N_RAYS + r] != 0);
    ++n;
  }
  if (record) fclose(record);
  return n;
}

/* The file opens, what is marked done is right, and what was acknowledged is marked. Number of rays that are done. */
static int look_at(const char *path)
{
  static const struct {
    const char *path;
    int         what, index;
  } dataset[] = {{"/profiles/q1", VALUE, 0},       {"/profiles/j1", VALUE, 1},       {"/profiles/sz", VALUE, 2},
                 {"/profiles/q1_error", ERROR, 0}, {"/profiles/j1_error", ERROR, 1}, {"/profiles/sz_error", ERROR, 2},
                 {"/identity_error", IDENTITY, 0}, {"/seconds", SECONDS, 0},         {"/iterations", 0, 0}};
  static double status[LONG_POINTS * N_RAYS], value[LONG_POINTS * N_RAYS];
  int           n_done = 0;
  hid_t         file;

  if (access(path, F_OK)) { /* killed while it was created */
    assert_int_equal(rows_acknowledged(path, NULL), 0);
    return 0;
  }
  file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  assert_true(file >= 0);
  read_dataset(file, "/status", status);
  for (int i = 0; i < LONG_POINTS * N_RAYS; ++i) {
    assert_true(status[i] == 0 || status[i] == known_status(i / N_RAYS, i % N_RAYS));
    n_done += status[i] != 0;
  }
  for (size_t d = 0; d < PETSC_STATIC_ARRAY_LENGTH(dataset); ++d) {
    read_dataset(file, dataset[d].path, value);
    for (int i = 0; i < LONG_POINTS * N_RAYS; ++i) assert_true(status[i] == 0 || value[i] == known(dataset[d].what, dataset[d].index, i / N_RAYS, i % N_RAYS));
  }
  H5Fclose(file);
  rows_acknowledged(path, status);
  return n_done;
}

static void remove_all(const char *path)
{
  const char *suffix[] = {"", ".log", ".acknowledged", ".new"};
  char        name[PETSC_MAX_PATH_LEN + 16];

  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(suffix); ++i) {
    snprintf(name, sizeof(name), "%s%s", path, suffix[i]);
    unlink(name);
  }
}

static void whatever_kills_a_run_what_is_marked_done_is_there_and_right(void **state)
{
  const char *folder = getenv("GHD_TMP");
  char        path[PETSC_MAX_PATH_LEN];
  int         n_done, n_before = 0, n_killed = 0, status;

  (void)state;
  snprintf(path, sizeof(path), "%s/killed.h5", folder ? folder : "/tmp");
  srand48(time(NULL)); /* other moments in every run of this test: what it states holds for all of them */
  for (int i = 0; i < KILLS; ++i) {
    const long life = 1 + lrand48() % LONGEST_LIFE;

    if (i == 0 || n_before == LONG_POINTS * N_RAYS) { /* nothing is left to be killed over */
      remove_all(path);
      n_before = 0;
    }
    status = run_writer(1 + (i + 1) % 3, path, life);
    if (status > 0) show_log(path);
    assert_true(status <= 0); /* killed, or done before */
    n_killed += status < 0;
    n_done = look_at(path);
    print_message("# killed after %.1f ms of writing on %d ranks: %d rays done\n", 1e-3 * (double)life, 1 + (i + 1) % 3, n_done);
    assert_true(n_done >= n_before);
    n_before = n_done;
  }
  assert_true(n_killed >= KILLS / 2);
  status = run_writer(2, path, 0);
  if (status) show_log(path);
  assert_int_equal(status, 0);
  assert_int_equal(look_at(path), LONG_POINTS * N_RAYS);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(whatever_kills_a_run_what_is_marked_done_is_there_and_right)};
  int                     failed;

  if (argc != 3) {
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", 1);
    return cmocka_run_group_tests_name("io: kill -9", tests, NULL, NULL);
  }
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = Writer(argv[1], atol(argv[2])) != 0;
  return PetscFinalize() || failed;
}
