#include "at_hand.h"
#include "plan.h"
#include "schedule.h"
#include "tally.h"

static const PetscReal mebi = 1024.0 * 1024.0;

/* The program before it has solved anything: MPI, PETSc, HDF5. */
static const PetscReal program_bytes = 55.0 * 1024.0 * 1024.0;

/* The point that needs most memory, and how much. Looked for once. */
static GhdPoint LargestPoint(GhdPlan plan, PetscReal *bytes)
{
  GhdPlanTables tables  = plan->tables;
  GhdPoint      largest = ghd_plan_point(plan, tables->largest_point);

  if (tables->largest_bytes <= 0.0) {
    for (PetscInt p = 0; p < plan->n_points; ++p) {
      const GhdPoint  point  = ghd_plan_point(plan, p);
      const PetscReal needed = ghd_junction_memory(point.P, point.Q, point.n_str, &point.side[0], &point.side[1], &plan->parameters->ray);

      if (needed <= tables->largest_bytes) continue;
      tables->largest_bytes = needed;
      tables->largest_point = p;
      largest               = point;
    }
  }
  *bytes = tables->largest_bytes;
  return largest;
}

PetscReal ghd_plan_memory(GhdPlan plan)
{
  PetscReal largest;

  (void)LargestPoint(plan, &largest);
  return program_bytes + largest;
}

PetscReal ghd_plan_memory_of_rank_0(GhdPlan plan)
{
  return ghd_tally_memory(plan) + ghd_schedule_memory(plan->n_points, plan->chunks_per_point) + (PetscReal)plan->n_points * (PetscReal)sizeof(GhdPointWork);
}

/* What a rank may take, as the ranks of its node can be given it; rank 0's own tables are of its node alone. */
static PetscErrorCode ShareOfRank(MPI_Comm comm, PetscReal of_rank_0, GhdMemoryAtHand *share)
{
  const GhdMemoryAtHand own = ghd_memory_of_process();
  MPI_Comm              node;
  PetscMPIInt           rank, n_ranks;
  PetscReal             taken;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node));
  PetscCallMPI(MPI_Comm_size(node, &n_ranks));
  taken = rank == 0 ? of_rank_0 : 0.0;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &taken, 1, MPIU_REAL, MPIU_SUM, node));
  PetscCallMPI(MPI_Comm_free(&node));
  *share       = ghd_memory_of_node();
  share->bytes = (share->bytes - taken) / (PetscReal)n_ranks;
  if (program_bytes + own.bytes - (rank == 0 ? of_rank_0 : 0.0) < share->bytes)
    *share = (GhdMemoryAtHand){.bytes = program_bytes + own.bytes - (rank == 0 ? of_rank_0 : 0.0), .limit = own.limit};
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The least of all ranks, on all ranks. */
static PetscErrorCode AgreeOnLeast(MPI_Comm comm, const GhdMemoryAtHand *mine, PetscReal *bytes, char limit[64])
{
  struct {
    double bytes;
    int    rank;
  } least = {.bytes = (double)mine->bytes};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &least.rank));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_DOUBLE_INT, MPI_MINLOC, comm));
  PetscCall(PetscStrncpy(limit, mine->limit, 64));
  PetscCallMPI(MPI_Bcast(limit, 64, MPI_CHAR, least.rank, comm));
  *bytes = PetscMax(0.0, (PetscReal)least.bytes);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanCheckMemory(MPI_Comm comm, GhdPlan plan, const char *input, GhdComplaints complaints)
{
  const PetscReal of_rank_0 = ghd_plan_memory_of_rank_0(plan), needed = ghd_plan_memory(plan);
  GhdMemoryAtHand share   = {0};
  PetscReal       at_hand = 0.0;
  char            limit[64];

  PetscFunctionBegin;
  PetscCall(ShareOfRank(comm, of_rank_0, &share));
  PetscCall(AgreeOnLeast(comm, &share, &at_hand, limit));
  if (needed > at_hand) {
    PetscReal      bytes;
    const GhdPoint largest = LargestPoint(plan, &bytes);
    char           place[PETSC_MAX_PATH_LEN];

    PetscCall(GhdParameterPlace(plan->parameters, input, "chain.gamma_over_pi", place, sizeof(place)));
    PetscCall(GhdComplain(complaints, place,
                          "chain.gamma_over_pi: %" PetscInt_FMT "/%" PetscInt_FMT
                          " needs about %.0f MiB on every rank, %.0f MiB are at hand (%s); use fewer ranks on a node, a smaller denominator or a larger limit",
                          largest.P, largest.Q, (double)(needed / mebi), (double)(at_hand / mebi), limit));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
