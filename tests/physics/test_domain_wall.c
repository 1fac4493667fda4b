/* Up on the left of down, and halves at infinite temperature with opposite magnetisations: closed form for every anisotropy.
   timeout: 900 */
#include "check.h"
#include "closed_forms.h"
#include "product.h"

#define LARGEST_Q 12
#define ROOM      64
#define TOLERANCE 1e-10

#define N_RAYS 200

/* Rays in units of sin(gamma), where the fronts stand: a few at special places, the others evenly from -1.05 to 1.05. */
static PetscReal ray_of(PetscInt r)
{
  static const PetscReal special[] = {-3, -1, 0, 1e-3, 1, 1.2};
  const PetscInt         n_special = PETSC_STATIC_ARRAY_LENGTH(special), n_even = N_RAYS - n_special;

  return r < n_special ? special[r] : -1.05 + 2.1 * (PetscReal)(r - n_special) / (PetscReal)(n_even - 1);
}

static void compare(const Product *product, PetscReal factor)
{
  const PetscInt  P = product->model->P, Q = product->model->Q;
  const PetscReal sine = PetscSinReal(product->model->gamma);

  for (PetscInt r = 0; r < N_RAYS; ++r) {
    const PetscReal zeta = ray_of(r) * sine, sz = factor * domain_wall_magnetisation(P, Q, zeta), js = factor * domain_wall_spin_current(P, Q, zeta);
    ProductValues   values;
    int             good;

    assert_ok(ProductRay(product, zeta, &values));
    good = values.reason > 0 && is_close("sz", values.value[SZ], sz, TOLERANCE) && is_close("js", values.value[JS], js, TOLERANCE);
    if (!good) print_error("gamma/pi = %d/%d, zeta = %.3f sin(gamma), factor %g\n", (int)P, (int)Q, ray_of(r), factor);
    assert_all(good);
    if (factor == 1) { /* no energy, no entropy is made in between */
      assert_close(values.value[Q1], 0, TOLERANCE);
      assert_close(values.value[J1], 0, TOLERANCE);
      assert_close(values.value[ENTROPY], 0, TOLERANCE);
    }
  }
}

static void up_beside_down_follows_the_closed_form_for_every_anisotropy_up_to_Q_12(void **state)
{
  PetscInt       fraction[ROOM][2];
  const PetscInt n = coprime_fractions(LARGEST_Q, ROOM, fraction);

  (void)state;
  assert_all(n == 45); /* Delta > 0 and Delta < 0 */
  for (PetscInt i = 0; i < n; ++i) {
    Product product;

    assert_ok(ProductCreate(fraction[i][0], fraction[i][1], polarised_up(), polarised_down(), options_of_accuracy(1e-10), &product));
    compare(&product, 1);
    assert_ok(ProductDestroy(&product));
  }
}

static void down_beside_up_is_its_mirror_image(void **state)
{
  Product product;

  (void)state;
  assert_ok(ProductCreate(2, 5, polarised_down(), polarised_up(), options_of_accuracy(1e-10), &product));
  compare(&product, -1);
  assert_ok(ProductDestroy(&product));
}

static void magnetised_halves_follow_the_closed_form_for_every_anisotropy_up_to_Q_12(void **state)
{
  PetscInt       fraction[ROOM][2];
  const PetscInt n = coprime_fractions(LARGEST_Q, ROOM, fraction);

  (void)state;
  assert_all(n == 45); /* Delta > 0 and Delta < 0 */
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal mu = 0.05 + 0.3 * (PetscReal)(i % 8);
    Product         product;

    assert_ok(ProductCreate(fraction[i][0], fraction[i][1], infinite_temperature(mu), infinite_temperature(-mu), options_of_accuracy(1e-10), &product));
    compare(&product, PetscTanhReal(0.5 * mu));
    assert_ok(ProductDestroy(&product));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(up_beside_down_follows_the_closed_form_for_every_anisotropy_up_to_Q_12),
      cmocka_unit_test(down_beside_up_is_its_mirror_image),
      cmocka_unit_test(magnetised_halves_follow_the_closed_form_for_every_anisotropy_up_to_Q_12),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("domain wall", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
