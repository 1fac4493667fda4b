/* What a point of a sweep costs before its first ray, and its rays, at anisotropies from simple to demanding. */
#include "two_temperatures.h"

#define RAYS      16
#define AUTO_RAYS 200

static PetscErrorCode TimeState(GhdModel model, PetscReal beta, Samples *seconds)
{
  const PetscReal start = cpu_seconds();
  GhdState        state;

  PetscFunctionBegin;
  PetscCall(CreateThermal(model, beta, 1e-10, &state));
  add_sample(seconds, cpu_seconds() - start);
  PetscCall(GhdStateDestroy(&state));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TimeJunction(const Halves *h, const GhdRayOptions *options, Samples *seconds)
{
  const PetscReal start = cpu_seconds();
  GhdJunction     junction;

  PetscFunctionBegin;
  PetscCall(GhdJunctionCreate(h->model, h->state[0], h->state[1], options, &junction));
  add_sample(seconds, cpu_seconds() - start);
  PetscCall(GhdJunctionDestroy(&junction));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TimeAutoRays(GhdJunction junction, Samples *seconds)
{
  PetscReal zeta[AUTO_RAYS], weight[AUTO_RAYS], start = cpu_seconds();

  PetscFunctionBegin;
  PetscCall(GhdJunctionAutoRays(junction, AUTO_RAYS, zeta, weight));
  add_sample(seconds, cpu_seconds() - start);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode MeasurePoint(PetscInt P, PetscInt Q, PetscInt repeats)
{
  const GhdRayOptions options = ghd_ray_options_default();
  Samples             warm = {0}, cold = {0}, junction = {0}, auto_rays = {0}, ray = {0}, warm_up = {0};
  PetscReal           zeta[RAYS];
  GhdRayField         field;
  GhdRay              bulk;
  Halves              h;
  char                what[48];

  PetscFunctionBegin;
  PetscCall(CreateHalves(P, Q, 1.0, 2.0, &options, &h));
  PetscCall(RaysInside(&h, RAYS, zeta));
  PetscCall(TimeRays(h.junction, RAYS, zeta, &warm_up));
  for (PetscInt i = 0; i < repeats; ++i) {
    PetscCall(TimeState(h.model, 1.0, &warm));
    PetscCall(TimeState(h.model, 100.0, &cold));
    PetscCall(TimeJunction(&h, &options, &junction));
    PetscCall(TimeAutoRays(h.junction, &auto_rays));
    PetscCall(TimeRays(h.junction, RAYS, zeta, &ray));
  }
  PetscCall(GhdRayBulk(h.junction, 0, &bulk));
  PetscCall(GhdRayGetField(bulk, 0, &field));
  snprintf(what, sizeof what, "gamma/pi = %" PetscInt_FMT "/%" PetscInt_FMT " (%" PetscInt_FMT " x %" PetscInt_FMT " points)", P, Q, h.model->n_str,
           field.grid->n);
  report_samples(what, "thermal state, beta = 1", &warm, 1e3, "ms");
  report_samples(what, "thermal state, beta = 100", &cold, 1e3, "ms");
  report_samples(what, "junction", &junction, 1e3, "ms");
  report_samples(what, "nodes of 200 auto rays", &auto_rays, 1e3, "ms");
  report_samples(what, "ray inside the light cone", &ray, 1e3, "ms");
  PetscCall(DestroyHalves(&h));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  report_section("point_time", "Time of a point of a sweep, beta = 1 | 2, accuracy 1e-10, one core (processor time, least of repeats)");
  PetscCall(MeasurePoint(1, 3, 7));
  PetscCall(MeasurePoint(2, 5, 7));
  PetscCall(MeasurePoint(3, 8, 5));
  PetscCall(MeasurePoint(1, 12, 3));
  return PetscFinalize() || missed_bars();
}
