/* What a ray costs, next to the LU factorisation that a dense solver would begin with, both on one core in one run. */
#include <xxzghd/dress.h>
#include <petscblaslapack.h>

#include "two_temperatures.h"

#define UNKNOWNS   1920 /* three species on 640 points */
#define REPEATS    9
#define LIGHT_RAYS 64
#define SWEEP_RAYS 141

typedef struct {
  PetscReal    *original, *matrix;
  PetscBLASInt *pivot;
} Factorisation;

static PetscErrorCode CreateFactorisation(Factorisation *lu)
{
  PetscRandom random;

  PetscFunctionBegin;
  PetscCall(PetscMalloc3(UNKNOWNS * UNKNOWNS, &lu->original, UNKNOWNS * UNKNOWNS, &lu->matrix, UNKNOWNS, &lu->pivot));
  PetscCall(PetscRandomCreate(PETSC_COMM_SELF, &random));
  for (PetscInt i = 0; i < UNKNOWNS * UNKNOWNS; ++i) PetscCall(PetscRandomGetValueReal(random, &lu->original[i]));
  PetscCall(PetscRandomDestroy(&random));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TimeFactorisation(Factorisation *lu, Samples *seconds)
{
  const PetscBLASInt n = UNKNOWNS;
  PetscBLASInt       info;
  PetscReal          start;

  PetscFunctionBegin;
  PetscCall(PetscArraycpy(lu->matrix, lu->original, UNKNOWNS * UNKNOWNS));
  start = cpu_seconds();
  LAPACKgetrf_(&n, &n, lu->matrix, &n, lu->pivot, &info);
  add_sample(seconds, cpu_seconds() - start);
  PetscCheck(info == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "getrf: %d", (int)info);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TimeColdRay(GhdJunction junction, Samples *seconds)
{
  PetscReal start, value[ALL_OBSERVABLES];
  PetscInt  n_failed = 0;

  PetscFunctionBegin;
  PetscCall(GhdJunctionForget(junction));
  start = cpu_seconds();
  PetscCall(SolveAndObserve(junction, 0.3, value, &n_failed));
  add_sample(seconds, cpu_seconds() - start);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Six transforms of 3 x 640 points (three each way), and one application of the dressing operator. */
static PetscErrorCode TimeTransforms(void)
{
  enum { REPEAT = 200 };
  const PetscReal reference[3] = {0.25, 1.0 / 3, 2.0 / 3};
  Samples         transforms = {0}, application = {0};
  GhdModel        model;
  GhdGrid         grid;
  GhdDressing     dressing;
  PetscReal      *f, *result;
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(GhdModelCreate(1, 3, &model));
  PetscCall(GhdGridCreate(model->n_str, 12.0, 640, 1, &grid));
  PetscCall(GhdDressingCreate(model, grid, reference, &dressing));
  PetscCall(PetscMalloc3(3 * grid->n, &f, 3 * grid->n, &result, 3 * grid->n_modes, &modes));
  PetscCall(GhdMomentumDerivativeOnGrid(model, grid, f));
  for (PetscInt i = 0; i < 3 * grid->n; ++i) result[i] = 0.5;
  PetscCall(GhdDressingSetFilling(dressing, result));
  for (PetscInt i = 0; i < REPEATS + 1; ++i) {
    PetscReal start = cpu_seconds();

    for (PetscInt r = 0; r < REPEAT; ++r) {
      ghd_grid_modes(grid, f, modes);
      ghd_grid_values(grid, modes, f);
    }
    if (i > 0) add_sample(&transforms, (cpu_seconds() - start) / REPEAT);
    start = cpu_seconds();
    for (PetscInt r = 0; r < REPEAT; ++r) PetscCall(GhdDressingApply(dressing, f, result));
    if (i > 0) add_sample(&application, (cpu_seconds() - start) / REPEAT);
  }
  report_samples("3 species x 640 points", "six transforms", &transforms, 1e6, "us");
  report_samples("3 species x 640 points", "dressing operator applied once", &application, 1e6, "us");
  PetscCall(PetscFree3(f, result, modes));
  PetscCall(GhdDressingDestroy(&dressing));
  PetscCall(GhdGridDestroy(&grid));
  PetscCall(GhdModelDestroy(&model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CompareWithFactorisation(void)
{
  const GhdRayOptions options    = ghd_ray_options_default();
  const char         *what       = "gamma = pi/3, beta = 1 | 2, 1e-10";
  Samples             lu_seconds = {0}, inside = {0}, sweep = {0}, cold = {0}, warm_up = {0};
  PetscReal           zeta_inside[LIGHT_RAYS], zeta[SWEEP_RAYS];
  Factorisation       lu;
  Halves              h;

  PetscFunctionBegin;
  PetscCall(CreateFactorisation(&lu));
  PetscCall(CreateHalves(1, 3, 1.0, 2.0, &options, &h));
  PetscCall(RaysInside(&h, LIGHT_RAYS, zeta_inside));
  equidistant(-1.4, 1.4, SWEEP_RAYS, zeta);
  PetscCall(TimeFactorisation(&lu, &warm_up));
  PetscCall(TimeRays(h.junction, LIGHT_RAYS, zeta_inside, &warm_up));
  for (PetscInt i = 0; i < REPEATS; ++i) { /* in turn: a change of the machine's pace meets all of them */
    PetscCall(TimeFactorisation(&lu, &lu_seconds));
    PetscCall(TimeRays(h.junction, LIGHT_RAYS, zeta_inside, &inside));
    PetscCall(TimeRays(h.junction, SWEEP_RAYS, zeta, &sweep));
    PetscCall(TimeColdRay(h.junction, &cold));
  }
  report_samples("1920 unknowns", "LAPACK LU factorisation", &lu_seconds, 1e3, "ms");
  report_samples(what, "ray inside the light cone", &inside, 1e3, "ms");
  report_samples(what, "ray of 141 from -1.4 to 1.4", &sweep, 1e3, "ms");
  report_samples(what, "single ray from a cold start", &cold, 1e3, "ms");
  report_bar(what, "LU / ray inside the light cone", least_sample(&lu_seconds) / least_sample(&inside), "1", AT_LEAST, 60.0);
  report_value(what, "LU / ray of 141", least_sample(&lu_seconds) / least_sample(&sweep), "1");
  report_value(what, "LU / cold ray", least_sample(&lu_seconds) / least_sample(&cold), "1");
  PetscCall(DestroyHalves(&h));
  PetscCall(PetscFree3(lu.original, lu.matrix, lu.pivot));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode DoubleTheGrid(void)
{
  const PetscInt points[] = {320, 640, 1280, 2560};
  enum { GRIDS = sizeof points / sizeof *points, RAYS = 32 };
  Samples   seconds[GRIDS] = {{0}}, warm_up = {0};
  PetscReal zeta[RAYS];
  Halves    h[GRIDS];

  PetscFunctionBegin;
  equidistant(-1.0, 1.0, RAYS, zeta);
  for (PetscInt g = 0; g < GRIDS; ++g) {
    GhdRayOptions options = ghd_ray_options_default();

    options.points = points[g];
    PetscCall(CreateHalves(1, 3, 1.0, 2.0, &options, &h[g]));
  }
  for (PetscInt i = 0; i < REPEATS; ++i)
    for (PetscInt g = 0; g < GRIDS; ++g) PetscCall(TimeRays(h[g].junction, RAYS, zeta, i == 0 ? &warm_up : &seconds[g]));
  for (PetscInt g = 0; g < GRIDS; ++g) {
    char what[40];

    snprintf(what, sizeof what, "%" PetscInt_FMT " points per species", points[g]);
    report_samples(what, "ray inside the light cone", &seconds[g], 1e3, "ms");
    if (g > 0) report_bar(what, "growth from half the points", least_sample(&seconds[g]) / least_sample(&seconds[g - 1]), "1", AT_MOST, 2.6);
    PetscCall(DestroyHalves(&h[g]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  report_section("ray_time", "Time of a ray with ten observables, one core (processor time, least of repeats)");
  PetscCall(TimeTransforms());
  PetscCall(CompareWithFactorisation());
  PetscCall(DoubleTheGrid());
  return PetscFinalize() || missed_bars();
}
