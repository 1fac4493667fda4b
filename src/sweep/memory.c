#include "memory.h"
#include <stdio.h>
#include <string.h>

static const PetscReal mebi = 1024.0 * 1024.0;

/* The program before it has solved anything: MPI, PETSc, HDF5. */
static const PetscReal program_bytes = 55.0 * 1024.0 * 1024.0;

PetscReal ghd_plan_memory(GhdPlan plan)
{
  PetscReal largest = 0.0;

  for (PetscInt p = 0; p < plan->n_points; ++p) largest = PetscMax(largest, ghd_point_memory(plan, &plan->point[p]));
  return program_bytes + largest + (PetscReal)plan->n_points * (PetscReal)sizeof(GhdPoint) + (PetscReal)plan->n_points * (PetscReal)PetscMax(plan->n_rays, 1);
}

/* Bytes that this node can still give; negative if it does not say. */
static PetscReal AvailableMemory(void)
{
  FILE     *info  = fopen("/proc/meminfo", "r");
  PetscReal bytes = -1.0;
  char      line[256];

  if (!info) return bytes;
  while (fgets(line, sizeof(line), info)) {
    double kib;

    if (sscanf(line, "MemAvailable: %lf kB", &kib) == 1) bytes = 1024.0 * kib;
  }
  (void)fclose(info);
  return bytes;
}

/* The limit of the job's control group (version 2, as batch systems set it); negative if there is none. */
static PetscReal GroupLimit(void)
{
  FILE     *groups = fopen("/proc/self/cgroup", "r");
  PetscReal bytes  = -1.0;
  char      line[512], path[640];

  if (!groups) return bytes;
  while (fgets(line, sizeof(line), groups)) {
    char   group[400];
    double limit;
    FILE  *file;

    if (sscanf(line, "0::%399s", group) != 1) continue;
    (void)snprintf(path, sizeof(path), "/sys/fs/cgroup%s/memory.max", group);
    if (!(file = fopen(path, "r"))) continue;
    if (fscanf(file, "%lf", &limit) == 1) bytes = limit; /* "max": no limit */
    (void)fclose(file);
  }
  (void)fclose(groups);
  return bytes;
}

/* Where the user wrote a key: "file:line:column" or "--set". */
static PetscErrorCode PlaceOf(GhdParameters parameters, const char *input, const char *key, char place[], size_t size)
{
  const char prefix[] = "input:";

  PetscFunctionBegin;
  PetscCall(PetscStrncpy(place, input, size));
  for (PetscInt i = 0; i < parameters->n_records; ++i) {
    const char *source = parameters->record[i].source;

    if (strcmp(parameters->record[i].key, key) != 0) continue;
    if (strncmp(source, prefix, strlen(prefix)) == 0)
      PetscCall(PetscSNPrintf(place, size, "%s:%s", input, source + strlen(prefix)));
    else
      PetscCall(PetscStrncpy(place, source, size));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanCheckMemory(MPI_Comm comm, GhdPlan plan, const char *input, GhdComplaints complaints)
{
  const PetscReal needed  = ghd_plan_memory(plan);
  PetscReal       at_hand = AvailableMemory(), group = GroupLimit();
  MPI_Comm        node;
  PetscMPIInt     n_ranks;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node));
  PetscCallMPI(MPI_Comm_size(node, &n_ranks));
  PetscCallMPI(MPI_Comm_free(&node));
  if (at_hand < 0.0) at_hand = PETSC_MAX_REAL;
  if (group >= 0.0) at_hand = PetscMin(at_hand, group);
  at_hand /= (PetscReal)n_ranks;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &at_hand, 1, MPIU_REAL, MPIU_MIN, comm));
  if (needed > at_hand) {
    PetscInt largest = 0;
    char     place[PETSC_MAX_PATH_LEN];

    for (PetscInt p = 1; p < plan->n_points; ++p) {
      if (ghd_point_memory(plan, &plan->point[p]) > ghd_point_memory(plan, &plan->point[largest])) largest = p;
    }
    PetscCall(PlaceOf(plan->parameters, input, "chain.gamma_over_pi", place, sizeof(place)));
    PetscCall(GhdComplain(complaints, place,
                          "chain.gamma_over_pi: %" PetscInt_FMT "/%" PetscInt_FMT
                          " needs about %.0f MiB on every rank, %.0f MiB are at hand; use fewer ranks on a node or a smaller denominator",
                          plan->point[largest].P, plan->point[largest].Q, (double)(needed / mebi), (double)(at_hand / mebi)));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
