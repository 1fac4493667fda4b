#ifndef GHD_TESTS_TABLES_H
#define GHD_TESTS_TABLES_H
/* The reference tables of tests/reference. Tests are started in the top folder. */

#include "observables.h"
#include <xxzghd/state.h>

/* One row: two thermal halves on a ray, or one thermal state (then both sides are the same). */
typedef struct {
  PetscInt     P, Q;
  GhdStateSpec left, right;
  PetscReal    zeta;
  PetscInt     n;                         /* number of values                     */
  PetscInt     observable[N_OBSERVABLES]; /* [n]                                  */
  PetscReal    value[N_OBSERVABLES];      /* [n]                                  */
} RefRow;

/* thermal.csv and rays.csv; rows are to be freed with PetscFree(). */
PetscErrorCode RefTableReadThermal(PetscInt *n_rows, RefRow **rows);
PetscErrorCode RefTableReadRays(PetscInt *n_rows, RefRow **rows);

#endif
