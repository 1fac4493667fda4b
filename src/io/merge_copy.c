/* The file for the whole sweep, and the rows of the parts. */
#include "attempts.h"
#include "child.h"
#include "copy.h"
#include "disk.h"
#include "field.h"
#include "look.h"
#include "merge.h"
#include "part.h"
#include "schema_read.h"

typedef struct {
  const char         *name;
  const GhdMergePart *part;
  PetscBool           is_first;
} Task;

typedef struct {
  hid_t     from, to;
  GhdSchema schema; /* of the part */
} Files;

/* The part, and the file for the whole sweep: a new one, or as it is. Nothing is open where problem says what is wrong with the part. The child that opens them ends with its task. */
static PetscErrorCode OpenBoth(const Task *task, PetscBool create, Files *files, char problem[GHD_PROBLEM_LENGTH])
{
  hid_t access;

  PetscFunctionBegin;
  PetscCall(GhdLookOpen(task->part->path, PETSC_FALSE, &files->from, problem));
  if (!problem[0]) PetscCall(GhdSchemaRead(files->from, &files->schema, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5SerialAccess(&access));
  files->to = create ? H5Fcreate(task->name, H5F_ACC_EXCL, H5P_DEFAULT, access) : H5Fopen(task->name, H5F_ACC_RDWR, access);
  PetscCheck(files->to >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_WRITE, "%s", ghd_h5_reason());
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is still in memory goes to the disk now. */
static PetscErrorCode CloseWritten(const Files *files)
{
  PetscFunctionBegin;
  PetscCheck(H5Fclose(files->to) >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_WRITE, "%s", ghd_h5_reason());
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the empty file -- */

static PetscErrorCode CopyGroupAttributes(hid_t from, hid_t to)
{
  char  now[32];
  hid_t points[2];

  PetscFunctionBegin;
  PetscCall(GhdPartCopyOthers(from, to));
  PetscCall(GhdH5PutText(to, "created", ghd_utc_text(now)));
  GhdH5Call((points[0] = H5Gopen2(from, "/points", H5P_DEFAULT)));
  GhdH5Call((points[1] = H5Gopen2(to, "/points", H5P_DEFAULT)));
  PetscCall(GhdCopyAttributes(points[0], points[1], 0, NULL));
  for (int i = 0; i < 2; ++i) GhdH5Call(H5Gclose(points[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One dataset as in the part, but with the points of the whole sweep. What all parts have in common comes with its content. */
static PetscErrorCode CreateField(hid_t from, hid_t to, hid_t with_groups, const GhdField *in_part, PetscInt n_points)
{
  const GhdFieldRows rows  = ghd_field_rows(in_part);
  GhdField           field = *in_part;
  hid_t              dataset, model;

  PetscFunctionBegin;
  if (rows != GHD_ROWS_NONE) field.axis[0].n = n_points;
  GhdH5Call((model = H5Dopen2(from, field.path, H5P_DEFAULT)));
  PetscCall(GhdFieldCreate(to, with_groups, &field, &dataset));
  PetscCall(GhdCopyAttributes(model, dataset, 0, NULL));
  PetscCall(GhdFieldAttachScales(to, dataset, &field));
  if (rows == GHD_ROWS_NONE) PetscCall(GhdCopyAll(model, dataset));
  GhdH5Call(H5Dclose(dataset));
  GhdH5Call(H5Dclose(model));
  ghd_child_is_alive();
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CreateContents(hid_t from, hid_t to, const GhdSchema *schema, PetscInt n_points)
{
  hid_t with_groups;

  PetscFunctionBegin;
  GhdH5Call((with_groups = H5Pcreate(H5P_LINK_CREATE)));
  GhdH5Call(H5Pset_create_intermediate_group(with_groups, 1));
  GhdH5Call(H5Ocopy(from, "/parameters", to, "/parameters", H5P_DEFAULT, H5P_DEFAULT));
  GhdH5Call(H5Ocopy(from, "/provenance", to, "/provenance", H5P_DEFAULT, H5P_DEFAULT));
  for (PetscInt i = 0; i < schema->n; ++i) PetscCall(CreateField(from, to, with_groups, &schema->field[i], n_points));
  GhdH5Call(H5Pclose(with_groups));
  PetscCall(CopyGroupAttributes(from, to));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Create(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Task *task = context;
  Files       files;

  PetscFunctionBegin;
  (void)answer;
  PetscCall(OpenBoth(task, PETSC_TRUE, &files, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(CreateContents(files.from, files.to, &files.schema, task->part->part.sweep_points));
  PetscCall(CloseWritten(&files));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- the rows of a part -- */

/* Points whose first row is in the part: each belongs to one part only. */
static void own_points(const GhdMergePart *part, hsize_t *first, hsize_t *end)
{
  const int64_t n = PetscMax(part->n_rays, 1);

  *first = (hsize_t)((part->begin + n - 1) / n);
  *end   = (hsize_t)((part->end - 1) / n + 1);
}

static PetscErrorCode CopyPoints(hid_t from, hid_t to, const GhdMergePart *part, const hsize_t count_of_all[4], hsize_t first, hsize_t end)
{
  const hsize_t from_start[4] = {first - (hsize_t)part->part.first_point}, to_start[4] = {first};
  hsize_t       count[4];

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(count, count_of_all, 4));
  count[0] = end - first;
  if (end > first) PetscCall(GhdCopyBlock(from, from_start, to, to_start, count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rays first .. end - 1 of one point of the sweep. */
static PetscErrorCode CopyRays(hid_t from, hid_t to, const GhdMergePart *part, const hsize_t count_of_all[4], hsize_t point, hsize_t first, hsize_t end)
{
  const hsize_t from_start[4] = {point - (hsize_t)part->part.first_point, first}, to_start[4] = {point, first};
  hsize_t       count[4];

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(count, count_of_all, 4));
  count[0] = 1;
  count[1] = end - first;
  PetscCall(GhdCopyBlock(from, from_start, to, to_start, count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The end of the first point, whole points, the beginning of the last one: each may be missing. */
static PetscErrorCode CopyRows(hid_t from, hid_t to, const GhdMergePart *part, const hsize_t count[4])
{
  const hsize_t n = (hsize_t)part->n_rays, begin = (hsize_t)part->begin, end = (hsize_t)part->end;
  hsize_t       first = begin / n, last = end / n; /* whole points first .. last - 1 */

  PetscFunctionBegin;
  if (begin % n) {
    PetscCall(CopyRays(from, to, part, count, first, begin % n, PetscMin(n, end - first * n)));
    ++first;
  }
  if (last > first) PetscCall(CopyPoints(from, to, part, count, first, last));
  if (end % n && last >= first) PetscCall(CopyRays(from, to, part, count, last, 0, end % n));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CopyField(hid_t from_file, hid_t to_file, const GhdMergePart *part, const GhdField *field)
{
  hsize_t count[4] = {0}, first, end;
  hid_t   from, to;

  PetscFunctionBegin;
  if (ghd_field_rows(field) == GHD_ROWS_NONE) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < field->n_axes; ++i) count[i] = (hsize_t)field->axis[i].n;
  GhdH5Call((from = H5Dopen2(from_file, field->path, H5P_DEFAULT)));
  GhdH5Call((to = H5Dopen2(to_file, field->path, H5P_DEFAULT)));
  own_points(part, &first, &end);
  if (ghd_field_rows(field) == GHD_ROWS_RAYS)
    PetscCall(CopyRows(from, to, part, count));
  else
    PetscCall(CopyPoints(from, to, part, count, first, end));
  GhdH5Call(H5Dclose(to));
  GhdH5Call(H5Dclose(from));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CopyPart(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH])
{
  const Task *task = context;
  Files       files;

  PetscFunctionBegin;
  (void)answer;
  PetscCall(OpenBoth(task, PETSC_FALSE, &files, problem));
  if (problem[0]) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < files.schema.n; ++i) PetscCall(CopyField(files.from, files.to, task->part, &files.schema.field[i]));
  if (!task->is_first) PetscCall(GhdAttemptsAppend(files.from, files.to));
  PetscCall(CloseWritten(&files));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- in the parent -- */

static PetscErrorCode RunTask(PetscErrorCode (*work)(void *, FILE *, char *), Task *task, char problem[GHD_PROBLEM_LENGTH])
{
  char failure[PETSC_MAX_PATH_LEN + 32], found[GHD_PROBLEM_LENGTH], *answer;

  PetscFunctionBegin;
  PetscCall(PetscSNPrintf(failure, sizeof(failure), "cannot be merged into %s", task->name)); /* either may be the one to blame */
  PetscCall(GhdRunInChild(&(GhdTask){work, task, failure, GHD_PATIENCE}, &answer, found));
  problem[0] = '\0';
  if (found[0]) ghd_problem(problem, "%s %s", task->part->path, found);
  PetscCall(PetscFree(answer));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergeCreate(const char *name, const GhdMergePart *first, char problem[GHD_PROBLEM_LENGTH])
{
  Task task = {name, first, PETSC_TRUE};

  PetscFunctionBegin;
  PetscCall(RunTask(Create, &task, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdMergeCopy(const char *name, const GhdMergePart *part, PetscBool is_first, char problem[GHD_PROBLEM_LENGTH])
{
  Task task = {name, part, is_first};

  PetscFunctionBegin;
  PetscCall(RunTask(CopyPart, &task, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
