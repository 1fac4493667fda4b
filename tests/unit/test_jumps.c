/* Zeros of band-limited functions between grid points: where the state on a ray changes from left to right. On products of sines, whose zeros are known. */
#include "../../src/ray/jumps.h"
#include "arbitrary.h"
#include "check.h"

#define RANGE 10.0
#define CUT   8.5
#define N     160
#define STEP  (2 * RANGE / N)

typedef struct {
  GhdModel        model; /* gamma = pi/3: three species with signs + + - */
  GhdGrid         grid;
  PetscReal       F[3 * N];
  double complex *modes;
  GhdJumps        jumps;
  PetscBool       overflow;
} Fixture;

static int set_up(void **state)
{
  Fixture *f;

  assert_ok(PetscNew(&f));
  assert_ok(GhdModelCreate(1, 3, &f->model));
  assert_ok(GhdGridCreate(3, RANGE, N, 1, &f->grid));
  assert_ok(PetscMalloc1(3 * f->grid->n_modes, &f->modes));
  assert_ok(GhdJumpsCreate(3, &f->jumps));
  assert_all(f->model->sign[0] == 1 && f->model->sign[1] == 1 && f->model->sign[2] == -1);
  for (PetscInt i = 0; i < 3 * N; ++i) f->F[i] = 1;
  *state = f;
  return 0;
}

static int tear_down(void **state)
{
  Fixture *f = *state;

  assert_ok(GhdJumpsDestroy(&f->jumps));
  assert_ok(PetscFree(f->modes));
  assert_ok(GhdGridDestroy(&f->grid));
  assert_ok(GhdModelDestroy(&f->model));
  assert_ok(PetscFree(f));
  return 0;
}

/* Product of sin(pi (lambda - zero_i)/(2 range)), an even number of them: on the circle, with n/2 modes. */
static PetscReal product(PetscInt n, const PetscReal zero[], PetscReal lambda)
{
  PetscReal value = 1;

  for (PetscInt i = 0; i < n; ++i) value *= PetscSinReal(0.5 * PETSC_PI * (lambda - zero[i]) / RANGE);
  return value;
}

/* Row k becomes the product; an odd number of zeros is completed by one at +range, where nothing is sought. */
static void put_zeros(Fixture *f, PetscInt k, PetscInt n, const PetscReal zero[], PetscReal factor)
{
  for (PetscInt i = 0; i < N; ++i) {
    const PetscReal lambda = f->grid->lambda[i];

    f->F[k * N + i] = factor * product(n, zero, lambda) * (n % 2 ? PetscSinReal(0.5 * PETSC_PI * (RANGE - lambda) / RANGE) : 1);
  }
}

static void find(Fixture *f, PetscReal noise)
{
  assert_ok(GhdJumpsFind(f->model, f->grid, f->F, CUT, noise, f->modes, &f->jumps, &f->overflow));
}

static int jumps_are(const Fixture *f, PetscInt k, PetscInt n, const PetscReal expected[], PetscReal tolerance)
{
  if (f->jumps.n[k] != n) print_error("%d jumps, expected %d\n", (int)f->jumps.n[k], (int)n);
  if (f->jumps.n[k] != n) return 0;
  for (PetscInt i = 0; i < n; ++i)
    if (!is_close("jump", f->jumps.lambda[k * GHD_MAX_JUMPS + i], expected[i], tolerance)) return 0;
  return 1;
}

static void simple_zeros_are_found_to_rounding_whatever_their_number(void **state)
{
  Fixture        *f                   = *state;
  const PetscReal zero[GHD_MAX_JUMPS] = {-7.77, -4.1, -2.718, -0.003, 0.911, 2.2, 5.55, 8.4};

  for (PetscInt n = 0; n <= GHD_MAX_JUMPS; ++n) {
    for (PetscInt k = 0; k < 3; ++k) put_zeros(f, k, n, zero, 0.7);
    find(f, 1e-15);
    assert_all(!f->overflow);
    for (PetscInt k = 0; k < 3; ++k) assert_all(jumps_are(f, k, n, zero, 1e-12));
  }
}

static void the_left_state_holds_where_sign_times_f_is_positive(void **state)
{
  Fixture        *f       = *state;
  const PetscReal zero[2] = {-1.3, 2.4}; /* positive outside of these two */

  for (PetscInt k = 0; k < 3; ++k) put_zeros(f, k, 2, zero, 1);
  find(f, 1e-15);
  assert_all(f->jumps.first[0] == 1 && f->jumps.first[1] == 1 && f->jumps.first[2] == 0);
  for (PetscInt k = 0; k < 3; ++k) put_zeros(f, k, 2, zero, -1);
  find(f, 1e-15);
  assert_all(f->jumps.first[0] == 0 && f->jumps.first[1] == 0 && f->jumps.first[2] == 1);
}

static void zeros_on_grid_points_count_once(void **state)
{
  Fixture        *f       = *state;
  const PetscReal zero[4] = {f->grid->lambda[30], f->grid->lambda[31], 0.0, f->grid->lambda[120]};

  put_zeros(f, 0, 4, zero, 1);
  put_zeros(f, 1, 1, &zero[2], 1);
  for (PetscInt i = 0; i < N; ++i) f->F[2 * N + i] = PetscSinReal(PETSC_PI * (PetscReal)(i - N / 2) / (N / 2)); /* odd, exactly 0 at 0 */
  find(f, 1e-15);
  assert_all(jumps_are(f, 0, 4, zero, 1e-12));
  assert_all(jumps_are(f, 1, 1, &zero[2], 1e-14));
  assert_all(f->F[2 * N + N / 2] == 0);
  assert_all(jumps_are(f, 2, 1, &zero[2], 1e-14));
}

static void pairs_between_grid_points_are_found_down_to_the_noise(void **state)
{
  Fixture *f = *state;

  for (PetscReal apart = 2 * STEP; apart > 1e-4 * STEP; apart *= 0.4) {
    for (PetscInt place = 0; place < 25; ++place) { /* anywhere between two points, and on them */
      const PetscReal middle  = 3.3 + STEP * (PetscReal)place / 24;
      const PetscReal pair[2] = {middle - 0.5 * apart, middle + 0.5 * apart}, factor = place % 2 ? 1 : -1;
      /* between the zeros |F| reaches (pi apart/4 range)^2; with rounding errors of 1e-16 the zeros are known to about 1e-16/slope */
      const PetscReal dip = PetscSqr(0.25 * PETSC_PI * apart / RANGE), slope = 4 * dip / apart;

      put_zeros(f, 0, 2, pair, factor);
      find(f, 1e-15);
      assert_all(dip > 4e-15);
      assert_all(jumps_are(f, 0, 2, pair, 1e-15 / slope + 1e-14));
    }
  }
}

static void a_dip_that_stays_within_the_noise_is_no_pair(void **state)
{
  Fixture *f = *state;

  for (PetscReal factor = -1; factor <= 1; factor += 2) {
    for (PetscInt place = 0; place < 25; ++place) {
      const PetscReal middle = -2.1 + STEP * (PetscReal)place / 24, apart = 1e-3 * STEP, dip = PetscSqr(0.25 * PETSC_PI * apart / RANGE);
      const PetscReal pair[2] = {middle - 0.5 * apart, middle + 0.5 * apart}, touching[2] = {middle, middle};

      put_zeros(f, 0, 2, pair, factor);
      put_zeros(f, 1, 2, touching, factor);
      find(f, 2 * dip);
      assert_all(f->jumps.n[0] == 0 && f->jumps.n[1] == 0);
      assert_all(f->jumps.first[0] == (factor > 0) && f->jumps.first[1] == (factor > 0));
    }
  }
}

static void a_near_miss_is_no_pair_and_a_pair_is_not_missed_next_to_simple_zeros(void **state)
{
  Fixture *f = *state;

  for (PetscInt place = 0; place < 25; ++place) {
    const PetscReal middle = 1.2 + STEP * (PetscReal)place / 24, simple[2] = {-3.3, middle + 4 * STEP};

    /* lifted above zero by a little more than it dips below */
    put_zeros(f, 0, 2, (PetscReal[2]){middle - 0.2 * STEP, middle + 0.2 * STEP}, 1);
    for (PetscInt i = 0; i < N; ++i) f->F[i] += 1.01 * PetscSqr(PetscSinReal(0.5 * PETSC_PI * 0.2 * STEP / RANGE));
    /* four zeros, of which two share an interval */
    put_zeros(f, 1, 4, (PetscReal[4]){simple[0], middle - 0.2 * STEP, middle + 0.2 * STEP, simple[1]}, 1);
    find(f, 1e-15);
    assert_all(f->jumps.n[0] == 0);
    assert_all(jumps_are(f, 1, 4, (PetscReal[4]){simple[0], middle - 0.2 * STEP, middle + 0.2 * STEP, simple[1]}, 1e-10));
  }
}

static void noise_makes_no_jumps_where_the_function_has_decayed(void **state)
{
  Fixture        *f       = *state;
  const PetscReal zero[2] = {-0.6, 1.7}, size = 1e-12;

  for (PetscInt trial = 0; trial < 50; ++trial) {
    PetscReal largest = 0;

    put_zeros(f, 0, 2, zero, 1);
    put_zeros(f, 2, 1, zero, 1);
    for (PetscInt i = 0; i < N; ++i) {
      const PetscReal envelope = PetscPowRealInt(PetscCosReal(0.5 * PETSC_PI * f->grid->lambda[i] / RANGE), 40); /* 1e-20 at |lambda| = 8 */

      for (PetscInt k = 0; k < 3; k += 2) {
        const PetscReal error = size * (2 * arbitrary() - 1);

        f->F[k * N + i] = f->F[k * N + i] * envelope + error;
        largest         = PetscMax(largest, PetscAbsReal(error));
      }
    }
    find(f, size);
    assert_all(largest > 0.9 * size);
    assert_all(jumps_are(f, 0, 2, zero, 1e-9));
    assert_all(jumps_are(f, 2, 1, zero, 1e-9));
    assert_all(f->jumps.first[0] == 1 && !f->overflow);
  }
}

static void nothing_is_sought_beyond_the_cut(void **state)
{
  Fixture        *f       = *state;
  const PetscReal zero[4] = {-CUT - 2 * STEP, -1.1, 3.3, CUT + 2 * STEP};

  put_zeros(f, 0, 4, zero, 1);
  find(f, 1e-15);
  assert_all(jumps_are(f, 0, 2, &zero[1], 1e-12));
  assert_all(f->jumps.first[0] == 0); /* as at -cut, not as at -range */
}

static void more_zeros_than_there_is_room_for_are_told(void **state)
{
  Fixture  *f = *state;
  PetscReal zero[GHD_MAX_JUMPS + 2];

  for (PetscInt i = 0; i < GHD_MAX_JUMPS + 2; ++i) zero[i] = -6 + 1.3 * (PetscReal)i;
  put_zeros(f, 1, GHD_MAX_JUMPS + 2, zero, 1);
  find(f, 1e-15);
  assert_all(f->overflow && f->jumps.n[1] == GHD_MAX_JUMPS && f->jumps.n[0] == 0);
  put_zeros(f, 1, 0, zero, 1);
  find(f, 1e-15);
  assert_all(!f->overflow);
}

/* Any band-limited function, however its zeros lie: an independent search by sign on a grid 100 times finer, of the closed form. */
static void the_zeros_of_arbitrary_band_limited_functions_are_complete(void **state)
{
  enum { MODES = 7, FINER = 100 };
  Fixture *f        = *state;
  PetscInt compared = 0;

  for (PetscInt trial = 0; trial < 150; ++trial) {
    PetscReal amplitude[MODES], phase[MODES], zero[64], before = 0;
    PetscInt  n = 0;

    for (PetscInt m = 0; m < MODES; ++m) {
      amplitude[m] = 2 * arbitrary() - 1;
      phase[m]     = m ? 2 * PETSC_PI * arbitrary() : 0;
    }
    for (PetscInt i = 0; i < N * FINER; ++i) {
      const PetscReal lambda = -RANGE + 2 * RANGE * ((PetscReal)i + 0.37) / (N * FINER);
      PetscReal       value  = 0;

      for (PetscInt m = 0; m < MODES; ++m) value += amplitude[m] * PetscCosReal(PETSC_PI * (PetscReal)m * lambda / RANGE + phase[m]);
      if (PetscAbsReal(lambda) < CUT && before * value < 0 && n < 64) zero[n++] = lambda;
      before = value;
    }
    for (PetscInt i = 0; i < N; ++i) {
      f->F[i] = 0;
      for (PetscInt m = 0; m < MODES; ++m) f->F[i] += amplitude[m] * PetscCosReal(PETSC_PI * (PetscReal)m * f->grid->lambda[i] / RANGE + phase[m]);
    }
    find(f, 1e-14);
    if (n > GHD_MAX_JUMPS) assert_all(f->overflow);
    if (n > GHD_MAX_JUMPS || (n > 0 && PetscMax(-zero[0], zero[n - 1]) > CUT - STEP)) continue; /* a zero next to the cut may count or not */
    ++compared;
    assert_all(jumps_are(f, 0, n, zero, 2 * STEP / FINER));
  }
  assert_all(compared > 75);
}

static void jumps_copy_whole(void **state)
{
  Fixture        *f       = *state;
  const PetscReal zero[3] = {-1, 0.5, 2};
  GhdJumps        copy;

  put_zeros(f, 2, 3, zero, 1);
  find(f, 1e-15);
  assert_ok(GhdJumpsCreate(3, &copy));
  ghd_jumps_copy(&f->jumps, &copy);
  for (PetscInt k = 0; k < 3; ++k) {
    assert_all(copy.first[k] == f->jumps.first[k] && copy.n[k] == f->jumps.n[k]);
    for (PetscInt i = 0; i < copy.n[k]; ++i) assert_all(copy.lambda[k * GHD_MAX_JUMPS + i] == f->jumps.lambda[k * GHD_MAX_JUMPS + i]);
  }
  assert_ok(GhdJumpsDestroy(&copy));
}

static void set_jumps(GhdJumps *jumps, PetscInt k, PetscInt first, PetscInt n, const PetscReal lambda[])
{
  jumps->first[k] = first;
  jumps->n[k]     = n;
  for (PetscInt i = 0; i < n; ++i) jumps->lambda[k * GHD_MAX_JUMPS + i] = lambda[i];
}

static void the_distance_of_two_sets_of_jumps_is_the_weight_between_them(void **state)
{
  Fixture        *f     = *state;
  const PetscReal one[] = {-2.0, 1.0, 1.5}, moved[] = {-2.0, 1.25, 1.5}, fewer[] = {-2.0};
  PetscReal       weight[3 * N];
  GhdJumps        a, b;

  assert_ok(GhdJumpsCreate(3, &a));
  assert_ok(GhdJumpsCreate(3, &b));
  for (PetscInt i = 0; i < 3 * N; ++i) weight[i] = 1 + (PetscReal)(i / N); /* 1, 2, 3 for the species */
  for (PetscInt k = 0; k < 3; ++k) {
    set_jumps(&a, k, 1, 3, one);
    set_jumps(&b, k, 1, 3, one);
  }
  assert_close(ghd_jumps_distance(f->grid, &a, &b, weight), 0, 0);
  set_jumps(&b, 1, 1, 3, moved);
  assert_close(ghd_jumps_distance(f->grid, &a, &b, weight), 2 * 0.25, 1e-14);
  assert_close(ghd_jumps_distance(f->grid, &b, &a, weight), 2 * 0.25, 1e-14);
  set_jumps(&b, 1, 1, 1, fewer); /* a pair appears */
  assert_close(ghd_jumps_distance(f->grid, &a, &b, weight), 2 * 0.5, 1e-14);
  set_jumps(&b, 1, 1, 3, one);
  set_jumps(&b, 2, 0, 3, one); /* the other way round everywhere */
  assert_close(ghd_jumps_distance(f->grid, &a, &b, weight), 3 * 2 * RANGE, 1e-13);
  assert_ok(GhdJumpsDestroy(&a));
  assert_ok(GhdJumpsDestroy(&b));
}

#define jump_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      jump_test(simple_zeros_are_found_to_rounding_whatever_their_number),
      jump_test(the_left_state_holds_where_sign_times_f_is_positive),
      jump_test(zeros_on_grid_points_count_once),
      jump_test(pairs_between_grid_points_are_found_down_to_the_noise),
      jump_test(a_dip_that_stays_within_the_noise_is_no_pair),
      jump_test(a_near_miss_is_no_pair_and_a_pair_is_not_missed_next_to_simple_zeros),
      jump_test(noise_makes_no_jumps_where_the_function_has_decayed),
      jump_test(nothing_is_sought_beyond_the_cut),
      jump_test(more_zeros_than_there_is_room_for_are_told),
      jump_test(the_zeros_of_arbitrary_band_limited_functions_are_complete),
      jump_test(jumps_copy_whole),
      jump_test(the_distance_of_two_sets_of_jumps_is_the_weight_between_them),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("jumps", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
