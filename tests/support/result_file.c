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
static const GhdPointColumn column[] = {
    {{"gamma_over_pi_num", "1", "numerator", "Delta = cos(pi P/Q)"}, PETSC_TRUE, numerator},
    {{"left_beta", "1/J", "inverse temperature", ""}, PETSC_FALSE, beta},
};
static const GhdParameterText parameter[] = {
    {"title", "a test", "", "input:1:8", PETSC_FALSE},
    {"chain.gamma_over_pi", "[1/3, 2/3]", "1", "input:3:20", PETSC_TRUE},
    {"left.beta", "[0.5, 1, 2]", "1/J", "input:4:30", PETSC_TRUE},
    {"rays", "list", "", "default", PETSC_TRUE},
    {"rays.count", "13", "1", "--set", PETSC_TRUE},
    {"accuracy", "1e-10", "1", "default", PETSC_TRUE},
};
static const char *const axis[]                              = {"chain.gamma_over_pi", "left.beta"};
static const PetscInt    axis_length[]                       = {2, 3};
static const PetscInt    string_length[N_POINTS * N_STRINGS] = {1, 2, 1, 2, 1, 2, 1, 0, 1, 0, 1, 0};
static const PetscInt    string_parity[N_POINTS * N_STRINGS] = {1, -1, 1, -1, 1, -1, 1, 0, 1, 0, 1, 0};

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
      .n_strings         = state ? N_STRINGS : 0,
      .n_lambda          = state ? N_LAMBDA : 0,
      .lambda            = lambda,
      .string_length     = string_length,
      .string_parity     = string_parity,
      .string_sign       = string_parity,
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
  PetscReal filling[N_RAYS * N_STRINGS * N_LAMBDA], rho[N_RAYS * N_STRINGS * N_LAMBDA], rho_total[N_RAYS * N_STRINGS * N_LAMBDA];
  PetscReal velocity[N_RAYS * N_STRINGS * N_LAMBDA], jumps[N_RAYS * N_STRINGS * 8];
} Buffers;

static void fill_state(Buffers *b, PetscInt point, PetscInt first, PetscInt n)
{
  for (PetscInt r = 0; r < n; ++r) {
    for (PetscInt i = 0; i < N_STRINGS * N_LAMBDA; ++i) {
      const PetscInt at = r * N_STRINGS * N_LAMBDA + i;

      b->filling[at]   = known(FILLING, i, point, first + r);
      b->rho[at]       = known(RHO, i, point, first + r);
      b->rho_total[at] = known(RHO_TOTAL, i, point, first + r);
      b->velocity[at]  = known(VELOCITY, i, point, first + r);
    }
    for (PetscInt i = 0; i < N_STRINGS * 8; ++i) b->jumps[r * N_STRINGS * 8 + i] = known(JUMPS, i, point, first + r);
  }
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
  if (layout->n_strings > 0) {
    fill_state(&b, point, first, n);
    rows.filling   = b.filling;
    rows.rho       = b.rho;
    rows.rho_total = b.rho_total;
    rows.velocity  = b.velocity;
    rows.jumps     = b.jumps;
  }
  return GhdFileWriteRows(file, &rows);
}

PetscErrorCode WriteKnownBulk(GhdFile file, const GhdFileLayout *layout, PetscInt point, PetscInt side)
{
  PetscReal value[N_OBSERVABLES], error[N_OBSERVABLES];

  for (PetscInt i = 0; i < layout->n_bulk; ++i) {
    value[i] = known(VALUE, i, point, 50 + side);
    error[i] = known(ERROR, i, point, 50 + side);
  }
  return GhdFileWriteBulk(file, point, side, value, error, known(LIGHT_CONE, 0, point, side), known(IDENTITY, 0, point, 50 + side), known_status(point, side));
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
