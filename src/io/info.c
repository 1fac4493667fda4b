/* What is in a result file, for people. All of it is found in the file itself, by a child process. */
#include <sys/stat.h>

#include "child.h"
#include "disk.h"
#include "info.h"
#include "look.h"
#include "part.h"

#define SHOW_ATTEMPTS 5

/* One row of a column of texts or integers; a scalar has row 0. */
static PetscErrorCode TextOf(hid_t file, const char *path, hsize_t row, char **text)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(GhdInfoDataset(file, path, &dataset));
  PetscCall(GhdH5ReadText(dataset, row, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode IntegerOf(hid_t file, const char *path, hsize_t row, PetscInt *value)
{
  const hsize_t one = 1;
  hid_t         dataset;

  PetscFunctionBegin;
  PetscCall(GhdInfoDataset(file, path, &dataset));
  PetscCall(GhdH5Read(dataset, ghd_h5_int(), &row, &one, value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- who made it -- */

static PetscErrorCode PrintOrigin(hid_t file, FILE *out, const char *path)
{
  char       *title, *created, *version, *commit, *host, bytes[32];
  struct stat info;

  PetscFunctionBegin;
  PetscCall(GhdH5GetText(file, "title", &title));
  PetscCall(GhdH5GetText(file, "created", &created));
  PetscCall(TextOf(file, "/provenance/version", 0, &version));
  PetscCall(TextOf(file, "/provenance/git_commit", 0, &commit));
  PetscCall(TextOf(file, "/provenance/host", 0, &host));
  if (stat(path, &info)) info.st_size = 0;
  fprintf(out, "%s\n", path);
  fprintf(out, "  title        %s\n", title);
  fprintf(out, "  created      %s on %s by xxz-ghd %s (%.12s), %s\n", created, host, version, commit, ghd_bytes_text((PetscReal)info.st_size, bytes));
  PetscCall(PetscFree(title));
  PetscCall(PetscFree(created));
  PetscCall(PetscFree(version));
  PetscCall(PetscFree(commit));
  PetscCall(PetscFree(host));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the plan -- */

static PetscErrorCode PrintAxes(hid_t file, FILE *out)
{
  hid_t    points, names, lengths, type, space;
  hssize_t n_axes;
  size_t   width;
  char    *name;
  int64_t *length;

  PetscFunctionBegin;
  GhdH5Call((points = H5Gopen2(file, "/points", H5P_DEFAULT)));
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
  for (hssize_t i = 0; i < n_axes; ++i) fprintf(out, "%s%.*s (%" PRId64 ")", i ? " x " : ": ", (int)width, name + (size_t)i * width, length[i]);
  PetscCall(PetscFree2(name, length));
  GhdH5Call(H5Sclose(space));
  GhdH5Call(H5Tclose(type));
  GhdH5Call(H5Aclose(lengths));
  GhdH5Call(H5Aclose(names));
  GhdH5Call(H5Gclose(points));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode LengthOf(hid_t file, const char *path, hsize_t *length)
{
  hsize_t lengths[4] = {0};
  hid_t   dataset;
  int     n_axes;

  PetscFunctionBegin;
  PetscCall(GhdInfoDataset(file, path, &dataset));
  PetscCall(GhdH5Shape(dataset, &n_axes, lengths));
  GhdH5Call(H5Dclose(dataset));
  *length = lengths[0];
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintPlan(hid_t file, FILE *out)
{
  hsize_t     n_points, n_rays;
  GhdFilePart part;

  PetscFunctionBegin;
  PetscCall(LengthOf(file, "/points/point", &n_points));
  fprintf(out, "  points       %" PRIu64, (uint64_t)n_points);
  PetscCall(PrintAxes(file, out));
  PetscCall(GhdPartRead(file, &part));
  if (part.count)
    fprintf(out, "\n  part         %" PetscInt_FMT " of %" PetscInt_FMT ": from point %" PetscInt_FMT " of %" PetscInt_FMT " on", part.number, part.count,
            part.first_point, part.sweep_points);
  if (H5Lexists(file, "/rays", H5P_DEFAULT) <= 0) {
    fprintf(out, "\n  rays         none\n");
  } else if (H5Lexists(file, "/rays/ray", H5P_DEFAULT) > 0) {
    PetscCall(LengthOf(file, "/rays/ray", &n_rays));
    fprintf(out, "\n  rays         %" PRIu64 " of each point, chosen\n", (uint64_t)n_rays);
  } else {
    PetscCall(LengthOf(file, "/rays/zeta", &n_rays));
    fprintf(out, "\n  rays         %" PRIu64 " of each point, given\n", (uint64_t)n_rays);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- attempts -- */

static PetscErrorCode PrintAttempt(hid_t file, FILE *out, PetscInt number)
{
  const hsize_t row = (hsize_t)(number % GHD_ATTEMPTS);
  char         *start, *end, *host;
  PetscInt      n_ranks, exit_status;

  PetscFunctionBegin;
  PetscCall(TextOf(file, "/provenance/attempts/start_time", row, &start));
  PetscCall(TextOf(file, "/provenance/attempts/end_time", row, &end));
  PetscCall(TextOf(file, "/provenance/attempts/host", row, &host));
  PetscCall(IntegerOf(file, "/provenance/attempts/ranks", row, &n_ranks));
  PetscCall(IntegerOf(file, "/provenance/attempts/exit_status", row, &exit_status));
  fprintf(out, "  attempt %-4" PetscInt_FMT " %s on %s, %" PetscInt_FMT " rank%s, ", number + 1, start, host, n_ranks, n_ranks == 1 ? "" : "s");
  if (end[0])
    fprintf(out, "ended %s with status %" PetscInt_FMT "\n", end, exit_status);
  else
    fprintf(out, "running or killed\n");
  PetscCall(PetscFree(start));
  PetscCall(PetscFree(end));
  PetscCall(PetscFree(host));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PrintAttempts(hid_t file, FILE *out)
{
  PetscInt count;

  PetscFunctionBegin;
  PetscCall(IntegerOf(file, "/provenance/attempts/count", 0, &count));
  if (count > SHOW_ATTEMPTS) fprintf(out, "  attempts     %" PetscInt_FMT ", the last %d:\n", count, SHOW_ATTEMPTS);
  for (PetscInt i = PetscMax(0, count - SHOW_ATTEMPTS); i < count; ++i) PetscCall(PrintAttempt(file, out, i));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the larger file that will take its place -- */

/* Whoever asks how far a running --extend is would otherwise see a file that does not change. */
static PetscErrorCode PrintExtension(FILE *out, const char *path)
{
  struct stat info;
  char       *larger;

  PetscFunctionBegin;
  PetscCall(GhdNameWhileNew(path, &larger));
  if (!stat(larger, &info)) fprintf(out, "  extension    begun: %s takes the place of this file when it is whole\n", larger);
  PetscCall(PetscFree(larger));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- all of it -- */

/* The states of the left side are always there. The rays come last. */
static PetscErrorCode PrintProgressAndNumbers(hid_t file, FILE *out)
{
  static const GhdInfoPart possible[] = {
      {"left states", "/bulk/left", "/bulk/left/status", "/bulk/left/identity_error", 0, 0, 0, 0, NULL},
      {"right states", "/bulk/right", "/bulk/right/status", "/bulk/right/identity_error", 0, 0, 0, 0, NULL},
      {"rays", "/profiles", "/status", "/identity_error", 0, 0, 0, 0, NULL},
  };
  GhdInfoPart part[3];
  PetscInt    n_parts = 0;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < 3; ++i) {
    if (H5Lexists(file, possible[i].folder, H5P_DEFAULT) <= 0 && i > 0) continue;
    part[n_parts] = possible[i];
    PetscCall(GhdInfoReadPart(file, &part[n_parts]));
    if (i == 2) PetscCall(GhdPartRows(file, part[n_parts].n_points, part[n_parts].n_rays, &part[n_parts].begin, &part[n_parts].end));
    ++n_parts;
  }
  for (PetscInt i = 0; i < n_parts; ++i) ghd_info_print_progress(out, &part[i]);
  PetscCall(GhdInfoPrintNumbers(file, out, n_parts, part));
  for (PetscInt i = 0; i < n_parts; ++i) PetscCall(GhdInfoFreePart(&part[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode LookForInfo(void *path, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  hid_t file;

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(path, PETSC_FALSE, &file, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PrintOrigin(file, answer, path));
  PetscCall(PrintPlan(file, answer));
  PetscCall(PrintProgressAndNumbers(file, answer));
  PetscCall(PrintAttempts(file, answer));
  PetscCall(PrintExtension(answer, path));
  GhdH5Call(H5Fclose(file));
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
    ghd_make_printable(answer, PETSC_TRUE);
    fputs(answer, out);
  }
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}
