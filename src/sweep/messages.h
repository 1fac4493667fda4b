#ifndef GHD_SWEEP_MESSAGES_H
#define GHD_SWEEP_MESSAGES_H
/* Private to the handing out: its messages, and both ends of them. */

#include "handout.h"

enum { TAG_WANT = 1, TAG_REPORT, TAG_LEFT, TAG_CHUNK, TAG_STOP };

/* A reply of rank 0, and what a rank does next: see ghd_schedule_next(). */
typedef struct {
  PetscInt chunk, n;
} Share;

/* Reports that wait to be sent, one behind the other. */
typedef struct {
  char  *bytes;
  size_t length, size;
  size_t longest; /* of a report */
} Reports;

PetscErrorCode GhdReportsCreate(PetscInt max_rays, Reports *reports);
PetscErrorCode GhdReportsDestroy(Reports *reports);
/* Where the next one begins. */
GhdChunkReport *ghd_next_report(Reports *reports);
/* Bytes to the one after it, which must be aligned. */
size_t ghd_report_length(const GhdChunkReport *report);

/* GhdServe - rank 0: answers, and computes itself unless it is to serve only. Returns when nobody asks any more. */
PetscErrorCode GhdServe(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops);
/* GhdAsk - any other rank: asks and computes until there is nothing more. */
PetscErrorCode GhdAsk(MPI_Comm comm, PetscInt max_rays, const GhdHandOutOps *ops);

void ghd_nap(PetscInt microseconds);

#endif
