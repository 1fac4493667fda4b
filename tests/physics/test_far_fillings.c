/* Fillings of thermal states at large rapidities, where they are close to their limits: exact at Delta = 0, and in the thermodynamic Bethe ansatz on the line. */
#include "check.h"
#include "product.h"
#include <xxzghd/dense.h>

#define FARTHEST 13.0
#define ACCURACY 1e-10

/* n(k) = 1/(1 + e^{beta (cos k + h)}), cos k = -1/cosh 2 lambda for string 1 and 1/cosh 2 lambda for string 2 */
static void fillings_of_free_fermions_are_exact_however_far_out(void **state)
{
  static const PetscReal beta[] = {0.5, 5.0, 100.0, -3.0}, field[] = {0.0, 0.3, -0.7};
  GhdModel               model;

  (void)state;
  assert_ok(GhdModelCreate(1, 2, &model));
  for (size_t b = 0; b < PETSC_STATIC_ARRAY_LENGTH(beta); ++b)
    for (size_t h = 0; h < PETSC_STATIC_ARRAY_LENGTH(field); ++h) {
      const GhdStateSpec spec = thermal(beta[b], field[h]);
      GhdState           s;

      assert_ok(GhdStateCreate(model, &spec, ACCURACY, &s));
      for (PetscReal lambda = -FARTHEST; lambda <= FARTHEST; lambda += 0.37) {
        PetscReal filling[2];

        assert_ok(GhdStateFilling(s, 1, &lambda, filling));
        for (PetscInt k = 0; k < 2; ++k)
          assert_close(filling[k], 1.0 / (1.0 + PetscExpReal(beta[b] * ((k == 0 ? -1.0 : 1.0) / cosh(2.0 * lambda) + field[h]))), 0.2 * ACCURACY);
      }
      assert_ok(GhdStateDestroy(&s));
    }
  assert_ok(GhdModelDestroy(&model));
}

/* theta at one rapidity of each species from ln eta_j = x_j + beta e_j - sum_k T_jk * sigma_k [ln(1 - theta_k) - ln(1 - theta_k(infinity))], integrated over panels on [-20, 20]. */
static void check_equations(PetscInt P, PetscInt Q, PetscReal beta, PetscReal field)
{
  const GhdStateSpec spec = thermal(beta, field);
  const PetscReal    at[] = {2.9, -5.2, 6.6, 7.4, -8.1, 9.3, FARTHEST};
  const PetscInt     n    = PETSC_STATIC_ARRAY_LENGTH(at);
  GhdModel           model;
  GhdState           s;
  GhdPanels          panels;
  PetscReal         *all, *g, x[8], filling[8 * PETSC_STATIC_ARRAY_LENGTH(at)], convolved[PETSC_STATIC_ARRAY_LENGTH(at)];

  assert_ok(GhdModelCreate(P, Q, &model));
  assert_ok(GhdStateCreate(model, &spec, ACCURACY, &s));
  assert_ok(GhdAsymptoticLogEta(model, beta * field, x));
  assert_ok(GhdPanelsCreate(20.0, ghd_panel_width(PetscMin(ghd_strip(model), ghd_state_strip(s))), GHD_PANEL_NODES, model->n_str, NULL, NULL, &panels));
  assert_ok(PetscMalloc2(model->n_str * panels->n, &all, panels->n, &g));
  assert_ok(GhdStateFilling(s, panels->n, panels->lambda, all));
  assert_ok(GhdStateFilling(s, n, at, filling));
  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i)
      g[i] = (PetscReal)model->sign[k] * (log1p(PetscExpReal(-x[k])) + log1p(-all[k * panels->n + i]));
  for (PetscInt j = 0; j < model->n_str; ++j) {
    assert_ok(GhdDenseConvolve(model, panels, g, j, n, at, convolved));
    for (PetscInt i = 0; i < n; ++i)
      assert_close(filling[j * n + i], 1.0 / (1.0 + PetscExpReal(x[j] + beta * ghd_energy(model, j, 0, at[i]) - convolved[i])), 0.2 * ACCURACY);
  }
  assert_ok(PetscFree2(all, g));
  assert_ok(GhdPanelsDestroy(&panels));
  assert_ok(GhdStateDestroy(&s));
  assert_ok(GhdModelDestroy(&model));
}

static void fillings_satisfy_the_thermodynamic_bethe_ansatz_however_far_out(void **state)
{
  (void)state;
  check_equations(1, 3, 0.5, 0.0);
  check_equations(1, 3, 20.0, 0.1);
  check_equations(1, 4, 2.0, 0.0);
  check_equations(2, 5, 1.0, 0.4);
  check_equations(3, 8, 0.7, 0.0);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fillings_of_free_fermions_are_exact_however_far_out),
      cmocka_unit_test(fillings_satisfy_the_thermodynamic_bethe_ansatz_however_far_out),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("fillings far out", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
