#include "ensemble.h"
#include "check.h"
#include "comparison.h"

#define FLOOR           1e-12
#define RAYS            5
#define MAX_LINES       40
#define MAX_OBSERVABLES 160

#define BINS 8

typedef struct {
  PetscInt n_rays, n_values;
  PetscInt not_converged;    /* rays                                                                          */
  PetscInt worse_than_asked; /* values whose true error is above the accuracy, although the estimate is not   */
  PetscInt flagged;          /* values whose estimate is above the accuracy                                   */
  PetscInt underrated;       /* values whose estimate is below the true error                                 */
  PetscInt overrated;        /* values whose estimate is more than a thousand times the true error            */
  PetscInt bin[BINS];        /* values by decades of estimate/error: below 0.1, 0.1 to 1, 1 to 10, .., above 1e5 */
} EnsembleCount;

/* What is looked at in one pair of states. */
typedef struct {
  PetscInt      n;
  GhdObservable observable[MAX_OBSERVABLES];
  char          name[MAX_OBSERVABLES][32];
} Selection;

static void add_charge(Selection *selection, PetscInt n, PetscInt two_s)
{
  for (PetscInt current = 0; current < 2; ++current) {
    char *name = selection->name[selection->n], problem[GHD_OBSERVABLE_PROBLEM];

    (void)snprintf(name, sizeof(selection->name[0]), "%c%d_d%d", current ? 'j' : 'q', (int)n, (int)two_s + 1);
    assert_all(ghd_observable_from_name(name, &selection->observable[selection->n++], problem));
  }
}

static void select_observables(GhdModel model, PetscInt highest_charge, Selection *selection)
{
  selection->n = 0;
  for (PetscInt o = 0; o < ghd_n_observables(); ++o) selection->observable[selection->n++] = *ghd_observable(o);
  if (highest_charge <= 3) return;
  for (PetscInt n = 4; n <= highest_charge; ++n) add_charge(selection, n, 1);
  for (PetscInt two_s = 2; two_s < model->Q; ++two_s)
    for (PetscInt n = 1; n <= highest_charge && ghd_charge_is_quasilocal(model, two_s); ++n) add_charge(selection, n, two_s);
}

static GhdStateSpec random_quench(PetscRandom generator)
{
  const PetscReal which = random_uniform(generator, 0, 1), angle = random_uniform(generator, 0.2, 1.3);

  if (which < 0.3) return (GhdStateSpec){.kind = GHD_STATE_NEEL};
  if (which < 0.6) return (GhdStateSpec){.kind = GHD_STATE_BELL};
  if (which < 0.8) return (GhdStateSpec){.kind = GHD_STATE_DIMER};
  return (GhdStateSpec){.kind = GHD_STATE_TILTED_NEEL, .parameter = {angle}};
}

static void record(EnsembleCount *count, const RandomPoint *point, PetscReal zeta, PetscReal accuracy, const char *name, PetscReal difference,
                   PetscReal estimate)
{
  const PetscReal error = PetscMax(PetscAbsReal(difference), FLOOR), rated = PetscMax(estimate, FLOOR), ratio = rated / error;
  const PetscInt  decade  = 2 + (PetscInt)PetscFloorReal(PetscLog10Real(ratio));
  const PetscBool flagged = (PetscBool)(estimate > accuracy), worse = (PetscBool)(error > PetscMax(accuracy, FLOOR) && !flagged);
  const PetscBool under = (PetscBool) !(ratio >= 1), over = (PetscBool)(ratio > 1000);

  ++count->n_values;
  ++count->bin[PetscClipInterval(decade, 0, BINS - 1)];
  count->worse_than_asked += worse;
  count->flagged += flagged;
  count->underrated += under;
  count->overrated += over;
  if ((worse || under || over) && count->worse_than_asked + count->underrated + count->overrated <= MAX_LINES)
    print_message("# %s: %d/%d, %s (%.9g, %.9g; %d) | %s (%.9g, %.9g; %d), zeta = %.15g, accuracy %.2e: error %.1e, estimate %.1e\n", name, (int)point->P,
                  (int)point->Q, ghd_state_kind(point->left.kind)->name, point->left.parameter[0], point->left.parameter[1], (int)point->left.word,
                  ghd_state_kind(point->right.kind)->name, point->right.parameter[0], point->right.parameter[1], (int)point->right.word, zeta, accuracy, error,
                  rated);
}

static PetscErrorCode Ray(const Product *product, const Product *exact, const RandomPoint *point, const Selection *selection, PetscReal zeta,
                          PetscReal accuracy, EnsembleCount *count)
{
  GhdRay    ray, best;
  PetscReal value[MAX_OBSERVABLES], error[MAX_OBSERVABLES], best_value[MAX_OBSERVABLES], best_error[MAX_OBSERVABLES], identity;

  PetscFunctionBegin;
  PetscCall(GhdRaySolve(product->junction, zeta, &ray));
  PetscCall(GhdRaySolve(exact->junction, zeta, &best));
  ++count->n_rays;
  if (ghd_ray_reason(ray) < 0 || ghd_ray_reason(best) < 0) {
    ++count->not_converged;
    print_message("# %d/%d, zeta = %.15g, accuracy %.2e: %s, at 1e-12 %s\n", (int)point->P, (int)point->Q, zeta, accuracy, ghd_reason_word(ghd_ray_reason(ray)),
                  ghd_reason_word(ghd_ray_reason(best)));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdObserve(ray, selection->n, selection->observable, value, error, &identity));
  PetscCall(GhdObserve(best, selection->n, selection->observable, best_value, best_error, &identity));
  for (PetscInt o = 0; o < selection->n; ++o) record(count, point, zeta, accuracy, selection->observable[o].quantity.name, value[o] - best_value[o], error[o]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Junction(PetscRandom generator, const EnsembleOptions *options, EnsembleCount *count)
{
  RandomPoint     point       = random_point(generator, options->largest_Q);
  const PetscReal accuracy    = PetscExpReal(random_uniform(generator, PetscLogReal(options->least_accuracy), PetscLogReal(options->most_accuracy)));
  GhdRayOptions   ray_options = options_of_accuracy(accuracy), best_options = options_of_accuracy(1e-12);
  Product         product, exact;
  Selection       selection;
  PetscReal       cone[2];

  PetscFunctionBegin;
  ray_options.highest_charge = best_options.highest_charge = options->highest_charge;
  if (options->highest_charge > 3) {
    if (random_uniform(generator, 0, 1) < 0.3) point.left = random_quench(generator);
    if (random_uniform(generator, 0, 1) < 0.3) point.right = random_quench(generator);
  }
  PetscCall(ProductCreate(point.P, point.Q, point.left, point.right, ray_options, &product));
  PetscCall(ProductCreate(point.P, point.Q, point.left, point.right, best_options, &exact));
  select_observables(product.model, options->highest_charge, &selection);
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdJunctionLightCone(exact.junction, side, &cone[side]));
  for (PetscInt r = 0; r < RAYS; ++r) {
    const PetscReal from_edge = PetscPowReal(10, random_uniform(generator, -5, -1)), inside = r == 0 ? 1 - from_edge : random_uniform(generator, 0, 1);
    const PetscInt  side = random_uniform(generator, 0, 1) < 0.5;

    PetscCall(Ray(&product, &exact, &point, &selection, (side ? 1 : -1) * inside * cone[side], accuracy, count));
  }
  PetscCall(ProductDestroy(&product));
  PetscCall(ProductDestroy(&exact));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode EnsembleRun(const EnsembleOptions *options, EnsembleCount *count)
{
  PetscRandom generator;

  PetscFunctionBegin;
  *count = (EnsembleCount){0};
  PetscCall(RandomCreate(options->seed, &generator));
  for (PetscInt i = 0; i < options->n_junctions; ++i) PetscCall(Junction(generator, options, count));
  PetscCall(PetscRandomDestroy(&generator));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void ensemble_print(const EnsembleCount *count)
{
  print_message("# %d rays, %d values: %d rays not converged, %d values worse than asked, %d flagged, %d underrated, %d overrated\n", (int)count->n_rays,
                (int)count->n_values, (int)count->not_converged, (int)count->worse_than_asked, (int)count->flagged, (int)count->underrated,
                (int)count->overrated);
  print_message("# estimate/error below 0.1: %d, to 1: %d, to 10: %d, to 100: %d, to 1e3: %d, to 1e4: %d, to 1e5: %d, above: %d\n", (int)count->bin[0],
                (int)count->bin[1], (int)count->bin[2], (int)count->bin[3], (int)count->bin[4], (int)count->bin[5], (int)count->bin[6], (int)count->bin[7]);
}

void assert_honest(const EnsembleOptions *options)
{
  EnsembleCount count;

  assert_ok(EnsembleRun(options, &count));
  ensemble_print(&count);
  assert_all(count.not_converged == 0);
  assert_all(count.worse_than_asked == 0);
  assert_all(count.underrated == 0);
  assert_all(100 * count.overrated <= options->percent_overrated * count.n_values);
  assert_all(20 * count.flagged <= count.n_values);
}
