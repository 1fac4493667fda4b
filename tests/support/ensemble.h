#ifndef GHD_TESTS_ENSEMBLE_H
#define GHD_TESTS_ENSEMBLE_H
/* Whether error estimates are honest: random rays at random accuracies against the same rays at 1e-12. */

#include "product.h"

typedef struct {
  unsigned long seed;
  PetscInt      n_junctions, largest_Q; /* five rays in each pair of states, one of them close to the edge of the light cone */
  PetscReal     least_accuracy, most_accuracy;
  PetscInt highest_charge;    /* 3: the ten default observables. More: besides all charges and currents up to this, those of every spin, also after quenches */
  PetscInt percent_overrated; /* so many values of a hundred may be: errors pass through zero by chance */
} EnsembleOptions;

/* Every ray converged, no error above its estimate, nor above the accuracy without a flag, few flags and few estimates more than a thousand times too large. Errors and estimates count from 1e-12.
   Prints every value that spoils the record, up to a number. */
void assert_honest(const EnsembleOptions *options);

#endif
