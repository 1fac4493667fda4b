/* The policy of handing out chunks: nothing twice, nothing forgotten, states reused, nobody idle without need. */
#include "../../src/sweep/schedule.h"
#include "check.h"

enum { MAX_POINTS = 64 };

/* Points that have nothing to do with each other. */
static GhdSchedule Schedule(PetscInt n_points, PetscInt chunks, const PetscReal cost[], const bool done[], PetscInt n_ranks)
{
  GhdSchedule  schedule = NULL;
  GhdPointWork work[MAX_POINTS];

  for (PetscInt p = 0; p < n_points; ++p) work[p] = (GhdPointWork){.chunk = cost[p], .state = cost[p], .shared = cost[p], .family = p};
  assert_ok(GhdScheduleCreate(n_points, chunks, work, done, n_ranks, &schedule));
  return schedule;
}

/* The next chunk, where only one is expected. */
static PetscInt Next(GhdSchedule schedule, PetscInt rank)
{
  PetscInt       n;
  const PetscInt chunk = ghd_schedule_next(schedule, rank, &n);

  assert_all(n == (chunk >= 0));
  return chunk;
}

/* A small linear congruential generator: the same numbers everywhere. */
static unsigned Random(unsigned *seed, unsigned n)
{
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % n;
}

/* The next chunk of a rank, joining a point on the way if need be. */
static PetscInt NextChunk(GhdSchedule schedule, PetscInt rank)
{
  PetscInt next;

  do next = Next(schedule, rank);
  while (next < GHD_NOTHING);
  return next;
}

static void every_chunk_that_is_not_done_is_given_exactly_once_whatever_the_order_of_requests(void **state)
{
  enum { POINTS = 13, CHUNKS = 7, ALL = POINTS * CHUNKS };
  unsigned seed = 1;

  (void)state;
  for (PetscInt n_ranks = 1; n_ranks <= 40; n_ranks = 2 * n_ranks + 1) {
    PetscReal   cost[POINTS];
    bool        done[ALL];
    PetscInt    given[ALL] = {0}, expected = 0, got = 0, idle = 0;
    GhdSchedule schedule;

    for (PetscInt p = 0; p < POINTS; ++p) cost[p] = 1.0 + Random(&seed, 5);
    for (PetscInt c = 0; c < ALL; ++c) expected += !(done[c] = Random(&seed, 3) == 0);
    schedule = Schedule(POINTS, CHUNKS, cost, done, n_ranks);
    assert_all(ghd_schedule_left(schedule) == expected);
    while (idle < 10 * n_ranks) {
      const PetscInt chunk = Next(schedule, (PetscInt)Random(&seed, (unsigned)n_ranks));

      if (chunk < 0)
        ++idle;
      else {
        ++given[chunk];
        ++got;
      }
    }
    for (PetscInt c = 0; c < ALL; ++c) assert_all(given[c] == !done[c]);
    assert_all(got == expected && ghd_schedule_left(schedule) == 0);
    assert_ok(GhdScheduleDestroy(&schedule));
    assert_all(schedule == NULL);
  }
}

static void a_rank_stays_on_its_point_while_that_has_chunks(void **state)
{
  const PetscReal cost[3]  = {1.0, 1.0, 1.0};
  GhdSchedule     schedule = Schedule(3, 4, cost, NULL, 2);

  (void)state;
  for (PetscInt c = 0; c < 4; ++c) {
    assert_all(Next(schedule, 0) == c);
    assert_all(Next(schedule, 1) == 4 + c);
  }
  assert_all(Next(schedule, 1) == 8);
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void the_point_with_most_work_left_is_begun_first(void **state)
{
  const PetscReal cost[4]     = {1.0, 3.0, 3.0, 5.0};
  bool            done[4 * 2] = {[6] = true, [7] = true}; /* the costliest one has nothing left */
  GhdSchedule     schedule    = Schedule(4, 2, cost, done, 3);

  (void)state;
  assert_all(Next(schedule, 2) == 2); /* equal ones in the order of the file */
  assert_all(Next(schedule, 0) == 4);
  assert_all(Next(schedule, 1) == 0);
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void when_all_points_are_begun_a_free_rank_joins_the_one_with_most_work_left(void **state)
{
  const PetscReal cost[2]  = {2.0, 1.0};
  GhdSchedule     schedule = Schedule(2, 10, cost, NULL, 3);

  (void)state;
  assert_all(Next(schedule, 0) == 0);
  assert_all(Next(schedule, 1) == 10);
  assert_all(ghd_schedule_joined(Next(schedule, 2)) == 0);
  assert_all(Next(schedule, 0) == 1); /* nothing waits for the newcomer */
  assert_all(Next(schedule, 2) == 2);
  for (PetscInt c = 3; c < 10; ++c) assert_all(Next(schedule, 0) == c);
  assert_all(ghd_schedule_joined(Next(schedule, 2)) == 1);
  for (PetscInt c = 11; c < 20; ++c) assert_all(Next(schedule, 1) == c);
  assert_all(Next(schedule, 2) == GHD_NOTHING);
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void a_point_that_ends_before_the_states_are_found_again_is_not_joined(void **state)
{
  const PetscReal cost[2] = {1.0, 1.0};

  (void)state;
  for (PetscInt slow = 0; slow < 2; ++slow) {
    GhdSchedule schedule = Schedule(2, 6, cost, NULL, 2);

    assert_all(Next(schedule, 0) == 0);
    assert_all(Next(schedule, 1) == 6);
    for (PetscInt c = 1; c < 6; ++c) assert_all(Next(schedule, 0) == c);
    ghd_schedule_learn(schedule, 6, slow ? 100.0 : 1.0, 10.0); /* five chunks of 10 s left: 50 s, against states of 100 s or 1 s */
    assert_all(Next(schedule, 0) == (slow ? GHD_NOTHING : -2 - 1));
    assert_all(Next(schedule, 1) == 7);
    assert_all(Next(schedule, 0) == (slow ? GHD_NOTHING : 8));
    assert_ok(GhdScheduleDestroy(&schedule));
  }
}

static void the_last_chunks_wait_for_whoever_is_free_first(void **state)
{
  const PetscReal cost[1]  = {1.0};
  GhdSchedule     schedule = Schedule(1, 5, cost, NULL, 3);

  (void)state;
  assert_all(ghd_schedule_may_prefetch(schedule));
  for (PetscInt r = 0; r < 2; ++r) assert_all(NextChunk(schedule, r) == r);
  assert_all(ghd_schedule_may_prefetch(schedule));
  assert_all(NextChunk(schedule, 2) == 2);
  assert_all(!ghd_schedule_may_prefetch(schedule));
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void expected_times_follow_what_was_learned_and_scale_with_the_cost(void **state)
{
  const PetscReal cost[2]  = {4.0, 1.0};
  GhdSchedule     schedule = Schedule(2, 3, cost, NULL, 2);

  (void)state;
  assert_close(ghd_schedule_seconds(schedule, 0), 0.0, 0.0);
  assert_all(Next(schedule, 0) == 0);
  ghd_schedule_learn(schedule, 0, 2.0, 8.0);
  ghd_schedule_learn(schedule, 1, 0.0, 6.0);
  assert_close(ghd_schedule_seconds(schedule, 2), 10.0, 1e-15); /* the longest of the point */
  assert_close(ghd_schedule_seconds(schedule, 3), 2.5, 1e-15);  /* scaled by cost: not begun */
  assert_all(Next(schedule, 1) == 3);
  assert_close(ghd_schedule_longest(schedule), 10.0, 1e-15);
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void short_chunks_are_given_several_at_once_across_the_points_of_a_family(void **state)
{
  enum { POINTS = 40, CHUNKS = 5 };
  GhdPointWork work[POINTS];
  GhdSchedule  schedule = NULL;
  PetscInt     n, first, last, most = 0, total = 0;

  (void)state;
  for (PetscInt p = 0; p < POINTS; ++p) work[p] = (GhdPointWork){.chunk = 1.0, .state = 1.0, .shared = 1.0, .family = p < 20 ? 0 : 20};
  assert_ok(GhdScheduleCreate(POINTS, CHUNKS, work, NULL, 2, &schedule));
  for (PetscInt rank = 0; total < POINTS * CHUNKS; rank = !rank) {
    first = ghd_schedule_next(schedule, rank, &n);
    if (first < GHD_NOTHING) continue;
    last = first + n - 1;
    assert_all(first >= 0 && work[first / CHUNKS].family == work[last / CHUNKS].family);
    assert_all(n < 30 && 5 * n <= POINTS * CHUNKS - total + 5); /* 20 ms of chunks of 1 ms with states of 1 ms: no more, and less towards the end */
    for (PetscInt c = first; c <= last; ++c) ghd_schedule_learn(schedule, c, c % CHUNKS == 0 ? 1e-3 : 0.0, 1e-3);
    most = PetscMax(most, n);
    total += n;
  }
  assert_all(most >= 12 && total == POINTS * CHUNKS && ghd_schedule_left(schedule) == 0);
  assert_ok(GhdScheduleDestroy(&schedule));
}

static void ranks_spread_over_families_with_costly_states_and_flock_to_those_with_cheap_ones(void **state)
{
  enum { POINTS = 40, RANKS = 4 };
  const PetscReal cost[2] = {0.1, 1000.0};

  (void)state;
  for (PetscInt costly = 0; costly < 2; ++costly) {
    GhdPointWork work[POINTS];
    GhdSchedule  schedule = NULL;
    PetscInt     n, in[RANKS] = {0};

    for (PetscInt p = 0; p < POINTS; ++p)
      work[p] = (GhdPointWork){.chunk = p % 4 == 2 ? 11.0 : 10.0, .state = cost[costly], .shared = cost[costly], .family = p % 4};
    assert_ok(GhdScheduleCreate(POINTS, 1, work, NULL, RANKS, &schedule));
    for (PetscInt r = 0; r < RANKS; ++r) ++in[ghd_schedule_next(schedule, r, &n) % 4];
    if (costly)
      assert_all(in[0] == 1 && in[1] == 1 && in[2] == 1 && in[3] == 1);
    else
      assert_all(in[2] == RANKS); /* the family with the costliest points */
    for (PetscInt round = 1; costly && round < POINTS / 4; ++round) {
      for (PetscInt r = 0; r < RANKS; ++r) ++in[ghd_schedule_next(schedule, r, &n) % 4];
    }
    assert_all(!costly || (in[0] == 10 && in[1] == 10 && in[2] == 10 && in[3] == 10));
    assert_ok(GhdScheduleDestroy(&schedule));
  }
}

static void a_rank_finds_the_state_of_a_family_once(void **state)
{
  enum { POINTS = 30, RANKS = 3 };
  GhdPointWork work[POINTS];
  GhdSchedule  schedule = NULL;
  PetscInt     n, given = 0, changes = 0, held[RANKS] = {-1, -1, -1};

  (void)state;
  for (PetscInt p = 0; p < POINTS; ++p) work[p] = (GhdPointWork){.chunk = 1.0, .state = 30.0, .shared = 30.0, .family = p % 10};
  assert_ok(GhdScheduleCreate(POINTS, 2, work, NULL, RANKS, &schedule));
  for (PetscInt i = 0; given < 2 * POINTS; ++i) {
    const PetscInt rank = (i * i) % RANKS, chunk = ghd_schedule_next(schedule, rank, &n); /* rank 1 asks twice as often as rank 0, rank 2 never */

    if (chunk < 0) continue;
    ghd_schedule_learn(schedule, chunk, held[rank] == work[chunk / 2].family ? 0.0 : 30.0, 1.0);
    changes += held[rank] != work[chunk / 2].family;
    held[rank] = work[chunk / 2].family;
    given += n;
  }
  assert_all(changes == 10);
  assert_ok(GhdScheduleDestroy(&schedule));
}

/* Replays a sweep in which point p takes states[p] seconds for its states and rays[p] for each chunk; returns when the last rank is done. */
static PetscReal Replay(GhdSchedule schedule, PetscInt n_ranks, PetscInt chunks, const PetscReal states[], const PetscReal rays[])
{
  PetscReal free_at[64] = {0.0}, end = 0.0;
  PetscInt  held[64], given[64], n_given[64];

  for (PetscInt r = 0; r < n_ranks; ++r) held[r] = given[r] = -1;
  for (PetscInt n_busy = n_ranks; n_busy > 0;) {
    PetscInt r = 0, next;

    for (PetscInt i = 1; i < n_ranks; ++i) {
      if (free_at[i] < free_at[r]) r = i;
    }
    for (PetscInt c = given[r]; c >= 0 && c < given[r] + n_given[r]; ++c) ghd_schedule_learn(schedule, c, states[c / chunks], rays[c / chunks]);
    next = ghd_schedule_next(schedule, r, &n_given[r]);
    if (next == GHD_NOTHING) {
      end        = PetscMax(end, free_at[r]);
      free_at[r] = PETSC_MAX_REAL;
      --n_busy;
      continue;
    }
    given[r] = PetscMax(next, -1);
    if (next < 0 && held[r] != ghd_schedule_joined(next)) free_at[r] += states[held[r] = ghd_schedule_joined(next)];
    for (PetscInt c = given[r]; c >= 0 && c < given[r] + n_given[r]; ++c) {
      if (held[r] != c / chunks) free_at[r] += states[held[r] = c / chunks];
      free_at[r] += rays[c / chunks];
    }
  }
  return end;
}

/* Graham's bound for list scheduling. */
static void uneven_points_keep_all_ranks_busy_until_one_chunk_and_its_states_before_the_end(void **state)
{
  enum { POINTS = 49, CHUNKS = 20 };
  PetscReal cost[POINTS], states[POINTS], rays[POINTS], work = 0.0, longest = 0.0;

  (void)state;
  for (PetscInt p = 0; p < POINTS; ++p) {
    const PetscReal Q = (PetscReal)(2 + p);

    rays[p]   = 1e-3 * Q * Q;
    states[p] = 5e-3 * Q * Q;
    cost[p]   = Q * Q * (1.0 + 0.3 * PetscSinReal(Q)); /* a guess that is wrong by up to 30 % */
    work += states[p] + CHUNKS * rays[p];
    longest = PetscMax(longest, states[p] + rays[p]);
  }
  for (PetscInt n_ranks = 1; n_ranks <= 64; n_ranks *= 2) {
    GhdSchedule     schedule = Schedule(POINTS, CHUNKS, cost, NULL, n_ranks);
    const PetscReal end = Replay(schedule, n_ranks, CHUNKS, states, rays), ideal = work / (PetscReal)n_ranks;

    assert_all(end >= ideal * (1.0 - 1e-12));
    assert_all(n_ranks > 16 || end <= ideal + longest);
    assert_all(n_ranks > 4 || ideal >= 0.99 * end);
    assert_ok(GhdScheduleDestroy(&schedule));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_chunk_that_is_not_done_is_given_exactly_once_whatever_the_order_of_requests),
      cmocka_unit_test(a_rank_stays_on_its_point_while_that_has_chunks),
      cmocka_unit_test(the_point_with_most_work_left_is_begun_first),
      cmocka_unit_test(when_all_points_are_begun_a_free_rank_joins_the_one_with_most_work_left),
      cmocka_unit_test(a_point_that_ends_before_the_states_are_found_again_is_not_joined),
      cmocka_unit_test(the_last_chunks_wait_for_whoever_is_free_first),
      cmocka_unit_test(expected_times_follow_what_was_learned_and_scale_with_the_cost),
      cmocka_unit_test(short_chunks_are_given_several_at_once_across_the_points_of_a_family),
      cmocka_unit_test(ranks_spread_over_families_with_costly_states_and_flock_to_those_with_cheap_ones),
      cmocka_unit_test(a_rank_finds_the_state_of_a_family_once),
      cmocka_unit_test(uneven_points_keep_all_ranks_busy_until_one_chunk_and_its_states_before_the_end),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_schedule", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
