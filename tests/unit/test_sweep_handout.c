/* Chunks are handed out over messages: all of them, each once, and nobody hangs, whoever wants to stop.
   ranks: 1 2 3 4
   timeout: 60 */
#include "../../src/sweep/handout.h"
#include "check.h"
#include <unistd.h>

enum { MAX_CHUNKS = 600 };

/* A sweep in place of the real one: chunks take a given time and count themselves. */
typedef struct {
  PetscInt  computed[MAX_CHUNKS]; /* by this rank                      */
  PetscInt  n_computed;
  PetscInt  reported[MAX_CHUNKS]; /* rank 0                            */
  PetscInt  n_reported;
  PetscInt  microseconds; /* of one chunk on this rank         */
  PetscInt  stop_after;   /* reports: rank 0 stops; 0: never   */
  PetscInt  wish_after;   /* chunks: this rank wants to stop; 0: never */
  PetscReal unit;         /* chunk c reports unit * (1 + c) seconds: short ones are given several at once */
  PetscBool serve_only;   /* rank 0 does not compute           */
  PetscBool lies;         /* a report arrived that is not as sent */
} Sweep;

static PetscMPIInt Rank(void)
{
  PetscMPIInt rank;

  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  return rank;
}

static PetscErrorCode Compute(void *context, PetscInt chunk, GhdChunkReport *report)
{
  Sweep         *sweep = (Sweep *)context;
  const PetscInt n     = chunk % 6;

  PetscFunctionBegin;
  for (PetscInt t = 0; t < sweep->microseconds; t += 500) {
    usleep(500);
    ghd_heartbeat();
  }
  ++sweep->computed[chunk];
  ++sweep->n_computed;
  *report = (GhdChunkReport){.chunk       = chunk,
                             .n_rays      = n,
                             .ray_seconds = sweep->unit * (PetscReal)(1 + chunk),
                             .written     = PETSC_TRUE,
                             .stop        = (PetscBool)(sweep->wish_after && sweep->n_computed >= sweep->wish_after)};
  for (PetscInt r = 0; r < n; ++r) report->status[r] = (int8_t)(chunk % 100 - r);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Prepare(void *context, PetscInt point)
{
  PetscFunctionBegin;
  (void)point;
  usleep((useconds_t)((Sweep *)context)->microseconds);
  ghd_heartbeat();
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void Collect(void *context, const GhdChunkReport *report)
{
  Sweep *sweep = (Sweep *)context;

  ++sweep->reported[report->chunk];
  ++sweep->n_reported;
  if (report->n_rays != report->chunk % 6 || report->ray_seconds != sweep->unit * (PetscReal)(1 + report->chunk)) sweep->lies = PETSC_TRUE;
  for (PetscInt r = 0; r < report->n_rays; ++r) {
    if (report->status[r] != report->chunk % 100 - r) sweep->lies = PETSC_TRUE;
  }
}

static PetscBool MustStop(void *context, PetscInt candidate)
{
  Sweep *sweep = (Sweep *)context;

  (void)candidate;
  return (PetscBool)(sweep->stop_after && sweep->n_reported >= sweep->stop_after);
}

static void RunSweep(Sweep *sweep, PetscInt n_points, PetscInt chunks_per_point)
{
  const GhdHandOutOps ops = {.compute = Compute, .prepare = Prepare, .collect = Collect, .stop = MustStop, .context = sweep, .serve_only = sweep->serve_only};
  GhdSchedule         schedule = NULL;
  GhdPointWork        work[MAX_CHUNKS];
  PetscMPIInt         n_ranks;

  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  for (PetscInt p = 0; p < n_points; ++p) work[p] = (GhdPointWork){.chunk = 1.0 + p, .state = 1.0 + p, .shared = 1.0 + p, .family = p / 5};
  if (Rank() == 0) (void)GhdScheduleCreate(n_points, chunks_per_point, work, NULL, n_ranks, &schedule);
  assert_ok(GhdHandOut(PETSC_COMM_WORLD, schedule, 5, &ops));
  assert_ok(GhdScheduleDestroy(&schedule));
}

/* How often each chunk was computed by all ranks together; the total. */
static PetscInt CountAll(const Sweep *sweep, PetscInt count[MAX_CHUNKS])
{
  PetscInt total = 0;

  MPI_Allreduce(sweep->computed, count, MAX_CHUNKS, MPIU_INT, MPI_SUM, PETSC_COMM_WORLD);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) total += count[c];
  return total;
}

static void all_chunks_are_computed_and_reported_exactly_once(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS];

  (void)state;
  sweep = (Sweep){.unit = 1.0, .microseconds = 0};
  RunSweep(&sweep, 60, 10);
  (void)CountAll(&sweep, count);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(count[c] == 1);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(Rank() > 0 || sweep.reported[c] == 1);
  assert_all(!sweep.lies);
}

static void chunks_that_are_given_several_at_once_are_computed_and_reported_exactly_once_too(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS];

  (void)state;
  for (PetscInt serve_only = 0; serve_only < 2; ++serve_only) {
    sweep = (Sweep){.unit = 1e-6, .serve_only = (PetscBool)serve_only};
    RunSweep(&sweep, 60, 10);
    (void)CountAll(&sweep, count);
    for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(count[c] == 1 && (Rank() > 0 || sweep.reported[c] == 1));
    assert_all(!sweep.lies);
  }
}

static void rank_0_computes_nothing_if_it_only_serves_others(void **state)
{
  static Sweep sweep;
  PetscMPIInt  n_ranks;

  (void)state;
  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  sweep = (Sweep){.unit = 1.0, .microseconds = 500, .serve_only = PETSC_TRUE};
  RunSweep(&sweep, 10, 10);
  assert_all(Rank() > 0 || sweep.n_computed == (n_ranks == 1 ? 100 : 0));
  assert_all(Rank() > 0 || sweep.n_reported == 100);
}

static void fewer_chunks_than_ranks_leave_nobody_hanging(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS];

  (void)state;
  sweep = (Sweep){.unit = 1.0, .microseconds = 2000};
  RunSweep(&sweep, 1, 2);
  assert_all(CountAll(&sweep, count) == 2 && count[0] == 1 && count[1] == 1);
  sweep = (Sweep){.unit = 1.0, .microseconds = 2000};
  RunSweep(&sweep, 0, 1);
  assert_all(CountAll(&sweep, count) == 0);
}

static void a_slow_rank_is_given_less(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS], most, slow;
  PetscMPIInt  n_ranks;

  (void)state;
  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  sweep = (Sweep){.unit = 1.0, .microseconds = Rank() == n_ranks - 1 ? 50000 : 2000};
  RunSweep(&sweep, 10, 10);
  assert_all(CountAll(&sweep, count) == 100);
  slow = Rank() == n_ranks - 1 ? sweep.n_computed : 0;
  MPI_Allreduce(MPI_IN_PLACE, &slow, 1, MPIU_INT, MPI_MAX, PETSC_COMM_WORLD);
  MPI_Allreduce(&sweep.n_computed, &most, 1, MPIU_INT, MPI_MAX, PETSC_COMM_WORLD);
  assert_all(n_ranks == 1 || 4 * slow < most);
}

static void rank_0_can_stop_all(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS], total;

  (void)state;
  sweep = (Sweep){.unit = 1.0, .microseconds = 1000, .stop_after = 20};
  RunSweep(&sweep, 60, 10);
  total = CountAll(&sweep, count);
  assert_all(total >= 20 && total < 60);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(count[c] <= 1 && (Rank() > 0 || sweep.reported[c] == count[c]));
}

static void after_a_stop_the_rest_of_what_was_given_at_once_is_left(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS], total;

  (void)state;
  sweep = (Sweep){.unit = 1e-8, .microseconds = 2000, .stop_after = 5};
  RunSweep(&sweep, 60, 10);
  total = CountAll(&sweep, count);
  assert_all(total >= 5 && total < 300);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(count[c] <= 1 && (Rank() > 0 || sweep.reported[c] == count[c]));
}

static void any_rank_can_stop_all_and_what_was_begun_is_reported(void **state)
{
  static Sweep sweep;
  PetscInt     count[MAX_CHUNKS], total;
  PetscMPIInt  n_ranks;

  (void)state;
  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  sweep = (Sweep){.unit = 1.0, .microseconds = 2000, .wish_after = Rank() == n_ranks - 1 ? 3 : 0};
  RunSweep(&sweep, 60, 10);
  total = CountAll(&sweep, count);
  assert_all(total >= 3 && total < 300);
  for (PetscInt c = 0; c < MAX_CHUNKS; ++c) assert_all(count[c] <= 1 && (Rank() > 0 || sweep.reported[c] == count[c]));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_chunks_are_computed_and_reported_exactly_once),
      cmocka_unit_test(chunks_that_are_given_several_at_once_are_computed_and_reported_exactly_once_too),
      cmocka_unit_test(rank_0_computes_nothing_if_it_only_serves_others),
      cmocka_unit_test(fewer_chunks_than_ranks_leave_nobody_hanging),
      cmocka_unit_test(a_slow_rank_is_given_less),
      cmocka_unit_test(rank_0_can_stop_all),
      cmocka_unit_test(after_a_stop_the_rest_of_what_was_given_at_once_is_left),
      cmocka_unit_test(any_rank_can_stop_all_and_what_was_begun_is_reported),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_handout", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
