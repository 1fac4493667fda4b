/* How a sweep would run on many ranks: measured times replayed through the schedule of the program (tests/support/replay.h), and how fast rank 0 decides.
     build/release/tests/bench/scaling INPUT.yaml TIMES.txt RANKS...     a line of CSV for each number of ranks; scripts/scaling_replay.py makes the times of a result file
     mpirun -n 3 build/release/tests/bench/scaling                       processor time of rank 0 for an answer and a report, sent to ranks that do nothing
   Without arguments: the recorded times of tests/reference/chunk_times.txt on 4096 ranks. */
#include <stdlib.h>
#include <sys/resource.h>

#include "../../src/sweep/handout.h"
#include "measure.h"
#include "replay.h"

static PetscErrorCode ReadPlan(const char *input, PetscInt n_set, char *set[], GhdParameters *parameters, GhdPlan *plan)
{
  GhdComplaints complaints;

  PetscFunctionBegin;
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(GhdParametersRead(PETSC_COMM_WORLD, input, n_set, set, complaints, parameters));
  if (!*parameters) PetscCall(GhdComplaintsPrint(complaints));
  PetscCheck(*parameters, PETSC_COMM_WORLD, PETSC_ERR_USER_INPUT, "%s cannot be replayed", input);
  PetscCall(GhdComplaintsDestroy(&complaints));
  PetscCall(GhdPlanCreate(*parameters, plan));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscReal PeakMemory(void)
{
  struct rusage usage;

  (void)getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * (PetscReal)usage.ru_maxrss;
}

static PetscErrorCode PrintReplays(const char *input, const char *recorded, int n, char *ranks[])
{
  const Machine  machine = usual_machine();
  GhdParameters  parameters;
  GhdPlan        plan;
  GhdFileLayout *layout;
  MeasuredTimes  times;

  PetscFunctionBegin;
  PetscCall(ReadPlan(input, 0, NULL, &parameters, &plan));
  PetscCheck(plan->n_rays > 0, PETSC_COMM_SELF, PETSC_ERR_USER_INPUT, "%s has no rays: there is nothing to replay", input);
  PetscCall(ReadTimes(recorded, &times));
  PetscCall(GhdPlanFileLayout(plan, &layout));
  printf("points,rays,chunks,file_bytes,ranks,seconds,core_seconds,efficiency,state_fraction,shares_per_second,chunks_per_second,rank_0_busy,longest_wait,"
         "decision_seconds,memory_bytes\n");
  for (int i = 0; i < n; ++i) {
    const PetscInt  n_ranks = (PetscInt)atoi(ranks[i]);
    const PetscReal start   = cpu_seconds();
    Replay          r;

    PetscCall(ReplaySweep(plan, &times, n_ranks, &machine, &r));
    printf("%d,%d,%d,%.0f,%d,%.4g,%.4g,%.4f,%.4g,%.4g,%.4g,%.3g,%.3g,%.3g,%.3g\n", (int)plan->n_points, (int)plan->n_rays, (int)plan->n_chunks,
           (double)ghd_file_size(layout), (int)n_ranks, (double)r.seconds, (double)r.work, (double)r.efficiency, (double)(r.states / r.work),
           (double)r.n_shares / (double)r.seconds, (double)r.n_chunks / (double)r.seconds, (double)r.served, (double)r.waited,
           (double)((cpu_seconds() - start) / r.n_shares), (double)PeakMemory());
    (void)fflush(stdout);
  }
  PetscCall(GhdFileLayoutDestroy(&layout));
  PetscCall(FreeTimes(&times));
  PetscCall(GhdPlanDestroy(&plan));
  PetscCall(GhdParametersDestroy(&parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is wrong with an input or with what was measured is a sentence, without a trace. */
static PetscErrorCode SaySentence(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode error, PetscErrorType type, const char *text,
                                  void *context)
{
  if (error != PETSC_ERR_USER_INPUT && error != PETSC_ERR_ARG_OUTOFRANGE)
    return PetscTraceBackErrorHandler(comm, line, function, file, error, type, text, context);
  if (type == PETSC_ERROR_INITIAL) (void)fprintf(stderr, "%s\n", text);
  return error;
}

static int ReplayInput(const char *input, const char *recorded, int n, char *ranks[])
{
  PetscErrorCode ierr = PetscPushErrorHandler(SaySentence, NULL);

  if (!ierr) ierr = PrintReplays(input, recorded, n, ranks);
  return ierr || PetscPopErrorHandler() ? 2 : 0;
}

static PetscErrorCode ReplayRecorded(void)
{
  char          path[]  = "/tmp/scaling.XXXXXX";
  const Machine machine = usual_machine();
  const int     fd      = mkstemp(path);
  FILE         *file    = fdopen(fd, "w");
  GhdParameters parameters;
  GhdPlan       plan;
  MeasuredTimes times;
  Replay        r;
  PetscReal     start;

  PetscFunctionBegin;
  PetscCheck(file, PETSC_COMM_SELF, PETSC_ERR_FILE_OPEN, "%s cannot be written", path);
  PetscCall(ReadTimes("tests/reference/chunk_times.txt", &times));
  fprintf(file, "chain: {gamma_over_pi: [");
  for (PetscInt i = 0; i < times.n; ++i) fprintf(file, "%s%d/%d", i ? ", " : "", (int)times.chain[i].P, (int)times.chain[i].Q);
  fprintf(file, "]}\nleft: {state: thermal, beta: {from: 0.1, to: 5, count: 64}}\nright: {state: thermal, beta: {from: 0.15, to: 5.05, count: 64}}\n"
                "rays: {from: -1.2, to: 1.2, count: 144}\n");
  (void)fclose(file);
  PetscCall(ReadPlan(path, 0, NULL, &parameters, &plan));
  (void)remove(path);
  start = cpu_seconds();
  PetscCall(ReplaySweep(plan, &times, 4096, &machine, &r));
  report_section("scaling", "Recorded times of chunks at Q = 2 .. 50, replayed through the schedule on 4096 ranks");
  report_value("points", "", (PetscReal)plan->n_points, "1");
  report_value("time on 4096 ranks", "", r.seconds, "s");
  report_value("time of a decision of rank 0", "schedule alone", 1e6 * (cpu_seconds() - start) / (PetscReal)r.n_shares, "us");
  report_bar("parallel efficiency, 4096 ranks", "replayed", r.efficiency, "1", AT_LEAST, 0.9);
  PetscCall(FreeTimes(&times));
  PetscCall(GhdPlanDestroy(&plan));
  PetscCall(GhdParametersDestroy(&parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- how fast rank 0 serves ---- */

static PetscErrorCode DoNothing(void *context, PetscInt chunk, GhdChunkReport *report)
{
  PetscFunctionBegin;
  (void)context;
  *report = (GhdChunkReport){.chunk = chunk, .n_rays = 16, .ray_seconds = 10.0, .written = PETSC_TRUE};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FindNothing(void *context, PetscInt point)
{
  PetscFunctionBegin;
  (void)context;
  (void)point;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void Ignore(void *context, const GhdChunkReport *report)
{
  (void)context;
  (void)report;
}

static PetscBool NeverStop(void *context, PetscInt candidate)
{
  (void)context;
  (void)candidate;
  return PETSC_FALSE;
}

static PetscErrorCode TimeService(PetscMPIInt rank, PetscMPIInt n_ranks)
{
  enum { POINTS = 20000, CHUNKS = 9 };
  const GhdHandOutOps ops      = {.compute = DoNothing, .prepare = FindNothing, .collect = Ignore, .stop = NeverStop, .serve_only = PETSC_TRUE};
  GhdSchedule         schedule = NULL;
  GhdPointWork       *work;
  PetscReal           start;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(POINTS, &work));
  for (PetscInt p = 0; p < POINTS; ++p) work[p] = (GhdPointWork){.chunk = 1.0, .state = 1.0, .family = 0};
  if (rank == 0) PetscCall(GhdScheduleCreate(POINTS, CHUNKS, work, NULL, n_ranks, &schedule));
  start = cpu_seconds();
  PetscCall(GhdHandOut(PETSC_COMM_WORLD, schedule, 16, &ops));
  if (rank == 0) {
    report_section("service", "Processor time of rank 0 to answer a request and to take a report of one chunk, messages and looking for them included");
    report_value("a share", "", 1e6 * (cpu_seconds() - start) / (POINTS * CHUNKS), "us");
  }
  PetscCall(GhdScheduleDestroy(&schedule));
  PetscCall(PetscFree(work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  const int   replay = argc > 3;
  int         status = 0;
  PetscMPIInt rank, n_ranks;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks));
  if (n_ranks > 1)
    PetscCall(TimeService(rank, n_ranks));
  else if (replay)
    status = ReplayInput(argv[1], argv[2], argc - 3, argv + 3);
  else
    PetscCall(ReplayRecorded());
  if (PetscFinalize()) return 1;
  return status ? status : missed_bars();
}
