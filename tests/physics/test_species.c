/* What single species contribute to charges and currents, and their extreme velocities: against quadratures over the distributions and closed forms. */
#include <string.h>
#include <xxzghd/panels.h>
#include "models.h"
#include "product.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[] = {"q1", "j1", "q2", "j2", "q3", "j3", "sz", "js", "entropy", "entropy_current", "q4", "j4", "q2_d3", "j1_d3", "j2_traceless"};

static GhdObservable named(const char *name)
{
  GhdObservable observable;
  char          problem[GHD_OBSERVABLE_PROBLEM];

  assert_all(ghd_observable_from_name(name, &observable, problem));
  return observable;
}

/* ---- contributions ---- */

#define QUADRATURE_RANGE 14.0 /* the densities have fallen to e^{-2 range}, 1e-12 */

/* Panels that end at the jumps of the ray. */
static GhdPanels panels_of(GhdModel model, GhdRay ray)
{
  PetscReal        jump[16][GHD_MAX_JUMPS];
  const PetscReal *breaks[16];
  PetscInt         n[16];
  GhdPanels        panels;

  assert_all(model->n_str <= 16);
  for (PetscInt k = 0; k < model->n_str; ++k) {
    n[k]      = ghd_ray_jumps(ray, k, jump[k]);
    breaks[k] = jump[k];
  }
  assert_ok(GhdPanelsCreate(QUADRATURE_RANGE, ghd_panel_width(ghd_strip(model)), GHD_PANEL_NODES, model->n_str, n, breaks, &panels));
  return panels;
}

static PetscReal entropy_of(PetscReal theta)
{
  const PetscReal hole = 1 - theta;

  return (theta > 0 ? -theta * PetscLogReal(theta) : 0) + (hole > 0 ? -hole * PetscLogReal(hole) : 0);
}

/* What a root of species k carries of an observable, times the density per length of those that carry it; v: of a current. */
static PetscReal integrand(GhdModel model, const GhdObservable *o, PetscInt k, PetscReal lambda, PetscReal theta, PetscReal rho_total, PetscReal v)
{
  switch (o->kind) {
  case GHD_CHARGE_DENSITY: return ghd_charge(model, k, o->n, o->two_s, lambda) * theta * rho_total;
  case GHD_CHARGE_CURRENT: return ghd_charge(model, k, o->n, o->two_s, lambda) * theta * rho_total * v;
  case GHD_MAGNETISATION: return -(PetscReal)model->length[k] * theta * rho_total;
  case GHD_SPIN_CURRENT: return -(PetscReal)model->length[k] * theta * rho_total * v;
  case GHD_ENTROPY_DENSITY: return entropy_of(theta) * rho_total;
  default: return entropy_of(theta) * rho_total * v;
  }
}

static void check_species(GhdModel model, GhdRay ray, GhdPanels panels, PetscInt k)
{
  const PetscInt   n = panels->offset[k + 1] - panels->offset[k], row = k * n;
  const PetscReal *lambda = &panels->lambda[panels->offset[k]], *weight = &panels->weight[panels->offset[k]];
  PetscReal       *theta, *rho, *rho_total, *v;

  assert_ok(PetscMalloc4(model->n_str * n, &theta, model->n_str * n, &rho, model->n_str * n, &rho_total, model->n_str * n, &v));
  assert_ok(GhdRayDistribution(ray, n, lambda, theta, rho, rho_total, v));
  for (size_t o = 0; o < LENGTH(names); ++o) {
    const GhdObservable observable = named(names[o]);
    PetscReal           contribution[16], sum = 0;

    assert_ok(GhdObserveContributions(ray, &observable, contribution));
    for (PetscInt i = 0; i < n; ++i) sum += weight[i] * integrand(model, &observable, k, lambda[i], theta[row + i], rho_total[row + i], v[row + i]);
    if (!(PetscAbsReal(contribution[k] - sum) < 2e-11)) print_error("%s of species %d\n", names[o], (int)k);
    assert_close(contribution[k], sum, 2e-11);
  }
  assert_ok(PetscFree4(theta, rho, rho_total, v));
}

static void check_sums(GhdModel model, GhdRay ray)
{
  for (size_t o = 0; o < LENGTH(names); ++o) {
    const GhdObservable observable = named(names[o]);
    PetscReal           contribution[16], sum = ghd_observable_constant(model, &observable), value, error, identity;

    assert_ok(GhdObserve(ray, 1, &observable, &value, &error, &identity));
    assert_ok(GhdObserveContributions(ray, &observable, contribution));
    for (PetscInt k = 0; k < model->n_str; ++k) sum += contribution[k];
    assert_close(value, sum, 1e-14);
  }
}

static void contributions_are_the_integrals_over_the_distributions_of_their_species(void **state)
{
  static const PetscInt fraction[][2] = {{1, 2}, {1, 4}, {2, 5}, {3, 5}};

  (void)state;
  for (size_t f = 0; f < LENGTH(fraction); ++f) {
    GhdRayOptions options = options_of_accuracy(1e-11);
    Product       product;

    options.highest_charge = 4;
    options.range          = 16;
    assert_ok(ProductCreate(fraction[f][0], fraction[f][1], thermal(0.4, 0.6), thermal(1.5, -0.2), options, &product));
    for (PetscInt r = 0; r < 4; ++r) {
      const PetscReal zeta[2] = {-0.3, 0.71};
      GhdRay          ray;
      GhdPanels       panels;

      if (r < 2)
        assert_ok(GhdRaySolve(product.junction, zeta[r], &ray));
      else
        assert_ok(GhdRayBulk(product.junction, r - 2, &ray));
      assert_all(ghd_ray_reason(ray) > 0);
      panels = panels_of(product.model, ray);
      for (PetscInt k = 0; k < product.model->n_str; ++k) check_species(product.model, ray, panels, k);
      check_sums(product.model, ray);
      assert_ok(GhdPanelsDestroy(&panels));
    }
    assert_ok(ProductDestroy(&product));
  }
}

static void formulas_of_contributions_are_the_terms_of_the_sums(void **state)
{
  static const char *const row[][2] = {
      {"q1", "int q_{1,k} rho_k dlambda"},        {"j2_traceless", "int q_{2,k} v_k rho_k dlambda"},
      {"q3_d4", "int q^(s)_{3,k} rho_k dlambda"}, {"sz", "-n_k int rho_k dlambda"},
      {"js", "-n_k int v_k rho_k dlambda"},       {"entropy", "int rhot_k [-theta_k ln(theta_k) - (1 - theta_k) ln(1 - theta_k)] dlambda"}};

  (void)state;
  for (size_t i = 0; i < LENGTH(row); ++i) {
    const GhdObservable observable = named(row[i][0]);
    char                name[GHD_CONTRIBUTION_TEXT], formula[GHD_CONTRIBUTION_TEXT];
    const GhdQuantity   share = ghd_observable_contribution(&observable, name, formula);

    assert_string_equal(share.formula, row[i][1]);
    assert_all(strncmp(share.name, "contribution_", 13) == 0 && strcmp(share.name + 13, row[i][0]) == 0);
    assert_string_equal(share.unit, observable.quantity.unit);
  }
}

/* ---- edges ---- */

typedef struct {
  PetscReal velocity[32 * GHD_MAX_EDGES], lambda[32 * GHD_MAX_EDGES];
} Edges;

static PetscInt count_edges(const PetscReal velocity[])
{
  PetscInt n = 0;

  while (n < GHD_MAX_EDGES && !isnan(velocity[n])) ++n;
  return n;
}

/* With all spins up nothing is dressed: v = sin(gamma) sinh(2 lambda)/(cosh(2 lambda) - cos(theta)), whose extrema are sin(gamma)/sin(theta) at cosh(2 lambda) = 1/cos(theta), if
   cos(theta) > 0, and whose limits are sin(gamma). */
static void edges_of_the_polarised_state_are_in_closed_form(GhdModel model)
{
  const PetscReal sine = PetscSinReal(model->gamma);
  Product         product;
  Edges           edges;

  assert_ok(ProductCreate(model->P, model->Q, polarised_up(), polarised_up(), options_of_accuracy(1e-10), &product));
  assert_ok(GhdJunctionEdges(product.junction, 0, edges.velocity, edges.lambda));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscReal  theta = PETSC_PI * (PetscReal)model->angle[k] / (PetscReal)model->Q;
    const PetscBool  peak  = (PetscBool)(PetscCosReal(theta) > 1e-12);
    const PetscReal *v = &edges.velocity[k * GHD_MAX_EDGES], *lambda = &edges.lambda[k * GHD_MAX_EDGES];
    const PetscInt   n = peak ? 4 : 2;

    assert_int_equal(count_edges(v), n);
    assert_close(v[0], -sine, 1e-7);
    assert_close(v[n - 1], sine, 1e-7);
    assert_all(lambda[0] < -1e300 && isinf(lambda[0]) && lambda[n - 1] > 1e300 && isinf(lambda[n - 1]));
    if (!peak) continue;
    assert_close(v[2], sine / PetscAbsReal(PetscSinReal(theta)), 1e-11);
    assert_close(v[1], -v[2], 1e-12);
    assert_close(lambda[2], 0.5 * acosh(1 / PetscCosReal(theta)), 1e-7);
    assert_close(lambda[1], -lambda[2], 1e-7);
  }
  assert_ok(ProductDestroy(&product));
}

static void edges_are_those_of_free_magnons_in_the_polarised_state(void **state)
{
  (void)state;
  for_small_models(edges_of_the_polarised_state_are_in_closed_form);
}

/* gamma = pi/3, beta = 2: species 1 overshoots its limit, which all species share. Values of an independent discretisation. */
static void a_thermal_species_overshoots_the_limit_that_all_share(void **state)
{
  Product product;
  Edges   edges;

  (void)state;
  assert_ok(ProductCreate(1, 3, thermal(2, 0), thermal(1, 0), options_of_accuracy(1e-10), &product));
  assert_ok(GhdJunctionEdges(product.junction, 0, edges.velocity, edges.lambda));
  assert_close(edges.velocity[2], 1.186, 5e-4);
  for (PetscInt k = 0; k < 3; ++k) {
    const PetscReal *v = &edges.velocity[k * GHD_MAX_EDGES];

    assert_close(v[count_edges(v) - 1], 1.122, 5e-4);
    assert_close(v[count_edges(v) - 1], edges.velocity[3], 1e-7);
  }
  assert_ok(ProductDestroy(&product));
}

/* Every sampled velocity lies between the least and the greatest edge of its species, and comes close to both. */
static void velocities_lie_between_the_edges_of_their_species(void **state)
{
  enum { N_SAMPLES = 2001 };
  static PetscReal lambda[N_SAMPLES], velocity[8 * N_SAMPLES];
  Product          product;
  Edges            edges;
  GhdRay           ray;

  (void)state;
  for (PetscInt i = 0; i < N_SAMPLES; ++i) lambda[i] = -5 + 0.005 * (PetscReal)i;
  assert_ok(ProductCreate(3, 7, thermal(3, 0.4), thermal(1, 0), options_of_accuracy(1e-10), &product));
  assert_ok(GhdJunctionEdges(product.junction, 0, edges.velocity, edges.lambda));
  assert_ok(GhdRayBulk(product.junction, 0, &ray));
  assert_ok(GhdRayDistribution(ray, N_SAMPLES, lambda, NULL, NULL, NULL, velocity));
  for (PetscInt k = 0; k < product.model->n_str; ++k) {
    const PetscReal *v     = &edges.velocity[k * GHD_MAX_EDGES];
    PetscReal        least = INFINITY, most = -INFINITY, lowest = INFINITY, highest = -INFINITY;

    for (PetscInt i = 0; i < count_edges(v); ++i) {
      least = PetscMin(least, v[i]);
      most  = PetscMax(most, v[i]);
    }
    for (PetscInt i = 0; i < N_SAMPLES; ++i) {
      lowest  = PetscMin(lowest, velocity[k * N_SAMPLES + i]);
      highest = PetscMax(highest, velocity[k * N_SAMPLES + i]);
    }
    assert_all(lowest >= least - 1e-7 && highest <= most + 1e-7);
    assert_close(lowest, least, 1e-3);
    assert_close(highest, most, 1e-3);
  }
  assert_ok(ProductDestroy(&product));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(contributions_are_the_integrals_over_the_distributions_of_their_species),
      cmocka_unit_test(formulas_of_contributions_are_the_terms_of_the_sums),
      cmocka_unit_test(edges_are_those_of_free_magnons_in_the_polarised_state),
      cmocka_unit_test(a_thermal_species_overshoots_the_limit_that_all_share),
      cmocka_unit_test(velocities_lie_between_the_edges_of_their_species),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  failed = cmocka_run_group_tests_name("species", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
