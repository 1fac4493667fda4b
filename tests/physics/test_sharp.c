/* Resonances of a filling that are far narrower than the steps of the grid, and jumps that cut them. */
#include "check.h"
#include "closed_forms.h"
#include "product.h"
#include <xxzghd/dense.h>

static GhdStateSpec tilted_ferromagnet(PetscReal angle)
{
  return (GhdStateSpec){.kind = GHD_STATE_TILTED_FERROMAGNET, .parameter = {angle}};
}

/* Rays around 0 have their jumps around lambda = 0, where the resonances are. */
static const PetscReal zeta[] = {-0.4, -0.03, -2e-3, -1e-4, -1e-6, 0.0, 1e-5, 6e-4, 7e-3, 0.2};

/* Of width 2 tan^2(angle/2) in k: 0.045 to 5e-5. */
static void free_fermions_with_a_jump_in_the_resonance_have_the_exact_values(void **state)
{
  static const PetscReal angle[] = {0.3, 0.1, 0.03, 0.01};
  const GhdStateSpec     right   = thermal(1.0, 0.3);

  (void)state;
  for (size_t a = 0; a < PETSC_STATIC_ARRAY_LENGTH(angle); ++a) {
    const GhdStateSpec left = tilted_ferromagnet(angle[a]);
    Product            product;

    assert_ok(ProductCreate(1, 2, left, right, options_of_accuracy(1e-10), &product));
    for (size_t z = 0; z < PETSC_STATIC_ARRAY_LENGTH(zeta); ++z) {
      PetscReal     exact[N_OBSERVABLES];
      ProductValues values;

      assert_ok(FreeFermions(&left, &right, zeta[z], exact));
      assert_ok(ProductRay(&product, zeta[z], &values));
      assert_all(values.reason > 0);
      for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
        assert_close(values.value[o], exact[o], 1e-11);
        assert_all(values.error[o] < 1e-10);
      }
    }
    assert_ok(ProductDestroy(&product));
  }
}

/* ---- against dense panels that are cut at the jumps and graded towards the resonances ---- */

#define MOST_CUTS 400

/* Cuts of one species: its jumps, the intervals of a state's own series that are narrower than a panel, and 0 approached in powers, for entropies where a filling touches 0 or 1. */
static PetscInt cuts_of(const Product *product, GhdRay ray, PetscInt k, PetscReal width, PetscReal cut[MOST_CUTS])
{
  PetscInt n = ghd_ray_jumps(ray, k, cut);

  for (PetscReal x = width; x > 1e-4; x *= 0.25) {
    cut[n++] = x;
    cut[n++] = -x;
  }
  for (PetscInt side = 0; side < 2; ++side) {
    PetscReal *breaks;
    PetscInt   n_breaks;

    assert_ok(GhdStateBreaks(product->state[side], &n_breaks, &breaks));
    for (PetscInt i = 1; i + 1 < n_breaks; ++i) {
      if (PetscMin(breaks[i] - breaks[i - 1], breaks[i + 1] - breaks[i]) > width) continue;
      assert_all(n < MOST_CUTS);
      cut[n++] = breaks[i];
    }
    assert_ok(PetscFree(breaks));
  }
  return n;
}

static PetscReal mixing_entropy(PetscReal theta)
{
  return (theta > 0 ? -theta * PetscLogReal(theta) : 0) - (theta < 1 ? (1 - theta) * log1p(-theta) : 0);
}

/* sum_k int sigma_k f_k g_k/(2 pi) with f the filling times a charge, or its entropy, and g dressed, for the observables that a test looks at. */
static void dense_values(GhdModel model, GhdPanels panels, const PetscReal filling[], const PetscReal p_dr[], const PetscReal e_dr[],
                         PetscReal value[N_OBSERVABLES])
{
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) value[o] = o == SZ ? 0.5 : 0.0;
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i) {
      const PetscReal weight = panels->weight[i] * (PetscReal)model->sign[k] / (2.0 * PETSC_PI), lambda = panels->lambda[i];

      for (PetscInt n = 1; n <= 3; ++n) {
        value[Q1 + 2 * (n - 1)] += weight * filling[i] * ghd_charge(model, k, n, 1, lambda) * p_dr[i];
        value[J1 + 2 * (n - 1)] += weight * filling[i] * ghd_charge(model, k, n, 1, lambda) * e_dr[i];
      }
      value[SZ] -= weight * filling[i] * (PetscReal)model->length[k] * p_dr[i];
      value[JS] -= weight * filling[i] * (PetscReal)model->length[k] * e_dr[i];
      value[ENTROPY] += weight * mixing_entropy(filling[i]) * p_dr[i];
      value[ENTROPY_CURRENT] += weight * mixing_entropy(filling[i]) * e_dr[i];
    }
}

/* The ray at the jumps that were found, on panels: its values, and how far from zero F is at the jumps. */
static void dense_twin(const Product *product, GhdRay ray, PetscReal range, PetscReal value[N_OBSERVABLES], PetscReal *front)
{
  const GhdModel   model = product->model;
  const PetscReal  width = ghd_panel_width(ghd_strip(model));
  PetscReal        cut[8][MOST_CUTS], jump[GHD_MAX_JUMPS], at_jump[GHD_MAX_JUMPS], *breaks[8], *filling, *all, *p, *e, *product_F;
  PetscInt         n_cuts[8];
  GhdPanels        panels;
  GhdDenseDressing dressing;

  for (PetscInt k = 0; k < model->n_str; ++k) {
    breaks[k] = cut[k];
    n_cuts[k] = cuts_of(product, ray, k, width, cut[k]);
  }
  assert_ok(GhdPanelsCreate(range, width, GHD_PANEL_NODES, model->n_str, n_cuts, (const PetscReal *const *)breaks, &panels));
  assert_ok(PetscMalloc5(panels->n, &filling, model->n_str * panels->n, &all, panels->n, &p, panels->n, &e, panels->n, &product_F));
  assert_ok(GhdRayDistribution(ray, panels->n, panels->lambda, all, NULL, NULL, NULL));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i) {
      filling[i] = all[k * panels->n + i];
      p[i]       = ghd_momentum_derivative(model, k, 0, panels->lambda[i]);
      e[i]       = ghd_energy(model, k, 1, panels->lambda[i]);
    }
  assert_ok(GhdDenseDressingCreate(model, panels, filling, &dressing));
  assert_ok(GhdDenseDressingSolve(dressing, p, p));
  assert_ok(GhdDenseDressingSolve(dressing, e, e));
  dense_values(model, panels, filling, p, e, value);
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i)
      product_F[i] = (PetscReal)model->sign[k] * filling[i] * (e[i] - ghd_ray_zeta(ray) * p[i]);
  *front = 0.0;
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscInt n = ghd_ray_jumps(ray, k, jump);

    assert_ok(GhdDenseConvolve(model, panels, product_F, k, n, jump, at_jump));
    for (PetscInt i = 0; i < n; ++i)
      *front =
          PetscMax(*front, PetscAbsReal(ghd_energy(model, k, 1, jump[i]) - ghd_ray_zeta(ray) * ghd_momentum_derivative(model, k, 0, jump[i]) - at_jump[i]));
  }
  assert_ok(GhdDenseDressingDestroy(&dressing));
  assert_ok(PetscFree5(filling, all, p, e, product_F));
  assert_ok(GhdPanelsDestroy(&panels));
}

static void compare_with_twin(PetscInt P, PetscInt Q, GhdStateSpec left, GhdStateSpec right, PetscReal at)
{
  Product       product;
  ProductValues values;
  GhdRay        ray;
  PetscReal     dense[N_OBSERVABLES], front;

  assert_ok(ProductCreate(P, Q, left, right, options_of_accuracy(1e-10), &product));
  assert_ok(ProductRay(&product, at, &values));
  assert_all(values.reason > 0);
  assert_ok(GhdRaySolve(product.junction, at, &ray));
  dense_twin(&product, ray, 13.0, dense, &front);
  assert_all(front < 1e-12);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
    assert_close(values.value[o], dense[o], 1e-11);
    assert_all(values.error[o] < 1e-10);
  }
  assert_ok(ProductDestroy(&product));
}

static void rays_agree_with_panels_that_are_graded_towards_the_resonance(void **state)
{
  (void)state;
  compare_with_twin(1, 3, tilted_ferromagnet(0.1), thermal(1.0, 0.3), 0.007);
  compare_with_twin(2, 5, thermal(0.7, 0.0), tilted_ferromagnet(0.2), 1e-3);
}

/* ---- against the same rays on another grid, which has other windows ---- */

static void rays_do_not_depend_on_the_grid_although_their_jumps_cut_resonances(void **state)
{
  const GhdStateSpec left = tilted_ferromagnet(0.4), right = tilted_ferromagnet(1.2);
  GhdRayOptions      options = options_of_accuracy(1e-10);
  Product            product, other;

  (void)state;
  assert_ok(ProductCreate(3, 8, left, right, options, &product));
  options.points = 3240;
  options.range  = 13.1;
  assert_ok(ProductCreate(3, 8, left, right, options, &other));
  for (size_t z = 0; z < PETSC_STATIC_ARRAY_LENGTH(zeta); ++z) {
    ProductValues a, b;

    assert_ok(ProductRay(&product, zeta[z], &a));
    assert_ok(ProductRay(&other, zeta[z], &b));
    for (PetscInt o = 0; o < N_OBSERVABLES; ++o) {
      assert_close(a.value[o], b.value[o], 1e-11);
      assert_all(a.error[o] < 1e-10);
    }
  }
  assert_ok(ProductDestroy(&product));
  assert_ok(ProductDestroy(&other));
}

/* ---- limits of the angle ---- */

/* Energy and magnetisation of spins turned by an angle, all up or up and down in turn. */
static void check_bulk(PetscInt P, PetscInt Q, GhdStateKind kind, PetscReal angle)
{
  const GhdStateSpec spec  = {.kind = kind, .parameter = {angle}};
  const PetscReal    delta = PetscCosReal(PETSC_PI * (PetscReal)P / (PetscReal)Q), x = 0.5 * PetscSinReal(angle), z = 0.5 * PetscCosReal(angle);
  const PetscReal    sign = kind == GHD_STATE_TILTED_NEEL ? -1.0 : 1.0;
  Product            product;
  ProductValues      values;

  assert_ok(ProductCreate(P, Q, spec, spec, options_of_accuracy(1e-10), &product));
  assert_ok(ProductBulk(&product, 0, &values));
  assert_all(values.reason > 0);
  assert_close(values.value[Q1], sign * x * x + delta * (sign * z * z - 0.25), 1e-10);
  assert_close(values.value[SZ], sign > 0.0 ? z : 0.0, 1e-10);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) assert_all(values.error[o] < 1e-10);
  assert_all(ghd_state_identity_error(product.state[0]) < 1e-11);
  assert_ok(ProductDestroy(&product));
}

/* Towards angles at which the state is polarised, or Neel's, resonances become infinitely narrow or move to infinite rapidity, and vanish. */
static void states_are_found_at_the_limits_of_the_angle_and_next_to_them(void **state)
{
  static const PetscInt  fraction[][2] = {{1, 2}, {1, 3}, {2, 3}, {2, 5}};
  static const PetscReal angle[]       = {0.0, 1e-8, 1e-5, 1e-3, 0.01, 3.14, PETSC_PI};

  (void)state;
  for (size_t f = 0; f < PETSC_STATIC_ARRAY_LENGTH(fraction); ++f)
    for (size_t a = 0; a < PETSC_STATIC_ARRAY_LENGTH(angle); ++a) {
      check_bulk(fraction[f][0], fraction[f][1], GHD_STATE_TILTED_FERROMAGNET, angle[a]);
      check_bulk(fraction[f][0], fraction[f][1], GHD_STATE_TILTED_NEEL, angle[a]);
    }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(free_fermions_with_a_jump_in_the_resonance_have_the_exact_values),
      cmocka_unit_test(rays_agree_with_panels_that_are_graded_towards_the_resonance),
      cmocka_unit_test(rays_do_not_depend_on_the_grid_although_their_jumps_cut_resonances),
      cmocka_unit_test(states_are_found_at_the_limits_of_the_angle_and_next_to_them),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("sharp places", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
