/* What must hold on a random point. */
#include "trial.h"
#include "check.h"
#include "comparison.h"
#include "measure.h"

/* What takes time: the states, the grids, bulk states and rays, and all of that on the finer grid. */
enum { STATES, JUNCTION, RAYS, FINER_GRID, N_PARTS };

/* Over all ranks. */
typedef struct {
  PetscInt  n_points, n_states, n_rays;
  PetscInt  no_state;      /* initial states that are none (not injective): refused with a reason      */
  PetscInt  marked_states; /* not found                                                               */
  PetscInt  marked_rays;   /* not converged, or less exact than asked                                  */
  PetscInt  violations;    /* of an identity beyond its error estimates, NaN that is not marked, errors */
  PetscReal seconds, slowest;
  PetscReal part[N_PARTS]; /* of the seconds */
  PetscInt  slowest_index;
} TrialCount;

typedef struct {
  const Trial  *trial;
  unsigned long seed;
  PetscInt      index;
  PetscBool     printed;
  TrialCount   *count;
  GhdModel      model;
  GhdState      state[2];
  GhdJunction   junction, finer; /* the second one for accuracy/10 */
  PetscReal     noted;           /* when the time of a part was taken last */
} Run;

static void note_part(Run *run, PetscInt part)
{
  const PetscReal now = cpu_seconds();

  run->count->part[part] += now - run->noted;
  run->noted = now;
}

static void __attribute__((format(printf, 2, 3))) violation(Run *run, const char *format, ...)
{
  char    text[256];
  va_list arguments;

  va_start(arguments, format);
  (void)vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  if (!run->printed) {
    print_message("# point %lu:%d\n", run->seed, (int)run->index);
    trial_print(run->trial);
  }
  run->printed = PETSC_TRUE;
  ++run->count->violations;
  print_message("# VIOLATION %s\n", text);
}

#define FINER 4     /* one point in so many is compared with a finer grid */
#define FLOOR 1e-12 /* of what is expected: moments of a vector, sums of two values, rounding */

static void expect(Run *run, const char *where, PetscReal zeta, PetscInt o, const char *what, PetscReal value, PetscReal expected, PetscReal error)
{
  if (!(PetscAbsReal(value - expected) <= error + FLOOR))
    violation(run, "%s %.17g: %s = %.12g, %s %.12g: off by %.1e, estimates %.1e", where, zeta, ghd_observable(o)->quantity.name, value, what, expected,
              value - expected, error);
}

static PetscErrorCode Values(GhdRay ray, ProductValues *v)
{
  GhdObservable all[N_OBSERVABLES];

  PetscFunctionBegin;
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) all[o] = *ghd_observable(o);
  v->reason = ghd_ray_reason(ray);
  if (v->reason > 0) PetscCall(GhdObserve(ray, N_OBSERVABLES, all, v->value, v->error, &v->identity_error));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whether a ray of these values is marked as less exact than asked. */
static PetscBool is_marked(const Run *run, const ProductValues *v)
{
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o)
    if (v->error[o] > run->trial->accuracy) return PETSC_TRUE;
  return PETSC_FALSE;
}

/* Holds in every state. */
static void check_values(Run *run, const char *where, PetscReal zeta, const ProductValues *v)
{
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o)
    if (!isfinite(v->value[o]) || !isfinite(v->error[o]) || v->error[o] < 0)
      violation(run, "%s %.17g: %s = %g, error %g", where, zeta, ghd_observable(o)->quantity.name, v->value[o], v->error[o]);
  if (is_marked(run, v)) ++run->count->marked_rays;
  expect(run, where, zeta, J1, "q2 =", v->value[J1], v->value[Q2], v->error[J1] + v->error[Q2]);
  if (!(PetscAbsReal(v->value[SZ]) <= 0.5 + v->error[SZ] + FLOOR)) violation(run, "%s %.17g: sz = %.12g", where, zeta, v->value[SZ]);
  if (!(v->value[ENTROPY] >= -v->error[ENTROPY] - FLOOR && v->value[ENTROPY] <= PetscLogReal(2.0) + v->error[ENTROPY] + FLOOR))
    violation(run, "%s %.17g: entropy = %.12g, error %.1e", where, zeta, v->value[ENTROPY], v->error[ENTROPY]);
}

/* Nothing flows in equilibrium. */
static void check_equilibrium(Run *run, const char *where, const ProductValues *v)
{
  static const PetscInt zero[] = {J1, Q2, J3, JS, ENTROPY_CURRENT};

  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(zero); ++i) expect(run, where, 0, zero[i], "in equilibrium", v->value[zero[i]], 0, v->error[zero[i]]);
}

static void check_constant(Run *run, const char *where, PetscReal sz, const ProductValues *v)
{
  expect(run, where, 0, SZ, "exactly", v->value[SZ], sz, v->error[SZ]);
  expect(run, where, 0, Q1, "exactly", v->value[Q1], run->model->delta * (sz * sz - 0.25), v->error[Q1]);
}

/* A charge that is conserved keeps the value of the initial state; a state that violates its sum rules by more than the accuracy asked for marks what follows from it. */
static void check_quench(Run *run, const char *where, const Cell *cell, PetscReal identity_error, const ProductValues *v)
{
  const PetscInt      which[] = {Q1, Q2, Q3, SZ};
  const LocalOperator o[]     = {q1_operator(run->model->delta), q2_operator(run->model->delta), q3_operator(run->model->delta), sz_operator()};

  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(which); ++i)
    expect(run, where, 0, which[i], "initially", v->value[which[i]], cell_expectation(cell, &o[i]), v->error[which[i]]);
  if (!(identity_error <= run->trial->accuracy || is_marked(run, v)))
    violation(run, "%s: the state violates its identities by %.1e, and its values are not marked", where, identity_error);
}

static PetscErrorCode CheckBulk(Run *run, PetscInt side)
{
  const char      *where = side ? "right" : "left";
  const TrialHalf *half  = &run->trial->half[side];
  ProductValues    v;
  GhdRay           ray;

  PetscFunctionBegin;
  PetscCall(GhdRayBulk(run->junction, side, &ray));
  PetscCall(Values(ray, &v));
  ++run->count->n_rays;
  if (v.reason < 0) {
    ++run->count->marked_rays;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  check_values(run, where, 0, &v);
  switch (half->spec.kind) {
  case GHD_STATE_THERMAL: check_equilibrium(run, where, &v); break;
  case GHD_STATE_INFINITE_TEMPERATURE: check_constant(run, where, 0.5 * PetscTanhReal(0.5 * half->spec.parameter[0]), &v); break;
  case GHD_STATE_POLARISED: check_constant(run, where, half->spec.word ? -0.5 : 0.5, &v); break;
  default: check_quench(run, where, &half->cell, ghd_state_identity_error(run->state[side]), &v);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The values of a ray, and the same from the finer grid that a tenth of the accuracy asks for. */
static PetscErrorCode CheckRay(Run *run, PetscReal zeta)
{
  ProductValues v, finer;
  GhdRay        ray;

  PetscFunctionBegin;
  PetscCall(GhdRaySolve(run->junction, zeta, &ray));
  PetscCall(Values(ray, &v));
  ++run->count->n_rays;
  if (v.reason < 0) {
    ++run->count->marked_rays;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  check_values(run, "ray", zeta, &v);
  note_part(run, RAYS);
  if (!run->finer) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdRaySolve(run->finer, zeta, &ray));
  PetscCall(Values(ray, &finer));
  note_part(run, FINER_GRID);
  if (finer.reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt o = 0; o < N_OBSERVABLES; ++o) expect(run, "ray", zeta, o, "on a finer grid", v.value[o], finer.value[o], v.error[o] + finer.error[o]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckRays(Run *run)
{
  GhdRayOptions options = options_of_accuracy(run->trial->accuracy);
  PetscReal     cone[2];

  PetscFunctionBegin;
  PetscCall(GhdJunctionCreate(run->model, run->state[0], run->state[1], &options, &run->junction));
  note_part(run, JUNCTION);
  options.accuracy = PetscMax(1e-12, 0.1 * options.accuracy);
  if (run->index % FINER == 0 && options.accuracy < run->trial->accuracy)
    PetscCall(GhdJunctionCreate(run->model, run->state[0], run->state[1], &options, &run->finer));
  note_part(run, FINER_GRID);
  for (PetscInt side = 0; side < 2; ++side) {
    PetscCall(CheckBulk(run, side));
    PetscCall(GhdJunctionLightCone(run->junction, side, &cone[side]));
    if (!isfinite(cone[side])) violation(run, "light cone %g", cone[side]);
  }
  for (PetscInt i = 0; i < TRIAL_RAYS; ++i) PetscCall(CheckRay(run, run->trial->ray[i] * cone[run->trial->ray[i] < 0 ? 0 : 1]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A state that is none or was not found must say so. */
static PetscErrorCode FindState(Run *run, PetscInt side)
{
  char problem[GHD_STATE_MESSAGE], notice[GHD_STATE_MESSAGE];

  PetscFunctionBegin;
  ++run->count->n_states;
  PetscCall(GhdStateCheck(&run->trial->half[side].spec, problem, notice));
  if (problem[0]) {
    ++run->count->no_state;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdStateCreate(run->model, &run->trial->half[side].spec, run->trial->accuracy, &run->state[side]));
  if (ghd_state_reason(run->state[side]) > 0) PetscFunctionReturn(PETSC_SUCCESS);
  ++run->count->marked_states;
  print_message("# point %lu:%d %d/%d: no state %s: %s\n", run->seed, (int)run->index, (int)run->trial->P, (int)run->trial->Q,
                ghd_state_kind(run->trial->half[side].spec.kind)->name, ghd_state_problem(run->state[side]));
  PetscCall(GhdStateDestroy(&run->state[side]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckPoint(Run *run)
{
  PetscFunctionBegin;
  PetscCall(GhdModelCreate(run->trial->P, run->trial->Q, &run->model));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(FindState(run, side));
  note_part(run, STATES);
  if (run->state[0] && run->state[1]) PetscCall(CheckRays(run));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static char failure[512];

static PetscErrorCode NoteFailure(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode error, PetscErrorType type, const char *text,
                                  void *context)
{
  (void)comm;
  (void)context;
  if (type == PETSC_ERROR_INITIAL) (void)snprintf(failure, sizeof(failure), "error %d in %s (%s:%d): %s", (int)error, function, file, line, text ? text : "");
  return error;
}

static PetscErrorCode Destroy(Run *run)
{
  PetscFunctionBegin;
  PetscCall(GhdJunctionDestroy(&run->junction));
  PetscCall(GhdJunctionDestroy(&run->finer));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdStateDestroy(&run->state[side]));
  PetscCall(GhdModelDestroy(&run->model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Errors that the program makes reasons of are marks too. */
static void judge_failure(Run *run, PetscErrorCode error)
{
  if (error == PETSC_ERR_FP || error == PETSC_ERR_NOT_CONVERGED)
    ++run->count->marked_rays;
  else
    violation(run, "%s", failure);
}

static void note_time(const Run *run, PetscReal seconds)
{
  const Trial *trial = run->trial;

  run->count->seconds += seconds;
  if (number_option("-each", 0))
    print_message("# number %d: %d/%d %s, %s: %.3f s\n", (int)run->index, (int)trial->P, (int)trial->Q, ghd_state_kind(trial->half[0].spec.kind)->name,
                  ghd_state_kind(trial->half[1].spec.kind)->name, seconds);
  if (seconds <= run->count->slowest) return;
  run->count->slowest       = seconds;
  run->count->slowest_index = run->index;
}

static PetscErrorCode RunTrial(unsigned long seed, PetscInt index, PetscInt largest_Q, TrialCount *count)
{
  Trial           trial;
  Run             run   = {.trial = &trial, .seed = seed, .index = index, .count = count};
  const PetscReal start = run.noted = cpu_seconds();
  PetscErrorCode  error;

  PetscFunctionBegin;
  PetscCall(TrialCreate(seed, index, largest_Q, &trial));
  ++count->n_points;
  PetscCall(PetscPushErrorHandler(NoteFailure, NULL));
  error = CheckPoint(&run);
  PetscCall(PetscPopErrorHandler());
  if (error)
    judge_failure(&run, error); /* what a failed call left behind is lost */
  else
    PetscCall(Destroy(&run));
  note_time(&run, cpu_seconds() - start);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode Reduce(TrialCount *count)
{
  PetscInt sum[] = {count->n_points, count->n_states, count->n_rays, count->no_state, count->marked_states, count->marked_rays, count->violations};
  struct {
    double value;
    int    index;
  } slowest = {count->slowest, (int)count->slowest_index};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sum, (PetscMPIInt)PETSC_STATIC_ARRAY_LENGTH(sum), MPIU_INT, MPI_SUM, PETSC_COMM_WORLD));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &slowest, 1, MPI_DOUBLE_INT, MPI_MAXLOC, PETSC_COMM_WORLD));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &count->seconds, 1, MPIU_REAL, MPIU_SUM, PETSC_COMM_WORLD));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, count->part, N_PARTS, MPIU_REAL, MPIU_SUM, PETSC_COMM_WORLD));
  count->n_points      = sum[0];
  count->n_states      = sum[1];
  count->n_rays        = sum[2];
  count->no_state      = sum[3];
  count->marked_states = sum[4];
  count->marked_rays   = sum[5];
  count->violations    = sum[6];
  count->slowest       = slowest.value;
  count->slowest_index = slowest.index;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TrialsRun(PetscInt n, PetscInt largest_Q, TrialCount *count)
{
  const PetscInt      first = number_option("-first", 0);
  const unsigned long seed  = (unsigned long)number_option("-seed", 1);
  PetscMPIInt         rank, size;

  PetscFunctionBegin;
  *count    = (TrialCount){0};
  n         = number_option("-points", n);
  largest_Q = number_option("-largest_q", largest_Q);
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &size));
  for (PetscInt i = first + rank; i < first + n; i += size) PetscCall(RunTrial(seed, i, largest_Q, count));
  PetscCall(Reduce(count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void trials_print(const TrialCount *count)
{
  const PetscReal n = (PetscReal)PetscMax(1, count->n_points);

  print_message("# %d points, %d states (%d are none, %d not found), %d rays (%d marked), %d violations\n", (int)count->n_points, (int)count->n_states,
                (int)count->no_state, (int)count->marked_states, (int)count->n_rays, (int)count->marked_rays, (int)count->violations);
  print_message("# %.3g s a point, the slowest %.3g s: number %d\n", count->seconds / n, count->slowest, (int)count->slowest_index);
  print_message("# states %.3g s a point, junctions %.3g s, rays %.3g s, on finer grids %.3g s\n", count->part[STATES] / n, count->part[JUNCTION] / n,
                count->part[RAYS] / n, count->part[FINER_GRID] / n);
}

void assert_random_points(PetscInt n, PetscInt largest_Q)
{
  TrialCount count;

  assert_ok(TrialsRun(n, largest_Q, &count));
  trials_print(&count);
  assert_all(count.violations == 0);
  assert_all(5 * count.marked_rays <= count.n_rays);
}

void assert_random_point(unsigned long seed, PetscInt index, PetscInt largest_Q)
{
  TrialCount count = {0};

  assert_ok(RunTrial(seed, index, largest_Q, &count));
  assert_true(count.violations == 0);
}
