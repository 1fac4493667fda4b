#include "progress.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct GhdProgress_ {
  PetscInt  n_ranks;
  PetscReal start, next;
  PetscBool terminal, shown;
};

/* Whether a launcher (mpirun) that reads our stderr through a pipe writes it to a terminal. */
static PetscBool LauncherHasTerminal(void)
{
  char        path[64];
  struct stat info;

  if (!getenv("OMPI_COMM_WORLD_RANK")) return PETSC_FALSE;
  (void)snprintf(path, sizeof(path), "/proc/%ld/fd/2", (long)getppid());
  if (stat(path, &info) != 0 || !S_ISCHR(info.st_mode)) return PETSC_FALSE;
  return (PetscBool)(major(info.st_rdev) == 4 || (major(info.st_rdev) >= 136 && major(info.st_rdev) <= 143)); /* consoles and pseudo-terminals of Linux */
}

PetscErrorCode GhdProgressCreate(PetscInt n_ranks, GhdProgress *progress)
{
  PetscFunctionBegin;
  PetscCall(PetscNew(progress));
  (*progress)->n_ranks  = n_ranks;
  (*progress)->start    = ghd_now();
  (*progress)->terminal = (PetscBool)(ghd_log_level() < GHD_LOG_VERBOSE && (isatty(STDERR_FILENO) || LauncherHasTerminal())); /* other lines would tear it */
  (*progress)->next     = (*progress)->start + ((*progress)->terminal ? 0.5 : 5.0);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdProgressDestroy(GhdProgress *progress)
{
  PetscFunctionBegin;
  if (!*progress) PetscFunctionReturn(PETSC_SUCCESS);
  if ((*progress)->shown) fputc('\n', stderr);
  PetscCall(PetscFree(*progress));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_format_seconds(PetscReal seconds, char text[], size_t size)
{
  const long s = (long)(seconds + 0.5);

  if (s >= 3600)
    (void)snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  else
    (void)snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
}

/* What all chunks take at the rate of those that are in, shared by the ranks, less what has gone by: chunks under way count as far as they are. Negative if nobody knows. */
static PetscReal SecondsLeft(GhdTally t, PetscInt n_ranks, PetscReal elapsed)
{
  if (t->work_computed <= 0.0) return -1.0;
  return PetscMax(0.0, t->seconds_computed / t->work_computed * (t->work_computed + t->work_left) / (PetscReal)n_ranks - elapsed);
}

static void Describe(GhdTally t, PetscInt n_ranks, PetscReal elapsed, char text[], size_t size)
{
  const PetscReal seconds = SecondsLeft(t, n_ranks, elapsed);
  const PetscInt  n_rays = ghd_plan_n_rays(t->plan), n_failed = ghd_tally_rays_failed(t);
  char            left[32] = "?", failed[48] = "";

  if (seconds >= 0.0) ghd_format_seconds(seconds, left, sizeof(left));
  if (n_failed) (void)snprintf(failed, sizeof(failed), ", %" PetscInt_FMT " not converged", n_failed);
  (void)snprintf(text, size, "points %" PetscInt_FMT "/%" PetscInt_FMT ", rays %" PetscInt_FMT "/%" PetscInt_FMT ", %.3g rays/s, time left %s%s",
                 t->n_points_done, t->plan->n_points, n_rays - ghd_tally_rays_left(t), n_rays, (double)t->n_rays_computed / (double)elapsed, left, failed);
}

void ghd_progress_tick(GhdProgress progress, GhdTally tally)
{
  const PetscReal now = ghd_now();
  char            text[256];

  if (now < progress->next || ghd_log_level() < GHD_LOG_NORMAL) return;
  Describe(tally, progress->n_ranks, now - progress->start, text, sizeof(text));
  if (progress->terminal) {
    fprintf(stderr, "\r%-79.79s", text);
    fflush(stderr);
    progress->shown = PETSC_TRUE;
    progress->next  = now + 0.25;
  } else {
    ghd_log(GHD_LOG_NORMAL, "%s", text);
    progress->next = now + 10.0;
  }
}
