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

static PetscReal ratio_to_conformal(PetscInt P, PetscInt Q, PetscReal T)
{
  Product       product;
  ProductValues values;

  assert_ok(ProductCreate(P, Q, thermal(1 / T, 0), thermal(2 / T, 0), options_of_accuracy(1e-12), &product));
  assert_ok(ProductRay(&product, 0, &values));
  assert_all(values.reason > 0);
  assert_ok(ProductDestroy(&product));
  return values.value[J1] / (PETSC_PI / 12 * 0.75 * T * T);
}

static void at_a_thousandth_the_energy_current_is_that_of_conformal_field_theory(void **state)
{
  (void)state;
  assert_close(ratio_to_conformal(1, 3, 0.001), 1, 1e-5);
}

/* The corrections fall as T^min(2, 4 gamma/(pi - gamma)). */
static void corrections_fall_with_the_power_of_conformal_field_theory(void **state)
{
  const struct {
    PetscInt  P, Q;
    PetscReal T;
  } cases[] = {{1, 4, 0.004}, {1, 5, 0.004}, {2, 7, 0.004}, {2, 5, 0.01}, {2, 3, 0.02}}; /* at gamma = pi/2 nothing but e^{-1/T} is left */

  (void)state;
  for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); ++i) {
    const PetscReal power  = PetscMin(2, 4 * (PetscReal)cases[i].P / (PetscReal)(cases[i].Q - cases[i].P));
    const PetscReal warmer = ratio_to_conformal(cases[i].P, cases[i].Q, 2 * cases[i].T) - 1,
                    colder = ratio_to_conformal(cases[i].P, cases[i].Q, cases[i].T) - 1;

    assert_close(PetscLogReal(warmer / colder) / PetscLogReal(2), power, 0.06);
  }
}

/* The species of single real roots. */
static PetscInt real_roots(GhdModel model)
{
  PetscInt k = 0;

  while (model->length[k] != 1 || model->parity[k] != 1) ++k;
  return k;
}

/* A stationary state: magnetisation, entropy and, where real roots are half filled, their velocity. */
typedef struct {
  PetscReal magnetisation, entropy, fermi_velocity;
} Magnetised;

static Magnetised magnetised(PetscInt P, PetscInt Q, PetscReal T, PetscReal field)
{
  PetscReal     theta[16], velocity[16], inside = 0, outside = 6;
  PetscInt      k;
  Product       product;
  ProductValues values;
  GhdRay        ray;

  assert_ok(ProductCreate(P, Q, thermal(1 / T, field), thermal(1 / T, field), options_of_accuracy(1e-11), &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_all(values.reason > 0);
  assert_ok(GhdRayBulk(product.junction, 0, &ray));
  k = real_roots(product.model);
  for (PetscInt i = 0; i < 50; ++i) {
    const PetscReal middle = 0.5 * (inside + outside);

    assert_ok(GhdRayDistribution(ray, 1, &middle, theta, NULL, NULL, velocity));
    *(theta[k] > 0.5 ? &inside : &outside) = middle;
  }
  assert_ok(ProductDestroy(&product));
  return (Magnetised){values.value[SZ], values.value[ENTROPY], PetscAbsReal(velocity[k])};
}

/* Inside the saturation field 1 + Delta there are two Fermi points: s = pi T/(3 v) with the velocity there, and the magnetisation changes as T^2. */
static void a_field_makes_fermi_points(void **state)
{
  const PetscInt  fraction[][2] = {{1, 2}, {1, 3}, {2, 5}, {2, 3}};
  const PetscReal T             = 0.0005;

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt   P = fraction[f][0], Q = fraction[f][1];
    const PetscReal  field = 0.6 * (1 + PetscCosReal(PETSC_PI * (PetscReal)P / (PetscReal)Q));
    const Magnetised cold = magnetised(P, Q, T, field), warm = magnetised(P, Q, 2 * T, field), warmer = magnetised(P, Q, 4 * T, field);

    assert_all(cold.magnetisation > 0.05 && cold.magnetisation < 0.45);
    assert_close(3 * cold.entropy * cold.fermi_velocity / (PETSC_PI * T), 1, 1e-4);
    assert_close((warmer.magnetisation - warm.magnetisation) / (warm.magnetisation - cold.magnetisation), 4, 0.01);
  }
}

/* Beyond it nothing is left but e^{-(h - 1 - Delta)/T}. */
static void beyond_the_saturation_field_all_spins_are_up(void **state)
{
  const PetscInt fraction[][2] = {{1, 2}, {1, 3}, {2, 5}, {2, 3}};

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt   P = fraction[f][0], Q = fraction[f][1];
    const PetscReal  saturation = 1 + PetscCosReal(PETSC_PI * (PetscReal)P / (PetscReal)Q);
    const Magnetised up = magnetised(P, Q, 0.0005, saturation + 0.02), down = magnetised(P, Q, 0.0005, -saturation - 0.02);

    assert_close(up.magnetisation, 0.5, 1e-12);
    assert_close(down.magnetisation, -0.5, 1e-12);
    assert_close(up.entropy, 0, 1e-12);
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
      cmocka_unit_test(at_a_thousandth_the_energy_current_is_that_of_conformal_field_theory),
      cmocka_unit_test(corrections_fall_with_the_power_of_conformal_field_theory),
      cmocka_unit_test(a_field_makes_fermi_points),
      cmocka_unit_test(beyond_the_saturation_field_all_spins_are_up),
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
