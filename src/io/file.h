#ifndef GHD_IO_FILE_H
#define GHD_IO_FILE_H
/* Private to io: an open result file. */

#include "h5.h"
#include "problem.h"
#include "schema.h"

/* What output.state adds to rays and bulk states alike. */
typedef struct {
  hid_t  distribution[GHD_N_DISTRIBUTIONS];
  hid_t *contribution; /* [n_profiles] */
} GhdStateDatasets;

/* Datasets of one side of /bulk. */
typedef struct {
  hid_t           *value, *error; /* [n_bulk] */
  hid_t            light_cone, identity_error, status, edge_velocity, edge_lambda;
  GhdStateDatasets state;
} GhdBulkDatasets;

struct GhdFile_ {
  MPI_Comm    comm;
  PetscMPIInt rank;
  char       *path;
  hid_t       id;
  PetscInt    n_points, n_rays, n_profiles, n_bulk, n_sides, n_strings, n_edges, n_lambda;
  PetscBool   auto_rays;
  /* open datasets; closed with the file */
  hid_t           *value, *error; /* [n_profiles] */
  hid_t            identity_error, seconds, iterations, status, zeta, weight, jumps;
  GhdStateDatasets state;
  GhdBulkDatasets  bulk[2];
  PetscInt         attempt; /* row of /provenance/attempts; rank 0 only */
  char             problem[GHD_PROBLEM_LENGTH];
};

/* Take the next row of /provenance/attempts, and write how it ended. Rank 0. */
PetscErrorCode GhdAttemptBegin(GhdFile file);
PetscErrorCode GhdAttemptEnd(GhdFile file, PetscInt exit_status);

#endif
