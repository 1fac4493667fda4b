#include "ensemble.h"
#include "check.h"
#include "comparison.h"

#define FLOOR     1e-12
#define RAYS      5
#define MAX_LINES 40

static void record(EnsembleCount *count, const RandomPoint *point, PetscReal zeta, PetscReal accuracy, PetscInt o, PetscReal difference, PetscReal estimate)
{
  const PetscReal error = PetscMax(PetscAbsReal(difference), FLOOR), rated = PetscMax(estimate, FLOOR), ratio = rated / error;
  const PetscInt  decade = 2 + (PetscInt)PetscFloorReal(PetscLog10Real(ratio));
  const PetscBool worse = (PetscBool)(error > PetscMax(accuracy, FLOOR)), under = (PetscBool) !(ratio >= 1), over = (PetscBool)(ratio > 1000);

  ++count->n_values;
  ++count->bin[PetscClipInterval(decade, 0, ENSEMBLE_BINS - 1)];
  count->worse_than_asked += worse;
  count->underrated += under;
  count->overrated += over;
  if ((worse || under || over) && count->worse_than_asked + count->underrated + count->overrated <= MAX_LINES)
    print_message("# %s: %d/%d, %s (%.9g, %.9g; %d) | %s (%.9g, %.9g; %d), zeta = %.15g, accuracy %.2e: error %.1e, estimate %.1e\n",
                  ghd_observable(o)->quantity.name, (int)point->P, (int)point->Q, ghd_state_kind(point->left.kind)->name, point->left.parameter[0],
                  point->left.parameter[1], (int)point->left.word, ghd_state_kind(point->right.kind)->name, point->right.parameter[0],
                  point->right.parameter[1], (int)point->right.word, zeta, accuracy, error, rated);
}

static PetscErrorCode Ray(const Product *product, const Product *exact, const RandomPoint *point, PetscReal zeta, PetscReal accuracy, EnsembleCount *count)
{
  ProductValues values, best;

  PetscFunctionBegin;
  PetscCall(ProductRay(product, zeta, &values));
  PetscCall(ProductRay(exact, zeta, &best));
  ++count->n_rays;
  if (values.reason < 0 || best.reason < 0) {
    ++count->not_converged;
    print_message("# %d/%d, zeta = %.15g, accuracy %.2e: %s, at 1e-12 %s\n", (int)point->P, (int)point->Q, zeta, accuracy, ghd_reason_word(values.reason),
                  ghd_reason_word(best.reason));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) record(count, point, zeta, accuracy, o, values.value[o] - best.value[o], values.error[o]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode EnsembleRun(unsigned long seed, PetscInt n_junctions, PetscInt largest_Q, PetscReal least_power, PetscReal most_power, EnsembleCount *count)
{
  PetscRandom generator;

  PetscFunctionBegin;
  *count = (EnsembleCount){0};
  PetscCall(RandomCreate(seed, &generator));
  for (PetscInt i = 0; i < n_junctions; ++i) {
    const RandomPoint point    = random_point(generator, largest_Q);
    const PetscReal   accuracy = PetscPowReal(10, random_uniform(generator, least_power, most_power));
    Product           product, exact;
    PetscReal         cone[2];

    PetscCall(ProductCreate(point.P, point.Q, point.left, point.right, options_of_accuracy(accuracy), &product));
    PetscCall(ProductCreate(point.P, point.Q, point.left, point.right, options_of_accuracy(1e-12), &exact));
    for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdJunctionLightCone(exact.junction, side, &cone[side]));
    for (PetscInt r = 0; r < RAYS; ++r) {
      const PetscReal from_edge = PetscPowReal(10, random_uniform(generator, -5, -1)), inside = r == 0 ? 1 - from_edge : random_uniform(generator, 0, 1);
      const PetscInt  side = random_uniform(generator, 0, 1) < 0.5;

      PetscCall(Ray(&product, &exact, &point, (side ? 1 : -1) * inside * cone[side], accuracy, count));
    }
    PetscCall(ProductDestroy(&product));
    PetscCall(ProductDestroy(&exact));
  }
  PetscCall(PetscRandomDestroy(&generator));
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ensemble_print(const EnsembleCount *count)
{
  print_message("# %d rays, %d values: %d rays not converged, %d values worse than asked, %d underrated, %d overrated\n", (int)count->n_rays,
                (int)count->n_values, (int)count->not_converged, (int)count->worse_than_asked, (int)count->underrated, (int)count->overrated);
  print_message("# estimate/error below 0.1: %d, to 1: %d, to 10: %d, to 100: %d, to 1e3: %d, to 1e4: %d, to 1e5: %d, above: %d\n", (int)count->bin[0],
                (int)count->bin[1], (int)count->bin[2], (int)count->bin[3], (int)count->bin[4], (int)count->bin[5], (int)count->bin[6], (int)count->bin[7]);
}
