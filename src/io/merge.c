/* Joining the parts of a sweep: all that may be wrong is looked for, and said, before anything is written. */
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "merge.h"

/* -- sentences -- */

static PetscErrorCode Complain(GhdMergeReport *report, const char *format, ...) __attribute__((format(printf, 2, 3)));
static PetscErrorCode Complain(GhdMergeReport *report, const char *format, ...)
{
  char    text[GHD_PROBLEM_LENGTH];
  va_list words;

  PetscFunctionBegin;
  va_start(words, format);
  vsnprintf(text, sizeof(text), format, words);
  va_end(words);
  PetscCall(PetscRealloc(sizeof(*report->problem) * (size_t)(report->n_problems + 1), &report->problem));
  PetscCall(PetscStrallocpy(text, &report->problem[report->n_problems]));
  ++report->n_problems;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergeReportDestroy(GhdMergeReport *report)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < report->n_problems; ++i) PetscCall(PetscFree(report->problem[i]));
  PetscCall(PetscFree(report->problem));
  PetscCall(PetscFree(report->notice));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* "point 3, ray 5" of the sweep; "point 3" without rays. */
static const char *row_text(const GhdMergePart *part, int64_t row, char text[64])
{
  if (part->n_rays > 0)
    snprintf(text, 64, "point %" PRId64 ", ray %" PRId64, row / part->n_rays, row % part->n_rays);
  else
    snprintf(text, 64, "point %" PRId64, row);
  return text;
}

static const char *rows_text(const GhdMergePart *part, int64_t begin, int64_t end, char text[160])
{
  char first[64], last[64];

  row_text(part, begin, first);
  if (end - begin == 1)
    snprintf(text, 160, "%s", first);
  else
    snprintf(text, 160, "%s to %s", first, row_text(part, end - 1, last));
  return text;
}

/* -- the files -- */

static PetscBool same_file(const char *a, const char *b)
{
  struct stat one, other;

  return (PetscBool)(!stat(a, &one) && !stat(b, &other) && one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

static PetscErrorCode CheckOutput(const char *output, GhdMergeReport *report)
{
  struct stat info;

  PetscFunctionBegin;
  if (!lstat(output, &info)) PetscCall(Complain(report, "%s exists: name a new file first, then the parts", output));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* *part: [n], of which *n_readable are filled in. */
static PetscErrorCode LookAtAll(PetscInt n, const char *const input[], GhdMergePart part[], PetscInt *n_readable, GhdMergeReport *report)
{
  char problem[GHD_PROBLEM_LENGTH];

  PetscFunctionBegin;
  *n_readable = 0;
  for (PetscInt i = 0; i < n; ++i) {
    PetscCall(GhdMergeLook(input[i], &part[*n_readable], problem));
    if (problem[0])
      PetscCall(Complain(report, "%s", problem));
    else
      ++*n_readable;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- do they belong together? -- */

/* The first line in which the descriptions of the datasets differ: up to its first blank, the name of the dataset. */
static void first_difference(const char *mine, const char *theirs, char name[128])
{
  const char *line = mine;

  for (const char *other = theirs; *mine && *mine == *other; ++mine, ++other)
    if (*mine == '\n') line = mine + 1;
  snprintf(name, 128, "%.*s", (int)PetscMin(strcspn(line, " \n"), 127), line);
}

/* All with the first. */
static PetscErrorCode CheckSameSweep(PetscInt n, const GhdMergePart part[], GhdMergeReport *report)
{
  char text[GHD_PROBLEM_LENGTH], name[128];

  PetscFunctionBegin;
  for (PetscInt i = 1; i < n; ++i) {
    if (strcmp(part[i].hash, part[0].hash)) {
      PetscCall(GhdMergeNameDifference(part[i].path, part[0].path, text));
      PetscCall(Complain(report, "%s", text));
    } else if (part[i].part.sweep_points != part[0].part.sweep_points || part[i].n_rays != part[0].n_rays || strcmp(part[i].fields, part[0].fields)) {
      first_difference(part[i].fields, part[0].fields, name);
      PetscCall(Complain(report, "%s has other datasets than %s%s%s", part[i].path, part[0].path, name[0] ? ": " : "", name));
    } else if (strcmp(part[i].program, part[0].program) && !report->notice) {
      snprintf(text, sizeof(text), "%s was computed by version %s, %s by version %s: last digits may differ", part[i].path, part[i].program, part[0].path,
               part[0].program);
      PetscCall(PetscStrallocpy(text, &report->notice));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckFinished(PetscInt n, const GhdMergePart part[], GhdMergeReport *report)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    if (part[i].n_undone > 0)
      PetscCall(Complain(
          report, "%s (part %" PetscInt_FMT "/%" PetscInt_FMT ") is not finished: %" PRId64 " of %" PRId64 " rays are not computed; continue it with --resume",
          part[i].path, part[i].part.number, part[i].part.count, part[i].n_undone, part[i].end - part[i].begin));
    else if (part[i].n_states_undone > 0)
      PetscCall(Complain(
          report, "%s (part %" PetscInt_FMT "/%" PetscInt_FMT ") is not finished: %" PRId64 " stationary states are not computed; continue it with --resume",
          part[i].path, part[i].part.number, part[i].part.count, part[i].n_states_undone));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- does every row stand in one file? -- */

static int CompareRows(const void *a, const void *b)
{
  const GhdMergePart *first = a, *second = b;

  if (first->begin != second->begin) return first->begin < second->begin ? -1 : 1;
  return (first->end > second->end) - (first->end < second->end);
}

/* ": part 2/4", ": parts 2/4 to 3/4", or nothing if it cannot be told by their numbers. any: one of the two that is there. */
static void missing_parts(const GhdMergePart *any, const GhdMergePart *before, const GhdMergePart *after, char text[96])
{
  const PetscInt count = any->part.count, first = before ? before->part.number + 1 : 1, last = after ? after->part.number - 1 : count;

  text[0] = '\0';
  if ((before && before->part.count != count) || (after && after->part.count != count) || first > last) return;
  if (first == last)
    snprintf(text, 96, ": part %" PetscInt_FMT "/%" PetscInt_FMT, first, count);
  else
    snprintf(text, 96, ": parts %" PetscInt_FMT "/%" PetscInt_FMT " to %" PetscInt_FMT "/%" PetscInt_FMT, first, count, last, count);
}

static PetscErrorCode ComplainGap(const GhdMergePart *before, const GhdMergePart *after, int64_t begin, int64_t end, GhdMergeReport *report)
{
  const GhdMergePart *any = before ? before : after;
  char                rows[160], parts[96];

  PetscFunctionBegin;
  missing_parts(any, before, after, parts);
  PetscCall(Complain(report, "no file holds %s%s", rows_text(any, begin, end, rows), parts));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ComplainOverlap(const GhdMergePart *a, const GhdMergePart *b, GhdMergeReport *report)
{
  char rows[160];

  PetscFunctionBegin;
  if (same_file(a->path, b->path))
    PetscCall(Complain(report, "%s is given twice", a->path));
  else
    PetscCall(Complain(report, "%s (part %" PetscInt_FMT "/%" PetscInt_FMT ") and %s (part %" PetscInt_FMT "/%" PetscInt_FMT ") both hold %s", a->path,
                       a->part.number, a->part.count, b->path, b->part.number, b->part.count, rows_text(b, b->begin, PetscMin(a->end, b->end), rows)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Sorted by their first rows. `reaching` is the part that goes furthest of those before. */
static PetscErrorCode CheckRows(PetscInt n, const GhdMergePart part[], GhdMergeReport *report)
{
  const int64_t       n_rows   = (int64_t)part[0].part.sweep_points * PetscMax(part[0].n_rays, 1);
  const GhdMergePart *reaching = NULL;
  int64_t             next     = 0;

  PetscFunctionBegin;
  PetscCheck(n > 0 && part[0].end > 0, PETSC_COMM_SELF, PETSC_ERR_PLIB, "a part without rows");
  for (PetscInt i = 0; i < n; ++i) {
    if (part[i].begin > next) PetscCall(ComplainGap(reaching, &part[i], next, part[i].begin, report));
    if (part[i].begin < next) PetscCall(ComplainOverlap(reaching, &part[i], report));
    if (part[i].end > next) {
      next     = part[i].end;
      reaching = &part[i];
    }
  }
  if (next < n_rows) PetscCall(ComplainGap(reaching, NULL, next, n_rows, report));
  if (next > n_rows) PetscCall(Complain(report, "%s has more rows than its sweep", reaching->path));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the new file -- */

static PetscErrorCode Join(const char *output, PetscInt n, const GhdMergePart part[], GhdMergeReport *report)
{
  char problem[GHD_PROBLEM_LENGTH], *name;

  PetscFunctionBegin;
  ghd_disk_problem(output, part[0].sweep_bytes, problem);
  if (problem[0]) {
    PetscCall(Complain(report, "%s", problem));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdNameWhileNew(output, &name));
  unlink(name); /* of a process that was killed */
  PetscCall(GhdMergeCreate(name, &part[0], problem));
  for (PetscInt i = 0; i < n && !problem[0]; ++i) PetscCall(GhdMergeCopy(name, &part[i], (PetscBool)(i == 0), problem));
  if (problem[0]) {
    PetscCall(Complain(report, "%s", problem));
  } else {
    ghd_file_into_place(name, output, problem);
    if (problem[0]) PetscCall(Complain(report, "%s %s", output, problem));
  }
  if (report->n_problems) unlink(name);
  PetscCall(PetscFree(name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void summarise(PetscInt n, const GhdMergePart part[], GhdMergeReport *report)
{
  report->n_points = part[0].part.sweep_points;
  report->n_rays   = part[0].n_rays;
  for (PetscInt i = 0; i < n; ++i) report->n_failed += part[i].n_failed + part[i].n_states_failed;
}

PetscErrorCode GhdFileMerge(const char *output, PetscInt n, const char *const input[], GhdMergeReport *report)
{
  GhdMergePart *part;
  PetscInt      n_readable;

  PetscFunctionBegin;
  *report = (GhdMergeReport){0};
  PetscCall(PetscCalloc1(n, &part));
  PetscCall(CheckOutput(output, report));
  PetscCall(LookAtAll(n, input, part, &n_readable, report));
  if (n_readable == n && n > 0) PetscCall(CheckSameSweep(n, part, report));
  if (report->n_problems == 0) { /* the rows of different sweeps, or of a part that cannot be read, mean nothing */
    qsort(part, (size_t)n, sizeof(*part), CompareRows);
    PetscCall(CheckRows(n, part, report));
  }
  PetscCall(CheckFinished(n_readable, part, report));
  if (report->n_problems == 0) PetscCall(Join(output, n, part, report));
  if (report->n_problems == 0) summarise(n, part, report);
  for (PetscInt i = 0; i < n_readable; ++i) PetscCall(GhdMergePartDestroy(&part[i]));
  PetscCall(PetscFree(part));
  PetscFunctionReturn(PETSC_SUCCESS);
}
