/* A disk that is too small: before the run it is a sentence, in creation an error that leaves nothing behind, in the run an error code that leaves the rows undone and the
   file readable. The limit on the size of files (RLIMIT_FSIZE) stands for the full disk: write() fails in the same way.
   ranks: 1 2
   timeout: 60 */
#include <hdf5.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <check.h>
#include <result_file.h>

static void limit_file_size(rlim_t bytes)
{
  struct rlimit limit;

  assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Where the data of a dataset begin in the file. */
static rlim_t offset_of(const char *path, const char *dataset_path)
{
  hid_t  file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), dataset = H5Dopen2(file, dataset_path, H5P_DEFAULT);
  rlim_t offset = (rlim_t)H5Dget_offset(dataset);

  H5Dclose(dataset);
  H5Fclose(file);
  return offset;
}

static void status_of(const char *path, int8_t status[N_POINTS * N_RAYS])
{
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT), dataset = H5Dopen2(file, "/status", H5P_DEFAULT);

  assert_true(H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status) >= 0);
  H5Dclose(dataset);
  H5Fclose(file);
}

static void a_file_larger_than_the_disk_is_refused_beforehand(void **state)
{
  GhdFileLayout *layout = result_layout(AUTO_RAYS, PETSC_FALSE);
  const char    *path   = test_path("huge");
  char          *problem;

  (void)state;
  assert_ok(GhdFileCheckCreate(PETSC_COMM_WORLD, path, layout, &problem));
  assert_all(problem == NULL);
  layout->n_points = 1000000000;
  layout->n_rays   = 1300; /* 10.4 TB for each dataset of 8-byte numbers, of which there are 11, and 1.3 TB for the status */
  assert_ok(GhdFileCheckCreate(PETSC_COMM_WORLD, path, layout, &problem));
  assert_all(problem && !strncmp(problem, path, strlen(path)) && strstr(problem, " cannot be created: it needs 116 TB, folder ") && strstr(problem, " free"));
  assert_ok(PetscFree(problem));
  assert_error(GhdFileCreate(PETSC_COMM_WORLD, path, layout), PETSC_ERR_FILE_WRITE);
  assert_all(access(path, F_OK) == -1);
}

static void a_folder_that_is_none_is_named(void **state)
{
  char *problem;

  (void)state;
  assert_ok(GhdFileCheckCreate(PETSC_COMM_WORLD, "/nowhere/result.h5", result_layout(GIVEN_RAYS, PETSC_FALSE), &problem));
  assert_string_equal(problem, "/nowhere/result.h5 cannot be created: folder /nowhere: No such file or directory");
  assert_ok(PetscFree(problem));
  assert_ok(GhdFileCheckCreate(PETSC_COMM_WORLD, "/dev/null/result.h5", result_layout(GIVEN_RAYS, PETSC_FALSE), &problem));
  assert_string_equal(problem, "/dev/null/result.h5 cannot be created: /dev/null is not a folder");
  assert_ok(PetscFree(problem));
  assert_ok(GhdFileCheckCreate(PETSC_COMM_WORLD, "/dev/null", result_layout(GIVEN_RAYS, PETSC_FALSE), &problem));
  assert_string_equal(problem, "/dev/null cannot be created: there is something of that name which is not a file");
  assert_ok(PetscFree(problem));
}

static void a_creation_that_fails_leaves_nothing_behind(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char          *path   = test_path("toolarge");
  char                 while_new[PETSC_MAX_PATH_LEN];

  (void)state;
  snprintf(while_new, sizeof(while_new), "%s.new", path);
  unlink(path); /* of an earlier run of this test */
  MPI_Barrier(PETSC_COMM_WORLD);
  for (int kilobytes = 1; kilobytes < 64; kilobytes += 9) {
    limit_file_size((rlim_t)kilobytes * 1024);
    assert_error(GhdFileCreate(PETSC_COMM_WORLD, path, layout), PETSC_ERR_FILE_WRITE);
    assert_all(access(path, F_OK) == -1 && access(while_new, F_OK) == -1);
  }
  limit_file_size(RLIM_INFINITY);
  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
}

/* Rows whose last part does not get through: the state stands behind the status in the file, so that this fails only if the status is really written last. */
static void rows_that_cannot_be_written_stay_undone(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_TRUE);
  const char          *path   = test_path("full");
  PetscMPIInt          rank;
  GhdFile              file;
  rlim_t               limit;
  int8_t               status[N_POINTS * N_RAYS];
  int                  as_expected = 1;

  (void)state;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
  limit = offset_of(path, "/state/filling");
  assert_true(limit > offset_of(path, "/status"));
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
  assert_string_equal(ghd_file_problem(file), "");
  limit_file_size(limit);
  /* no error handler is set aside here: the call prints nothing by itself */
  assert_all(WriteKnownRows(file, layout, rank, 0, CHUNK) == PETSC_ERR_FILE_WRITE);
  assert_all(!strncmp(ghd_file_problem(file), path, strlen(path)) && strstr(ghd_file_problem(file), " cannot be written: File too large"));
  limit_file_size(RLIM_INFINITY);
  assert_all(WriteKnownRows(file, layout, rank, CHUNK, CHUNK) == 0); /* there is room again */
  assert_ok(GhdFileClose(&file, 75));
  status_of(path, status);
  for (int p = 0; p < 1; ++p)
    for (int r = 0; r < N_RAYS; ++r) as_expected &= status[p * N_RAYS + r] == (r >= CHUNK && r < 2 * CHUNK ? known_status(p, r) : 0);
  assert_all(as_expected);
}

static void a_full_disk_at_the_end_is_an_error_code_on_all_ranks(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char          *path   = test_path("end");
  char                *problem;
  GhdFile              file;

  (void)state;
  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
  limit_file_size(1024);
  assert_all(GhdFileClose(&file, 0) == PETSC_ERR_FILE_WRITE);
  assert_all(file == NULL);
  limit_file_size(RLIM_INFINITY);
  assert_ok(GhdFileCheckResume(PETSC_COMM_WORLD, path, layout, &problem));
  assert_all(problem == NULL);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_larger_than_the_disk_is_refused_beforehand),    cmocka_unit_test(a_folder_that_is_none_is_named),
      cmocka_unit_test(a_creation_that_fails_leaves_nothing_behind),          cmocka_unit_test(rows_that_cannot_be_written_stay_undone),
      cmocka_unit_test(a_full_disk_at_the_end_is_an_error_code_on_all_ranks),
  };
  int failed;

  signal(SIGXFSZ, SIG_IGN);
  setenv("OMPI_MCA_mpi_yield_when_idle", "1", 1); /* ranks that wait leave the core to those that work */
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("io: full disk", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
