/* Progress and error estimates of a result file. */
#include "child.h"
#include "info.h"

#define BLOCK ((hsize_t)1 << 20) /* values read at a time */

PetscErrorCode GhdInfoDataset(hid_t file, const char *path, hid_t *dataset)
{
  PetscFunctionBegin;
  *dataset = H5Dopen2(file, path, H5P_DEFAULT);
  PetscCheck(*dataset >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s cannot be opened", path);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* [n_points] or [n_points][n_rays] */
static PetscErrorCode Shape(hid_t dataset, const char *path, hsize_t *n_points, hsize_t *n_rays)
{
  hsize_t length[4];
  int     n_axes;

  PetscFunctionBegin;
  PetscCall(GhdH5Shape(dataset, &n_axes, length));
  PetscCheck(n_axes == 1 || n_axes == 2, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  *n_points = length[0];
  *n_rays   = n_axes == 2 ? length[1] : 1;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdInfoReadPart(hid_t file, GhdInfoPart *part)
{
  hid_t dataset;

  PetscFunctionBegin;
  PetscCall(GhdInfoDataset(file, part->status_path, &dataset));
  PetscCall(Shape(dataset, part->status_path, &part->n_points, &part->n_rays));
  part->begin = 0;
  part->end   = part->n_points * part->n_rays;
  PetscCall(PetscMalloc1(part->end, &part->status));
  GhdH5Call(H5Dread(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, part->status));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdInfoFreePart(GhdInfoPart *part)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(part->status));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_info_print_progress(FILE *out, const GhdInfoPart *part)
{
  const hsize_t n          = part->end - part->begin;
  hsize_t       count[256] = {0};

  for (hsize_t i = part->begin; i < part->end; ++i) ++count[(uint8_t)part->status[i]];
  fprintf(out, "  %-12s %" PRIu64 " of %" PRIu64 " done", part->what, (uint64_t)(n - count[0]), (uint64_t)n);
  for (int code = 1; code < 128; ++code)
    if (count[code]) fprintf(out, ", %" PRIu64 " %s", (uint64_t)count[code], ghd_reason_word((GhdReason)code));
  for (int code = -1; code >= -128; --code)
    if (count[(uint8_t)code]) fprintf(out, ", %" PRIu64 " FAILED (%s)", (uint64_t)count[(uint8_t)code], ghd_reason_word((GhdReason)code));
  fprintf(out, "\n");
}

/* -- the largest of something over all that is done -- */

typedef struct {
  PetscReal          value; /* < 0: none */
  const GhdInfoPart *part;
  hsize_t            at; /* index into [n_points][n_rays] */
  PetscReal          sum;
  char               name[128]; /* of the observable; "" if it belongs to none */
} Largest;

static PetscErrorCode FindLargest(hid_t file, const GhdInfoPart *part, const char *path, const char *name, Largest *largest)
{
  const hsize_t at_once = PetscMax(BLOCK / PetscMax(part->n_rays, 1), 1);
  hsize_t       n_points, n_rays;
  hid_t         dataset;
  PetscReal    *value;

  PetscFunctionBegin;
  PetscCall(GhdInfoDataset(file, path, &dataset));
  PetscCall(Shape(dataset, path, &n_points, &n_rays));
  PetscCheck(n_points == part->n_points && n_rays == part->n_rays, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s has another shape", path);
  PetscCall(PetscMalloc1(PetscMin(at_once, n_points) * n_rays, &value));
  for (hsize_t first = 0; first < n_points; first += at_once) {
    const hsize_t start[2] = {first, 0}, count[2] = {PetscMin(at_once, n_points - first), n_rays};

    PetscCall(GhdH5Read(dataset, H5T_NATIVE_DOUBLE, start, count, value));
    for (hsize_t i = 0; i < count[0] * n_rays; ++i) {
      const hsize_t at = first * n_rays + i;

      if (part->status[at] == 0 || !(value[i] >= 0)) continue; /* not done, or NaN */
      largest->sum += value[i];
      if (value[i] <= largest->value) continue;
      largest->value = value[i];
      largest->part  = part;
      largest->at    = at;
      snprintf(largest->name, sizeof(largest->name), "%s", name);
    }
    ghd_child_is_alive();
  }
  PetscCall(PetscFree(value));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Name of the i-th member of a group, if it is an error estimate: without its ending. identity_error belongs to no observable. */
static PetscErrorCode EstimatedName(hid_t group, hsize_t i, char name[128], PetscBool *estimated)
{
  static const char ending[] = "_error";
  size_t            length;

  PetscFunctionBegin;
  GhdH5Call(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, 128, H5P_DEFAULT));
  length     = strlen(name);
  *estimated = (PetscBool)(length >= sizeof(ending) && !strcmp(name + length - sizeof(ending) + 1, ending) && strcmp(name, "identity_error"));
  if (*estimated) name[length - sizeof(ending) + 1] = '\0';
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Largest error estimate of a part; prints the names of its observables where wanted. */
static PetscErrorCode LargestEstimate(hid_t file, const GhdInfoPart *part, FILE *names, Largest *largest)
{
  char       name[128], path[256];
  PetscBool  estimated;
  H5G_info_t info;
  hid_t      group;

  PetscFunctionBegin;
  group = H5Gopen2(file, part->folder, H5P_DEFAULT);
  PetscCheck(group >= 0, PETSC_COMM_SELF, PETSC_ERR_FILE_UNEXPECTED, "%s cannot be opened", part->folder);
  GhdH5Call(H5Gget_info(group, &info));
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    PetscCall(EstimatedName(group, i, name, &estimated));
    if (!estimated) continue;
    if (names) fprintf(names, " %s", name);
    snprintf(path, sizeof(path), "%s/%s_error", part->folder, name);
    PetscCall(FindLargest(file, part, path, name, largest));
  }
  GhdH5Call(H5Gclose(group));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void print_largest(FILE *out, const char *what, const Largest *largest)
{
  const hsize_t n_rays = largest->value < 0 ? 1 : largest->part->n_rays;

  if (largest->value < 0) return;
  fprintf(out, "  %-12s %.2g", what, (double)largest->value);
  if (largest->name[0]) fprintf(out, " of %s", largest->name);
  fprintf(out, " (%s, point %" PRIu64, largest->part->what, (uint64_t)(largest->at / n_rays));
  if (n_rays > 1) fprintf(out, ", ray %" PRIu64, (uint64_t)(largest->at % n_rays));
  fprintf(out, ")\n");
}

PetscErrorCode GhdInfoPrintNumbers(hid_t file, FILE *out, PetscInt n_parts, const GhdInfoPart part[])
{
  Largest estimate = {.value = -1}, identity = {.value = -1}, seconds = {.value = -1};

  PetscFunctionBegin;
  fprintf(out, "  observables ");
  for (PetscInt i = 0; i < n_parts; ++i) PetscCall(LargestEstimate(file, &part[i], i == 0 ? out : NULL, &estimate));
  fprintf(out, "\n");
  for (PetscInt i = 0; i < n_parts; ++i) PetscCall(FindLargest(file, &part[i], part[i].identity_path, "", &identity));
  print_largest(out, "worst error", &estimate);
  print_largest(out, "identities", &identity);
  if (H5Lexists(file, "/seconds", H5P_DEFAULT) > 0) PetscCall(FindLargest(file, &part[n_parts - 1], "/seconds", "", &seconds));
  if (seconds.value >= 0) fprintf(out, "  time         %.4g s for the rays, one at most %.2g s\n", (double)seconds.sum, (double)seconds.value);
  PetscFunctionReturn(PETSC_SUCCESS);
}
