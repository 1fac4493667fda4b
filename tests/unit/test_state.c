/* Stationary states: closed forms at infinite temperature and at Delta = 0, the thermodynamic Bethe equations on an independent quadrature, symmetries.
   timeout: 120 */
#include "models.h"
#include <xxzghd/dense.h>
#include <xxzghd/dress.h>
#include <xxzghd/state.h>

#define MAX_SPECIES 12

typedef struct {
  GhdModel model;
  GhdState state;
} Fixture;

static Fixture create(PetscInt P, PetscInt Q, GhdStateKind kind, PetscReal first, PetscReal second, PetscInt word, PetscReal accuracy)
{
  const GhdStateSpec spec = {.kind = kind, .parameter = {first, second}, .word = word};
  Fixture            f;

  assert_ok(GhdModelCreate(P, Q, &f.model));
  assert_true(f.model->n_str <= MAX_SPECIES);
  assert_ok(GhdStateCreate(f.model, &spec, accuracy, &f.state));
  return f;
}

static Fixture thermal(PetscInt P, PetscInt Q, PetscReal beta, PetscReal field, PetscReal accuracy)
{
  const Fixture f = create(P, Q, GHD_STATE_THERMAL, beta, field, 0, accuracy);

  assert_all(ghd_state_reason(f.state) == GHD_CONVERGED);
  return f;
}

static void destroy(Fixture *f)
{
  assert_ok(GhdStateDestroy(&f->state));
  assert_true(f->state == NULL);
  assert_ok(GhdStateDestroy(&f->state));
  assert_ok(GhdModelDestroy(&f->model));
}

/* Filling of every species at one rapidity. */
static void fillings_at(const Fixture *f, PetscReal lambda, PetscReal theta[MAX_SPECIES])
{
  assert_ok(GhdStateFilling(f->state, 1, &lambda, theta));
}

static void infinite_temperature_has_the_fillings_of_the_table(void **state)
{
  static const struct {
    PetscInt  P, Q;
    PetscReal one_plus_eta[5];
  } table[] = {{1, 2, {2, 2}},
               {1, 3, {4, 3, 1.5}},
               {1, 4, {4, 9, 4, 4.0 / 3}},
               {2, 5, {4, 2.25, 2.5, 5.0 / 3}},
               {3, 7, {4, 2.25, 6.25, 3.5, 1.4}},
               {2, 3, {4, 3, 1.5}},
               {3, 5, {4, 2.25, 2.5, 5.0 / 3}},
               {3, 8, {4, 2.25, 25.0 / 9, 8.0 / 3, 1.6}}};
  PetscReal theta[MAX_SPECIES];

  (void)state;
  for (size_t c = 0; c < sizeof table / sizeof *table; ++c) {
    Fixture constant = create(table[c].P, table[c].Q, GHD_STATE_INFINITE_TEMPERATURE, 0, 0, 0, 1e-12), hot = thermal(table[c].P, table[c].Q, 0, 0, 1e-12);

    for (PetscReal lambda = -30; lambda < 31; lambda += 7.5) {
      fillings_at(&constant, lambda, theta);
      for (PetscInt k = 0; k < constant.model->n_str; ++k) assert_close(theta[k], 1 / table[c].one_plus_eta[k], 1e-15);
      fillings_at(&hot, lambda, theta);
      for (PetscInt k = 0; k < hot.model->n_str; ++k) assert_close(theta[k], 1 / table[c].one_plus_eta[k], 1e-14);
    }
    destroy(&constant);
    destroy(&hot);
  }
}

static void all_up_is_empty_and_all_down_fills_the_last_two_species(void **state)
{
  const PetscInt fractions[][2] = {{1, 2}, {1, 3}, {2, 3}, {3, 7}};
  PetscReal      theta[MAX_SPECIES];

  (void)state;
  for (size_t c = 0; c < 4; ++c)
    for (PetscInt down = 0; down < 2; ++down) {
      Fixture f = create(fractions[c][0], fractions[c][1], GHD_STATE_POLARISED, 0, 0, down, 1e-12);

      fillings_at(&f, 0.3, theta);
      for (PetscInt k = 0; k < f.model->n_str; ++k) {
        assert_all(theta[k] == (down && k >= f.model->n_str - 2));
        assert_all(ghd_state_filling_limit(f.state, 0)[k] == theta[k]);
      }
      destroy(&f);
    }
}

/* Whether a filling is within accuracy, weighed with the densities of particles, of which it is a factor wherever it enters: they fall as 1/cosh 2 lambda. (Far out
   images of the other side come in, and beyond the range the limit takes over.) */
static void check_filling(PetscReal value, PetscReal exact, PetscReal lambda, PetscReal accuracy)
{
  assert_close((value - exact) * PetscMin(1, 10 / PetscCoshReal(2 * lambda)), 0, accuracy);
}

/* Free fermions: e(k) = cos k, 1/(1 + e^{beta (cos k + h)}) whatever the sign of h. Species 1 has cos k = -1/cosh 2 lambda, species 2 the other half of the band. */
static void at_delta_zero_fillings_are_those_of_free_fermions(void **state)
{
  const PetscReal betas[] = {0, 0.01, 1, 6, 40, 100}, fields[] = {0, 0.4, -0.4, 1.7, -1.7};
  PetscReal       theta[MAX_SPECIES];

  (void)state;
  for (size_t b = 0; b < sizeof betas / sizeof *betas; ++b)
    for (size_t h = 0; h < sizeof fields / sizeof *fields; ++h) {
      Fixture f = thermal(1, 2, betas[b], fields[h], 1e-12);

      for (PetscReal lambda = -9.1; lambda < 9.2; lambda += 0.07) {
        const PetscReal cos_k = -1 / PetscCoshReal(2 * lambda);

        fillings_at(&f, lambda, theta);
        check_filling(theta[0], 1 / (1 + PetscExpReal(betas[b] * (cos_k + fields[h]))), lambda, 1e-12);
        check_filling(theta[1], 1 / (1 + PetscExpReal(betas[b] * (-cos_k + fields[h]))), lambda, 1e-12);
      }
      destroy(&f);
    }
}

/* To first order in beta, ln eta changes by beta e^dr, dressed at infinite temperature. */
static void check_first_order(GhdModel model)
{
  const PetscReal    beta = 1e-4;
  const GhdStateSpec hot = {.kind = GHD_STATE_INFINITE_TEMPERATURE}, warm = {.kind = GHD_STATE_THERMAL, .parameter = {beta, 0}};
  GhdState           limit, state;
  GhdGrid            grid;
  GhdDressing        dressing;
  PetscReal         *filling, *e, *e_dr, *theta;

  assert_ok(GhdStateCreate(model, &hot, 1e-12, &limit));
  assert_ok(GhdStateCreate(model, &warm, 1e-12, &state));
  assert_ok(GhdGridCreate(model->n_str, 9, ghd_fast_size(18 * 25 / (PETSC_PI * ghd_strip(model))), 1, &grid));
  assert_ok(GhdDressingCreate(model, grid, ghd_state_filling_limit(limit, 0), &dressing));
  assert_ok(PetscMalloc4(model->n_str * grid->n, &filling, model->n_str * grid->n, &e, model->n_str * grid->n, &e_dr, model->n_str * grid->n, &theta));
  assert_ok(PetscArrayzero(e_dr, model->n_str * grid->n));
  assert_ok(GhdStateFilling(limit, grid->n, grid->lambda, filling));
  assert_ok(GhdStateFilling(state, grid->n, grid->lambda, theta));
  assert_ok(GhdDressingSetFilling(dressing, filling));
  assert_ok(GhdChargeOnGrid(model, grid, 1, 1, e));
  assert_ok(GhdDressingSolve(dressing, e, 1e-13, e_dr, NULL, NULL));
  for (PetscInt i = 0; i < model->n_str * grid->n; ++i) {
    const PetscReal change = -beta * filling[i] * (1 - filling[i]) * e_dr[i];

    assert_close(theta[i] - filling[i], change, 5 * beta * beta);
  }
  assert_ok(PetscFree4(filling, e, e_dr, theta));
  assert_ok(GhdDressingDestroy(&dressing));
  assert_ok(GhdGridDestroy(&grid));
  assert_ok(GhdStateDestroy(&state));
  assert_ok(GhdStateDestroy(&limit));
}

static void near_infinite_temperature_fillings_respond_with_the_dressed_energy(void **state)
{
  (void)state;
  for_small_models(check_first_order);
}

/* Panels, and the fillings of a state at their nodes. */
static GhdPanels panels_of(const Fixture *f, PetscReal range, PetscReal width, PetscInt n_nodes, PetscReal **theta)
{
  GhdPanels panels;

  assert_ok(GhdPanelsCreate(range, width, n_nodes, f->model->n_str, NULL, NULL, &panels));
  assert_ok(PetscMalloc1(panels->n, theta));
  assert_ok(GhdStateFilling(f->state, panels->offset[1], panels->lambda, *theta)); /* all species have the same nodes */
  return panels;
}

/* So fine that a state and its kernels are resolved to rounding. */
static GhdPanels fine_panels_of(const Fixture *f, PetscReal range, PetscReal **theta)
{
  return panels_of(f, range, ghd_panel_width(PetscMin(ghd_strip(f->model), ghd_state_strip(f->state))), GHD_PANEL_NODES, theta);
}

/* Right-hand side of ln eta_j = beta e_j + beta h n_j + sum_k sigma_k T_jk * ln(1 + 1/eta_k) at one rapidity. */
static PetscReal bethe_right_hand_side(const Fixture *f, GhdPanels panels, const PetscReal theta[], PetscReal beta, PetscReal field, PetscInt j,
                                       PetscReal lambda)
{
  const PetscInt   n_str = f->model->n_str, n = panels->offset[1];
  const PetscReal *limit = ghd_state_filling_limit(f->state, 0), zero = 0;
  PetscReal       *shift, *kernel, hat[MAX_SPECIES * MAX_SPECIES], sum = beta * ghd_energy(f->model, j, 0, lambda) + beta * field * f->model->length[j];

  assert_ok(PetscMalloc2(n, &shift, n, &kernel));
  assert_ok(GhdKernelHat(f->model, 1, &zero, hat));
  for (PetscInt i = 0; i < n; ++i) shift[i] = lambda - panels->lambda[i];
  for (PetscInt k = 0; k < n_str; ++k) {
    PetscReal integral = hat[j * n_str + k] * -log1p(-limit[k]); /* the constant, over all rapidities */

    assert_ok(GhdKernelValue(f->model, j, k, n, shift, kernel));
    for (PetscInt i = 0; i < n; ++i) integral += panels->weight[i] * kernel[i] * (log1p(-limit[k]) - log1p(-theta[k * n + i]));
    sum += f->model->sign[k] * integral;
  }
  assert_ok(PetscFree2(shift, kernel));
  return sum;
}

static void thermal_fillings_solve_the_bethe_equations_on_gauss_panels(void **state)
{
  static const struct {
    PetscInt  P, Q;
    PetscReal beta, field;
  } cases[] = {{1, 3, 1, 0}, {1, 3, 6, 0.3}, {1, 3, 0.5, 4},   {2, 3, 2, 0},   {2, 3, 3, 0.5}, {1, 4, 8, 0},
               {2, 5, 2, 0}, {3, 5, 1, 1},   {3, 7, 1.5, 0.2}, {3, 8, 1, 0.7}, {1, 12, 1, 0},  {5, 12, 2, 0}};

  (void)state;
  for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
    Fixture    f = thermal(cases[c].P, cases[c].Q, cases[c].beta, cases[c].field, 1e-12);
    PetscReal *theta, here[MAX_SPECIES];
    GhdPanels  panels = fine_panels_of(&f, 14, &theta);

    for (PetscInt j = 0; j < f.model->n_str; ++j)
      for (PetscReal lambda = 0.02; lambda < 5; lambda = 1.7 * lambda + 0.05) {
        const PetscReal log_eta = bethe_right_hand_side(&f, panels, theta, cases[c].beta, cases[c].field, j, lambda);

        fillings_at(&f, lambda, here);
        assert_close(here[j], 1 / (1 + PetscExpReal(log_eta)), 1e-11);
        assert_close(PetscLogReal((1 - here[j]) / here[j]), log_eta, 2e-11 / PetscMin(here[j], 1 - here[j]));
      }
    assert_ok(PetscFree(theta));
    assert_ok(GhdPanelsDestroy(&panels));
    destroy(&f);
  }
}

/* Where 1 - theta is below rounding the equations cannot be read off the fillings, but their derivative can: d ln eta/d lambda = beta (e')^dr. Integrated from infinity. */
static void check_low_temperature(PetscInt P, PetscInt Q, PetscReal beta, PetscReal field)
{
  Fixture         f     = thermal(P, Q, beta, field, 1e-11);
  const PetscReal range = 16, strip = ghd_strip(f.model);
  const PetscInt  n = ghd_fast_size(2 * range * 36 / (PETSC_PI * strip)), n_str = f.model->n_str, refine = (PetscInt)(2 + 2 * strip / ghd_state_strip(f.state));
  PetscReal       largest = 0;
  GhdGrid         grid;
  GhdDressing     dressing;
  PetscReal      *fine, *filling, *e, *e_dr, theta[MAX_SPECIES];
  double complex *modes;

  assert_ok(GhdGridCreate(n_str, range, n, refine, &grid));
  assert_ok(GhdDressingCreate(f.model, grid, ghd_state_filling_limit(f.state, 0), &dressing));
  assert_ok(PetscMalloc5(n_str * n * refine, &fine, n_str * n, &filling, n_str * n, &e, n_str * n, &e_dr, n_str * grid->n_modes, &modes));
  assert_ok(PetscArrayzero(e_dr, n_str * n));
  assert_ok(GhdStateFilling(f.state, grid->n_fine, grid->lambda_fine, fine));
  ghd_grid_project(grid, fine, filling);
  assert_ok(GhdDressingSetFilling(dressing, filling));
  assert_ok(GhdEnergyDerivativeOnGrid(f.model, grid, e));
  assert_ok(GhdDressingSolve(dressing, e, 1e-14, e_dr, NULL, NULL));
  ghd_grid_modes(grid, e_dr, modes);
  for (PetscInt k = 0; k < n_str; ++k) {
    double complex *c = &modes[k * grid->n_modes];
    PetscReal       seam;

    for (PetscInt m = 1; m < grid->n_modes; ++m) c[m] /= I * grid->omega[m];
    ghd_grid_evaluate(grid, c, -range, &seam, NULL);
    for (PetscReal lambda = -2.9; lambda < 6; lambda += 0.037) {
      const PetscReal limit = ghd_state_filling_limit(f.state, 0)[k];
      PetscReal       integral;

      ghd_grid_evaluate(grid, c, lambda, &integral, NULL);
      fillings_at(&f, lambda, theta);
      assert_close(theta[k], 1 / (1 + (1 - limit) / limit * PetscExpReal(beta * (integral - seam))), 2e-10);
      largest = PetscMax(largest, theta[k]);
    }
  }
  assert_all(largest > 1 - 1e-13); /* it was a low temperature */
  assert_ok(PetscFree5(fine, filling, e, e_dr, modes));
  assert_ok(GhdDressingDestroy(&dressing));
  assert_ok(GhdGridDestroy(&grid));
  destroy(&f);
}

static void at_low_temperature_the_slope_of_ln_eta_is_the_dressed_slope_of_the_energy(void **state)
{
  (void)state;
  check_low_temperature(1, 3, 100, 0);
  check_low_temperature(1, 3, 100, 0.05);
  check_low_temperature(1, 3, 50, 0.6);
  check_low_temperature(2, 5, 100, 0);
  check_low_temperature(1, 4, 60, 0.3);
}

/* 1/2 - sum_k n_k int rho_k with the dense twin of the dressing operator, to 1e-6: the densities that are cut off are e^{-15}. */
static PetscReal magnetisation(const Fixture *f)
{
  PetscReal       *theta, *p, sum = 0;
  GhdPanels        panels = panels_of(f, 7.5, 0.5, 10, &theta);
  GhdDenseDressing dressing;

  assert_ok(GhdDenseDressingCreate(f->model, panels, theta, &dressing));
  assert_ok(PetscMalloc1(panels->n, &p));
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i) p[i] = ghd_momentum_derivative(f->model, k, 0, panels->lambda[i]);
  assert_ok(GhdDenseDressingSolve(dressing, p, p));
  for (PetscInt k = 0; k < f->model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i)
      sum += f->model->length[k] * panels->weight[i] * theta[i] * f->model->sign[k] * p[i] / (2 * PETSC_PI);
  assert_ok(PetscFree(p));
  assert_ok(PetscFree(theta));
  assert_ok(GhdDenseDressingDestroy(&dressing));
  assert_ok(GhdPanelsDestroy(&panels));
  return 0.5 - sum;
}

static void turning_field_or_direction_over_turns_the_magnetisation_over(void **state)
{
  const PetscInt fractions[][2] = {{1, 3}, {2, 3}};

  (void)state;
  for (size_t c = 0; c < 2; ++c) {
    const PetscInt P = fractions[c][0], Q = fractions[c][1];
    Fixture        up = thermal(P, Q, 1.5, 0.8, 1e-11), down = thermal(P, Q, 1.5, -0.8, 1e-11);
    PetscReal      m = magnetisation(&up), theta[2][MAX_SPECIES];

    assert_all(m > 0.05);
    assert_close(magnetisation(&down), -m, 2e-6);
    fillings_at(&up, 0.4, theta[0]);
    fillings_at(&down, 0.4, theta[1]);
    assert_close(theta[0][0], theta[1][0], 0);
    destroy(&up);
    destroy(&down);
    for (PetscReal mu = -1.3; mu < 2; mu += 2.6) {
      Fixture f = create(P, Q, GHD_STATE_INFINITE_TEMPERATURE, mu, 0, 0, 1e-11);

      assert_close(magnetisation(&f), 0.5 * PetscTanhReal(0.5 * mu), 2e-6);
      destroy(&f);
    }
  }
}

/* Turning every other spin about z takes H at Delta to -H at -Delta; the strings of the two chains correspond one to one. */
static void negative_temperature_is_positive_temperature_at_minus_delta(void **state)
{
  const PetscInt fractions[][2] = {{1, 3}, {1, 4}, {2, 5}, {3, 7}, {3, 8}};
  PetscReal      theta[MAX_SPECIES], mirror[MAX_SPECIES];

  (void)state;
  for (size_t c = 0; c < sizeof fractions / sizeof *fractions; ++c)
    for (PetscReal field = -0.6; field < 1; field += 0.6) {
      const PetscInt P = fractions[c][0], Q = fractions[c][1];
      Fixture        cold = thermal(Q - P, Q, 1.7, field, 1e-12), inverted = thermal(P, Q, -1.7, -field, 1e-12);

      for (PetscInt k = 0; k < cold.model->n_str; ++k) assert_all(cold.model->length[k] == inverted.model->length[k]);
      for (PetscReal lambda = -4.4; lambda < 5; lambda += 0.3) {
        fillings_at(&cold, lambda, theta);
        fillings_at(&inverted, lambda, mirror);
        for (PetscInt k = 0; k < cold.model->n_str; ++k) assert_close(theta[k], mirror[k], 1e-11);
      }
      destroy(&cold);
      destroy(&inverted);
    }
}

/* (ln Z)/L = sum_k sigma_k int a_k ln(1 + 1/eta_k) without a field. */
static PetscReal log_partition(PetscInt P, PetscInt Q, PetscReal beta)
{
  Fixture    f = thermal(P, Q, beta, 0, 1e-13);
  PetscReal *theta, sum = 0;
  GhdPanels  panels = fine_panels_of(&f, 18, &theta);

  for (PetscInt k = 0; k < f.model->n_str; ++k)
    for (PetscInt i = panels->offset[k]; i < panels->offset[k + 1]; ++i)
      sum -= f.model->sign[k] * panels->weight[i] * ghd_a(f.model, f.model->angle[k], 0, panels->lambda[i]) * log1p(-theta[i]);
  assert_ok(PetscFree(theta));
  assert_ok(GhdPanelsDestroy(&panels));
  destroy(&f);
  return sum;
}

/* By counting spins: <H> = -Delta L/4 at infinite temperature, and the variance of H is (2 + Delta^2) L/16. */
static void log_of_the_partition_sum_has_the_high_temperature_expansion_of_the_chain(void **state)
{
  const PetscInt  fractions[][2] = {{1, 2}, {1, 3}, {2, 3}, {2, 5}, {3, 8}};
  const PetscReal beta           = 0.02;

  (void)state;
  for (size_t c = 0; c < sizeof fractions / sizeof *fractions; ++c) {
    const PetscReal delta = PetscCosReal(PETSC_PI * fractions[c][0] / fractions[c][1]);
    const PetscReal plus = log_partition(fractions[c][0], fractions[c][1], beta), minus = log_partition(fractions[c][0], fractions[c][1], -beta);

    assert_close(plus + minus - 2 * PetscLogReal(2), beta * beta * (2 + delta * delta) / 16, 1e-8);
    assert_close(plus - minus, beta * delta / 2, 0.05 * beta * beta * beta);
  }
}

static void fillings_are_as_accurate_as_asked(void **state)
{
  const PetscReal cases[][2] = {{1, 0}, {10, 0.2}, {100, 0}};
  PetscReal       rough[MAX_SPECIES], exact[MAX_SPECIES];

  (void)state;
  for (size_t c = 0; c < 3; ++c)
    for (PetscReal accuracy = 1e-4; accuracy > 1e-11; accuracy *= 1e-3) {
      Fixture f = thermal(2, 5, cases[c][0], cases[c][1], accuracy), g = thermal(2, 5, cases[c][0], cases[c][1], 1e-13);

      for (PetscReal lambda = -12; lambda < 12; lambda += 0.0711) {
        fillings_at(&f, lambda, rough);
        fillings_at(&g, lambda, exact);
        for (PetscInt k = 0; k < 4; ++k) check_filling(rough[k], exact[k], lambda, accuracy);
      }
      destroy(&f);
      destroy(&g);
    }
}

static void fillings_are_even_and_reach_their_limits_within_the_range(void **state)
{
  const PetscReal cases[][2] = {{1, 0}, {3, 0.5}, {3, -0.5}, {100, 0}}, accuracy = 1e-10;

  (void)state;
  for (size_t c = 0; c < 4; ++c) {
    Fixture          f     = thermal(3, 8, cases[c][0], cases[c][1], accuracy);
    const PetscReal *limit = ghd_state_filling_limit(f.state, 0), range = ghd_state_range(f.state), far[] = {range, range + 0.01, 2 * range, 1e6, INFINITY};
    PetscReal        right[MAX_SPECIES], left[MAX_SPECIES];

    for (PetscReal lambda = 0; lambda < range + 2; lambda += 0.173) {
      fillings_at(&f, lambda, right);
      fillings_at(&f, -lambda, left);
      for (PetscInt k = 0; k < f.model->n_str; ++k) {
        assert_close(left[k], right[k], 1e-13);
        assert_all(right[k] >= 0 && right[k] <= 1);
      }
    }
    for (size_t i = 0; i < sizeof far / sizeof *far; ++i) {
      fillings_at(&f, far[i], right);
      for (PetscInt k = 0; k < f.model->n_str; ++k) assert_close(right[k], limit[k], PetscSqrtReal(accuracy));
    }
    destroy(&f);
  }
}

/* Modes of a function that is analytic within a strip fall as e^{-omega strip}. */
static void fillings_are_analytic_as_far_as_the_state_says(void **state)
{
  const PetscReal betas[] = {0.5, 5, 100};

  (void)state;
  for (size_t b = 0; b < 3; ++b)
    for (PetscReal field = 0; field < 0.5; field += 0.4) {
      Fixture         f     = thermal(1, 3, betas[b], field, 1e-12);
      const PetscReal strip = ghd_state_strip(f.state), range = 16;
      GhdGrid         grid;
      PetscReal      *theta;
      double complex *modes;

      assert_all(strip > 0 && strip <= ghd_strip(f.model));
      assert_ok(GhdGridCreate(3, range, ghd_fast_size(2 * range * 24 / (PETSC_PI * strip)), 1, &grid));
      assert_ok(PetscMalloc2(3 * grid->n, &theta, 3 * grid->n_modes, &modes));
      assert_ok(GhdStateFilling(f.state, grid->n, grid->lambda, theta));
      ghd_grid_modes(grid, theta, modes);
      for (PetscInt k = 0; k < 3; ++k)
        for (PetscInt m = 0; m < grid->n_modes; ++m) assert_all(cabs(modes[k * grid->n_modes + m]) < PetscExpReal(-0.85 * strip * grid->omega[m]) + 1e-11);
      assert_ok(PetscFree2(theta, modes));
      assert_ok(GhdGridDestroy(&grid));
      destroy(&f);
    }
}

static void a_state_that_is_not_found_is_an_outcome_and_has_no_fillings(void **state)
{
  const PetscReal lambda = 0;
  PetscReal       theta[MAX_SPECIES];
  Fixture         f;

  (void)state;
  assert_ok(PetscOptionsSetValue(NULL, "-tba_snes_max_it", "1"));
  f = create(1, 3, GHD_STATE_THERMAL, 40, 0.3, 0, 1e-12);
  assert_ok(PetscOptionsClearValue(NULL, "-tba_snes_max_it"));
  assert_all(ghd_state_reason(f.state) == GHD_DIVERGED_STATE);
  assert_error(GhdStateFilling(f.state, 1, &lambda, theta), PETSC_ERR_ARG_WRONGSTATE);
  destroy(&f);
}

static void what_is_no_state_is_an_error_or_an_outcome(void **state)
{
  const PetscReal    zero[2] = {0, 0};
  const GhdStateSpec unknown = {.kind = GHD_STATE_N_KINDS}, nothing = {.kind = GHD_STATE_PRODUCT, .n_amplitudes = 2, .re = zero, .im = zero};
  GhdModel           model;
  GhdState           created = NULL;

  (void)state;
  assert_ok(GhdModelCreate(1, 3, &model));
  assert_error(GhdStateCreate(model, &unknown, 1e-10, &created), PETSC_ERR_ARG_OUTOFRANGE);
  assert_all(created == NULL);
  assert_ok(GhdStateCreate(model, &nothing, 1e-10, &created));
  assert_all(ghd_state_reason(created) == GHD_DIVERGED_STATE && strstr(ghd_state_problem(created), "norm zero"));
  assert_ok(GhdStateDestroy(&created));
  assert_ok(GhdModelDestroy(&model));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(infinite_temperature_has_the_fillings_of_the_table),
      cmocka_unit_test(all_up_is_empty_and_all_down_fills_the_last_two_species),
      cmocka_unit_test(at_delta_zero_fillings_are_those_of_free_fermions),
      cmocka_unit_test(near_infinite_temperature_fillings_respond_with_the_dressed_energy),
      cmocka_unit_test(thermal_fillings_solve_the_bethe_equations_on_gauss_panels),
      cmocka_unit_test(at_low_temperature_the_slope_of_ln_eta_is_the_dressed_slope_of_the_energy),
      cmocka_unit_test(turning_field_or_direction_over_turns_the_magnetisation_over),
      cmocka_unit_test(negative_temperature_is_positive_temperature_at_minus_delta),
      cmocka_unit_test(log_of_the_partition_sum_has_the_high_temperature_expansion_of_the_chain),
      cmocka_unit_test(fillings_are_as_accurate_as_asked),
      cmocka_unit_test(fillings_are_even_and_reach_their_limits_within_the_range),
      cmocka_unit_test(fillings_are_analytic_as_far_as_the_state_says),
      cmocka_unit_test(a_state_that_is_not_found_is_an_outcome_and_has_no_fillings),
      cmocka_unit_test(what_is_no_state_is_an_error_or_an_outcome),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("state", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
