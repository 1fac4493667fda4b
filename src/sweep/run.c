#include "busy.h"
#include "handout.h"
#include "outcome.h"
#include "prepare.h"
#include "progress.h"
#include "stop.h"
#include "tally.h"
#include "work.h"
#include "worker.h"
#include <xxzghd/dress.h>
#include <stdlib.h>
#include <xxzghd/sweep.h>

/* What the scheduler's callbacks need; all but the worker on rank 0 only. */
typedef struct {
  GhdWorker   worker;
  GhdTally    tally;
  GhdSchedule schedule;
  GhdStop     stop;
  GhdProgress progress;
  PetscReal   longest, look_at; /* seconds of the longest chunk that ranks are at; when to ask for it again */
} Run;

static PetscErrorCode Compute(void *context, PetscInt chunk, GhdChunkReport *report)
{
  PetscFunctionBegin;
  PetscCall(GhdWorkerCompute(((Run *)context)->worker, chunk, report));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Prepare(void *context, PetscInt point)
{
  PetscFunctionBegin;
  PetscCall(GhdWorkerPrepare(((Run *)context)->worker, point));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void Collect(void *context, const GhdChunkReport *report)
{
  Run *run = (Run *)context;

  ghd_tally_report(run->tally, report);
  if (report->stop) ghd_stop_demand(run->stop, report->written ? "signal" : "the result file cannot be written");
}

/* A chunk must fit into the time that is left, with the states of its point; so must what is being computed, or begun any moment, elsewhere. */
static PetscBool MustStop(void *context, PetscInt candidate)
{
  const PetscReal every = 0.05, now = ghd_now(); /* asking all ranks of a large machine for every message would take longer than the messages */
  Run            *run = (Run *)context;

  if (candidate < 0 && now >= run->look_at) {
    run->longest = ghd_schedule_longest(run->schedule);
    run->look_at = now + every;
  }
  ghd_progress_tick(run->progress, run->tally);
  return ghd_stop_now(run->stop, candidate >= 0 ? ghd_schedule_seconds(run->schedule, candidate) : run->longest);
}

/* Rank 0: what is left to do, from the file. */
static PetscErrorCode ReadTally(MPI_Comm comm, GhdPlan plan, GhdFile file, PetscBool retry, GhdTally *tally)
{
  PetscMPIInt rank;
  int8_t     *status = NULL, *bulk_status = NULL;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) PetscCall(PetscMalloc1((size_t)plan->n_points * (size_t)plan->n_rays, &status));
  if (rank == 0) PetscCall(PetscMalloc1(plan->n_points, &bulk_status));
  PetscCall(GhdFileReadStatus(file, status, bulk_status));
  if (rank == 0) PetscCall(GhdTallyCreate(plan, status, bulk_status, retry, tally));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ScheduleWhatIsLeft(GhdTally tally, PetscMPIInt n_ranks, GhdSchedule *schedule)
{
  GhdPlan       plan = tally->plan;
  GhdPointWork *work;

  PetscFunctionBegin;
  PetscCall(GhdPlanWork(plan, &work));
  PetscCall(GhdScheduleCreate(plan->n_points, plan->chunks_per_point, work, tally->done, n_ranks, schedule));
  PetscCall(PetscFree(work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* With so many ranks, rank 0 has enough to do with answers: its own rays would end last, and the others would wait for what it does not answer meanwhile. */
enum { serve_only_from = 128 };

/* Compute what is left and write it. */
static PetscErrorCode HandOutAll(MPI_Comm comm, Run *run, PetscInt max_rays, GhdRunSummary *summary)
{
  GhdHandOutOps ops = {.compute = Compute, .prepare = Prepare, .collect = Collect, .stop = MustStop, .context = run};
  PetscMPIInt   rank, n_ranks;
  PetscReal     start;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &n_ranks));
  ops.serve_only = (PetscBool)(n_ranks >= serve_only_from);
  if (rank == 0) {
    PetscCall(ScheduleWhatIsLeft(run->tally, n_ranks, &run->schedule));
    PetscCall(GhdProgressCreate(n_ranks, &run->progress));
  }
  PetscCall(GhdBusyBegin());
  start = ghd_now();
  PetscCall(GhdHandOut(comm, run->schedule, max_rays, &ops));
  PetscCall(GhdBusyEnd(comm, ghd_now() - start, summary));
  PetscCall(GhdProgressDestroy(&run->progress));
  PetscCall(GhdScheduleDestroy(&run->schedule));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Summarise(MPI_Comm comm, const Run *run, PetscReal start, GhdRunSummary *summary)
{
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) {
    GhdTally tally = run->tally;

    summary->stopped         = (PetscBool)(tally->n_chunks_left > 0);
    summary->file_removed    = ghd_stop_file_is_gone(run->stop);
    summary->n_rays_left     = ghd_tally_rays_left(tally);
    summary->n_rays_failed   = ghd_tally_rays_failed(tally);
    summary->n_rays_done     = ghd_plan_n_rays(tally->plan) - summary->n_rays_left;
    summary->n_rays_computed = tally->n_rays_computed;
    summary->n_bulk_failed   = tally->n_bulk_failed;
    summary->worst_error     = tally->worst_error;
    summary->seconds         = ghd_now() - start;
    summary->n_slowest       = ghd_tally_slowest(tally, GHD_SLOWEST, summary->slowest);
    for (PetscInt i = 0; i < summary->n_slowest; ++i) summary->slowest_seconds[i] = tally->seconds[summary->slowest[i]];
    PetscCall(PetscArraycpy(summary->n_rays_with, tally->n_rays_with, PETSC_STATIC_ARRAY_LENGTH(summary->n_rays_with)));
  }
  PetscCallMPI(MPI_Bcast(summary, (PetscMPIInt)sizeof(*summary), MPI_BYTE, 0, comm));
  summary->stop_reason = rank == 0 && summary->stopped ? ghd_stop_reason(run->stop) : NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt ghd_run_exit_status(const GhdRunSummary *summary)
{
  if (summary->refused) return GHD_EXIT_BAD_INPUT;
  if (summary->file_removed) return EXIT_FAILURE;
  if (summary->stopped) return GHD_EXIT_STOPPED;
  return summary->n_rays_failed || summary->n_bulk_failed ? GHD_EXIT_NOT_CONVERGED : GHD_EXIT_DONE;
}

static PetscErrorCode CloseFile(GhdFile *file, GhdRunSummary *summary)
{
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCall(GhdQuietErrorsBegin());
  ierr = GhdFileClose(file, ghd_run_exit_status(summary));
  PetscCall(GhdQuietErrorsEnd());
  if (ierr != PETSC_ERR_FILE_WRITE)
    PetscCall(ierr);
  else
    summary->stopped = summary->file_lost = PETSC_TRUE; /* whatever its status says: its last bytes may not have reached the disk */
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* NULL if MPI-IO cannot open what this very process has just made or looked at. */
static PetscErrorCode OpenFile(MPI_Comm comm, const char *path, const GhdFileLayout *layout, GhdComplaints complaints, GhdFile *file)
{
  PetscErrorCode ierr;

  PetscFunctionBegin;
  PetscCall(GhdQuietErrorsBegin());
  ierr = GhdFileOpen(comm, path, layout, file);
  PetscCall(GhdQuietErrorsEnd());
  if (ierr != PETSC_ERR_FILE_OPEN) {
    PetscCall(ierr);
  } else {
    *file = NULL;
    PetscCall(GhdComplain(complaints, "MPI-IO", "%s", ghd_quiet_message()));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The run proper, once the file is there and ours. */
static PetscErrorCode RunOnFile(MPI_Comm comm, GhdPlan plan, const GhdFileLayout *layout, const GhdRunOptions *options, const GhdPreparedFile *prepared,
                                PetscReal start, GhdComplaints complaints, GhdRunSummary *summary)
{
  const GhdKeep keep = prepared->extends ? (options->retry ? GHD_KEEP_GOOD : GHD_KEEP_DONE) : GHD_KEEP_NOTHING;
  Run           run  = {.worker = NULL};
  PetscMPIInt   rank, n_ranks;
  GhdFile       file;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &n_ranks));
  PetscCall(OpenFile(comm, prepared->path, layout, complaints, &file));
  if (!file) {
    summary->refused = PETSC_TRUE;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(ReadTally(comm, plan, file, options->retry, &run.tally));
  if (rank == 0) {
    PetscCall(GhdStopCreate(options->output, prepared->path, start, options->time_limit, &run.stop));
    ghd_log(GHD_LOG_NORMAL, "%s: %" PetscInt_FMT " points x %" PetscInt_FMT " rays, %" PetscInt_FMT " of %" PetscInt_FMT " chunks left for %d ranks",
            options->output, plan->n_points, plan->n_rays, run.tally->n_chunks_left, plan->end_chunk - plan->first_chunk, n_ranks);
  }
  PetscCall(GhdWorkerCreate(plan, layout, file, keep, &run.worker));
  PetscCall(HandOutAll(comm, &run, plan->parameters->chunk, summary));
  PetscCall(GhdWorkerDestroy(&run.worker));
  PetscCall(Summarise(comm, &run, start, summary));
  PetscCall(CloseFile(&file, summary));
  if (summary->stop_reason) ghd_stop_clear(run.stop);
  PetscCall(GhdStopDestroy(&run.stop));
  PetscCall(GhdTallyDestroy(&run.tally));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A larger file that is whole takes the place of the one that it extends. If it cannot, it stays where it is, and the next run tries again. */
static PetscErrorCode ReplaceOutput(MPI_Comm comm, const char *path, const char *output, GhdRunSummary *summary)
{
  char       *problem;
  PetscMPIInt rank;

  PetscFunctionBegin;
  PetscCall(GhdFileReplace(comm, path, output, &problem));
  if (!problem) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) ghd_log(GHD_LOG_QUIET, "%s", problem);
  PetscCall(PetscFree(problem));
  summary->stopped     = PETSC_TRUE;
  summary->stop_reason = "the extended file cannot take the place of the old one";
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdRun(MPI_Comm comm, GhdPlan plan, const GhdRunOptions *options, GhdComplaints complaints, GhdRunSummary *summary)
{
  const PetscReal start = ghd_now();
  GhdFileLayout  *layout;
  GhdPreparedFile file;

  PetscFunctionBegin;
  PetscCall(PetscMemzero(summary, sizeof(*summary)));
  PetscCall(GhdCatchStopSignals());
  PetscCall(GhdPhasesRegister());
  PetscCall(GhdDressingRegisterEvent());
  PetscCall(GhdPlanFileLayout(plan, &layout));
  PetscCall(GhdPrepareFile(comm, layout, options, complaints, &file));
  summary->refused = (PetscBool)!file.ready;
  if (file.ready) PetscCall(RunOnFile(comm, plan, layout, options, &file, start, complaints, summary));
  if (file.extends && !summary->refused && !summary->stopped && !summary->file_removed) PetscCall(ReplaceOutput(comm, file.path, options->output, summary));
  PetscCall(GhdLockRelease(&file.lock));
  PetscCall(GhdFileLayoutDestroy(&layout));
  PetscFunctionReturn(PETSC_SUCCESS);
}
