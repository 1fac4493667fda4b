#include "messages.h"
#include <time.h>

PetscErrorCode GhdReportsCreate(PetscInt max_rays, Reports *reports)
{
  const size_t eager = 3584; /* messages of 4 KiB or more may wait for the receiver */

  PetscFunctionBegin;
  reports->longest = sizeof(GhdChunkReport) + (size_t)max_rays + sizeof(PetscReal);
  reports->size    = PetscMax(eager, reports->longest);
  reports->length  = 0;
  PetscCall(PetscMalloc1(reports->size, &reports->bytes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReportsDestroy(Reports *reports)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(reports->bytes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdChunkReport *ghd_next_report(Reports *reports)
{
  return (GhdChunkReport *)(void *)(reports->bytes + reports->length);
}

size_t ghd_report_length(const GhdChunkReport *report)
{
  const size_t length = sizeof(*report) + (size_t)report->n_rays, unit = sizeof(PetscReal);

  return (length + unit - 1) / unit * unit;
}

void ghd_nap(PetscInt microseconds)
{
  const struct timespec t = {0, 1000L * microseconds};

  (void)nanosleep(&t, NULL);
}
