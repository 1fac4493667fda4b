#ifndef GHD_TESTS_RESULT_FILE_H
#define GHD_TESTS_RESULT_FILE_H
/* A small result file whose every number is known: what the tests of the layer io write and read. */

#include <stdio.h>

#include <xxzghd/io.h>

/* Different numbers for different datasets, points and rays; none is a fill value. */
enum {
  VALUE,
  ERROR,
  IDENTITY,
  SECONDS,
  ITERATIONS,
  FILLING,
  RHO,
  RHO_TOTAL,
  VELOCITY,
  JUMPS,
  ZETA,
  WEIGHT,
  LIGHT_CONE,
  EDGE_VELOCITY,
  EDGE_LAMBDA,
  CONTRIBUTION
};
static inline double known(int what, int index, int point, int ray)
{
  return 1e-3 * what + index + 100.0 * point + 10000.0 * (ray + 1);
}
/* The codes of the rays: all kinds, none 0. */
static inline PetscInt known_status(int point, int ray)
{
  static const PetscInt code[] = {GHD_CONVERGED, GHD_CONVERGED_BULK, GHD_DIVERGED_JUMPS, GHD_CONVERGED, GHD_DIVERGED_ACCURACY};

  return code[(point + 3 * ray) % 5];
}

enum { N_POINTS = 6, N_RAYS = 13, N_OBSERVABLES = 3, N_STRINGS = 2, N_LAMBDA = 5, N_EDGES = 4, CHUNK = 4 };

typedef enum { GIVEN_RAYS, AUTO_RAYS, NO_RAYS } RaysOfFile;
/* The layout is static and lives until the next call. */
GhdFileLayout *result_layout(RaysOfFile rays, PetscBool state);

/* Where a test may write: a folder of its own if scripts/run_tests.sh runs it, else /tmp. The name carries the number of ranks. Static. */
const char *test_path(const char *name);

/* Rows first .. first + n - 1 of a point, all of them known numbers. */
PetscErrorCode WriteKnownRows(GhdFile file, const GhdFileLayout *layout, PetscInt point, PetscInt first, PetscInt n);
/* Everything that the layout has room for, chunks dealt to the ranks in turn. */
PetscErrorCode WriteKnownFile(MPI_Comm comm, GhdFile file, const GhdFileLayout *layout);
PetscErrorCode WriteKnownBulk(GhdFile file, const GhdFileLayout *layout, PetscInt point, PetscInt side);

#endif
