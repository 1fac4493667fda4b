/* How the error of a ray falls with the grid: exponentially with resolved jumps, as 1/N on a fixed grid; and both errors at the same run time. */
#include "two_temperatures.h"

#define RAYS    24
#define REPEATS 5
#define VALUES  (RAYS * ALL_OBSERVABLES)
#define RANGE   9.0 /* densities beyond it: below 1e-15 squared */

static PetscReal zeta[RAYS], reference[VALUES];

static PetscErrorCode CreateOn(GhdRayMethod method, PetscReal accuracy, PetscInt points, Halves *h)
{
  GhdRayOptions options = ghd_ray_options_default();

  PetscFunctionBegin;
  options.accuracy = accuracy;
  options.method   = method;
  options.points   = points;
  options.range    = points > 0 ? RANGE : 0.0;
  PetscCall(CreateHalves(1, 3, 1.0, 2.0, &options, h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Largest error of all observables on all rays that converged, and its root mean square: on a fixed grid it depends on where the jumps fall between the points. */
static void compare(const PetscReal value[], PetscReal *largest, PetscReal *mean)
{
  PetscReal sum = 0.0;

  *largest = 0.0;
  for (PetscInt i = 0; i < VALUES; ++i) {
    const PetscReal error = PetscIsNanReal(value[i]) ? 0.0 : PetscAbsReal(value[i] - reference[i]);

    *largest = PetscMax(*largest, error);
    sum += error * error;
  }
  *mean = PetscSqrtReal(sum / VALUES);
}

typedef struct {
  PetscInt  points; /* 0: as the accuracy of 1e-10 asks for */
  PetscInt  n_failed;
  PetscReal largest, mean;
  Samples   seconds;
} Outcome;

static PetscErrorCode Measure(GhdRayMethod method, PetscReal accuracy, PetscInt points, PetscInt repeats, Outcome *outcome)
{
  PetscReal value[VALUES];
  Halves    h;

  PetscFunctionBegin;
  *outcome = (Outcome){.points = points};
  PetscCall(CreateOn(method, accuracy, points, &h));
  PetscCall(SolveInChunks(h.junction, RAYS, zeta, value, &outcome->n_failed));
  for (PetscInt i = 0; i < repeats; ++i) PetscCall(TimeRays(h.junction, RAYS, zeta, &outcome->seconds));
  compare(value, &outcome->largest, &outcome->mean);
  PetscCall(DestroyHalves(&h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Resolved jumps: ln(error) over the band limit Omega = pi N/(2 range) is a straight line; its slope is the width of the strip in which kernels are analytic. */
static PetscErrorCode ResolvedJumps(void)
{
  const PetscInt  points[] = {80, 96, 120, 144, 160, 192, 200, 240, 288, 320, 360, 384, 480, 640};
  const PetscReal strip    = PETSC_PI / 6.0;
  PetscReal       omega[sizeof points / sizeof *points], log_error[sizeof points / sizeof *points];
  PetscInt        fitted = 0;

  PetscFunctionBegin;
  for (size_t g = 0; g < sizeof points / sizeof *points; ++g) {
    Outcome outcome;
    char    what[48];

    PetscCall(Measure(GHD_RAY_JUMP_RESOLVED, 1e-12, points[g], 0, &outcome));
    snprintf(what, sizeof what, "resolved jumps, N = %" PetscInt_FMT, points[g]);
    if (outcome.n_failed > 0) report_value(what, "rays that did not converge", (PetscReal)outcome.n_failed, "of 24");
    if (outcome.n_failed > 0) continue;
    report_value(what, "largest error", outcome.largest, "1");
    if (outcome.largest > 1e-2 || outcome.largest < 1e-12) continue; /* too coarse to begin with; rounding */
    omega[fitted]       = PETSC_PI * (PetscReal)points[g] / (2.0 * RANGE);
    log_error[fitted++] = PetscLogReal(outcome.largest);
  }
  report_value("resolved jumps", "-d ln(error)/d(pi/step)", -fitted_slope(fitted, omega, log_error), "1");
  report_value("resolved jumps", "pi/(2Q), the strip of analyticity", strip, "1");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void report_outcome(const char *method, const Outcome *outcome)
{
  char what[48];

  if (outcome->points > 0)
    snprintf(what, sizeof what, "%s, N = %" PetscInt_FMT, method, outcome->points);
  else
    snprintf(what, sizeof what, "%s, accuracy 1e-10", method);
  report_samples(what, "ray", &outcome->seconds, 1e3, "ms");
  report_value(what, "largest error", outcome->largest, "1");
  report_value(what, "root mean square error", outcome->mean, "1");
}

/* The fixed grid, doubled until its rays take longer than one with resolved jumps, and beyond for the exponent. */
static PetscErrorCode FixedGrid(void)
{
  const PetscInt points[] = {160, 320, 640, 1280, 2560, 5120};
  enum { GRIDS = sizeof points / sizeof *points };
  PetscReal log_n[GRIDS], log_error[GRIDS];
  Outcome   resolved, fixed[GRIDS];
  PetscInt  same = GRIDS - 1;

  PetscFunctionBegin;
  PetscCall(Measure(GHD_RAY_JUMP_RESOLVED, 1e-10, 0, REPEATS, &resolved));
  report_outcome("resolved jumps", &resolved);
  for (PetscInt g = GRIDS - 1; g >= 0; --g) {
    PetscCall(Measure(GHD_RAY_FIXED_GRID, 1e-10, points[g], REPEATS, &fixed[g]));
    if (least_sample(&fixed[g].seconds) >= least_sample(&resolved.seconds)) same = g;
    log_n[g]     = PetscLogReal((PetscReal)points[g]);
    log_error[g] = PetscLogReal(fixed[g].mean);
  }
  for (PetscInt g = 0; g < GRIDS; ++g) report_outcome("fixed grid", &fixed[g]);
  report_value("fixed grid", "-d ln(rms error)/d ln N", -fitted_slope(GRIDS, log_n, log_error), "1");
  report_value("same run time", "N of the fixed grid, at least", (PetscReal)fixed[same].points, "1");
  report_bar("same run time", "largest error, fixed / resolved", fixed[same].largest / resolved.largest, "1", AT_LEAST, 1e5);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FindReference(void)
{
  Halves   h;
  PetscInt n_failed;

  PetscFunctionBegin;
  equidistant(-1.0, 1.0, RAYS, zeta);
  PetscCall(CreateOn(GHD_RAY_JUMP_RESOLVED, 1e-12, 1920, &h));
  PetscCall(SolveInChunks(h.junction, RAYS, zeta, reference, &n_failed));
  PetscCheck(n_failed == 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "no reference");
  PetscCall(DestroyHalves(&h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  report_section("accuracy", "Error against grid points per species, gamma = pi/3, beta = 1 | 2, ten observables, 24 rays");
  PetscCall(FindReference());
  PetscCall(ResolvedJumps());
  PetscCall(FixedGrid());
  return PetscFinalize() || missed_bars();
}
