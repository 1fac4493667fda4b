#include "solver_options.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* results/<name of the input without folder and ending>.h5, or <name>-part-I-of-N.h5 */
static PetscErrorCode DefaultOutput(const char *input, const GhdFilePart *part, char output[], size_t size)
{
  char         ending[64] = "";
  const char  *slash = strrchr(input, '/'), *name = slash ? slash + 1 : input, *dot = strrchr(name, '.');
  const size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);

  PetscFunctionBegin;
  if (part->count) PetscCall(PetscSNPrintf(ending, sizeof(ending), "-part-%" PetscInt_FMT "-of-%" PetscInt_FMT, part->number, part->count));
  PetscCall(PetscSNPrintf(output, size, "results/%.*s%s.h5", (int)length, name, ending));
  if (ghd_is_rank_0() && mkdir("results", 0777) != 0 && errno != EEXIST) ghd_log(GHD_LOG_QUIET, "folder results: %s", strerror(errno));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void PrintFailures(const GhdRunSummary *summary)
{
  for (PetscInt code = -1; code >= -128; --code) {
    const PetscInt n = summary->n_rays_with[128 + code];

    if (n) ghd_log(GHD_LOG_NORMAL, "%" PetscInt_FMT " rays: %s", n, ghd_reason_text((GhdReason)code));
  }
  if (summary->n_bulk_failed) ghd_log(GHD_LOG_NORMAL, "%" PetscInt_FMT " points: a bulk state failed, see /bulk in the file", summary->n_bulk_failed);
}

static void PrintBusy(const GhdRunSummary *summary)
{
  if (summary->n_ranks > 1 && summary->n_rays_computed)
    ghd_log(GHD_LOG_NORMAL, "%" PetscInt_FMT " ranks busy %.1f %% of the time, rank %" PetscInt_FMT " least: %.1f %%", summary->n_ranks,
            100.0 * (double)summary->busy[1], summary->least_busy, 100.0 * (double)summary->busy[0]);
}

static PetscErrorCode PrintSlowest(GhdPlan plan, const GhdRunSummary *summary)
{
  PetscFunctionBegin;
  if (summary->n_slowest < 2 || summary->seconds < 10.0) PetscFunctionReturn(PETSC_SUCCESS); /* nobody waited for them */
  for (PetscInt i = 0; i < summary->n_slowest; ++i) {
    char text[256];

    PetscCall(GhdPlanPointText(plan, summary->slowest[i], text, sizeof(text)));
    ghd_log(GHD_LOG_NORMAL, "%s: %s, %.3g s", i ? "            " : "took longest", text, (double)summary->slowest_seconds[i]);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void PrintSummary(const GhdRunOptions *options, const GhdRunSummary *summary)
{
  char error[64] = "";

  if (summary->worst_error > 0.0) (void)snprintf(error, sizeof(error), ", worst error estimate %.1e", (double)summary->worst_error);
  if (summary->n_rays_computed) {
    ghd_log(GHD_LOG_NORMAL, "%" PetscInt_FMT " rays in %.3g s (%.3g rays/s)%s", summary->n_rays_computed, (double)summary->seconds,
            (double)summary->n_rays_computed / (double)summary->seconds, error);
  }
  PrintBusy(summary);
  PrintFailures(summary);
  if (summary->file_removed) {
    if (ghd_is_rank_0()) ghd_log(GHD_LOG_QUIET, "%s was removed or replaced while this run was writing it: what was computed is lost", options->output);
  } else if (summary->stopped)
    ghd_log(GHD_LOG_NORMAL, "stopped early (%s): %" PetscInt_FMT " rays left; continue with %s", summary->stop_reason ? summary->stop_reason : "fault",
            summary->n_rays_left, options->extend ? "the same command" : "--resume");
  else
    ghd_log(GHD_LOG_NORMAL, "%s is complete", options->output);
}

PetscErrorCode GhdCommandRun(const GhdArguments *arguments, PetscInt *status)
{
  char          output[PETSC_MAX_PATH_LEN];
  GhdRunOptions options = {
      .output = output, .resume = arguments->resume, .extend = arguments->extend, .retry = arguments->retry, .time_limit = arguments->time_limit};
  GhdParameters parameters;
  GhdPlan       plan;
  GhdRunSummary summary;
  GhdComplaints complaints;

  PetscFunctionBegin;
  PetscCall(GhdCatchStopSignals());
  PetscCall(GhdLoadPlan(arguments, &parameters, &plan));
  if (!plan) {
    *status = GHD_EXIT_BAD_INPUT;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (arguments->output)
    PetscCall(PetscStrncpy(output, arguments->output, sizeof(output)));
  else
    PetscCall(DefaultOutput(arguments->file, &plan->part, output, sizeof(output)));
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(GhdRun(PETSC_COMM_WORLD, plan, &options, complaints, &summary));
  PetscCall(GhdComplaintsConclude(&complaints, status));
  *status = ghd_run_exit_status(&summary);
  if (!summary.refused) {
    PetscCall(PrintSlowest(plan, &summary));
    PrintSummary(&options, &summary);
    PetscCall(GhdTellUnusedOptions());
  }
  if (summary.file_lost) {
    PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD)); /* all have printed what they had to */
    (void)fflush(NULL);
    _exit((int)*status);
  }
  PetscCall(GhdPlanDestroy(&plan));
  PetscCall(GhdParametersDestroy(&parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}
