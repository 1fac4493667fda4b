#ifndef GHD_TESTS_ENSEMBLE_H
#define GHD_TESTS_ENSEMBLE_H
/* Whether error estimates are honest: random rays at random accuracies against the same rays at 1e-12. */

#include "product.h"

#define ENSEMBLE_BINS 8

typedef struct {
  unsigned long seed;
  PetscInt      n_junctions, largest_Q; /* five rays in each pair of states, one of them close to the edge of the light cone */
  PetscReal     least_accuracy, most_accuracy;
  PetscInt highest_charge; /* 3: the ten default observables. More: besides all charges and currents up to this, those of every spin, also after quenches */
} EnsembleOptions;

typedef struct {
  PetscInt n_rays, n_values;
  PetscInt not_converged;      /* rays                                                                          */
  PetscInt worse_than_asked;   /* values whose true error is above the accuracy, although the estimate is not   */
  PetscInt flagged;            /* values whose estimate is above the accuracy                                   */
  PetscInt underrated;         /* values whose estimate is below the true error                                 */
  PetscInt overrated;          /* values whose estimate is more than a thousand times the true error            */
  PetscInt bin[ENSEMBLE_BINS]; /* values by decades of estimate/error: below 0.1, 0.1 to 1, 1 to 10, .., above 1e5 */
} EnsembleCount;

/* Errors and estimates count from 1e-12. Prints every value that spoils the record, up to a number. */
PetscErrorCode EnsembleRun(const EnsembleOptions *options, EnsembleCount *count);
void           ensemble_print(const EnsembleCount *count);

#endif
