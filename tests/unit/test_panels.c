/* Quadrature on Gauss-Legendre panels: against integrals known in closed form. */
#include "check.h"
#include <xxzghd/panels.h>

typedef PetscReal (*Function)(PetscReal);

static PetscReal Integral(GhdPanels panels, PetscInt k, Function f)
{
  PetscReal sum = 0;

  for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i) sum += panels->weight[i] * f(panels->lambda[i]);
  return sum;
}

static PetscReal Sech2(PetscReal x)
{
  return 1 / (PetscCoshReal(x) * PetscCoshReal(x));
}

static PetscReal Step(PetscReal x)
{
  return x > 0.3 ? Sech2(x) : 0;
}

static PetscReal Power27(PetscReal x)
{
  return PetscPowRealInt(x, 27) + PetscPowRealInt(x, 26);
}

static void integral_of_sech2_is_that_of_the_closed_form(void **state)
{
  GhdPanels panels;

  (void)state;
  assert_ok(GhdPanelsCreate(12, 0.4, GHD_PANEL_NODES, 1, NULL, NULL, &panels));
  assert_all(panels->n == 60 * GHD_PANEL_NODES);
  assert_close(Integral(panels, 0, Sech2), 2 * PetscTanhReal(12), 1e-14);
  assert_ok(GhdPanelsDestroy(&panels));
  assert_all(panels == NULL);
  assert_ok(GhdPanelsDestroy(&panels));
}

static void polynomials_of_twice_the_number_of_nodes_are_exact(void **state)
{
  GhdPanels panels;

  (void)state;
  assert_ok(GhdPanelsCreate(1, 0.5, 14, 1, NULL, NULL, &panels));
  assert_close(Integral(panels, 0, Power27), 2.0 / 27, 1e-15);
  assert_ok(GhdPanelsDestroy(&panels));
}

static void a_jump_at_a_break_costs_no_accuracy_and_concerns_its_species_only(void **state)
{
  const PetscReal        jump[]     = {0.3};
  const PetscReal *const breaks[]   = {NULL, jump};
  const PetscInt         n_breaks[] = {0, 1};
  const PetscReal        exact      = 1 - PetscTanhReal(0.3);
  GhdPanels              panels;

  (void)state;
  assert_ok(GhdPanelsCreate(20, 0.4, GHD_PANEL_NODES, 2, n_breaks, breaks, &panels));
  assert_all(panels->offset[2] - panels->offset[1] == panels->offset[1] - panels->offset[0] + GHD_PANEL_NODES);
  assert_close(Integral(panels, 1, Step), exact, 1e-14);
  assert_all(PetscAbsReal(Integral(panels, 0, Step) - exact) > 1e-6);
  assert_ok(GhdPanelsDestroy(&panels));
}

static void breaks_on_a_cut_or_outside_change_nothing(void **state)
{
  const PetscReal        twice[]    = {0.7, -1.0, 3.0, -INFINITY, 0.7 * (1 + 1e-16), 0.5};
  const PetscReal        once[]     = {0.7};
  const PetscReal *const breaks[]   = {twice, once};
  const PetscInt         n_breaks[] = {6, 1};
  GhdPanels              panels;
  PetscInt               n;

  (void)state;
  assert_ok(GhdPanelsCreate(1, 0.5, 5, 2, n_breaks, breaks, &panels));
  n = panels->offset[1];
  assert_all(n == 25 && panels->n == 50);
  for (PetscInt i = 0; i < n; ++i) assert_close(panels->lambda[i], panels->lambda[n + i], 1e-15);
  assert_ok(GhdPanelsDestroy(&panels));
}

static void nodes_ascend_within_the_range_and_weights_are_positive(void **state)
{
  const PetscReal        jumps[]    = {1.1, -0.02, 1.1 + 1e-9};
  const PetscReal *const breaks[]   = {jumps};
  const PetscInt         n_breaks[] = {3};
  GhdPanels              panels;

  (void)state;
  assert_ok(GhdPanelsCreate(3, 0.25, 8, 1, n_breaks, breaks, &panels));
  for (PetscInt i = 0; i < panels->n; ++i) {
    assert_all(PetscAbsReal(panels->lambda[i]) < 3 && panels->weight[i] > 0);
    if (i > 0) assert_all(panels->lambda[i] > panels->lambda[i - 1]);
  }
  assert_ok(GhdPanelsDestroy(&panels));
}

/* (1/pi) sin t / (cosh 2x - cos t) with t = pi/12: nearest pole at pi/24, integral over the real axis 1 - t/pi. */
static PetscReal SharpKernel(PetscReal x)
{
  const PetscReal theta = PETSC_PI / 12;

  return PetscSinReal(theta) / PETSC_PI / (PetscCoshReal(2 * x) - PetscCosReal(theta));
}

static void the_recommended_width_resolves_the_sharpest_kernel_to_rounding(void **state)
{
  GhdPanels panels;

  (void)state;
  for (PetscInt i = 0; i < 7; ++i) { /* the pole anywhere between the nodes */
    const PetscReal        cut[]      = {0.013 * i};
    const PetscReal *const breaks[]   = {cut};
    const PetscInt         n_breaks[] = {1};

    assert_ok(GhdPanelsCreate(18, ghd_panel_width(PETSC_PI / 24), GHD_PANEL_NODES, 1, n_breaks, breaks, &panels));
    assert_close(Integral(panels, 0, SharpKernel), 11.0 / 12, 1e-12);
    assert_ok(GhdPanelsDestroy(&panels));
  }
  assert_close(ghd_panel_width(PETSC_PI / 24), PETSC_PI / 18, 1e-16);
  assert_close(ghd_panel_width(10), 0.4, 0);
}

static void impossible_grids_are_refused(void **state)
{
  const PetscReal        nan_break[] = {NAN};
  const PetscReal *const breaks[]    = {nan_break};
  const PetscInt         n_breaks[]  = {1};
  GhdPanels              panels;

  (void)state;
  assert_error(GhdPanelsCreate(0, 0.4, 14, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(INFINITY, 0.4, 14, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 1e-300, 14, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 0, 14, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 0.4, 0, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 0.4, 65, 1, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 0.4, 14, 0, NULL, NULL, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdPanelsCreate(1, 0.4, 14, 1, n_breaks, breaks, &panels), PETSC_ERR_ARG_OUTOFRANGE);
  assert_all(panels == NULL);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(integral_of_sech2_is_that_of_the_closed_form),
      cmocka_unit_test(polynomials_of_twice_the_number_of_nodes_are_exact),
      cmocka_unit_test(a_jump_at_a_break_costs_no_accuracy_and_concerns_its_species_only),
      cmocka_unit_test(breaks_on_a_cut_or_outside_change_nothing),
      cmocka_unit_test(nodes_ascend_within_the_range_and_weights_are_positive),
      cmocka_unit_test(the_recommended_width_resolves_the_sharpest_kernel_to_rounding),
      cmocka_unit_test(impossible_grids_are_refused),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("panels", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
