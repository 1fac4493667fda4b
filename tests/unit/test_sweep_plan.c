/* From parameters to points, chunks and the layout of the file; against plans written out by hand. */
#include "params_input.h"
#include <string.h>
#include <xxzghd/sweep.h>

static GhdPlan Plan(GhdParameters parameters)
{
  GhdPlan plan = NULL;

  assert_ok(GhdPlanCreate(parameters, &plan));
  return plan;
}

static void axes_multiply_chain_then_left_then_right_the_first_one_slowest(void **state)
{
  GhdParameters  parameters = read_good("chain: {gamma_over_pi: [1/3, 2/5]}\n"
                                         "left:  {state: thermal, beta: [1, 2, 3], field: 0.5}\n"
                                         "right: {state: infinite_temperature, mu: [0.1, 0.2]}\n"
                                         "rays:  {from: -1, to: 1, count: 7}\n"
                                         "chunk: 3\n",
                                        NULL);
  GhdPlan        plan       = Plan(parameters);
  const PetscInt length[3]  = {2, 3, 2};
  const char    *name[3]    = {"chain.gamma_over_pi", "left.beta", "right.mu"};
  char           text[128];

  (void)state;
  assert_all(plan->n_points == 12 && plan->n_rays == 7 && plan->chunks_per_point == 3 && plan->n_chunks == 36 && plan->n_axes == 3);
  for (PetscInt a = 0; a < 3; ++a) {
    assert_string_equal(plan->axis[a], name[a]);
    assert_all(plan->axis_length[a] == length[a]);
  }
  for (PetscInt g = 0, p = 0; g < 2; ++g) {
    for (PetscInt l = 0; l < 3; ++l) {
      for (PetscInt r = 0; r < 2; ++r, ++p) {
        const GhdPoint point = ghd_plan_point(plan, p);

        assert_all(point.P == (g ? 2 : 1) && point.Q == (g ? 5 : 3) && point.n_str == (g ? 4 : 3));
        assert_close(point.delta, g ? (PetscSqrtReal(5.0) - 1.0) / 4.0 : 0.5, 1e-15); /* cos(2 pi/5), cos(pi/3) */
        assert_all(point.side[0].kind == GHD_STATE_THERMAL && point.side[0].parameter[0] == 1.0 + l && point.side[0].parameter[1] == 0.5);
        assert_all(point.side[1].kind == GHD_STATE_INFINITE_TEMPERATURE && point.side[1].parameter[0] == (r ? 0.2 : 0.1));
      }
    }
  }
  assert_all(plan->n_strings == 4);
  assert_ok(GhdPlanPointText(plan, 9, text, sizeof(text)));
  assert_string_equal(text, "point 9 (chain.gamma_over_pi = 2/5, left.beta = 2, right.mu = 0.2)");
  assert_ok(GhdPlanPointText(plan, 9, text, 40));
  assert_string_equal(text, "point 9 (chain.gamma_over_pi = 2/5, lef");
  assert_ok(GhdPlanDestroy(&plan));
  assert_all(plan == NULL);
  assert_ok(GhdPlanDestroy(&plan));
  assert_ok(GhdParametersDestroy(&parameters));
}

static void zipped_axes_run_together(void **state)
{
  GhdParameters parameters = read_good("chain: {gamma_over_pi: [1/2, 1/3, 1/4]}\n"
                                       "left:  {state: thermal, beta: [1, 2, 3]}\n"
                                       "right: {state: thermal, beta: 7, field: [0, 0.5, 1]}\n"
                                       "rays:  [0]\n"
                                       "sweep: zip\n",
                                       NULL);
  GhdPlan       plan       = Plan(parameters);

  (void)state;
  assert_all(plan->n_points == 3 && plan->n_axes == 3 && plan->n_chunks == 3);
  for (PetscInt p = 0; p < 3; ++p) {
    const GhdPoint point = ghd_plan_point(plan, p);

    assert_all(point.P == 1 && point.Q == 2 + p && plan->axis_length[p] == 3);
    assert_all(point.side[0].parameter[0] == 1.0 + p && point.side[0].parameter[1] == 0.0);
    assert_all(point.side[1].parameter[0] == 7.0 && point.side[1].parameter[1] == 0.5 * p);
  }
  assert_close(ghd_plan_point(plan, 0).delta, 0.0, 0.0);
  assert_ok(GhdPlanDestroy(&plan));
  assert_ok(GhdParametersDestroy(&parameters));
}

static void bulk_states_alone_are_one_empty_chunk_per_point(void **state)
{
  GhdParameters  parameters = read_good("chain: {gamma_over_pi: 1/3}\n"
                                         "left:  {state: thermal, beta: [1, 2]}\n"
                                         "rays:  none\n",
                                        NULL);
  GhdPlan        plan       = Plan(parameters);
  GhdFileLayout *layout;

  (void)state;
  assert_all(plan->n_points == 2 && plan->n_rays == 0 && plan->chunks_per_point == 1 && plan->n_chunks == 2);
  assert_ok(GhdPlanFileLayout(plan, &layout));
  assert_all(!layout->has_right && layout->n_rays == 0 && layout->n_bulk == ghd_n_observables());
  assert_all(layout->n_point_columns == 5); /* P, Q, Delta, left_beta, left_field */
  assert_ok(GhdFileLayoutDestroy(&layout));
  assert_all(layout == NULL);
  assert_ok(GhdPlanDestroy(&plan));
  assert_ok(GhdParametersDestroy(&parameters));
}

static const GhdPointColumn *Column(const GhdFileLayout *layout, const char *name)
{
  for (PetscInt c = 0; c < layout->n_point_columns; ++c) {
    if (!strcmp(layout->point_column[c].quantity.name, name)) return &layout->point_column[c];
  }
  return NULL;
}

static PetscReal Value(const GhdFileLayout *layout, const char *name, PetscInt point)
{
  const GhdPointColumn *column = Column(layout, name);

  return column->value[ghd_row_of_point(&column->row, point)];
}

static void the_layout_names_the_parameters_of_every_point(void **state)
{
  GhdParameters         parameters = read_good("title: a title\n"
                                                       "chain: {gamma_over_pi: [2/5, 1/4]}\n"
                                                       "left:  {state: polarised, direction: up}\n"
                                                       "right: {state: thermal, beta: [3, 4]}\n"
                                                       "rays:  {auto: 24}\n"
                                                       "observables: [js, q2]\n"
                                                       "output: {state: true, lambda: [-1, 0, 2]}\n",
                                               NULL);
  GhdPlan               plan       = Plan(parameters);
  const PetscInt        length[8] = {1, 1, 3, 2, 1, 2, 3, 1}, parity[8] = {1, -1, 1, 1, 1, 1, 1, -1}; /* Takahashi strings of 2/5 and 1/4 */
  GhdFileLayout        *layout;
  const GhdPointColumn *beta;

  (void)state;
  assert_ok(GhdPlanFileLayout(plan, &layout));
  assert_string_equal(layout->title, "a title");
  assert_all(strlen(layout->parameters_sha256) == 64 && layout->n_parameters == parameters->n_records);
  assert_all(layout->n_points == 4 && layout->auto_rays && layout->zeta == NULL && layout->n_rays == 24 && layout->has_right);
  assert_all(layout->n_profiles == 2 && !strcmp(layout->profile[0].name, "js") && !strcmp(layout->profile[1].name, "q2"));
  beta = Column(layout, "right_beta");
  assert_non_null(beta);
  assert_string_equal(beta->quantity.unit, "1/J");
  for (PetscInt p = 0; p < 4; ++p) {
    assert_all(Value(layout, "right_beta", p) == 3.0 + p % 2);
    assert_all(Value(layout, "gamma_over_pi_num", p) == (p < 2 ? 2 : 1) && Value(layout, "gamma_over_pi_den", p) == (p < 2 ? 5 : 4));
  }
  assert_all(Column(layout, "gamma_over_pi_num")->integer && !Column(layout, "delta")->integer && Column(layout, "right_field") &&
             !Column(layout, "left_beta"));
  assert_all(layout->n_strings == 4 && layout->n_lambda == 3 && layout->lambda[2] == 2.0);
  for (PetscInt p = 0; p < 4; ++p) {
    const PetscInt *their_length = layout->string_length + 4 * ghd_row_of_point(&layout->string_row, p),
                   *their_parity = layout->string_parity + (their_length - layout->string_length);

    for (PetscInt s = 0; s < 4; ++s) assert_all(their_length[s] == length[p / 2 * 4 + s] && their_parity[s] == parity[p / 2 * 4 + s]);
  }
  assert_ok(GhdFileLayoutDestroy(&layout));
  assert_ok(GhdPlanDestroy(&plan));
  assert_ok(GhdParametersDestroy(&parameters));
}

static int EnterFolder(void **state)
{
  (void)state;
  enter_own_folder();
  return 0;
}

static int LeaveFolder(void **state)
{
  (void)state;
  leave_own_folder();
  return 0;
}

/* For every number of parts: the chunks of all parts, one after the other, are those of the whole plan, with the same points. */
static void parts_are_contiguous_runs_that_cover_every_chunk_once(void **state)
{
  const char   *input      = "chain: {gamma_over_pi: [1/3, 2/5]}\n"
                             "left:  {state: thermal, beta: [1, 2, 3]}\n"
                             "right: {state: thermal, beta: 5}\n"
                             "rays:  {from: -1, to: 1, count: 7}\n"
                             "chunk: 3\n";
  GhdParameters parameters = read_good(input, NULL);
  GhdPlan       whole      = Plan(parameters);

  (void)state;
  for (PetscInt n = 1; n <= whole->n_chunks; ++n) {
    PetscInt next = 0, n_rays = 0;

    for (PetscInt i = 1; i <= n; ++i) {
      GhdPlan part = Plan(parameters);

      assert_ok(GhdPlanTakePart(part, i, n));
      assert_all(part->part.number == i && part->part.count == n && part->part.sweep_points == 6);
      assert_all(part->part.first_chunk == next && part->part.end_chunk - next >= 18 / n && part->part.end_chunk - next <= (18 + n - 1) / n);
      next = part->part.end_chunk;
      assert_all(part->part.first_chunk == part->part.first_point * 3 + part->first_chunk &&
                 part->part.end_chunk == part->part.first_point * 3 + part->end_chunk);
      assert_all(part->first_chunk < 3 && part->end_chunk > part->n_chunks - 3 && part->n_chunks == 3 * part->n_points && part->n_strings == whole->n_strings);
      for (PetscInt p = 0; p < part->n_points; ++p) {
        const GhdPoint point = ghd_plan_point(part, p), same = ghd_plan_point(whole, part->part.first_point + p);

        assert_all(point.P == same.P && point.Q == same.Q && point.side[0].parameter[0] == same.side[0].parameter[0]);
      }
      for (PetscInt c = part->first_chunk; c < part->end_chunk; ++c) assert_all(ghd_plan_has_bulk(part, c) == (c % 3 == 0 || c == part->first_chunk));
      n_rays += ghd_plan_n_rays(part);
      assert_ok(GhdPlanDestroy(&part));
    }
    assert_all(next == 18 && n_rays == 42);
  }
  assert_all(ghd_plan_n_rays(whole) == 42);
  assert_ok(GhdPlanDestroy(&whole));
  assert_ok(GhdParametersDestroy(&parameters));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_are_contiguous_runs_that_cover_every_chunk_once),
      cmocka_unit_test(axes_multiply_chain_then_left_then_right_the_first_one_slowest),
      cmocka_unit_test(zipped_axes_run_together),
      cmocka_unit_test(bulk_states_alone_are_one_empty_chunk_per_point),
      cmocka_unit_test(the_layout_names_the_parameters_of_every_point),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_plan", tests, EnterFolder, LeaveFolder);
  return PetscFinalize() || failed;
}
