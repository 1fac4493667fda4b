#include <stdlib.h>

#include "result_file.h"

static const PetscReal zeta[N_RAYS]        = {-1.5, -1.0, -0.8, -0.5, -0.3, -0.1, 0.0, 0.1, 0.3, 0.5, 0.8, 1.0, 1.5};
static const PetscReal lambda[N_LAMBDA]    = {-2, -1, 0, 1, 2};
static const PetscReal numerator[N_POINTS] = {1, 1, 1, 2, 2, 2}, beta[N_POINTS] = {0.5, 1, 2, 0.5, 1, 2};

static const GhdQuantity observable[N_OBSERVABLES] = {
    {"q1", "J", "energy density", "sum_k int q_{1,k} rho_k dlambda"},
    {"j1", "J^2", "energy current", ""},
    {"sz", "1", "magnetisation per site \xe2\x9f\xa8s\xe1\xb6\xbb\xe2\x9f\xa9", "1/2 - sum_k n_k int rho_k dlambda"}, /* UTF-8 */
};
static const GhdQuantity contribution[N_OBSERVABLES] = {
    {"contribution_q1", "J", "energy density", "int q_{1,k} rho_k dlambda"},
    {"contribution_j1", "J^2", "energy current", ""},
    {"contribution_sz", "1", "magnetisation per site", "-n_k int rho_k dlambda"},
};
static const GhdPointColumn column[] = {
    {{"gamma_over_pi_num", "1", "numerator", "Delta = cos(pi P/Q)"}, PETSC_TRUE, numerator, {0}},
    {{"left_beta", "1/J", "inverse temperature", ""}, PETSC_FALSE, beta, {0}},
};
static const GhdParameterText parameter[] = {
    {"title", "a test", "", "input:1:8", PETSC_FALSE, PETSC_FALSE},
    {"chain.gamma_over_pi", "[1/3, 2/3]", "1", "input:3:20", PETSC_TRUE, PETSC_TRUE},
    {"left.beta", "[0.5, 1, 2]", "1/J", "input:4:30", PETSC_TRUE, PETSC_TRUE},
    {"rays", "list", "", "default", PETSC_TRUE, PETSC_FALSE},
    {"rays.count", "13", "1", "--set", PETSC_TRUE, PETSC_FALSE},
    {"accuracy", "1e-10", "1", "default", PETSC_TRUE, PETSC_FALSE},
};
static const char *const axis[]                       = {"chain.gamma_over_pi", "left.beta"};
static const PetscInt    axis_length[]                = {2, 3};
static const PetscInt    string_length[2 * N_STRINGS] = {1, 2, 1, 0}; /* of either gamma/pi, three points each */
static const PetscInt    string_parity[2 * N_STRINGS] = {1, -1, 1, 0};

GhdFileLayout *result_layout(RaysOfFile rays, PetscBool state)
{
  static GhdFileLayout layout;

  layout = (GhdFileLayout){
      .title             = "a test",
      .input_text        = "title: a test\nchain: {delta: 0.5} # \xce\x94\n",
      .parameters_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      .n_parameters      = PETSC_STATIC_ARRAY_LENGTH(parameter),
      .parameter         = parameter,
      .n_points          = N_POINTS,
      .n_rays            = rays == NO_RAYS ? 0 : N_RAYS,
      .n_point_columns   = PETSC_STATIC_ARRAY_LENGTH(column),
      .point_column      = column,
      .sweep             = "product",
      .n_axes            = 2,
      .axis              = axis,
      .axis_length       = axis_length,
      .auto_rays         = (PetscBool)(rays == AUTO_RAYS),
      .zeta              = rays == GIVEN_RAYS ? zeta : NULL,
      .n_profiles        = N_OBSERVABLES,
      .profile           = observable,
      .n_bulk            = N_OBSERVABLES,
      .bulk              = observable,
      .has_right         = (PetscBool)(rays != NO_RAYS),
      .n_edges           = N_EDGES,
      .n_strings         = N_STRINGS,
      .n_lambda          = state ? N_LAMBDA : 0,
      .lambda            = lambda,
      .contribution      = contribution,
      .string_length     = string_length,
      .string_parity     = string_parity,
      .string_sign       = string_parity,
      .string_row        = {.first = 0, .stride = 3, .n = 2},
      .chunk             = CHUNK,
  };
  return &layout;
}

const char *test_path(const char *name)
{
  static char path[PETSC_MAX_PATH_LEN];
  const char *folder = getenv("GHD_TMP");
  int         n_ranks;

  MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);
  snprintf(path, sizeof(path), "%s/%s.%d.h5", folder ? folder : "/tmp", name, n_ranks);
  return path;
}

/* -- writing -- */

typedef struct {
  PetscReal value[N_OBSERVABLES * N_RAYS], error[N_OBSERVABLES * N_RAYS], identity_error[N_RAYS], seconds[N_RAYS];
  PetscInt  iterations[N_RAYS], status[N_RAYS];
  PetscReal distribution[4][N_RAYS * N_STRINGS * N_LAMBDA], contribution[N_OBSERVABLES * N_RAYS * N_STRINGS], jumps[N_RAYS * N_STRINGS * 8];
} Buffers;

/* As if of rays first .. first + n - 1. */
static GhdStateRows known_state(Buffers *b, PetscInt point, PetscInt first, PetscInt n)
{
  static const int what[4] = {FILLING, RHO, RHO_TOTAL, VELOCITY};
  GhdStateRows     state   = {.contribution = b->contribution};

  for (PetscInt d = 0; d < 4; ++d) {
    state.distribution[d] = b->distribution[d];
    for (PetscInt i = 0; i < n * N_STRINGS * N_LAMBDA; ++i)
      b->distribution[d][i] = known(what[d], (int)(i % (N_STRINGS * N_LAMBDA)), (int)point, (int)(first + i / (N_STRINGS * N_LAMBDA)));
  }
  for (PetscInt p = 0; p < N_OBSERVABLES; ++p)
    for (PetscInt i = 0; i < n * N_STRINGS; ++i)
      b->contribution[p * n * N_STRINGS + i] = known(CONTRIBUTION, (int)(10 * p + i % N_STRINGS), (int)point, (int)(first + i / N_STRINGS));
  return state;
}

PetscErrorCode WriteKnownRows(GhdFile file, const GhdFileLayout *layout, PetscInt point, PetscInt first, PetscInt n)
{
  static Buffers b;
  GhdRows        rows = {.point = point, .first_ray = first, .n = n};

  for (PetscInt r = 0; r < n; ++r) {
    for (PetscInt p = 0; p < N_OBSERVABLES; ++p) {
      b.value[p * n + r] = known(VALUE, p, point, first + r);
      b.error[p * n + r] = known(ERROR, p, point, first + r);
    }
    b.identity_error[r] = known(IDENTITY, 0, point, first + r);
    b.seconds[r]        = known(SECONDS, 0, point, first + r);
    b.iterations[r]     = (PetscInt)known(0, 0, point, first + r);
    b.status[r]         = known_status(point, first + r);
  }
  rows.value          = b.value;
  rows.error          = b.error;
  rows.identity_error = b.identity_error;
  rows.seconds        = b.seconds;
  rows.iterations     = b.iterations;
  rows.status         = b.status;
  if (layout->n_lambda > 0) {
    for (PetscInt i = 0; i < n * N_STRINGS * 8; ++i) b.jumps[i] = known(JUMPS, (int)(i % (N_STRINGS * 8)), (int)point, (int)(first + i / (N_STRINGS * 8)));
    rows.state = known_state(&b, point, first, n);
    rows.jumps = b.jumps;
  }
  return GhdFileWriteRows(file, &rows);
}

PetscErrorCode WriteKnownBulk(GhdFile file, const GhdFileLayout *layout, PetscInt point, PetscInt side)
{
  static Buffers b;
  PetscReal      value[N_OBSERVABLES], error[N_OBSERVABLES], velocity[N_STRINGS * N_EDGES], lambda_of[N_STRINGS * N_EDGES];
  GhdBulkRow     row = {.point = point, .side = side, .value = value, .error = error, .edge_velocity = velocity, .edge_lambda = lambda_of};

  for (PetscInt i = 0; i < layout->n_bulk; ++i) {
    value[i] = known(VALUE, i, point, 50 + side);
    error[i] = known(ERROR, i, point, 50 + side);
  }
  for (PetscInt i = 0; i < N_STRINGS * N_EDGES; ++i) {
    velocity[i]  = known(EDGE_VELOCITY, i, point, 50 + side);
    lambda_of[i] = known(EDGE_LAMBDA, i, point, 50 + side);
  }
  row.light_cone     = known(LIGHT_CONE, 0, point, side);
  row.identity_error = known(IDENTITY, 0, point, 50 + side);
  row.status         = known_status(point, side);
  if (layout->n_lambda > 0) row.state = known_state(&b, point, 50 + side, 1);
  return GhdFileWriteBulk(file, &row);
}

static PetscErrorCode WriteKnownRays(GhdFile file, PetscInt point)
{
  PetscReal chosen[N_RAYS], weight[N_RAYS];

  for (PetscInt r = 0; r < N_RAYS; ++r) {
    chosen[r] = known(ZETA, 0, point, r);
    weight[r] = known(WEIGHT, 0, point, r);
  }
  return GhdFileWriteRays(file, point, chosen, weight);
}

PetscErrorCode WriteKnownFile(MPI_Comm comm, GhdFile file, const GhdFileLayout *layout)
{
  PetscMPIInt rank, n_ranks;
  PetscInt    turn = 0;

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  PetscCallMPI(MPI_Comm_size(comm, &n_ranks));
  for (PetscInt point = 0; point < layout->n_points; ++point) {
    if (layout->auto_rays && turn++ % n_ranks == rank) PetscCall(WriteKnownRays(file, point));
    for (PetscInt side = 0; side < (layout->has_right ? 2 : 1); ++side)
      if (turn++ % n_ranks == rank) PetscCall(WriteKnownBulk(file, layout, point, side));
    for (PetscInt first = 0; first < layout->n_rays; first += layout->chunk)
      if (turn++ % n_ranks == rank) PetscCall(WriteKnownRows(file, layout, point, first, PetscMin(layout->chunk, layout->n_rays - first)));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
