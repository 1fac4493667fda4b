/* What must hold between rays, whatever the numbers: symmetries, limits, continuity. */
#include "check.h"
#include "product.h"

#define ACCURACY 1e-10
#define SAME     1e-10 /* two rays that must agree, each within its accuracy */

typedef struct {
  PetscInt     P, Q;
  GhdStateSpec left, right;
} Pair;

/* Pairs of states that have nothing in common. */
static PetscInt pairs(Pair pair[8])
{
  const Pair all[] = {
      {1, 3, thermal(1, 0), thermal(2, 0)},
      {2, 5, thermal(0.3, 0.8), thermal(3, 0.1)},
      {2, 3, thermal(4, 0), thermal(0.2, 0)},
      {3, 8, thermal(1, -0.5), thermal(1.5, 0.9)},
      {1, 6, thermal(0.5, 0), infinite_temperature(0.7)},
      {3, 4, infinite_temperature(-1.2), thermal(2, 0.4)},
      {1, 2, polarised_up(), thermal(1, 0)},
      {4, 7, thermal(1, 0), polarised_down()},
  };

  memcpy(pair, all, sizeof(all));
  return (PetscInt)(sizeof(all) / sizeof(*all));
}

static PetscErrorCode Create(const Pair *pair, Product *product)
{
  PetscFunctionBegin;
  PetscCall(ProductCreate(pair->P, pair->Q, pair->left, pair->right, options_of_accuracy(ACCURACY), product));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void energy_current_equals_the_second_charge_on_every_ray(void **state)
{
  Pair           pair[8];
  const PetscInt n = pairs(pair);

  (void)state;
  for (PetscInt i = 0; i < n; ++i) {
    Product product;

    assert_ok(Create(&pair[i], &product));
    for (PetscReal zeta = -1.3; zeta < 1.35; zeta += 0.13) {
      ProductValues values;

      assert_ok(ProductRay(&product, zeta, &values));
      assert_all(values.reason > 0);
      assert_close(values.value[J1], values.value[Q2], 1e-12);
      assert_close(values.identity_error, PetscAbsReal(values.value[J1] - values.value[Q2]), 1e-12);
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* Reflection in space: densities that are odd under it are q2, currents of even charges j1, j3, js and the entropy current. */
static void swapping_the_halves_reflects_the_profiles(void **state)
{
  const PetscReal sign[N_OBSERVABLES] = {
      [Q1] = 1, [J1] = -1, [Q2] = -1, [J2] = 1, [Q3] = 1, [J3] = -1, [SZ] = 1, [JS] = -1, [ENTROPY] = 1, [ENTROPY_CURRENT] = -1};
  Pair           pair[8];
  const PetscInt n = pairs(pair);

  (void)state;
  for (PetscInt i = 0; i < n; ++i) {
    const Pair mirrored = {pair[i].P, pair[i].Q, pair[i].right, pair[i].left};
    Product    product, image;

    assert_ok(Create(&pair[i], &product));
    assert_ok(Create(&mirrored, &image));
    for (PetscReal zeta = -1.21; zeta < 1.3; zeta += 0.22) {
      ProductValues values, reflected;

      assert_ok(ProductRay(&product, zeta, &values));
      assert_ok(ProductRay(&image, -zeta, &reflected));
      for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(reflected.value[o], sign[o] * values.value[o], SAME);
    }
    assert_ok(ProductDestroy(&product));
    assert_ok(ProductDestroy(&image));
  }
}

static GhdStateSpec flipped(GhdStateSpec spec)
{
  if (spec.kind == GHD_STATE_THERMAL) spec.parameter[1] = -spec.parameter[1];
  if (spec.kind == GHD_STATE_INFINITE_TEMPERATURE) spec.parameter[0] = -spec.parameter[0];
  if (spec.kind == GHD_STATE_POLARISED) spec.word = !spec.word;
  return spec;
}

/* All but the magnetisation and its current are even under a flip of all spins: also a flip of the strings' sums, whose last two species trade places. */
static void flipping_all_spins_changes_the_sign_of_the_magnetisation_only(void **state)
{
  Pair           pair[8];
  const PetscInt n = pairs(pair);

  (void)state;
  for (PetscInt i = 0; i < n; ++i) {
    const Pair down = {pair[i].P, pair[i].Q, flipped(pair[i].left), flipped(pair[i].right)};
    Product    product, image;

    assert_ok(Create(&pair[i], &product));
    assert_ok(Create(&down, &image));
    for (PetscReal zeta = -1.1; zeta < 1.2; zeta += 0.31) {
      ProductValues values, turned;

      assert_ok(ProductRay(&product, zeta, &values));
      assert_ok(ProductRay(&image, zeta, &turned));
      for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(turned.value[o], (o == SZ || o == JS ? -1 : 1) * values.value[o], SAME);
    }
    assert_ok(ProductDestroy(&product));
    assert_ok(ProductDestroy(&image));
  }
}

static void equal_halves_show_no_dependence_on_the_ray(void **state)
{
  const GhdStateSpec spec[] = {thermal(1, 0), thermal(2, 0.6), infinite_temperature(0.9), polarised_down()};
  const PetscReal    zeta[] = {-2, -1, -0.4, 0, 1e-9, 0.7, 1.1};

  (void)state;
  for (size_t s = 0; s < sizeof(spec) / sizeof(*spec); ++s) {
    Product       product;
    ProductValues bulk;

    assert_ok(ProductCreate(2, 5, spec[s], spec[s], options_of_accuracy(ACCURACY), &product));
    assert_ok(ProductBulk(&product, 0, &bulk));
    for (size_t z = 0; z < sizeof(zeta) / sizeof(*zeta); ++z) {
      ProductValues values;

      assert_ok(ProductRay(&product, zeta[z], &values));
      assert_all(values.reason > 0);
      for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(values.value[o], bulk.value[o], 1e-13);
    }
    assert_close(bulk.value[J1], 0, 1e-13);
    assert_close(bulk.value[J3], 0, 1e-13);
    assert_close(bulk.value[JS], 0, 1e-13);
    assert_close(bulk.value[ENTROPY_CURRENT], 0, 1e-13);
    assert_ok(ProductDestroy(&product));
  }
}

static void outside_the_light_cone_stands_the_state_of_the_side(void **state)
{
  Pair           pair[8];
  const PetscInt n = pairs(pair);

  (void)state;
  for (PetscInt i = 0; i < n; ++i) {
    Product product;

    assert_ok(Create(&pair[i], &product));
    for (PetscInt side = 0; side < 2; ++side) {
      ProductValues bulk, ray;
      PetscReal     cone;

      assert_ok(GhdJunctionLightCone(product.junction, side, &cone));
      for (PetscReal beyond = 1e-6; beyond < 10; beyond *= 30) {
        assert_ok(ProductRay(&product, (side == 0 ? -1 : 1) * (cone + beyond), &ray));
        assert_ok(ProductBulk(&product, side, &bulk));
        assert_all(ray.reason == GHD_CONVERGED_BULK);
        for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(ray.value[o], bulk.value[o], 0);
      }
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* A smooth function from its values at +-h and +-2h, error O(h^4). */
static void assert_continues(const Product *product, PetscReal zeta, PetscReal h)
{
  ProductValues   at, near[4];
  const PetscReal offset[] = {-2, -1, 1, 2};

  for (PetscInt i = 0; i < 4; ++i) assert_ok(ProductRay(product, zeta + offset[i] * h, &near[i]));
  assert_ok(ProductRay(product, zeta, &at));
  assert_all(at.reason > 0);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o)
    assert_close(at.value[o], (4 * (near[1].value[o] + near[2].value[o]) - near[0].value[o] - near[3].value[o]) / 6, SAME);
}

static void the_ray_at_0_continues_its_neighbours(void **state)
{
  Pair           pair[8];
  const PetscInt n = pairs(pair);

  (void)state;
  for (PetscInt i = 0; i < n; ++i) {
    Product product;

    assert_ok(Create(&pair[i], &product));
    assert_continues(&product, 0, 1e-3);
    assert_continues(&product, -0.0, 1e-3);
    assert_ok(ProductDestroy(&product));
  }
}

/* The ray on which species k jumps at grid point i: its velocity there, found by repeated substitution. */
static PetscReal ray_through_node(const Product *product, PetscInt k, PetscInt i, PetscReal zeta)
{
  for (PetscInt step = 0; step < 30; ++step) {
    GhdRay      ray;
    GhdRayField field;

    assert_ok(GhdRaySolve(product->junction, zeta, &ray));
    assert_all(ghd_ray_reason(ray) > 0);
    assert_ok(GhdRayGetField(ray, 0, &field));
    zeta = field.e_dr[k * field.grid->n + i] / field.p_dr[k * field.grid->n + i];
  }
  return zeta;
}

static void a_jump_on_a_grid_point_is_like_any_other(void **state)
{
  const Pair pair[] = {{1, 3, thermal(1, 0), thermal(2, 0)}, {2, 5, thermal(0.3, 0.8), thermal(3, 0.1)}};

  (void)state;
  for (size_t p = 0; p < sizeof(pair) / sizeof(*pair); ++p) {
    Product     product;
    GhdRay      ray;
    GhdRayField field;

    assert_ok(Create(&pair[p], &product));
    assert_ok(GhdRaySolve(product.junction, 0, &ray));
    assert_ok(GhdRayGetField(ray, 0, &field));
    for (PetscInt k = 0; k < product.model->n_str; ++k) {
      for (PetscInt offset = -9; offset <= 9; offset += 6) {
        const PetscInt  node = field.grid->n / 2 + offset;
        const PetscReal zeta = ray_through_node(&product, k, node, 0);
        PetscReal       jump[GHD_MAX_JUMPS], nearest = PETSC_MAX_REAL;

        assert_ok(GhdRaySolve(product.junction, zeta, &ray));
        for (PetscInt i = 0; i < ghd_ray_jumps(ray, k, jump); ++i) nearest = PetscMin(nearest, PetscAbsReal(jump[i] - field.grid->lambda[node]));
        assert_close(nearest, 0, 1e-12);
        assert_continues(&product, zeta, 1e-3);
      }
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* Halves without a field have the same fillings at infinite rapidity, so that profiles come into their edges smoothly: nothing may happen there. */
static void profiles_are_continuous_at_the_edge_of_the_light_cone(void **state)
{
  const Pair pair[] = {
      {1, 3, thermal(1, 0), thermal(2, 0)}, {2, 5, thermal(3, 0), thermal(0.5, 0)}, {2, 3, thermal(1, 0), thermal(2, 0)}, {1, 2, thermal(1, 0), thermal(3, 0)}};

  (void)state;
  for (size_t p = 0; p < sizeof(pair) / sizeof(*pair); ++p) {
    Product product;

    assert_ok(Create(&pair[p], &product));
    for (PetscInt side = 0; side < 2; ++side) {
      ProductValues bulk, ray;
      PetscReal     cone;

      assert_ok(GhdJunctionLightCone(product.junction, side, &cone));
      assert_ok(ProductBulk(&product, side, &bulk));
      for (PetscInt i = -15; i <= -7; ++i) {
        for (PetscInt sign = -1; sign <= 1; ++sign) {
          const PetscReal distance = PetscPowRealInt(10, i), zeta = cone + sign * distance;

          assert_ok(ProductRay(&product, side == 0 ? -zeta : zeta, &ray));
          assert_all(ray.reason > 0);
          /* at the maximum of a velocity a density changes as the root of the distance, times the difference of the fillings */
          for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(ray.value[o], bulk.value[o], SAME + 0.5 * PetscSqrtReal(distance));
        }
      }
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* Every second spin turned about z: H of -Delta becomes -H of Delta. */
static void negative_temperature_is_the_other_sign_of_delta(void **state)
{
  const PetscInt fraction[][2] = {{1, 3}, {2, 5}, {1, 4}};

  (void)state;
  for (size_t f = 0; f < sizeof(fraction) / sizeof(*fraction); ++f) {
    const PetscInt P = fraction[f][0], Q = fraction[f][1];
    Product        product, turned;
    ProductValues  values, image;

    assert_ok(ProductCreate(P, Q, thermal(-1.3, 0), thermal(-1.3, -0.4), options_of_accuracy(ACCURACY), &product));
    assert_ok(ProductCreate(Q - P, Q, thermal(1.3, 0), thermal(1.3, 0.4), options_of_accuracy(ACCURACY), &turned));
    for (PetscInt side = 0; side < 2; ++side) {
      assert_ok(ProductBulk(&product, side, &values));
      assert_ok(ProductBulk(&turned, side, &image));
      assert_close(values.value[Q1], -image.value[Q1], SAME);
      assert_close(values.value[SZ], image.value[SZ], SAME);
      assert_close(values.value[ENTROPY], image.value[ENTROPY], SAME);
    }
    assert_ok(ProductDestroy(&product));
    assert_ok(ProductDestroy(&turned));
  }
}

static void beta_0_is_infinite_temperature(void **state)
{
  Product       product;
  ProductValues hot, constant;

  (void)state;
  assert_ok(ProductCreate(3, 7, thermal(0, 0.5), infinite_temperature(0), options_of_accuracy(ACCURACY), &product));
  assert_ok(ProductBulk(&product, 0, &hot));
  assert_ok(ProductBulk(&product, 1, &constant));
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_close(hot.value[o], constant.value[o], 1e-13);
  assert_ok(ProductDestroy(&product));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(energy_current_equals_the_second_charge_on_every_ray),
      cmocka_unit_test(swapping_the_halves_reflects_the_profiles),
      cmocka_unit_test(flipping_all_spins_changes_the_sign_of_the_magnetisation_only),
      cmocka_unit_test(equal_halves_show_no_dependence_on_the_ray),
      cmocka_unit_test(outside_the_light_cone_stands_the_state_of_the_side),
      cmocka_unit_test(the_ray_at_0_continues_its_neighbours),
      cmocka_unit_test(a_jump_on_a_grid_point_is_like_any_other),
      cmocka_unit_test(profiles_are_continuous_at_the_edge_of_the_light_cone),
      cmocka_unit_test(negative_temperature_is_the_other_sign_of_delta),
      cmocka_unit_test(beta_0_is_infinite_temperature),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("identities", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
