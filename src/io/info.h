#ifndef GHD_IO_INFO_H
#define GHD_IO_INFO_H
/* Private to io: reading a result file of which nothing is known but its format. For a child process (child.h). */

#include "h5.h"

/* What has a status: the rays, or the stationary states of one side. */
typedef struct {
  const char *what;   /* "rays", "left states", "right states"  */
  const char *folder; /* of the observables and their estimates */
  const char *status_path, *identity_path;
  hsize_t     n_points, n_rays; /* n_rays is 1 for states                 */
  hsize_t     begin, end;       /* of status: what this file is to hold   */
  int8_t     *status;           /* [n_points][n_rays]                     */
} GhdInfoPart;

/* H5Dopen2 with a message of its own. */
PetscErrorCode GhdInfoDataset(hid_t file, const char *path, hid_t *dataset);
/* Fill in shape and status; an error if they are not there. */
PetscErrorCode GhdInfoReadPart(hid_t file, GhdInfoPart *part);
PetscErrorCode GhdInfoFreePart(GhdInfoPart *part);
/* How much is done, and how it ended. */
void ghd_info_print_progress(FILE *out, const GhdInfoPart *part);
/* Observables, worst error estimate and worst identity of all parts. */
PetscErrorCode GhdInfoPrintNumbers(hid_t file, FILE *out, PetscInt n_parts, const GhdInfoPart part[]);

#endif
