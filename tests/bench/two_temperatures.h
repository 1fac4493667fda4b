#ifndef GHD_BENCH_TWO_TEMPERATURES_H
#define GHD_BENCH_TWO_TEMPERATURES_H
/* Two thermal half-chains joined, and rays through them, as every benchmark needs them. */

#include <xxzghd/observe.h>
#include <xxzghd/ray.h>
#include <xxzghd/state.h>

#include "measure.h"

#define CHUNK           16 /* rays that may start from each other, as in a sweep */
#define ALL_OBSERVABLES 10

typedef struct {
  GhdModel    model;
  GhdState    state[2];
  GhdJunction junction;
} Halves;

static inline PetscErrorCode CreateThermal(GhdModel model, PetscReal beta, PetscReal accuracy, GhdState *state)
{
  const GhdStateSpec spec = {.kind = GHD_STATE_THERMAL, .parameter = {beta, 0.0}};

  PetscFunctionBegin;
  PetscCall(GhdStateCreate(model, &spec, accuracy, state));
  PetscCheck(ghd_state_reason(*state) > 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "no thermal state at beta = %g", (double)beta);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static inline PetscErrorCode CreateHalves(PetscInt P, PetscInt Q, PetscReal beta_left, PetscReal beta_right, const GhdRayOptions *options, Halves *h)
{
  PetscFunctionBegin;
  PetscCall(GhdModelCreate(P, Q, &h->model));
  PetscCall(CreateThermal(h->model, beta_left, options->accuracy, &h->state[0]));
  PetscCall(CreateThermal(h->model, beta_right, options->accuracy, &h->state[1]));
  PetscCall(GhdJunctionCreate(h->model, h->state[0], h->state[1], options, &h->junction));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static inline PetscErrorCode DestroyHalves(Halves *h)
{
  PetscFunctionBegin;
  PetscCall(GhdJunctionDestroy(&h->junction));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdStateDestroy(&h->state[side]));
  PetscCall(GhdModelDestroy(&h->model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All observables on one ray; NaN and *n_failed larger by one if it does not converge. */
static inline PetscErrorCode SolveAndObserve(GhdJunction junction, PetscReal zeta, PetscReal value[ALL_OBSERVABLES], PetscInt *n_failed)
{
  GhdObservable all[ALL_OBSERVABLES];
  PetscReal     error[ALL_OBSERVABLES], identity;
  GhdRay        ray;

  PetscFunctionBegin;
  for (PetscInt o = 0; o < ALL_OBSERVABLES; ++o) {
    all[o]   = *ghd_observable(o);
    value[o] = NAN;
  }
  PetscCall(GhdRaySolve(junction, zeta, &ray));
  if (ghd_ray_reason(ray) > 0)
    PetscCall(GhdObserve(ray, ALL_OBSERVABLES, all, value, error, &identity));
  else
    ++*n_failed;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* n rays in chunks, each chunk from a cold start; value[n][ALL_OBSERVABLES]. */
static inline PetscErrorCode SolveInChunks(GhdJunction junction, PetscInt n, const PetscReal zeta[], PetscReal value[], PetscInt *n_failed)
{
  PetscFunctionBegin;
  *n_failed = 0;
  for (PetscInt i = 0; i < n; ++i) {
    if (i % CHUNK == 0) PetscCall(GhdJunctionForget(junction));
    PetscCall(SolveAndObserve(junction, zeta[i], &value[i * ALL_OBSERVABLES], n_failed));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Seconds of a ray, from n rays in chunks, all of which must converge. */
static inline PetscErrorCode TimeRays(GhdJunction junction, PetscInt n, const PetscReal zeta[], Samples *seconds)
{
  PetscReal *value, start;
  PetscInt   n_failed;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n * ALL_OBSERVABLES, &value));
  start = cpu_seconds();
  PetscCall(SolveInChunks(junction, n, zeta, value, &n_failed));
  add_sample(seconds, (cpu_seconds() - start) / (PetscReal)n);
  PetscCall(PetscFree(value));
  PetscCheck(n_failed == 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "%" PetscInt_FMT " of %" PetscInt_FMT " rays did not converge", n_failed, n);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static inline void equidistant(PetscReal from, PetscReal to, PetscInt n, PetscReal zeta[])
{
  for (PetscInt i = 0; i < n; ++i) zeta[i] = from + (to - from) * (PetscReal)i / (PetscReal)(n - 1);
}

/* Rays inside the light cone: those outside are the bulk states and cost next to nothing. */
static inline PetscErrorCode RaysInside(const Halves *h, PetscInt n, PetscReal zeta[])
{
  PetscReal left, right;

  PetscFunctionBegin;
  PetscCall(GhdJunctionLightCone(h->junction, 0, &left));
  PetscCall(GhdJunctionLightCone(h->junction, 1, &right));
  equidistant(-left, right, n, zeta);
  PetscFunctionReturn(PETSC_SUCCESS);
}

#endif
