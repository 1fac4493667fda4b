/* Infinite temperature, where sums over strings collapse to closed forms for every anisotropy. */
#include "check.h"
#include "closed_forms.h"
#include "product.h"
#include <xxzghd/dense.h>
#include <xxzghd/dress.h>

#define LARGEST_Q     12
#define ROOM          64
#define TOLERANCE     1e-10
#define RANGE         16 /* (v n^dr)^2 does not decay, so the spin sum is cut off with e^{-2 range} */
#define LARGEST_DENSE 4

/* Dressed spin flips of the constant fillings: n_dr_j + sum_k That_jk(0) sigma_k theta_k n_dr_k = n_j; from the dense twin, at one node of each species (they do not depend on the rapidity). */
static void dressed_flips_of_the_twin(GhdModel model, const PetscReal filling[], PetscReal flips[])
{
  PetscReal       *constant, *dressed, *length;
  GhdPanels        panels;
  GhdDenseDressing dressing;

  assert_ok(GhdPanelsCreate(4, ghd_panel_width(ghd_strip(model)), GHD_PANEL_NODES, model->n_str, NULL, NULL, &panels));
  assert_ok(PetscMalloc3(panels->n, &constant, panels->n, &dressed, model->n_str, &length));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    length[k] = model->length[k];
    for (PetscInt b = panels->offset[k]; b < panels->offset[k + 1]; ++b) constant[b] = filling[k];
  }
  assert_ok(GhdDenseDressingCreate(model, panels, constant, &dressing));
  assert_ok(GhdDenseDressingSolveConstant(dressing, length, filling, dressed, NULL));
  for (PetscInt k = 0; k < model->n_str; ++k) flips[k] = dressed[panels->offset[k]];
  assert_ok(GhdDenseDressingDestroy(&dressing));
  assert_ok(GhdPanelsDestroy(&panels));
  assert_ok(PetscFree3(constant, dressed, length));
}

static void dressed_flips_of_the_product(GhdModel model, const PetscReal filling[], PetscReal flips[])
{
  PetscReal length[LARGEST_Q + 1];

  for (PetscInt k = 0; k < model->n_str; ++k) length[k] = model->length[k];
  assert_ok(GhdDressingLimit(model, filling, length, flips));
}

typedef struct {
  PetscReal spin, energy;
} Drude;

/* sum_k int rho (1 - theta) (v f^dr)^2 for f = n and f = e on the grid of the product; e = -(sin gamma)/2 p', so that e^dr = -(sin gamma)/2 p'^dr. */
static void drude_sums(const Product *product, const PetscReal filling[], const PetscReal flips[], Drude *drude)
{
  const GhdModel  model     = product->model;
  const PetscReal half_sine = 0.5 * PetscSinReal(model->gamma);
  GhdRay          ray;
  GhdRayField     field;

  *drude = (Drude){0};
  assert_ok(GhdRayBulk(product->junction, 0, &ray));
  assert_ok(GhdRayGetField(ray, 0, &field));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscReal factor = field.grid->step * model->sign[k] * filling[k] * (1 - filling[k]) / (2 * PETSC_PI);

    for (PetscInt i = k * field.grid->n; i < (k + 1) * field.grid->n; ++i) {
      drude->spin += factor * flips[k] * flips[k] * field.e_dr[i] * field.e_dr[i] / field.p_dr[i];
      drude->energy += factor * half_sine * half_sine * field.e_dr[i] * field.e_dr[i] * field.p_dr[i];
    }
  }
}

static void check_point(PetscInt P, PetscInt Q)
{
  Product          product;
  ProductValues    values;
  GhdRayOptions    options = options_of_accuracy(1e-11);
  Drude            drude;
  PetscReal        flips[LARGEST_Q + 1], flips_of_twin[LARGEST_Q + 1];
  const PetscReal *filling;

  options.range = RANGE;
  assert_ok(ProductCreate(P, Q, infinite_temperature(0), infinite_temperature(0), options, &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_close(values.value[Q1], -product.model->delta / 4, TOLERANCE);
  assert_close(values.value[J2], -product.model->delta / 8, TOLERANCE);
  assert_close(values.value[SZ], 0, TOLERANCE);
  assert_close(values.value[ENTROPY], PetscLogReal(2), TOLERANCE);
  assert_close(values.value[J1], 0, TOLERANCE);
  assert_close(values.value[JS], 0, TOLERANCE);
  filling = ghd_state_filling_limit(product.state[0], 0);
  dressed_flips_of_the_product(product.model, filling, flips);
  drude_sums(&product, filling, flips, &drude);
  assert_close(drude.spin, infinite_temperature_spin_drude(P, Q), TOLERANCE);
  assert_close(drude.energy, infinite_temperature_energy_drude(P, Q), TOLERANCE);
  if (Q <= LARGEST_DENSE) {
    dressed_flips_of_the_twin(product.model, filling, flips_of_twin);
    for (PetscInt k = 0; k < product.model->n_str; ++k) assert_close(flips_of_twin[k], flips[k], 1e-12);
  }
  assert_ok(ProductDestroy(&product));
}

static void energy_entropy_and_drude_sums_for_every_anisotropy_up_to_Q_12(void **state)
{
  PetscInt fraction[ROOM][2];
  PetscInt n = coprime_fractions(LARGEST_Q, ROOM, fraction);

  (void)state;
  assert_all(n == 45);
  for (PetscInt i = 0; i < n; ++i) check_point(fraction[i][0], fraction[i][1]);
}

/* Spins do not interact: <sz> = tanh(mu/2)/2, and the entropy is that of free spins. */
static void magnetised_states_are_free_spins(void **state)
{
  const PetscInt  fraction[][2] = {{1, 2}, {1, 3}, {2, 5}, {2, 3}, {3, 8}, {7, 9}};
  const PetscReal mu[]          = {0.3, -1.1, 4, -9};

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    for (size_t m = 0; m < sizeof(mu) / sizeof(*mu); ++m) {
      const PetscReal up = 1 / (1 + PetscExpReal(-mu[m])), down = 1 / (1 + PetscExpReal(mu[m])),
                      delta = PetscCosReal(PETSC_PI * (PetscReal)fraction[f][0] / (PetscReal)fraction[f][1]);
      Product       product;
      ProductValues values;

      assert_ok(ProductCreate(fraction[f][0], fraction[f][1], infinite_temperature(mu[m]), infinite_temperature(mu[m]), options_of_accuracy(1e-11), &product));
      assert_ok(ProductBulk(&product, 0, &values));
      assert_close(values.value[SZ], 0.5 * PetscTanhReal(0.5 * mu[m]), TOLERANCE);
      assert_close(values.value[ENTROPY], -up * PetscLogReal(up) - down * PetscLogReal(down), TOLERANCE);
      assert_close(values.value[Q1], delta * (values.value[SZ] * values.value[SZ] - 0.25), TOLERANCE);
      assert_ok(ProductDestroy(&product));
    }
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(energy_entropy_and_drude_sums_for_every_anisotropy_up_to_Q_12),
      cmocka_unit_test(magnetised_states_are_free_spins),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("infinite temperature", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
