/* Opening and closing for the run: all ranks, MPI-IO. Nothing but raw data is written between, so that the file is whole at every moment. */
#include <stdarg.h>

#include "file.h"

static PetscErrorCode OpenDataset(GhdFile file, hid_t *dataset, const char *path, ...) __attribute__((format(printf, 3, 4)));
static PetscErrorCode OpenDataset(GhdFile file, hid_t *dataset, const char *path, ...)
{
  char    full[128];
  va_list words;

  PetscFunctionBegin;
  va_start(words, path);
  vsnprintf(full, sizeof(full), path, words);
  va_end(words);
  GhdH5Call((*dataset = H5Dopen2(file->id, full, H5P_DEFAULT)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode OpenProfiles(GhdFile file, const GhdFileLayout *layout)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < layout->n_profiles; ++i) {
    PetscCall(OpenDataset(file, &file->value[i], "/profiles/%s", layout->profile[i].name));
    PetscCall(OpenDataset(file, &file->error[i], "/profiles/%s_error", layout->profile[i].name));
  }
  PetscCall(OpenDataset(file, &file->identity_error, "/identity_error"));
  PetscCall(OpenDataset(file, &file->seconds, "/seconds"));
  PetscCall(OpenDataset(file, &file->iterations, "/iterations"));
  PetscCall(OpenDataset(file, &file->status, "/status"));
  if (layout->auto_rays) {
    PetscCall(OpenDataset(file, &file->zeta, "/rays/zeta"));
    PetscCall(OpenDataset(file, &file->weight, "/rays/weight"));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode OpenState(GhdFile file, const GhdFileLayout *layout, const char *group, GhdStateDatasets *state)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < GHD_N_DISTRIBUTIONS; ++i) PetscCall(OpenDataset(file, &state->distribution[i], "%s/%s", group, ghd_distribution[i].name));
  for (PetscInt i = 0; i < layout->n_profiles; ++i) PetscCall(OpenDataset(file, &state->contribution[i], "%s/%s", group, layout->contribution[i].name));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode OpenBulk(GhdFile file, const GhdFileLayout *layout, const char *group, GhdBulkDatasets *bulk)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < layout->n_bulk; ++i) {
    PetscCall(OpenDataset(file, &bulk->value[i], "%s/%s", group, layout->bulk[i].name));
    PetscCall(OpenDataset(file, &bulk->error[i], "%s/%s_error", group, layout->bulk[i].name));
  }
  PetscCall(OpenDataset(file, &bulk->light_cone, "%s/light_cone", group));
  PetscCall(OpenDataset(file, &bulk->identity_error, "%s/identity_error", group));
  PetscCall(OpenDataset(file, &bulk->edge_velocity, "%s/edge_velocity", group));
  PetscCall(OpenDataset(file, &bulk->edge_lambda, "%s/edge_lambda", group));
  PetscCall(OpenDataset(file, &bulk->status, "%s/status", group));
  if (layout->n_lambda > 0) PetscCall(OpenState(file, layout, group, &bulk->state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode OpenAll(GhdFile file, const GhdFileLayout *layout)
{
  hid_t access;

  PetscFunctionBegin;
  PetscCall(GhdH5Start());
  PetscCall(GhdH5ParallelAccess(file->comm, &access));
  file->id = H5Fopen(file->path, H5F_ACC_RDWR, access);
  GhdH5Call(file->id);
  GhdH5Call(H5Pclose(access));
  GhdH5Call(H5Fflush(file->id, H5F_SCOPE_GLOBAL)); /* whatever opening may have changed is on disk before the run begins */
  if (file->n_rays > 0) PetscCall(OpenProfiles(file, layout));
  if (file->n_rays > 0 && file->n_lambda > 0) {
    PetscCall(OpenState(file, layout, "/state", &file->state));
    PetscCall(OpenDataset(file, &file->jumps, "/state/jumps"));
  }
  for (PetscInt side = 0; side < file->n_sides; ++side) PetscCall(OpenBulk(file, layout, side ? "/bulk/right" : "/bulk/left", &file->bulk[side]));
  if (file->rank == 0) PetscCall(GhdAttemptBegin(file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode NewFile(MPI_Comm comm, const char *path, const GhdFileLayout *layout, GhdFile *file)
{
  GhdFile f;

  PetscFunctionBegin;
  PetscCall(PetscNew(&f));
  f->comm       = comm;
  f->id         = H5I_INVALID_HID;
  f->n_points   = layout->n_points;
  f->n_rays     = layout->n_rays;
  f->n_profiles = layout->n_profiles;
  f->n_bulk     = layout->n_bulk;
  f->n_sides    = layout->has_right ? 2 : 1;
  f->n_strings  = layout->n_strings;
  f->n_edges    = layout->n_edges;
  f->n_lambda   = layout->n_lambda;
  f->auto_rays  = layout->auto_rays;
  PetscCallMPI(MPI_Comm_rank(comm, &f->rank));
  PetscCall(PetscStrallocpy(path, &f->path));
  PetscCall(PetscMalloc3(f->n_profiles, &f->value, f->n_profiles, &f->error, f->n_profiles, &f->state.contribution));
  for (int side = 0; side < 2; ++side)
    PetscCall(PetscMalloc3(f->n_bulk, &f->bulk[side].value, f->n_bulk, &f->bulk[side].error, f->n_profiles, &f->bulk[side].state.contribution));
  *file = f;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FreeFile(GhdFile *file)
{
  GhdFile f = *file;

  PetscFunctionBegin;
  for (int side = 0; side < 2; ++side) PetscCall(PetscFree3(f->bulk[side].value, f->bulk[side].error, f->bulk[side].state.contribution));
  PetscCall(PetscFree3(f->value, f->error, f->state.contribution));
  PetscCall(PetscFree(f->path));
  PetscCall(PetscFree(*file));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileOpen(MPI_Comm comm, const char *path, const GhdFileLayout *layout, GhdFile *file)
{
  char        message[GHD_MESSAGE_LENGTH];
  PetscMPIInt failed, any[2]; /* on any rank: something failed; not even the file is open */

  PetscFunctionBegin;
  PetscCall(NewFile(comm, path, layout, file));
  PetscCall(GhdQuietBegin(message));
  failed = OpenAll(*file, layout) != 0;
  PetscCall(GhdQuietEnd());
  any[0] = failed;
  any[1] = (*file)->id < 0;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, any, 2, MPI_INT, MPI_MAX, comm));
  if (any[0]) {
    if (!any[1]) H5Fclose((*file)->id); /* collective: only if all ranks have it open */
    PetscCall(FreeFile(file));
    GhdCheckAll(!failed, comm, PETSC_ERR_FILE_OPEN, "%s cannot be opened: %s", path, message);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileClose(GhdFile *file, PetscInt exit_status)
{
  char        message[GHD_MESSAGE_LENGTH];
  MPI_Comm    comm;
  PetscMPIInt failed;

  PetscFunctionBegin;
  if (!*file) PetscFunctionReturn(PETSC_SUCCESS);
  comm   = (*file)->comm;
  failed = (*file)->problem[0] != '\0';
  PetscCall(GhdQuietBegin(message));
  if ((*file)->rank == 0 && GhdAttemptEnd(*file, exit_status)) failed = 1;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, comm));
  if (!failed && H5Fclose((*file)->id) < 0)
    failed = 1; /* on a disk that takes nothing it fails on one rank, waits for ever on the others and crashes when tried again */
  PetscCall(GhdQuietEnd());
  PetscCall(FreeFile(file));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MAX, comm));
  PetscFunctionReturn(failed ? PETSC_ERR_FILE_WRITE : PETSC_SUCCESS);
}
