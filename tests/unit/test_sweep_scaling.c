/* Sweeps on many ranks, by replay of times measured with the program through its schedule; against the least time that any schedule could take.
   timeout: 120 */
#include "params_input.h"
#include "replay.h"

static MeasuredTimes times;

static GhdPlan Plan(const char *input, GhdParameters *parameters)
{
  GhdPlan plan = NULL;

  *parameters = read_good(input, NULL);
  assert_ok(GhdPlanCreate(*parameters, &plan));
  return plan;
}

static Replay ReplayOf(const char *input, const MeasuredTimes *measured, PetscInt n_ranks, const Machine *machine)
{
  GhdParameters parameters;
  GhdPlan       plan = Plan(input, &parameters);
  Replay        replay;

  assert_ok(ReplaySweep(plan, measured, n_ranks, machine, &replay));
  assert_ok(GhdPlanDestroy(&plan));
  assert_ok(GhdParametersDestroy(&parameters));
  return replay;
}

/* All chains that were measured, 24 with Q from 2 to 50, times 64 x 65 temperatures. */
static void a_hundred_thousand_uneven_points_keep_4096_ranks_busy(void **state)
{
  static char   input[4096];
  const Machine machine = usual_machine();
  size_t        length  = 0;
  Replay        r;

  (void)state;
  length += (size_t)snprintf(input, sizeof(input), "chain: {gamma_over_pi: [");
  for (PetscInt i = 0; i < times.n; ++i)
    length += (size_t)snprintf(input + length, sizeof(input) - length, "%s%d/%d", i ? ", " : "", (int)times.chain[i].P, (int)times.chain[i].Q);
  (void)snprintf(input + length, sizeof(input) - length,
                 "]}\nleft: {state: thermal, beta: {from: 0.1, to: 5, count: 64}}\nright: {state: thermal, beta: {from: 0.15, to: 5.05, count: 65}}\n"
                 "rays: {from: -1.2, to: 1.2, count: 144}\n");
  for (PetscInt n_ranks = 2; n_ranks <= 4096; n_ranks *= 2048) {
    r = ReplayOf(input, &times, n_ranks, &machine);
    assert_all(r.efficiency >= (n_ranks == 2 ? 0.99 : 0.9) && r.efficiency <= 1.0 + 1e-12);
    assert_all(r.served < 0.5 && r.waited < 0.5);
  }
}

#define UNEVEN \
  "chain: {gamma_over_pi: [1/2, 1/3, 2/5, 1/7, 1/12, 5/13, 1/20]}\nleft: {state: thermal, beta: [1, 2, 3]}\nright: {state: thermal, beta: 2.5}\n" \
  "rays: {from: -1.2, to: 1.2, count: 144}\n"

static void one_rank_takes_as_long_as_all_chunks_and_states_together(void **state)
{
  const Machine machine = usual_machine();
  const Replay  r       = ReplayOf(UNEVEN, &times, 1, &machine);

  (void)state;
  assert_close(r.seconds, r.work, 1e-2);
}

static void with_more_ranks_than_points_all_of_them_help(void **state)
{
  const Machine machine = usual_machine();
  const Replay  r =
      ReplayOf("chain: {gamma_over_pi: 1/20}\nleft: {state: thermal, beta: 1}\nright: {state: thermal, beta: 2}\nrays: {from: -1, to: 1, count: 1600}\n",
               &times, 16, &machine);
  PetscReal longest = 0.0, turn = 0.0;

  (void)state;
  for (PetscInt i = 0; i < times.n; ++i) {
    if (times.chain[i].P != 1 || times.chain[i].Q != 20) continue;
    turn = times.chain[i].state;
    for (PetscInt c = 0; c < times.chain[i].n; ++c) longest = PetscMax(longest, times.chain[i].chunk[c]);
  }
  assert_all(r.n_chunks == 100 && turn > 0.0);
  assert_all(r.seconds <= turn + (r.work - turn) / 16.0 + longest + 0.01); /* all find the states at the same time: nobody could begin before */
}

static void a_slow_rank_delays_the_rest_by_no_more_than_what_it_has_in_hand(void **state)
{
  Machine machine = usual_machine();
  Replay  even, slow;

  (void)state;
  even              = ReplayOf(UNEVEN, &times, 8, &machine);
  machine.slow_rank = 3;
  machine.slowness  = 5.0;
  slow              = ReplayOf(UNEVEN, &times, 8, &machine);
  assert_all(slow.seconds >= even.work / 7.2);
  assert_all(slow.seconds <= even.seconds * 8.0 / 7.2 + 5.0 * (0.64 + 0.34) + 0.1); /* the longest chunk and state, of 1/20 */
}

/* The state of a cell of three sites on the left takes as long as thirty chunks; 40 temperatures on the right share it. */
static void a_costly_state_is_found_by_few_ranks(void **state)
{
  const PetscReal seconds[3] = {0.036, 0.063, 0.1};
  PetscReal       chunk[3];
  ChainTimes      chain[3];
  MeasuredTimes   costly  = {.n = 3, .chain = chain};
  const Machine   machine = usual_machine();
  Replay          r;

  (void)state;
  for (PetscInt i = 0; i < 3; ++i) {
    chunk[i] = seconds[i];
    chain[i] = (ChainTimes){.P = 1, .Q = 4 + i, .n = 1, .state = 30.0 * seconds[i], .turn = 0.2 * seconds[i], .chunk = &chunk[i]};
  }
  r = ReplayOf("chain: {gamma_over_pi: [1/4, 1/5, 1/6]}\nleft: {state: product, vector: [0.6, 0, 0, 0.8, 0, 0, 0, 0]}\n"
               "right: {state: thermal, beta: {from: 1, to: 5, count: 40}}\nrays: {from: -1, to: 1, count: 144}\n",
               &costly, 6, &machine);
  assert_all(r.states <= 9.0 * 3.0 + 0.2 * 0.199 * 40.0); /* of six ranks, each finds one or two of them */
  assert_all(r.efficiency > 0.8);
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hundred_thousand_uneven_points_keep_4096_ranks_busy),
      cmocka_unit_test(one_rank_takes_as_long_as_all_chunks_and_states_together),
      cmocka_unit_test(with_more_ranks_than_points_all_of_them_help),
      cmocka_unit_test(a_slow_rank_delays_the_rest_by_no_more_than_what_it_has_in_hand),
      cmocka_unit_test(a_costly_state_is_found_by_few_ranks),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  if (ReadTimes("tests/reference/chunk_times.txt", &times)) return 1;
  enter_own_folder();
  failed = cmocka_run_group_tests_name("sweep_scaling", tests, NULL, NULL);
  leave_own_folder();
  if (FreeTimes(&times)) return 1;
  return PetscFinalize() || failed;
}
