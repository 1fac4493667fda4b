#include <xxzghd/ray.h>

/* Arrays with M species: vectors on the grid that answers and on the one that estimates its error, kernels, and fillings on the finer grid. All numbers fit what
   was measured at Q = 2 .. 25 (tests/cli/test_memory.py), to a factor of 1 to 1.5; resonances, which the state alone tells, are taken for as narrow as may be. */
PetscReal ghd_junction_memory(PetscInt P, PetscInt Q, PetscInt n_str, const GhdStateSpec *left_spec, const GhdStateSpec *right_spec,
                              const GhdRayOptions *options)
{
  const GhdStateDemand left = ghd_state_demand(left_spec, P, Q), right = ghd_state_demand(right_spec, P, Q);
  const PetscBool      differ = (PetscBool) !(PetscAbsReal(tanh(0.5 * left.mu) - tanh(0.5 * right.mu)) < 1e-6);
  const PetscReal      M = (PetscReal)n_str, accuracy = PetscMin(options->accuracy, GHD_COMMON_ACCURACY);
  /* densities fall as e^{-2 lambda}: a thousandth of the accuracy is left at the ends, or its square root if the limits agree */
  const PetscReal kernels = differ ? 2.0 : 0.0; /* only the tails have tables of them */
  PetscReal       range   = differ ? 1.2 + 0.5 * PetscLogReal(1e3 / accuracy) : 1.0 + 0.25 * PetscLogReal(1e3 / accuracy), refine, n;

  range  = options->range > 0.0 ? options->range : PetscMax(range, PetscMax(left.range, right.range));
  n      = options->points > 0 ? (PetscReal)options->points : (PetscReal)ghd_fast_size(2.0 * range * ghd_ray_band_limit(P, Q, options, differ) / PETSC_PI);
  refine = options->method == GHD_RAY_FIXED_GRID ? 1.0 : PetscMax(left.refine, right.refine);
  return 8.0 * M * n * (PetscMax(left.vectors, right.vectors) + kernels * M + 5.0 + 12.0 * (refine - 1.0)) + left.bytes + right.bytes;
}
