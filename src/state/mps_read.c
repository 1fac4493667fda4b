#include <hdf5.h>

#include "mps.h"

/* What is open while a file is read; closed in reverse order. */
typedef struct {
  hid_t         file;
  PetscComplex *tensor[GHD_MAX_CELL];
  PetscInt      n_site, bond[GHD_MAX_CELL + 1];
} Reader;

/* Whether a dataspace is [2][left][right]; a reason if not. */
static PetscErrorCode check_shape(hid_t space, const char name[], hsize_t shape[3], char reason[GHD_REASON_LENGTH])
{
  const int n = H5Sget_simple_extent_ndims(space);

  PetscFunctionBegin;
  if (n != 3)
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "dataset %s has %d dimensions; needed: [2][left][right]", name, n));
  else {
    H5Sget_simple_extent_dims(space, shape, NULL);
    if (shape[0] != 2 || shape[1] < 1 || shape[2] < 1 || shape[1] > GHD_MAX_BOND || shape[2] > GHD_MAX_BOND)
      PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "dataset %s has the shape [%llu][%llu][%llu]; needed: [2][left][right] with bonds of 1 to %d states",
                              name, (unsigned long long)shape[0], (unsigned long long)shape[1], (unsigned long long)shape[2], GHD_MAX_BOND));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Reads one dataset [2][left][right] of real numbers; a reason and NULL if there is none. */
static PetscErrorCode read_part(hid_t file, const char name[], hsize_t shape[3], PetscReal **values, char reason[GHD_REASON_LENGTH])
{
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);

  PetscFunctionBegin;
  *values = NULL;
  if (dataset < 0)
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "dataset %s is missing", name));
  else {
    const hid_t space = H5Dget_space(dataset);

    PetscCall(check_shape(space, name, shape, reason));
    H5Sclose(space);
    if (!reason[0]) {
      PetscCall(PetscMalloc1(2 * shape[1] * shape[2], values));
      if (H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, *values) < 0) {
        PetscCall(PetscFree(*values));
        PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "dataset %s does not hold real numbers", name));
      }
    }
    H5Dclose(dataset);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_site(Reader *r, PetscInt site, char reason[GHD_REASON_LENGTH])
{
  static const char *const part[2]     = {"re", "im"};
  PetscReal               *values[2]   = {NULL, NULL};
  hsize_t                  shape[2][3] = {{0}};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < 2 && !reason[0]; ++i) {
    char name[32];

    PetscCall(PetscSNPrintf(name, sizeof(name), "site%d/%s", (int)site + 1, part[i]));
    PetscCall(read_part(r->file, name, shape[i], &values[i], reason));
  }
  if (!reason[0] && (shape[0][1] != shape[1][1] || shape[0][2] != shape[1][2]))
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "site%d/re and site%d/im have different shapes", (int)site + 1, (int)site + 1));
  if (!reason[0] && site > 0 && (PetscInt)shape[0][1] != r->bond[site])
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "the right bond of site%d has dimension %d, the left bond of site%d %d", (int)site, (int)r->bond[site],
                            (int)site + 1, (int)shape[0][1]));
  if (!reason[0]) {
    const PetscInt n = (PetscInt)(2 * shape[0][1] * shape[0][2]);

    r->bond[site]     = (PetscInt)shape[0][1];
    r->bond[site + 1] = (PetscInt)shape[0][2];
    PetscCall(PetscMalloc1(n, &r->tensor[site]));
    for (PetscInt i = 0; i < n; ++i) r->tensor[site][i] = PetscCMPLX(values[0][i], values[1][i]);
  }
  PetscCall(PetscFree(values[0]));
  PetscCall(PetscFree(values[1]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode read_sites(Reader *r, char reason[GHD_REASON_LENGTH])
{
  PetscFunctionBegin;
  for (r->n_site = 0; r->n_site < GHD_MAX_CELL && !reason[0]; ++r->n_site) {
    char name[16];

    PetscCall(PetscSNPrintf(name, sizeof(name), "site%d", (int)r->n_site + 1));
    if (H5Lexists(r->file, name, H5P_DEFAULT) <= 0) break;
    PetscCall(read_site(r, r->n_site, reason));
  }
  if (r->n_site == 0) PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "it has no group site1"));
  if (r->n_site == GHD_MAX_CELL && !reason[0] && H5Lexists(r->file, "site5", H5P_DEFAULT) > 0)
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "its cell has more than %d sites", GHD_MAX_CELL));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A file that is in memory only; negative if the bytes are no HDF5. */
static hid_t open_image(size_t n_bytes, const char bytes[])
{
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  hid_t       file   = H5I_INVALID_HID;

  if (H5Pset_fapl_core(access, 65536, 0) >= 0 && H5Pset_file_image(access, (void *)(uintptr_t)bytes, n_bytes) >= 0) /* copies the bytes */
    file = H5Fopen("matrix-product state", H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

PetscErrorCode GhdMpsRead(size_t n_bytes, const char bytes[], GhdMps *mps, char reason[GHD_REASON_LENGTH])
{
  Reader      r = {0};
  H5E_auto2_t report;
  void       *context;

  PetscFunctionBegin;
  *mps      = NULL;
  reason[0] = '\0';
  H5Eget_auto2(H5E_DEFAULT, &report, &context); /* what is missing is for the reason to say, not for the library */
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  r.file = n_bytes > 0 ? open_image(n_bytes, bytes) : H5I_INVALID_HID;
  if (r.file < 0)
    PetscCall(PetscSNPrintf(reason, GHD_REASON_LENGTH, "it is no HDF5 file"));
  else {
    PetscCall(read_sites(&r, reason));
    H5Fclose(r.file);
  }
  H5Eset_auto2(H5E_DEFAULT, report, context);
  if (!reason[0]) PetscCall(GhdMpsCreate(r.n_site, 1, r.bond, (const PetscComplex *const *)r.tensor, mps, reason));
  for (PetscInt i = 0; i < GHD_MAX_CELL; ++i) PetscCall(PetscFree(r.tensor[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}
