/* Charges and currents beyond the default set: against operators, traces, matrix-product values, identities and conservation. */
#include "boost.h"
#include "models.h"
#include "product.h"
#include "quench_sums.h"
#include <xxzghd/dress.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static GhdObservable named(const char *name)
{
  GhdObservable observable;
  char          problem[GHD_OBSERVABLE_PROBLEM];

  assert_all(ghd_observable_from_name(name, &observable, problem));
  return observable;
}

static GhdObservable charge(PetscBool current, PetscInt n, PetscInt two_s)
{
  return (GhdObservable){.kind = current ? GHD_CHARGE_CURRENT : GHD_CHARGE_DENSITY, .n = n, .two_s = two_s};
}

static PetscReal observed(GhdRay ray, GhdObservable observable, PetscReal *error)
{
  PetscReal value, identity;

  assert_all(ghd_ray_reason(ray) > 0);
  assert_ok(GhdObserve(ray, 1, &observable, &value, error, &identity));
  return value;
}

static Product product_of(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right, PetscReal accuracy, PetscInt highest_charge)
{
  GhdRayOptions options = options_of_accuracy(accuracy);
  Product       product;

  options.highest_charge = highest_charge;
  assert_ok(ProductCreate(P, Q, left, right, options, &product));
  return product;
}

static GhdRay ray_of(const Product *product, PetscReal zeta)
{
  GhdRay ray;

  assert_ok(GhdRaySolve(product->junction, zeta, &ray));
  return ray;
}

static GhdRay bulk_of(const Product *product, PetscInt side)
{
  GhdRay ray;

  assert_ok(GhdRayBulk(product->junction, side, &ray));
  return ray;
}

/* ---- operators ---- */

static void the_boost_makes_the_second_and_third_charge(void **state)
{
  const LocalOperator q1 = q1_operator(0.37), q2 = next_charge(&q1, 0.37), known2 = q2_operator(0.37), q3 = next_charge(&known2, 0.37),
                      known3 = q3_operator(0.37);

  (void)state;
  for (int n = 1; n <= 3; ++n) {
    const Cell cell = random_cell(n, (uint32_t)(7 + n));

    assert_close(cell_expectation(&cell, &q2), cell_expectation(&cell, &known2), 1e-13);
    assert_close(cell_expectation(&cell, &q3), cell_expectation(&cell, &known3), 1e-13);
  }
}

static void third_and_fourth_charge_of_products_are_those_of_their_vectors(void **state)
{
  static const PetscInt point[][3] = {{1, 4, 2}, {1, 3, 3}, {2, 5, 3}, {2, 3, 3}}; /* P, Q, sites of the cell: only with three is q4 not zero */

  (void)state;
  for (size_t i = 0; i < LENGTH(point); ++i) {
    const Cell    cell = random_cell((int)point[i][2], (uint32_t)(31 + i));
    GhdMps        mps  = mps_of(&cell);
    GhdModel      model;
    GhdQuench     quench;
    Nodes         nodes;
    LocalOperator q3, q4;

    assert_ok(GhdModelCreate(point[i][0], point[i][1], &model));
    quench = quench_of(model, mps);
    nodes  = nodes_of(quench);
    q3     = q3_operator(model->delta);
    q4     = next_charge(&q3, model->delta);
    assert_all(point[i][2] < 3 || PetscAbsReal(cell_expectation(&cell, &q4)) > 1e-3);
    assert_close(sum_over_roots(model, &nodes, 3), cell_expectation(&cell, &q3), 1e-10);
    assert_close(sum_over_roots(model, &nodes, 4), cell_expectation(&cell, &q4), 1e-10);
    free_nodes(&nodes);
    assert_ok(GhdQuenchDestroy(&quench));
    assert_ok(GhdModelDestroy(&model));
    assert_ok(GhdMpsDestroy(&mps));
  }
}

/* ---- traces ---- */

static void traces_of_local_charges_are_those_of_the_operators(GhdModel model)
{
  const LocalOperator q1 = q1_operator(model->delta), q3 = q3_operator(model->delta), q4 = next_charge(&q3, model->delta);
  const GhdObservable density[] = {charge(PETSC_FALSE, 1, 1), charge(PETSC_FALSE, 3, 1), charge(PETSC_FALSE, 4, 1)};

  assert_close(ghd_observable_trace(model, &density[0]), normalised_trace(&q1), 1e-14);
  assert_close(ghd_observable_trace(model, &density[1]), normalised_trace(&q3), 1e-14);
  assert_close(ghd_observable_trace(model, &density[2]), normalised_trace(&q4), 1e-14);
}

static void local_charges_have_the_trace_of_their_operators(void **state)
{
  (void)state;
  for_small_models(traces_of_local_charges_are_those_of_the_operators);
}

static void at_infinite_temperature_all_quasilocal_charges_are_their_trace(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {1, 5}, {2, 5}, {3, 5}, {3, 8}, {2, 3}, {4, 5}};

  (void)state;
  for (size_t f = 0; f < LENGTH(fraction); ++f) {
    GhdRayOptions options = options_of_accuracy(1e-11);
    Product       product;
    GhdRay        ray;

    options.highest_charge = GHD_HIGHEST_CHARGE;
    options.range          = 14;
    assert_ok(ProductCreate(fraction[f][0], fraction[f][1], infinite_temperature(0), infinite_temperature(0), options, &product));
    ray = bulk_of(&product, 0);
    for (PetscInt two_s = 1; two_s < fraction[f][1]; ++two_s) {
      for (PetscInt o = 0; o < 2 * GHD_HIGHEST_CHARGE && ghd_charge_is_quasilocal(product.model, two_s); ++o) {
        const GhdObservable observable = charge((PetscBool)(o % 2), 1 + o / 2, two_s);
        PetscReal           error;

        assert_close(observed(ray, observable, &error), ghd_observable_trace(product.model, &observable), 1e-11);
      }
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* Values of matrix-product simulations, nine digits. */
static void traceless_current_of_the_energy_current_in_thermal_states(void **state)
{
  static const struct {
    PetscInt  P, Q;
    PetscReal beta, j2;
  } row[] = {{1, 3, 1, -0.0523800634}, {1, 4, 2, -0.1350628721}, {2, 5, 0.5, -0.0196316155}, {2, 3, 1, -0.0371094272}};

  (void)state;
  for (size_t i = 0; i < LENGTH(row); ++i) {
    Product   product = product_of(row[i].P, row[i].Q, thermal(row[i].beta, 0), thermal(row[i].beta, 0), 1e-11, 3);
    GhdRay    ray     = bulk_of(&product, 0);
    PetscReal error;

    assert_close(observed(ray, named("j2_traceless"), &error), row[i].j2, 1e-9);
    assert_close(observed(ray, named("j2_traceless"), &error) - observed(ray, named("j2"), &error), product.model->delta / 8, 1e-14);
    assert_close(observed(ray, named("q1_traceless"), &error) - observed(ray, named("q1"), &error), product.model->delta / 4, 1e-14);
    assert_ok(ProductDestroy(&product));
  }
}

/* ---- identities ---- */

/* sum_k sigma_k int f_k theta_k g_k^dr is symmetric in f and g: densities and currents by dressing the charge in place of p' and e'. */
static void check_exchange(const Product *product, GhdRay ray, PetscInt n, PetscInt two_s)
{
  const GhdModel   model = product->model;
  GhdRayField      field;
  GhdDressing      dressing;
  const PetscReal *bare;
  PetscReal       *dressed, sum[2] = {0}, error;
  PetscBool        converged;

  assert_ok(GhdRayGetField(ray, 0, &field));
  assert_ok(GhdRayGetCharge(ray, 0, n, two_s, &bare));
  assert_ok(PetscCalloc1(model->n_str * field.grid->n, &dressed));
  assert_ok(GhdDressingCreate(model, field.grid, ghd_state_filling_limit(product->state[0], 0), &dressing));
  assert_ok(GhdDressingSetFilling(dressing, field.filling));
  assert_ok(GhdDressingSolve(dressing, bare, 1e-14, dressed, NULL, &converged));
  assert_all(converged);
  for (PetscInt k = 0; k < model->n_str; ++k) {
    for (PetscInt i = 0; i < field.grid->n; ++i) {
      const PetscReal weight = model->sign[k] * field.filling[k * field.grid->n + i] * dressed[k * field.grid->n + i] * field.grid->step / (2 * PETSC_PI);

      sum[0] += weight * ghd_momentum_derivative(model, k, 0, field.grid->lambda[i]);
      sum[1] += weight * ghd_energy(model, k, 1, field.grid->lambda[i]);
    }
  }
  assert_close(observed(ray, charge(PETSC_FALSE, n, two_s), &error), sum[0], 1e-10);
  assert_close(observed(ray, charge(PETSC_TRUE, n, two_s), &error), sum[1], 1e-10);
  assert_ok(GhdDressingDestroy(&dressing));
  assert_ok(PetscFree(dressed));
}

static void dressing_the_charge_instead_gives_the_same_densities_and_currents(void **state)
{
  (void)state;
  for (PetscInt n = 1; n <= 6; ++n) {
    for (PetscInt two_s = 1; two_s <= 2; ++two_s) {
      Product product = product_of(2, 5, thermal(0.3, 0), thermal(2, 0), 1e-10, 6);

      check_exchange(&product, ray_of(&product, 0.21), n, two_s);
      assert_ok(ProductDestroy(&product));
    }
  }
}

/* ---- conservation ---- */

/* int dzeta [q(zeta) - q_L theta(-zeta) - q_R theta(zeta)] = j_L - j_R. */
static void check_conservation(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right)
{
  enum { N_RAYS = 200, N_CHARGES = 3 };
  const GhdObservable density[N_CHARGES] = {named("q4"), named("q1_d3"), named("q2_d3")}, current[N_CHARGES] = {named("j4"), named("j1_d3"), named("j2_d3")};
  Product             product = product_of(P, Q, left, right, 1e-10, 4);
  PetscReal           zeta[N_RAYS], weight[N_RAYS], bulk[2][N_CHARGES], flow[N_CHARGES], integral[N_CHARGES] = {0}, error;

  for (PetscInt c = 0; c < N_CHARGES; ++c) {
    for (PetscInt side = 0; side < 2; ++side) bulk[side][c] = observed(bulk_of(&product, side), density[c], &error);
    flow[c] = observed(bulk_of(&product, 0), current[c], &error) - observed(bulk_of(&product, 1), current[c], &error);
  }
  assert_ok(GhdJunctionAutoRays(product.junction, N_RAYS, zeta, weight));
  for (PetscInt r = 0; r < N_RAYS; ++r) {
    GhdRay ray = ray_of(&product, zeta[r]);

    for (PetscInt c = 0; c < N_CHARGES; ++c) integral[c] += weight[r] * (observed(ray, density[c], &error) - bulk[zeta[r] < 0 ? 0 : 1][c]);
  }
  for (PetscInt c = 0; c < N_CHARGES; ++c) assert_close(integral[c], flow[c], 1e-9);
  assert_ok(ProductDestroy(&product));
}

static void higher_charges_are_conserved(void **state)
{
  (void)state;
  check_conservation(1, 3, thermal(1, 0), thermal(2, 0));
  check_conservation(1, 4, thermal(1, 0.5), thermal(2, 0.2));
  check_conservation(2, 5, thermal(1, 0), thermal(2, 0));
}

/* ---- error estimates ---- */

static void error_estimates_of_higher_charges_are_honest_and_below_the_accuracy(void **state)
{
  static const PetscInt  fraction[][2] = {{1, 3}, {1, 6}, {2, 5}, {2, 3}};
  static const PetscReal zeta[]        = {-0.9, -0.51, -0.27, 0, 0.33, 0.77};

  (void)state;
  for (size_t f = 0; f < LENGTH(fraction); ++f) {
    Product product = product_of(fraction[f][0], fraction[f][1], thermal(1, 0), thermal(2, 0), 1e-10, 8),
            best    = product_of(fraction[f][0], fraction[f][1], thermal(1, 0), thermal(2, 0), 1e-12, 8);

    for (size_t z = 0; z < LENGTH(zeta); ++z) {
      GhdRay ray = ray_of(&product, zeta[z]), exact = ray_of(&best, zeta[z]);

      for (PetscInt o = 0; o < 2 * GHD_HIGHEST_CHARGE; ++o) {
        const GhdObservable observable = charge((PetscBool)(o % 2), 1 + o / 2, 1);
        PetscReal           error, unused;
        const PetscReal     difference = observed(ray, observable, &error) - observed(exact, observable, &unused);

        if (!is_honest(difference, error, 1e-12) || error > 1e-10)
          print_error("%c%d at %d/%d, zeta = %g: error %.2e, estimate %.2e\n", o % 2 ? 'j' : 'q', 1 + (int)o / 2, (int)fraction[f][0], (int)fraction[f][1],
                      zeta[z], difference, error);
        assert_all(is_honest(difference, error, 1e-12) && error <= 1e-10);
      }
    }
    assert_ok(ProductDestroy(&product));
    assert_ok(ProductDestroy(&best));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_boost_makes_the_second_and_third_charge),
      cmocka_unit_test(third_and_fourth_charge_of_products_are_those_of_their_vectors),
      cmocka_unit_test(local_charges_have_the_trace_of_their_operators),
      cmocka_unit_test(at_infinite_temperature_all_quasilocal_charges_are_their_trace),
      cmocka_unit_test(traceless_current_of_the_energy_current_in_thermal_states),
      cmocka_unit_test(dressing_the_charge_instead_gives_the_same_densities_and_currents),
      cmocka_unit_test(higher_charges_are_conserved),
      cmocka_unit_test(error_estimates_of_higher_charges_are_honest_and_below_the_accuracy),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("charges", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
