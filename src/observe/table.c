/* The default observables: names, units, meaning and formula, as they stand in the input, in the result file and in `xxz-ghd observables`. */

#include <xxzghd/observe.h>

/* With hbar = 1 every further charge carries one more power of J, and a current one more than its density. */
#define ROW(name, unit, long_name, formula, what, number) \
  { \
    {name, unit, long_name, formula}, what, number, 1, PETSC_FALSE \
  }
#define CHARGE(n, unit, name)  ROW("q" #n, unit, name, "sum_k int q_{" #n ",k} rho_k dlambda", GHD_CHARGE_DENSITY, n)
#define CURRENT(n, unit, name) ROW("j" #n, unit, name, "sum_k int q_{" #n ",k} v_k rho_k dlambda", GHD_CHARGE_CURRENT, n)
#define MIXING                 "rhot_k [-theta_k ln(theta_k) - (1 - theta_k) ln(1 - theta_k)]"

static const GhdObservable observables[] = {
    CHARGE(1, "J", "energy density"),
    CURRENT(1, "J^2", "energy current"),
    CHARGE(2, "J^2", "density of the second local charge (the energy current as a charge)"),
    CURRENT(2, "J^3", "current of the second local charge"),
    CHARGE(3, "J^3", "density of the third local charge"),
    CURRENT(3, "J^4", "current of the third local charge"),
    ROW("sz", "1", "magnetisation per site", "1/2 - sum_k n_k int rho_k dlambda", GHD_MAGNETISATION, 0),
    ROW("js", "J", "spin current", "-sum_k n_k int v_k rho_k dlambda", GHD_SPIN_CURRENT, 0),
    ROW("entropy", "1", "Yang-Yang entropy density", "sum_k int " MIXING " dlambda", GHD_ENTROPY_DENSITY, 0),
    ROW("entropy_current", "J", "Yang-Yang entropy current", "sum_k int v_k " MIXING " dlambda", GHD_ENTROPY_CURRENT, 0),
};

PetscInt ghd_n_observables(void)
{
  return (PetscInt)PETSC_STATIC_ARRAY_LENGTH(observables);
}

const GhdObservable *ghd_observable(PetscInt index)
{
  return index >= 0 && index < ghd_n_observables() ? &observables[index] : NULL;
}
