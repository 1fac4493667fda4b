#ifndef GHD_IO_FILE_H
#define GHD_IO_FILE_H
/* Private to io: an open result file. */

#include "h5.h"
#include "problem.h"

/* Datasets of one side of /bulk. */
typedef struct {
  hid_t *value, *error; /* [n_bulk] */
  hid_t  light_cone, identity_error, status;
} GhdBulkDatasets;

struct GhdFile_ {
  MPI_Comm    comm;
  PetscMPIInt rank;
  char       *path;
  hid_t       id;
  PetscInt    n_points, n_rays, n_profiles, n_bulk, n_sides, n_strings, n_lambda;
  PetscBool   auto_rays;
  /* open datasets; closed with the file */
  hid_t          *value, *error; /* [n_profiles] */
  hid_t           identity_error, seconds, iterations, status, zeta, weight, filling, rho, rho_total, velocity, jumps;
  GhdBulkDatasets bulk[2];
  PetscInt        attempt; /* row of /provenance/attempts; rank 0 only */
  char            problem[GHD_PROBLEM_LENGTH];
};

/* Take the next row of /provenance/attempts, and write how it ended. Rank 0. */
PetscErrorCode GhdAttemptBegin(GhdFile file);
PetscErrorCode GhdAttemptEnd(GhdFile file, PetscInt exit_status);

#endif
