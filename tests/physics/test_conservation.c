/* Nothing is lost between the halves: the integral of a profile over the rays, with the weights that come with automatic rays, against the currents of the bulk states. */
#include "check.h"
#include "product.h"

#define N_RAYS    200
#define TOLERANCE 1e-9

typedef struct {
  PetscInt density, current;
} Charge;

/* int dzeta [q(zeta) - q_L theta(-zeta) - q_R theta(zeta)] = j_L - j_R. */
static void check_conservation(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right, PetscReal tolerance)
{
  const Charge  charge[] = {{Q1, J1}, {Q2, J2}, {Q3, J3}, {SZ, JS}, {ENTROPY, ENTROPY_CURRENT}};
  Product       product;
  ProductValues bulk[2];
  PetscReal     zeta[N_RAYS], weight[N_RAYS], integral[N_OBSERVABLES] = {0};

  assert_ok(ProductCreate(P, Q, left, right, options_of_accuracy(1e-10), &product));
  for (PetscInt side = 0; side < 2; ++side) assert_ok(ProductBulk(&product, side, &bulk[side]));
  assert_ok(GhdJunctionAutoRays(product.junction, N_RAYS, zeta, weight));
  for (PetscInt r = 0; r < N_RAYS; ++r) {
    ProductValues values;

    assert_all(r == 0 || zeta[r] > zeta[r - 1]);
    assert_ok(ProductRay(&product, zeta[r], &values));
    assert_all(values.reason > 0);
    for (PetscInt o = 0; o < N_OBSERVABLES; ++o) integral[o] += weight[r] * (values.value[o] - bulk[zeta[r] < 0 ? 0 : 1].value[o]);
  }
  for (size_t c = 0; c < sizeof(charge) / sizeof(*charge); ++c) {
    const PetscReal flow = bulk[0].value[charge[c].current] - bulk[1].value[charge[c].current];
    const int       good = is_close(ghd_observable(charge[c].density)->quantity.name, integral[charge[c].density], flow, tolerance);

    if (!good) print_error("at gamma/pi = %d/%d\n", (int)P, (int)Q);
    assert_all(good);
  }
  assert_ok(ProductDestroy(&product));
}

static void charges_are_conserved_between_two_temperatures_at_five_anisotropies(void **state)
{
  (void)state;
  check_conservation(1, 3, thermal(1, 0), thermal(2, 0), TOLERANCE);
  check_conservation(1, 4, thermal(1, 0), thermal(2, 0), TOLERANCE);
  check_conservation(2, 5, thermal(1, 0), thermal(2, 0), TOLERANCE);
  check_conservation(2, 3, thermal(1, 0), thermal(2, 0), TOLERANCE);
  check_conservation(1, 2, thermal(1, 0), thermal(2, 0), TOLERANCE);
}

static void charges_are_conserved_between_halves_in_fields(void **state)
{
  (void)state;
  check_conservation(1, 3, thermal(1, 0.5), thermal(2, 0.2), TOLERANCE);
  check_conservation(2, 5, thermal(0.5, -0.8), thermal(1, 0.3), TOLERANCE);
  check_conservation(3, 4, infinite_temperature(0.5), infinite_temperature(-0.2), TOLERANCE);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(charges_are_conserved_between_two_temperatures_at_five_anisotropies),
      cmocka_unit_test(charges_are_conserved_between_halves_in_fields),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("conservation", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
