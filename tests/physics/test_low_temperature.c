/* Low temperatures, where conformal field theory takes over. */
#include "check.h"
#include "closed_forms.h"
#include "product.h"

/* j1(zeta = 0) / [(pi/12) (T_L^2 - T_R^2)] at gamma = pi/3 and T_R = T_L/2, to the digits given (they come from another program). */
static void energy_current_between_cold_halves_approaches_conformal_field_theory(void **state)
{
  const struct {
    PetscReal T, ratio, last_digit;
  } known[] = {{0.2, 0.9931, 1e-4}, {0.1, 1.00382, 1e-5}, {0.05, 1.00116, 1e-5}, {0.025, 1.00034, 1e-5}};

  (void)state;
  for (size_t i = 0; i < sizeof(known) / sizeof(*known); ++i) {
    const PetscReal T = known[i].T, conformal = PETSC_PI / 12 * (T * T - 0.25 * T * T);
    Product         product;
    ProductValues   values;

    assert_ok(ProductCreate(1, 3, thermal(1 / T, 0), thermal(2 / T, 0), options_of_accuracy(1e-10), &product));
    assert_ok(ProductRay(&product, 0, &values));
    assert_all(values.reason > 0);
    assert_close(values.value[J1] / conformal, known[i].ratio, 0.51 * known[i].last_digit);
    assert_ok(ProductDestroy(&product));
  }
}

/* e = e_0 + pi T^2/(6 u) with the velocity of light u; the ground state energy drops out of two temperatures. Corrections fall as T^2 at gamma = pi/2 and T^min(2, 4 gamma/(pi - gamma)) elsewhere. */
static PetscReal velocity_from_energies(PetscInt P, PetscInt Q, PetscReal T)
{
  Product       product;
  ProductValues warm, cold;

  assert_ok(ProductCreate(P, Q, thermal(1 / T, 0), thermal(1.5 / T, 0), options_of_accuracy(1e-11), &product));
  assert_ok(ProductBulk(&product, 0, &warm));
  assert_ok(ProductBulk(&product, 1, &cold));
  assert_ok(ProductDestroy(&product));
  return PETSC_PI / 6 * (T * T - T * T / 2.25) / (warm.value[Q1] - cold.value[Q1]);
}

static void specific_heat_gives_the_velocity_of_light(void **state)
{
  const PetscInt fraction[][2] = {{1, 2}, {2, 5}, {3, 5}, {2, 3}};

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt  P = fraction[f][0], Q = fraction[f][1];
    const PetscReal u = light_velocity(P, Q), at_T = velocity_from_energies(P, Q, 0.04) / u - 1, at_half = velocity_from_energies(P, Q, 0.02) / u - 1;

    assert_close(at_half, 0, 4e-3);
    assert_all(PetscAbsReal(at_half) < 0.4 * PetscAbsReal(at_T)); /* falls about as T^2 */
  }
}

/* Delta = 1/2: the ground state energy is -3/8 with Delta sz sz, so -1/2 here. */
static void energy_tends_to_that_of_the_ground_state(void **state)
{
  const PetscReal T = 0.0125, u = light_velocity(1, 3);
  Product         product;
  ProductValues   values;

  (void)state;
  assert_ok(ProductCreate(1, 3, thermal(1 / T, 0), thermal(1 / T, 0), options_of_accuracy(1e-11), &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_close(values.value[Q1], -0.5 + PETSC_PI * T * T / (6 * u), 1e-7);
  assert_ok(ProductDestroy(&product));
}

static void light_cone_of_a_cold_state_closes_on_the_velocity_of_light(void **state)
{
  const PetscInt fraction[][2] = {{1, 2}, {2, 5}, {1, 3}};

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscReal u = light_velocity(fraction[f][0], fraction[f][1]);
    Product         product;
    PetscReal       cone[2];

    assert_ok(ProductCreate(fraction[f][0], fraction[f][1], thermal(20, 0), thermal(80, 0), options_of_accuracy(1e-9), &product));
    for (PetscInt side = 0; side < 2; ++side) assert_ok(GhdJunctionLightCone(product.junction, side, &cone[side]));
    assert_close(cone[0] / u, 1, 2e-3);
    assert_close(cone[1] / u, 1, 2e-4); /* the distance falls about as T^2 */
    assert_ok(ProductDestroy(&product));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(energy_current_between_cold_halves_approaches_conformal_field_theory),
      cmocka_unit_test(specific_heat_gives_the_velocity_of_light),
      cmocka_unit_test(energy_tends_to_that_of_the_ground_state),
      cmocka_unit_test(light_cone_of_a_cold_state_closes_on_the_velocity_of_light),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("low temperature", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
