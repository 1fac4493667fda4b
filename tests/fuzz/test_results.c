/* Damaged result files: each is refused with a sentence, or shown, continued, extended and merged. Nothing crashes or hangs, and what is accepted holds what its bytes hold.
   More of them: build/release/tests/fuzz/test_results -points 100000; number 17 alone: -first 17 -points 1. timeout: 300 */
#include <fcntl.h>
#include <hdf5.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <mutate.h>
#include <result_file.h>

#define PATIENCE    120 /* seconds for one file */
#define MAX_EXTENTS 128
#define N_KINDS     5
#define PART        4 /* the kind that is the first half of a sweep */
#define LARGER      0 /* the kind that may be extended            */

/* Where the raw data of a dataset lie. */
typedef struct {
  char   path[64];
  size_t start, length;
} Extent;

typedef struct {
  GhdFileLayout  layout;
  size_t         size;
  unsigned char *bytes;
  PetscInt       n_extents;
  Extent         extent[MAX_EXTENTS];
  char          *info; /* what is said of it */
} GoodFile;

static GoodFile good[N_KINDS];
static char     path[PETSC_MAX_PATH_LEN], other_path[PETSC_MAX_PATH_LEN + 8], new_path[PETSC_MAX_PATH_LEN + 8];
static int      verbose;

__attribute__((noreturn)) static void broken(const char *what)
{
  fprintf(stderr, "# VIOLATION %s\n", what);
  abort();
}

#define hold(cond) \
  do { \
    if (!(cond)) broken(#cond); \
  } while (0)

/* ---- good files ---- */

static herr_t add_extent(hid_t file, const char *name, const H5O_info_t *info, void *context)
{
  GoodFile *g = context;
  hid_t     dataset;

  if (info->type != H5O_TYPE_DATASET) return 0;
  dataset = H5Dopen2(file, name, H5P_DEFAULT);
  if (dataset < 0 || g->n_extents == MAX_EXTENTS || strlen(name) >= sizeof(g->extent->path)) return -1;
  if (H5Dget_offset(dataset) != HADDR_UNDEF) {
    Extent *e = &g->extent[g->n_extents++];

    strcpy(e->path, name);
    e->start  = (size_t)H5Dget_offset(dataset);
    e->length = (size_t)H5Dget_storage_size(dataset);
  }
  return H5Dclose(dataset);
}

static PetscErrorCode TextOfInfo(char **text, char **problem)
{
  size_t length;
  FILE  *answer = open_memstream(text, &length);

  PetscFunctionBegin;
  PetscCheck(answer, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a text");
  PetscCall(GhdFilePrintInfo(path, answer, problem));
  fclose(answer);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* whole: with all rows in it, or the first point only. */
static PetscErrorCode MakeGoodFile(const GhdFileLayout *layout, PetscBool whole, GoodFile *g)
{
  GhdFile     file;
  hid_t       id;
  struct stat info;
  FILE       *stream;
  char       *problem;

  PetscFunctionBegin;
  g->layout = *layout;
  PetscCall(GhdFileCreate(PETSC_COMM_SELF, path, layout));
  PetscCall(GhdFileOpen(PETSC_COMM_SELF, path, layout, &file));
  if (whole)
    PetscCall(WriteKnownFile(PETSC_COMM_SELF, file, layout));
  else
    PetscCall(WriteKnownRows(file, layout, 0, 0, CHUNK));
  PetscCall(GhdFileClose(&file, 0));
  PetscCheck((id = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)) >= 0 && H5Ovisit(id, H5_INDEX_NAME, H5_ITER_INC, add_extent, g) >= 0 && H5Fclose(id) >= 0,
             PETSC_COMM_SELF, PETSC_ERR_LIB, "the good file cannot be read");
  PetscCheck(!stat(path, &info) && (stream = fopen(path, "rb")), PETSC_COMM_SELF, PETSC_ERR_FILE_OPEN, "%s", path);
  g->size  = (size_t)info.st_size;
  g->bytes = malloc(g->size);
  PetscCheck(g->bytes && fread(g->bytes, 1, g->size, stream) == g->size, PETSC_COMM_SELF, PETSC_ERR_FILE_READ, "%s", path);
  fclose(stream);
  PetscCall(TextOfInfo(&g->info, &problem));
  PetscCheck(!problem, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s", problem);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void forget(GoodFile *g)
{
  free(g->bytes);
  free(g->info);
  *g = (GoodFile){0};
}

/* Points 0 to 2, or 3 to 5, of the sweep. */
static GhdFileLayout part_layout(PetscInt number)
{
  static GhdPointColumn column[2][8];
  GhdFileLayout         layout = *result_layout(GIVEN_RAYS, PETSC_FALSE);
  const PetscInt        half = N_POINTS / 2, first = (number - 1) * half;
  const PetscInt        chunks_per_point = (N_RAYS + CHUNK - 1) / CHUNK;

  for (PetscInt i = 0; i < layout.n_point_columns; ++i) {
    column[number - 1][i] = layout.point_column[i];
    column[number - 1][i].value += first;
  }
  layout.point_column = column[number - 1];
  layout.n_points     = half;
  layout.part         = (GhdFilePart){number, 2, first, N_POINTS, first * chunks_per_point, (first + half) * chunks_per_point};
  return layout;
}

/* One ray more. */
static GhdFileLayout larger_layout(void)
{
  static PetscReal zeta[N_RAYS + 1];
  GhdFileLayout    layout = *result_layout(GIVEN_RAYS, PETSC_FALSE);

  memcpy(zeta, layout.zeta, N_RAYS * sizeof(*zeta));
  zeta[N_RAYS]             = 2.0;
  layout.n_rays            = N_RAYS + 1;
  layout.zeta              = zeta;
  layout.parameters_sha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
  return layout;
}

/* ---- damage ---- */

/* Next to something that is not 0: most of a file is spare room. */
static size_t place_of_interest(Mutator *m, size_t n, const unsigned char bytes[])
{
  size_t at = mutate_number(m, n);

  for (int i = 0; i < 64 && !bytes[at]; ++i) at = mutate_number(m, n);
  return at;
}

static size_t damage(Mutator *m, const GoodFile *g, unsigned char bytes[])
{
  const size_t at = place_of_interest(m, g->size, bytes), rest = g->size - at, length = 1 + mutate_number(m, PetscMin(rest, 600));

  switch (mutate_number(m, 16)) {
  case 0: return mutate_number(m, g->size);
  case 1: memset(bytes + at, mutate_number(m, 2) ? 0 : 0xff, length); return g->size;
  case 2: memmove(bytes + at, bytes + mutate_number(m, g->size - length + 1), length); return g->size;
  case 3: mutate_bytes(m, g->size, bytes); return g->size;
  case 4: mutate_bytes(m, PetscMin(g->size, 2048), bytes); return g->size;
  default:
    for (uint64_t i = 0, n = 1 + mutate_number(m, 3); i < n; ++i) mutate_bytes(m, 1, bytes + place_of_interest(m, g->size, bytes));
    return g->size;
  }
}

static void write_damaged(size_t n, const unsigned char bytes[])
{
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  hold(file >= 0 && write(file, bytes, n) == (ssize_t)n && !close(file));
}

/* ---- what must hold ---- */

static void is_sentence(const char *problem)
{
  hold(!strncmp(problem, path, strlen(path)) && strlen(problem) > strlen(path) + 5);
  for (const char *byte = problem; *byte; ++byte) hold((unsigned char)*byte >= 32 && *byte != 127);
}

/* Every dataset begins with what lies where its bytes lie in the good file; in a merged one there is more behind. */
static void check_extents(const GoodFile *g, const unsigned char bytes[], const char *name)
{
  hid_t access = H5Pcreate(H5P_FILE_ACCESS), file;

  hold(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 && (file = H5Fopen(name, H5F_ACC_RDONLY, access)) >= 0);
  for (PetscInt i = 0; i < g->n_extents; ++i) {
    const Extent *e = &g->extent[i];
    hid_t         dataset, type;
    char         *data;
    size_t        size;

    if (!strncmp(e->path, "provenance/", 11) || !strncmp(e->path, "parameters/", 11)) continue; /* texts: compared by the program itself, or for people */
    hold((dataset = H5Dopen2(file, e->path, H5P_DEFAULT)) >= 0 && (type = H5Dget_type(dataset)) >= 0);
    size = H5Dget_storage_size(dataset);
    data = malloc(size);
    hold(size >= e->length && data);
    hold(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
    if (memcmp(data, bytes + e->start, e->length)) {
      fprintf(stderr, "# %s\n", e->path);
      broken("an accepted file holds other data");
    }
    free(data);
    hold(H5Tclose(type) >= 0);
  }
  hold(H5Fclose(file) >= 0 && H5Pclose(access) >= 0);
}

/* What --resume does. */
static void go_on(const GoodFile *g)
{
  int8_t  status[N_POINTS * N_RAYS], bulk_status[N_POINTS];
  GhdFile file;

  hold(!GhdFileOpen(PETSC_COMM_SELF, path, &g->layout, &file));
  hold(!GhdFileReadStatus(file, status, bulk_status));
  if (g->layout.n_rays) hold(!WriteKnownRows(file, &g->layout, g->layout.n_points - 1, 0, CHUNK));
  hold(!WriteKnownBulk(file, &g->layout, g->layout.n_points - 1, 0));
  hold(!GhdFileClose(&file, 0));
}

static PetscBool try_resume(const GoodFile *g, const unsigned char bytes[])
{
  char *problem;

  hold(!GhdFileCheckResume(PETSC_COMM_SELF, path, &g->layout, &problem));
  if (verbose && problem) print_message("# resume: %s\n", problem);
  if (!problem) {
    check_extents(g, bytes, path);
    go_on(g);
    return PETSC_TRUE;
  }
  is_sentence(problem);
  hold(!PetscFree(problem));
  return PETSC_FALSE;
}

static PetscBool data_differ(const GoodFile *g, const unsigned char bytes[])
{
  for (PetscInt i = 0; i < g->n_extents; ++i)
    if (memcmp(bytes + g->extent[i].start, g->bytes + g->extent[i].start, g->extent[i].length)) return PETSC_TRUE;
  return PETSC_FALSE;
}

/* All but the data has checksums: damage there is found, or met by nothing that is said. */
static PetscBool try_info(const GoodFile *g, const unsigned char bytes[])
{
  char *problem, *text;

  hold(!TextOfInfo(&text, &problem));
  if (verbose) print_message("# info: %s\n", problem ? problem : text);
  hold(!problem == (strlen(text) > 100));
  for (const char *byte = text; *byte; ++byte) hold((unsigned char)*byte >= 32 || *byte == '\n');
  if (!problem) hold(data_differ(g, bytes) || !strcmp(text, g->info));
  free(text);
  if (!problem) return PETSC_TRUE;
  is_sentence(problem);
  hold(!PetscFree(problem));
  return PETSC_FALSE;
}

/* Whatever is wrong is said; what is made is whole. */
static PetscBool try_merge(const GoodFile *g, const unsigned char bytes[])
{
  const char *const input[] = {path, other_path};
  GhdMergeReport    report;
  PetscBool         merged;

  (void)unlink(new_path);
  hold(!GhdFileMerge(new_path, 2, input, &report));
  merged = (PetscBool)(report.n_problems == 0);
  for (PetscInt i = 0; i < report.n_problems; ++i) {
    if (verbose) print_message("# merge: %s\n", report.problem[i]);
    hold(strstr(report.problem[i], path) || strstr(report.problem[i], new_path));
  }
  hold((access(new_path, F_OK) == 0) == merged);
  if (merged) check_extents(g, bytes, new_path);
  hold(!GhdMergeReportDestroy(&report));
  return merged;
}

static PetscBool try_extend(void)
{
  const GhdFileLayout larger = larger_layout();
  PetscBool           same, taken = PETSC_FALSE;
  char               *problem;

  hold(!GhdFileCheckExtend(PETSC_COMM_SELF, path, &larger, &same, &problem));
  if (!problem && !same) {
    hold(!GhdFileCreate(PETSC_COMM_SELF, new_path, &larger) && !GhdFileTakeRows(PETSC_COMM_SELF, path, new_path, &larger, &problem));
    taken = (PetscBool)!problem;
  }
  if (verbose && problem) print_message("# extend: %s\n", problem);
  if (problem) hold(strstr(problem, path));
  hold(!PetscFree(problem));
  return taken;
}

static void damaged_files_are_refused_or_hold_what_they_hold(void **state)
{
  const PetscInt first = number_option("-first", 0), n = number_option("-points", 500), seed = number_option("-seed", 1);
  PetscInt       n_resumed = 0, n_shown = 0, n_merged = 0, n_extended = 0;
  GhdFileLayout  layout;
  PetscReal      slowest = 0;

  (void)state;
  snprintf(path, sizeof(path), "%s", test_path("damaged"));
  snprintf(other_path, sizeof(other_path), "%s.other", path);
  snprintf(new_path, sizeof(new_path), "%s.joined", path);
  assert_ok(MakeGoodFile(result_layout(GIVEN_RAYS, PETSC_FALSE), PETSC_TRUE, &good[0]));
  assert_ok(MakeGoodFile(result_layout(GIVEN_RAYS, PETSC_TRUE), PETSC_FALSE, &good[1]));
  assert_ok(MakeGoodFile(result_layout(AUTO_RAYS, PETSC_FALSE), PETSC_TRUE, &good[2]));
  assert_ok(MakeGoodFile(result_layout(NO_RAYS, PETSC_FALSE), PETSC_TRUE, &good[3]));
  layout = part_layout(2);
  assert_ok(MakeGoodFile(&layout, PETSC_TRUE, &good[PART]));
  assert_int_equal(rename(path, other_path), 0);
  forget(&good[PART]);
  layout = part_layout(1);
  assert_ok(MakeGoodFile(&layout, PETSC_TRUE, &good[PART]));
  verbose = n == 1;
  for (PetscInt i = first; i < first + n; ++i) {
    Mutator         m     = mutator((uint64_t)seed, (uint64_t)i);
    const GoodFile *g     = &good[mutate_number(&m, N_KINDS)];
    unsigned char  *bytes = malloc(g->size);
    const PetscReal start = ghd_now();

    assert_non_null(bytes);
    memcpy(bytes, g->bytes, g->size);
    mutate_announce("damaged file", (uint64_t)seed, (uint64_t)i, PATIENCE);
    write_damaged(damage(&m, g, bytes), bytes);
    n_shown += try_info(g, bytes);
    if (g == &good[PART]) n_merged += try_merge(g, bytes);
    if (g == &good[LARGER]) n_extended += try_extend();
    n_resumed += try_resume(g, bytes);
    if (mutate_reported()) broken("a sanitizer has something to say about our code");
    slowest = PetscMax(slowest, ghd_now() - start);
    free(bytes);
  }
  alarm(0);
  for (int k = 0; k < N_KINDS; ++k) forget(&good[k]);
  (void)unlink(other_path);
  (void)unlink(new_path);
  if (!verbose) unlink(path);
  print_message("# %d damaged files, %d shown by info, %d continued, %d merged, %d extended, the slowest took %.3f s\n", (int)n, (int)n_shown, (int)n_resumed,
                (int)n_merged, (int)n_extended, slowest);
  assert_true(n < 100 || (n_resumed > n / 100 && n_resumed < n)); /* both ways are gone */
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(damaged_files_are_refused_or_hold_what_they_hold)};
  int                     failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL) || PetscPopSignalHandler()) return 1;
  failed = cmocka_run_group_tests_name("damaged files", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
