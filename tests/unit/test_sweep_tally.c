/* What is left to do, from the status in a file; and what reports make of it. */
#include "../../src/sweep/plan.h"
#include "../../src/sweep/tally.h"
#include "check.h"

enum { POINTS = 3, RAYS = 5, CHUNK = 2, CHUNKS = 3 };

/* A plan of three points, five rays each, in chunks of two, two and one. */
static GhdTally TallyOfPart(const int8_t status[POINTS * RAYS], const int8_t bulk[POINTS], PetscBool retry, PetscInt first_chunk, PetscInt end_chunk)
{
  static GhdRational           gamma[POINTS] = {{1, 2}, {1, 3}, {2, 5}};
  static GhdPlanChain          chain[POINTS] = {{2, 0.0}, {3, 0.5}, {4, 0.309}};
  static struct GhdParameters_ parameters    = {
         .chunk = CHUNK, .n_gamma = POINTS, .gamma_over_pi = gamma, .side = {{.kind = GHD_STATE_NEEL}, {.kind = GHD_STATE_NEEL}}};
  static struct GhdPlanTables_ tables = {.axis = {{.side = -1, .length = POINTS, .stride = 1}}, .chain = chain};
  static struct GhdPlan_       plan;
  int8_t                      *own_status, *own_bulk;
  GhdTally                     tally = NULL;

  plan = (struct GhdPlan_){.parameters       = &parameters,
                           .n_points         = POINTS,
                           .n_rays           = RAYS,
                           .chunks_per_point = CHUNKS,
                           .n_chunks         = POINTS * CHUNKS,
                           .first_chunk      = first_chunk,
                           .end_chunk        = end_chunk,
                           .n_axes           = 1,
                           .tables           = &tables};

  assert_ok(PetscMalloc1(POINTS * RAYS, &own_status));
  assert_ok(PetscMalloc1(POINTS, &own_bulk));
  assert_ok(PetscArraycpy(own_status, status, POINTS * RAYS));
  assert_ok(PetscArraycpy(own_bulk, bulk, POINTS));
  assert_ok(GhdTallyCreate(&plan, own_status, own_bulk, retry, &tally));
  return tally;
}

static GhdTally Tally(const int8_t status[POINTS * RAYS], const int8_t bulk[POINTS], PetscBool retry)
{
  return TallyOfPart(status, bulk, retry, 0, POINTS * CHUNKS);
}

static void chunks_of_other_parts_are_left_alone_and_their_rays_not_counted(void **state)
{
  const int8_t status[POINTS * RAYS] = {0, 0, 1, 1, -4, /**/ 0, 0, 1, 0, 0, /**/ 0, 0, 0, 0, 0};
  const int8_t bulk[POINTS]          = {0, 1, 0};
  const bool   done[POINTS * CHUNKS] = {true, false, true, /**/ false, true, true, /**/ true, true, true};
  GhdTally     tally                 = TallyOfPart(status, bulk, PETSC_FALSE, 1, 4);

  (void)state;
  for (PetscInt c = 0; c < POINTS * CHUNKS; ++c) assert_all(tally->done[c] == done[c]); /* the first one of the part lacks the bulk states of its point */
  assert_all(tally->n_chunks_left == 2 && tally->n_points_done == 1);
  assert_all(ghd_tally_rays_left(tally) == 2 && ghd_tally_rays_failed(tally) == 1);
  assert_ok(GhdTallyDestroy(&tally));
}

static void a_chunk_with_any_ray_or_its_bulk_states_undone_is_computed_whole(void **state)
{
  const int8_t status[POINTS * RAYS] = {1, 1, 1, 0, 2, /**/ 1, 1, 1, 1, 1, /**/ 1, -2, -3, 1, 0};
  const int8_t bulk[POINTS]          = {1, 0, -3};
  const bool   done[POINTS * CHUNKS] = {true, false, true, /**/ false, true, true, /**/ true, true, false};
  GhdTally     tally                 = Tally(status, bulk, PETSC_FALSE);

  (void)state;
  for (PetscInt c = 0; c < POINTS * CHUNKS; ++c) assert_all(tally->done[c] == done[c]);
  assert_all(tally->n_chunks_left == 3 && tally->n_points_done == 0);
  assert_all(ghd_tally_rays_left(tally) == 2 && ghd_tally_rays_failed(tally) == 2 && tally->n_bulk_failed == 1);
  assert_ok(GhdTallyDestroy(&tally));
  assert_all(tally == NULL);
}

static void retry_computes_chunks_with_a_failed_ray_or_state_too(void **state)
{
  const int8_t status[POINTS * RAYS] = {1, 1, 1, 0, 2, /**/ 1, 1, 1, 1, 1, /**/ 1, 1, -3, 1, 3};
  const int8_t bulk[POINTS]          = {1, 2, -3};
  const bool   done[POINTS * CHUNKS] = {true, false, true, /**/ true, true, true, /**/ false, false, true};
  GhdTally     tally                 = Tally(status, bulk, PETSC_TRUE);

  (void)state;
  for (PetscInt c = 0; c < POINTS * CHUNKS; ++c) assert_all(tally->done[c] == done[c]);
  assert_all(tally->n_points_done == 1);
  assert_ok(GhdTallyDestroy(&tally));
}

static void reports_replace_what_the_file_said(void **state)
{
  const int8_t    status[POINTS * RAYS] = {1, 1, 1, 1, 1, /**/ 1, 1, 1, 1, 1, /**/ -2, 1, 1, 1, 0};
  const int8_t    bulk[POINTS]          = {1, 1, -3};
  GhdTally        tally                 = Tally(status, bulk, PETSC_TRUE);
  GhdChunkReport *report;

  (void)state;
  assert_ok(PetscCalloc(sizeof(*report) + CHUNK, &report));
  assert_all(tally->n_chunks_left == 2);
  *report           = (GhdChunkReport){.chunk = 6, .n_rays = 2, .written = PETSC_TRUE, .bulk_status = 1, .worst_error = 1e-11};
  report->status[0] = GHD_CONVERGED_BULK;
  report->status[1] = GHD_DIVERGED_JUMPS;
  ghd_tally_report(tally, report);
  assert_all(tally->n_bulk_failed == 0 && ghd_tally_rays_failed(tally) == 1 && tally->n_rays_with[128 + GHD_CONVERGED_BULK] == 1);
  assert_all(tally->n_chunks_left == 1 && tally->n_points_done == 2);
  *report           = (GhdChunkReport){.chunk = 8, .n_rays = 1, .written = PETSC_TRUE, .worst_error = 1e-12};
  report->status[0] = GHD_CONVERGED;
  ghd_tally_report(tally, report);
  assert_all(tally->n_chunks_left == 0 && tally->n_points_done == 3 && ghd_tally_rays_left(tally) == 0 && tally->n_rays_computed == 3);
  assert_close(tally->work_left, 0.0, 1e-12 * tally->work_computed);
  assert_close(tally->worst_error, 1e-11, 0.0);
  assert_ok(PetscFree(report));
  assert_ok(GhdTallyDestroy(&tally));
}

static void a_chunk_that_could_not_be_written_stays_undone(void **state)
{
  const int8_t    status[POINTS * RAYS] = {0};
  const int8_t    bulk[POINTS]          = {0};
  GhdTally        tally                 = Tally(status, bulk, PETSC_FALSE);
  GhdChunkReport *report;

  (void)state;
  assert_ok(PetscCalloc(sizeof(*report) + CHUNK, &report));
  *report = (GhdChunkReport){.chunk = 0, .n_rays = 2, .written = PETSC_FALSE, .stop = PETSC_TRUE};
  ghd_tally_report(tally, report);
  assert_all(tally->n_chunks_left == POINTS * CHUNKS && ghd_tally_rays_left(tally) == POINTS * RAYS);
  assert_ok(PetscFree(report));
  assert_ok(GhdTallyDestroy(&tally));
}

static void the_points_that_took_longest_come_first_and_those_not_computed_not_at_all(void **state)
{
  const int8_t    status[POINTS * RAYS] = {0};
  const int8_t    bulk[POINTS]          = {0};
  GhdTally        tally                 = Tally(status, bulk, PETSC_FALSE);
  PetscInt        point[POINTS]         = {-1, -1, -1};
  GhdChunkReport *report;

  (void)state;
  assert_ok(PetscCalloc(sizeof(*report) + CHUNK, &report));
  assert_all(ghd_tally_slowest(tally, 2, point) == 0);
  *report = (GhdChunkReport){.chunk = 0, .n_rays = 2, .written = PETSC_TRUE, .state_seconds = 1.0, .ray_seconds = 2.0};
  ghd_tally_report(tally, report);
  *report = (GhdChunkReport){.chunk = 7, .n_rays = 2, .written = PETSC_TRUE, .ray_seconds = 4.0};
  ghd_tally_report(tally, report);
  assert_all(ghd_tally_slowest(tally, 3, point) == 2 && point[0] == 2 && point[1] == 0);
  *report = (GhdChunkReport){.chunk = 1, .n_rays = 2, .written = PETSC_TRUE, .ray_seconds = 1.5};
  ghd_tally_report(tally, report);
  *report = (GhdChunkReport){.chunk = 4, .n_rays = 2, .written = PETSC_TRUE, .ray_seconds = 5.0};
  ghd_tally_report(tally, report);
  assert_all(ghd_tally_slowest(tally, 2, point) == 2 && point[0] == 1 && point[1] == 0);
  assert_close(tally->seconds[0], 4.5, 1e-15);
  assert_close(tally->seconds_computed, 13.5, 1e-14);
  assert_ok(PetscFree(report));
  assert_ok(GhdTallyDestroy(&tally));
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(chunks_of_other_parts_are_left_alone_and_their_rays_not_counted),
      cmocka_unit_test(a_chunk_with_any_ray_or_its_bulk_states_undone_is_computed_whole),
      cmocka_unit_test(retry_computes_chunks_with_a_failed_ray_or_state_too),
      cmocka_unit_test(reports_replace_what_the_file_said),
      cmocka_unit_test(a_chunk_that_could_not_be_written_stays_undone),
      cmocka_unit_test(the_points_that_took_longest_come_first_and_those_not_computed_not_at_all),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("sweep_tally", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
