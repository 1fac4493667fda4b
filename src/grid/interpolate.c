/* Local interpolation of a function sampled well beyond its band limit. */
#include <xxzghd/grid.h>

/* Barycentric weights of GHD_STENCIL equidistant points: (-1)^j binomial(GHD_STENCIL - 1, j). */
static const PetscReal barycentric[GHD_STENCIL] = {1, -15, 105, -455, 1365, -3003, 5005, -6435, 6435, -5005, 3003, -1365, 455, -105, 15, -1};

PetscInt ghd_stencil(PetscReal position, PetscInt n, PetscReal weights[GHD_STENCIL])
{
  const PetscInt first = PetscClipInterval((PetscInt)PetscFloorReal(position) - GHD_STENCIL / 2 + 1, 0, n - GHD_STENCIL);
  PetscReal      sum   = 0.0;

  for (PetscInt j = 0; j < GHD_STENCIL; ++j) {
    const PetscReal distance = position - (PetscReal)(first + j);

    if (distance == 0.0) {
      for (PetscInt i = 0; i < GHD_STENCIL; ++i) weights[i] = i == j;
      return first;
    }
    weights[j] = barycentric[j] / distance;
    sum += weights[j];
  }
  for (PetscInt j = 0; j < GHD_STENCIL; ++j) weights[j] /= sum;
  return first;
}
