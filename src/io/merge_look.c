/* One part of a sweep, as it is found. */
#include "child.h"
#include "field.h"
#include "info.h"
#include "look.h"
#include "merge.h"
#include "part.h"
#include "schema_read.h"

#define Found(...) PetscFunctionReturn((ghd_problem(problem, __VA_ARGS__), PETSC_SUCCESS))

/* -- in the child: an answer of one line of numbers, the hash, the program, the datasets -- */

/* Datasets that have rows must all have them for the same points and rays. */
static PetscErrorCode DescribeFields(const GhdSchema *schema, hsize_t n_points, hsize_t n_rays, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < schema->n; ++i) {
    const GhdField    *field = &schema->field[i];
    const GhdFieldRows rows  = ghd_field_rows(field);

    if (rows != GHD_ROWS_NONE && field->axis[0].n != (PetscInt)n_points) Found("is damaged: %s has another number of points", field->path);
    if (rows == GHD_ROWS_RAYS && field->axis[1].n != (PetscInt)n_rays) Found("is damaged: %s has another number of rays", field->path);
    fprintf(answer, "%s %d", field->path, (int)field->type);
    for (PetscInt a = 0; a < field->n_axes; ++a) {
      if (a == 0 && rows != GHD_ROWS_NONE)
        fprintf(answer, " points");
      else
        fprintf(answer, " %s %" PetscInt_FMT, field->axis[a].scale, field->axis[a].n);
    }
    fprintf(answer, "\n");
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void count(const GhdInfoPart *info, int64_t *n_undone, int64_t *n_failed)
{
  for (hsize_t i = info->begin; i < info->end; ++i) {
    *n_undone += info->status[i] == 0;
    *n_failed += info->status[i] < 0;
  }
}

static PetscErrorCode CountStates(hid_t file, const GhdSchema *schema, hsize_t n_points, int64_t *n_undone, int64_t *n_failed, char problem[GHD_PROBLEM_LENGTH])
{
  static const char *const path[2] = {"/bulk/left/status", "/bulk/right/status"};

  PetscFunctionBegin;
  for (int side = 0; side < 2; ++side) {
    GhdInfoPart states = {.status_path = path[side]};

    if (!ghd_schema_find(schema, path[side]) && side == 1) continue;
    PetscCall(GhdInfoReadPart(file, &states));
    if (states.n_points != n_points || states.n_rays != 1) Found("is damaged: %s has another number of points", path[side]);
    count(&states, n_undone, n_failed);
    PetscCall(GhdInfoFreePart(&states));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode PutTexts(hid_t file, FILE *answer)
{
  static const char *const path[2] = {"/provenance/version", "/provenance/git_commit"};
  char                    *hash, *text[2];
  hid_t                    group;

  PetscFunctionBegin;
  GhdH5Call((group = H5Gopen2(file, "/parameters", H5P_DEFAULT)));
  PetscCall(GhdH5GetText(group, "parameters_sha256", &hash));
  GhdH5Call(H5Gclose(group));
  for (int i = 0; i < 2; ++i) {
    hid_t dataset;

    PetscCall(GhdInfoDataset(file, path[i], &dataset));
    PetscCall(GhdH5ReadText(dataset, 0, &text[i]));
    GhdH5Call(H5Dclose(dataset));
  }
  fprintf(answer, "%.64s\n%.64s (%.12s)\n", hash, text[0], text[1]);
  PetscCall(PetscFree(hash));
  for (int i = 0; i < 2; ++i) PetscCall(PetscFree(text[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Bytes of the whole sweep. */
static PetscReal size_of_sweep(const GhdSchema *schema, PetscInt n_points)
{
  PetscReal size = 0;

  for (PetscInt i = 0; i < schema->n; ++i) {
    GhdField field = schema->field[i];

    if (ghd_field_rows(&field) != GHD_ROWS_NONE) field.axis[0].n = n_points;
    size += ghd_field_size(&field);
  }
  return size;
}

static PetscErrorCode LookAtPart(hid_t file, const GhdSchema *schema, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const GhdField *point = ghd_schema_find(schema, "/points/point"), *status = ghd_schema_find(schema, "/status");
  GhdFilePart     part;
  GhdInfoPart     rays      = {.status_path = "/status"};
  int64_t         number[4] = {0}, before;
  hsize_t         n_points, n_rays, begin, end;

  PetscFunctionBegin;
  PetscCall(GhdPartRead(file, &part));
  if (part.count == 0) Found("holds a whole sweep, not a part of one");
  if (!point || point->n_axes != 1 || (status && status->n_axes != 2)) Found("is damaged: it has no points");
  n_points = (hsize_t)point->axis[0].n;
  n_rays   = status ? (hsize_t)status->axis[1].n : 0;
  if (n_points > (hsize_t)(part.sweep_points - part.first_point)) Found("is damaged: it has more points than its sweep");
  begin = (hsize_t)(part.first_chunk - part.first_point);
  end   = (hsize_t)(part.end_chunk - part.first_point);
  if (n_rays > 0) PetscCall(GhdPartRows(file, n_points, n_rays, &begin, &end));
  if (n_rays == 0 && (begin != 0 || end != n_points)) Found("is damaged: its attributes do not describe its rows");
  if (n_rays > 0) {
    PetscCall(GhdInfoReadPart(file, &rays));
    if (rays.n_points != n_points || rays.n_rays != n_rays) Found("is damaged: /status has another shape");
    rays.begin = begin;
    rays.end   = end;
    count(&rays, &number[0], &number[1]);
    PetscCall(GhdInfoFreePart(&rays));
  }
  PetscCall(CountStates(file, schema, n_points, &number[2], &number[3], problem));
  before = (int64_t)part.first_point * (int64_t)PetscMax(n_rays, 1);
  fprintf(answer, "%" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT, part.number, part.count,
          part.first_point, part.sweep_points, part.first_chunk, part.end_chunk);
  fprintf(answer, " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRId64, (uint64_t)n_points, (uint64_t)n_rays, before + (int64_t)begin, before + (int64_t)end);
  for (int i = 0; i < 4; ++i) fprintf(answer, " %" PRId64, number[i]);
  fprintf(answer, " %.17g\n", (double)size_of_sweep(schema, part.sweep_points));
  PetscCall(PutTexts(file, answer));
  if (!problem[0]) PetscCall(DescribeFields(schema, n_points, n_rays, answer, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Look(void *path, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  GhdSchema schema;
  hid_t     file;

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(path, PETSC_FALSE, &file, problem));
  if (!problem[0]) PetscCall(GhdSchemaRead(file, &schema, problem));
  if (!problem[0]) PetscCall(LookAtPart(file, &schema, answer, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- in the parent -- */

/* The next line, allocated; *text goes on after it. */
static PetscErrorCode TakeLine(char **text, char **line)
{
  const size_t length = strcspn(*text, "\n");

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(length + 1, line));
  memcpy(*line, *text, length);
  (*line)[length] = '\0';
  *text += length + ((*text)[length] ? 1 : 0);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadAnswer(char *text, GhdMergePart *part)
{
  char *line;
  int   n;

  PetscFunctionBegin;
  PetscCall(TakeLine(&text, &line));
  n = sscanf(line,
             "%" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT " %" PetscInt_FMT
             " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %lf",
             &part->part.number, &part->part.count, &part->part.first_point, &part->part.sweep_points, &part->part.first_chunk, &part->part.end_chunk,
             &part->n_points, &part->n_rays, &part->begin, &part->end, &part->n_undone, &part->n_failed, &part->n_states_undone, &part->n_states_failed,
             &part->sweep_bytes);
  PetscCall(PetscFree(line));
  PetscCheck(n == 15, PETSC_COMM_SELF, PETSC_ERR_PLIB, "the answer about %s has %d numbers", part->path, n);
  PetscCall(TakeLine(&text, &part->hash));
  PetscCall(TakeLine(&text, &part->program));
  PetscCall(PetscStrallocpy(text, &part->fields));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergeLook(const char *path, GhdMergePart *part, char problem[GHD_PROBLEM_LENGTH])
{
  char name[PETSC_MAX_PATH_LEN], found[GHD_PROBLEM_LENGTH], *answer;

  PetscFunctionBegin;
  *part = (GhdMergePart){.path = path};
  snprintf(name, sizeof(name), "%s", path);
  PetscCall(GhdRunInChild(&(GhdTask){Look, name, "is damaged", GHD_PATIENCE}, &answer, found));
  problem[0] = '\0';
  if (found[0])
    ghd_problem(problem, "%s %s", path, found);
  else
    PetscCall(ReadAnswer(answer, part));
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergePartDestroy(GhdMergePart *part)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(part->hash));
  PetscCall(PetscFree(part->program));
  PetscCall(PetscFree(part->fields));
  PetscFunctionReturn(PETSC_SUCCESS);
}
