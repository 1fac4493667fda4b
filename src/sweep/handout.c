#include "messages.h"

PetscErrorCode GhdHandOut(MPI_Comm comm, GhdSchedule schedule, PetscInt max_rays, const GhdHandOutOps *ops)
{
  MPI_Comm    own_comm;
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_dup(comm, &own_comm));
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0)
    PetscCall(GhdServe(own_comm, schedule, max_rays, ops));
  else
    PetscCall(GhdAsk(own_comm, max_rays, ops));
  PetscCallMPI(MPI_Comm_free(&own_comm));
  PetscFunctionReturn(PETSC_SUCCESS);
}
