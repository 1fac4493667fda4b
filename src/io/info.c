/* What is in a result file, for people. All of it is found in the file itself, by a child process. */
#include <sys/stat.h>

#include "child.h"
#include "disk.h"
#include "look.h"

#define BLOCK         ((hsize_t)1 << 20) /* values read at a time */
#define SHOW_ATTEMPTS 5

typedef struct {
  FILE   *out;
  hid_t   file;
  hsize_t n_points, n_rays;
  int8_t *status; /* [n_points][n_rays] */
} Summary;

static PetscErrorCode Dataset(hid_t file, const char *path, hid_t *dataset)
{
  PetscFunctionBegin;
  *dataset = H5Dopen2(file, path, H5P_DEFAULT);
  PetscCheck(*dataset >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s cannot be opened", path);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TextOf(hid_t file, const char *path, char **text)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(Dataset(file, path, &dataset));
  PetscCall(GhdH5ReadText(dataset, 0, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One row of a column of integers; a scalar has row 0. */
static PetscErrorCode IntegerOf(hid_t file, const char *path, hsize_t row, PetscInt *value)
{
  const hsize_t one = 1;
  hid_t         dataset;

  PetscFunctionBegin;
  PetscCall(Dataset(file, path, &dataset));
  PetscCall(GhdH5Read(dataset, ghd_h5_int(), &row, &one, value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- who made it -- */

static PetscErrorCode PrintOrigin(Summary *s, const char *path)
{
  char       *title, *created, *version, *commit, *host, bytes[32];
  struct stat info;

  PetscFunctionBegin;
  PetscCall(GhdH5GetText(s->file, "title", &title));
  PetscCall(GhdH5GetText(s->file, "created", &created));
  PetscCall(TextOf(s->file, "/provenance/version", &version));
  PetscCall(TextOf(s->file, "/provenance/git_commit", &commit));
  PetscCall(TextOf(s->file, "/provenance/host", &host));
  if (stat(path, &info)) info.st_size = 0;
  fprintf(s->out, "%s\n", path);
  fprintf(s->out, "  title        %s\n", title);
  fprintf(s->out, "  created      %s on %s by xxz-ghd %s (%.12s), %s\n", created, host, version, commit, ghd_bytes_text((PetscReal)info.st_size, bytes));
  PetscCall(PetscFree(title));
  PetscCall(PetscFree(created));
  PetscCall(PetscFree(version));
  PetscCall(PetscFree(commit));
  PetscCall(PetscFree(host));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the plan -- */

static PetscErrorCode PrintAxes(Summary *s)
{
  hid_t    points, names, lengths, type, space;
  hssize_t n_axes;
  size_t   width;
  char    *name;
  int64_t *length;

  PetscFunctionBegin;
  GhdH5Call((points = H5Gopen2(s->file, "/points", H5P_DEFAULT)));
  GhdH5Call((names = H5Aopen(points, "axes", H5P_DEFAULT)));
  GhdH5Call((lengths = H5Aopen(points, "shape", H5P_DEFAULT)));
  GhdH5Call((type = H5Aget_type(names)));
  GhdH5Call((space = H5Aget_space(names)));
  n_axes = H5Sget_simple_extent_npoints(space);
  width  = H5Tget_size(type);
  PetscCheck(n_axes >= 0 && n_axes < 1000 && width > 0 && width < 1000 && H5Tis_variable_str(type) == 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED,
             "the axes of /points cannot be read");
  GhdH5Call(H5Sclose(space));
  GhdH5Call((space = H5Aget_space(lengths)));
  PetscCheck(n_axes == H5Sget_simple_extent_npoints(space), PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "/points has other axes than lengths");
  PetscCall(PetscCalloc2((size_t)(n_axes + 1) * width, &name, n_axes + 1, &length));
  GhdH5Call(H5Aread(names, type, name));
  GhdH5Call(H5Aread(lengths, H5T_NATIVE_INT64, length));
  for (hssize_t i = 0; i < n_axes; ++i) fprintf(s->out, "%s%.*s (%" PRId64 ")", i ? " x " : ": ", (int)width, name + (size_t)i * width, length[i]);
  PetscCall(PetscFree2(name, length));
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Tclose(type));
  GhdH5Call(H5Aclose(lengths));
  GhdH5Call(H5Aclose(names));
  GhdH5Call(H5Gclose(points));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintPlan(Summary *s)
{
  PetscFunctionBegin;
  fprintf(s->out, "  points       %" PRIu64, (uint64_t)s->n_points);
  PetscCall(PrintAxes(s));
  fprintf(s->out, "\n  rays         %" PRIu64 " of each point\n", (uint64_t)s->n_rays);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- progress -- */

static void print_reasons(FILE *out, const int8_t status[], hsize_t n)
{
  hsize_t count[256] = {0};

  for (hsize_t i = 0; i < n; ++i) ++count[(uint8_t)status[i]];
  for (int code = -128; code < 128; ++code)
    if (code != 0 && count[(uint8_t)code])
      fprintf(out, ", %" PRIu64 " %s%s", (uint64_t)count[(uint8_t)code], code < 0 ? "FAILED: " : "", ghd_reason_word((GhdReason)code));
}

static void print_progress(FILE *out, const char *what, const int8_t status[], hsize_t n)
{
  hsize_t done = 0;

  for (hsize_t i = 0; i < n; ++i) done += status[i] != 0;
  fprintf(out, "  %-12s %" PRIu64 " of %" PRIu64 " done", what, (uint64_t)done, (uint64_t)n);
  print_reasons(out, status, n);
  fprintf(out, "\n");
}

static PetscErrorCode PrintBulk(Summary *s, const char *side)
{
  char    path[64], what[32];
  hid_t   dataset;
  int     n_axes;
  hsize_t length[4];
  int8_t *status;

  PetscFunctionBegin;
  snprintf(path, sizeof(path), "/bulk/%s/status", side);
  snprintf(what, sizeof(what), "%s states", side);
  PetscCall(Dataset(s->file, path, &dataset));
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCheck(n_axes == 1 && length[0] == s->n_points, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  PetscCall(PetscMalloc1(s->n_points, &status));
  GhdH5Call(H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, status));
  print_progress(s->out, what, status, s->n_points);
  PetscCall(PetscFree(status));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the numbers -- */

typedef struct {
  PetscReal value; /* < 0: none */
  hsize_t   at;    /* index into [n_points][n_rays] */
  PetscReal sum;
} Largest;

/* Largest value of a dataset [n_points][n_rays] over the rays that are done, and the sum over them. */
static PetscErrorCode FindLargest(Summary *s, const char *path, Largest *largest)
{
  const hsize_t at_once = PetscMax(BLOCK / PetscMax(s->n_rays, 1), 1);
  hid_t         dataset;
  int           n_axes;
  hsize_t       length[4];
  PetscReal    *value;

  PetscFunctionBegin;
  *largest = (Largest){-1, 0, 0};
  PetscCall(Dataset(s->file, path, &dataset));
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCheck(n_axes == 2 && length[0] == s->n_points && length[1] == s->n_rays, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  PetscCall(PetscMalloc1(at_once * s->n_rays, &value));
  for (hsize_t first = 0; first < s->n_points; first += at_once) {
    const hsize_t start[2] = {first, 0}, count[2] = {PetscMin(at_once, s->n_points - first), s->n_rays};

    PetscCall(GhdH5Read(dataset, H5T_NATIVE_DOUBLE, start, count, value));
    for (hsize_t i = 0; i < count[0] * count[1]; ++i) {
      const hsize_t at = first * s->n_rays + i;

      if (s->status[at] == 0 || !(value[i] >= 0)) continue;
      largest->sum += value[i];
      if (value[i] > largest->value) *largest = (Largest){value[i], at, largest->sum};
    }
    ghd_child_is_alive();
  }
  PetscCall(PetscFree(value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void print_largest(Summary *s, const char *what, const Largest *largest, const char *name)
{
  if (largest->value < 0) return;
  fprintf(s->out, "  %-12s %.2g%s%s at point %" PRIu64 ", ray %" PRIu64 "\n", what, (double)largest->value, name[0] ? " of " : "", name,
          (uint64_t)(largest->at / s->n_rays), (uint64_t)(largest->at % s->n_rays));
}

/* Name of the i-th member of a group, if it is an error estimate: without its ending. */
static PetscErrorCode EstimatedName(hid_t group, hsize_t i, char name[128], PetscBool *estimated)
{
  static const char ending[] = "_error";
  size_t            length;

  PetscFunctionBegin;
  GhdH5Call(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, 128, H5P_DEFAULT));
  length     = strlen(name);
  *estimated = (PetscBool)(length >= sizeof(ending) && !strcmp(name + length - sizeof(ending) + 1, ending));
  if (*estimated) name[length - sizeof(ending) + 1] = '\0';
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintObservables(Summary *s)
{
  char       name[128], path[160], worst_name[128] = "";
  Largest    worst = {-1, 0, 0}, found;
  PetscBool  estimated;
  H5G_info_t info;
  hid_t      group;

  PetscFunctionBegin;
  GhdH5Call((group = H5Gopen2(s->file, "/profiles", H5P_DEFAULT)));
  GhdH5Call(H5Gget_info(group, &info));
  fprintf(s->out, "  observables ");
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    PetscCall(EstimatedName(group, i, name, &estimated));
    if (!estimated) continue;
    fprintf(s->out, " %s", name);
    snprintf(path, sizeof(path), "/profiles/%s_error", name);
    PetscCall(FindLargest(s, path, &found));
    if (found.value <= worst.value) continue;
    worst = found;
    snprintf(worst_name, sizeof(worst_name), "%s", name);
  }
  fprintf(s->out, "\n");
  GhdH5Call(H5Gclose(group));
  print_largest(s, "worst error", &worst, worst_name);
  PetscCall(FindLargest(s, "/identity_error", &found));
  print_largest(s, "identities", &found, "");
  PetscCall(FindLargest(s, "/seconds", &found));
  if (found.value >= 0) fprintf(s->out, "  time         %.4g s in all, one ray at most %.2g s\n", (double)found.sum, (double)found.value);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- attempts -- */

static PetscErrorCode AttemptText(hid_t file, const char *column, hsize_t row, char **text)
{
  char  path[64];
  hid_t dataset;

  PetscFunctionBegin;
  snprintf(path, sizeof(path), "/provenance/attempts/%s", column);
  PetscCall(Dataset(file, path, &dataset));
  PetscCall(GhdH5ReadText(dataset, row, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintAttempt(Summary *s, PetscInt number)
{
  const hsize_t row = (hsize_t)(number % GHD_ATTEMPTS);
  char         *start, *end, *host;
  PetscInt      n_ranks, exit_status;

  PetscFunctionBegin;
  PetscCall(AttemptText(s->file, "start", row, &start));
  PetscCall(AttemptText(s->file, "end", row, &end));
  PetscCall(AttemptText(s->file, "host", row, &host));
  PetscCall(IntegerOf(s->file, "/provenance/attempts/ranks", row, &n_ranks));
  PetscCall(IntegerOf(s->file, "/provenance/attempts/exit_status", row, &exit_status));
  fprintf(s->out, "  attempt %-4" PetscInt_FMT " %s on %s, %" PetscInt_FMT " rank%s, ", number + 1, start, host, n_ranks, n_ranks == 1 ? "" : "s");
  if (end[0])
    fprintf(s->out, "ended %s with status %" PetscInt_FMT "\n", end, exit_status);
  else
    fprintf(s->out, "running or killed\n");
  PetscCall(PetscFree(start));
  PetscCall(PetscFree(end));
  PetscCall(PetscFree(host));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintAttempts(Summary *s)
{
  PetscInt count;

  PetscFunctionBegin;
  PetscCall(IntegerOf(s->file, "/provenance/attempts/count", 0, &count));
  if (count > SHOW_ATTEMPTS) fprintf(s->out, "  attempts     %" PetscInt_FMT ", the last %d:\n", count, SHOW_ATTEMPTS);
  for (PetscInt i = PetscMax(0, count - SHOW_ATTEMPTS); i < count; ++i) PetscCall(PrintAttempt(s, i));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- all of it -- */

static PetscErrorCode ReadPlan(Summary *s)
{
  hid_t   dataset;
  int     n_axes;
  hsize_t length[4];

  PetscFunctionBegin;
  PetscCall(Dataset(s->file, "/points/point", &dataset));
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCheck(n_axes == 1, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "/points/point has another shape");
  GhdH5Call(H5Dclose(dataset));
  s->n_points = length[0];
  if (H5Lexists(s->file, "/status", H5P_DEFAULT) <= 0) PetscFunctionReturn(PETSC_SUCCESS); /* bulk states only */
  PetscCall(Dataset(s->file, "/status", &dataset));
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCheck(n_axes == 2 && length[0] == s->n_points, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "/status has another shape");
  s->n_rays = length[1];
  PetscCall(PetscMalloc1(s->n_points * s->n_rays, &s->status));
  GhdH5Call(H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->status));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode LookForInfo(void *path, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  Summary s = {.out = answer};

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(path, PETSC_FALSE, &s.file, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PrintOrigin(&s, path));
  PetscCall(ReadPlan(&s));
  PetscCall(PrintPlan(&s));
  if (s.n_rays > 0) print_progress(s.out, "", s.status, s.n_points * s.n_rays);
  PetscCall(PrintBulk(&s, "left"));
  if (H5Lexists(s.file, "/bulk/right", H5P_DEFAULT) > 0) PetscCall(PrintBulk(&s, "right"));
  if (s.n_rays > 0) PetscCall(PrintObservables(&s));
  PetscCall(PrintAttempts(&s));
  PetscCall(PetscFree(s.status));
  GhdH5Call(H5Fclose(s.file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFilePrintInfo(const char *path, FILE *out, char **problem)
{
  char *answer, name[PETSC_MAX_PATH_LEN], found[GHD_PROBLEM_LENGTH], sentence[GHD_PROBLEM_LENGTH];

  PetscFunctionBegin;
  *problem = NULL;
  snprintf(name, sizeof(name), "%s", path);
  PetscCall(GhdRunInChild(&(GhdTask){LookForInfo, name, "is damaged", GHD_PATIENCE}, &answer, found));
  if (found[0]) {
    ghd_problem(sentence, "%s %s", path, found);
    PetscCall(PetscStrallocpy(sentence, problem));
  } else {
    fputs(answer, out);
  }
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}
