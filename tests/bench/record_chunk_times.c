/* Prints tests/reference/chunk_times.txt, which is replayed through the schedule: chains from the cheapest to the costliest. Takes two minutes, and is no part of `make bench`:
   make build/release/tests/bench/record_chunk_times && build/release/tests/bench/record_chunk_times > tests/reference/chunk_times.txt */
#include "two_temperatures.h"

#define N_CHUNKS 9

static const PetscInt chain[][2] = {{1, 2},  {1, 3},  {2, 5},  {1, 4},  {1, 5},   {3, 7},  {1, 7},   {3, 8},   {1, 10}, {3, 10},  {5, 13}, {1, 12},
                                    {1, 16}, {7, 16}, {1, 20}, {7, 25}, {12, 25}, {1, 25}, {11, 30}, {14, 37}, {1, 30}, {17, 50}, {1, 37}, {1, 50}};

static PetscReal seconds_since(PetscReal *start)
{
  const PetscReal now = cpu_seconds(), elapsed = now - *start;

  *start = now;
  return elapsed;
}

/* The first point of a chain finds both states, the next ones often need one of them anew. */
static PetscErrorCode PrintChain(PetscInt P, PetscInt Q)
{
  const GhdRayOptions options = ghd_ray_options_default();
  PetscReal           zeta[N_CHUNKS * CHUNK], value[CHUNK * ALL_OBSERVABLES], start = cpu_seconds();
  PetscInt            n_failed;
  GhdState            second;
  Halves              h;

  PetscFunctionBegin;
  PetscCall(CreateHalves(P, Q, 1.0, 2.0, &options, &h));
  printf("%d/%d %.4g", (int)P, (int)Q, (double)seconds_since(&start));
  PetscCall(GhdJunctionDestroy(&h.junction));
  PetscCall(CreateThermal(h.model, 2.0, options.accuracy, &second));
  PetscCall(GhdJunctionCreate(h.model, h.state[0], second, &options, &h.junction));
  printf(" %.4g", (double)seconds_since(&start));
  equidistant(-1.2, 1.2, N_CHUNKS * CHUNK, zeta);
  for (PetscInt c = 0; c < N_CHUNKS; ++c) {
    PetscCall(SolveInChunks(h.junction, CHUNK, &zeta[c * CHUNK], value, &n_failed));
    PetscCheck(n_failed == 0, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "%" PetscInt_FMT " rays of chunk %" PetscInt_FMT " did not converge", n_failed, c);
    printf(" %.4g", (double)seconds_since(&start));
  }
  printf("\n");
  PetscCall(DestroyHalves(&h));
  PetscCall(GhdStateDestroy(&second));
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  printf(
      "# Times of chunks of 16 rays, by processor time on one core, accuracy 1e-10: thermal states of beta = 1 and 2, rays from -1.2 to 1.2, ten observables.\n"
      "# P/Q   both states and their junction [s]   one state and the junction [s]   chunks [s]\n");
  for (size_t i = 0; i < sizeof chain / sizeof chain[0]; ++i)
    if (PrintChain(chain[i][0], chain[i][1])) return 1;
  return PetscFinalize();
}
