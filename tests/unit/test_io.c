/* The result file as its readers see it: written through the layer io, read with plain serial HDF5.
   ranks: 1 2 3
   timeout: 120 */
#define H5_USE_110_API /* of H5Ovisit, whatever version is newest */
#include <hdf5.h>
#include <hdf5_hl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <result_file.h>

static const RaysOfFile all_rays[] = {GIVEN_RAYS, AUTO_RAYS, NO_RAYS};

/* Makes an empty file; where wanted, fills it by all ranks. */
static const char *make_file(const char *name, const GhdFileLayout *layout, PetscBool full)
{
  const char *path = test_path(name);
  GhdFile     file;

  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
  if (full) {
    assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
    assert_ok(WriteKnownFile(PETSC_COMM_WORLD, file, layout));
    assert_ok(GhdFileClose(&file, 0));
    assert_all(file == NULL);
  }
  return path;
}

static hid_t open_to_read(const char *path)
{
  hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);

  assert_all(file >= 0);
  return file;
}

/* -- small readers; they know nothing of the layer -- */

static int count_of(hid_t dataset)
{
  hid_t     space = H5Dget_space(dataset);
  const int n     = (int)H5Sget_simple_extent_npoints(space);

  H5Sclose(space);
  return n;
}

/* All values of a dataset, as doubles; the caller's array is large enough. */
static int read_all(hid_t file, const char *path, double value[])
{
  hid_t     dataset = H5Dopen2(file, path, H5P_DEFAULT);
  const int n       = dataset < 0 ? -1 : count_of(dataset);

  assert_true(n >= 0);
  assert_true(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0);
  H5Dclose(dataset);
  return n;
}

/* A text attribute or, without a name, a text dataset; row of a column. Static. */
static const char *read_text(hid_t file, const char *path, const char *attribute, int row)
{
  static char text[65536];
  hid_t       object = H5Oopen(file, path, H5P_DEFAULT), part = attribute ? H5Aopen(object, attribute, H5P_DEFAULT) : object;
  hid_t       type = attribute ? H5Aget_type(part) : H5Dget_type(part);
  size_t      size = H5Tget_size(type);

  memset(text, 0, sizeof(text));
  assert_true(object >= 0 && part >= 0 && H5Tget_class(type) == H5T_STRING && !H5Tis_variable_str(type) &&
              H5Tget_cset(type) == (attribute ? H5T_CSET_UTF8 : H5T_CSET_ASCII));
  if (attribute)
    assert_all(H5Aread(part, type, text) >= 0);
  else
    assert_all(H5Dread(part, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0);
  H5Tclose(type);
  if (attribute) H5Aclose(part);
  H5Oclose(object);
  return text + size * (size_t)row;
}

static long read_integer(hid_t file, const char *path, const char *attribute)
{
  long  value  = -999;
  hid_t object = H5Oopen(file, path, H5P_DEFAULT), part = H5Aopen(object, attribute, H5P_DEFAULT);

  assert_true(part >= 0 && H5Aread(part, H5T_NATIVE_LONG, &value) >= 0);
  H5Aclose(part);
  H5Oclose(object);
  return value;
}

/* -- facts -- */

static void the_file_knows_its_format_and_origin(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  hid_t                file   = open_to_read(make_file("origin", layout, PETSC_FALSE));
  double               shape[2];
  hid_t                points, lengths;

  (void)state;
  assert_string_equal(read_text(file, "/", "format", 0), "xxz-ghd");
  assert_int_equal(read_integer(file, "/", "format_version"), 1);
  assert_string_equal(read_text(file, "/", "title", 0), "a test");
  assert_int_equal(strlen(read_text(file, "/", "created", 0)), strlen("2024-01-31T12:00:00Z"));
  assert_string_equal(read_text(file, "/provenance/version", NULL, 0), ghd_version());
  assert_string_equal(read_text(file, "/provenance/git_commit", NULL, 0), ghd_git_commit());
  assert_string_equal(read_text(file, "/provenance/compiler", NULL, 0), ghd_compiler());
  assert_string_equal(read_text(file, "/provenance/flags", NULL, 0), ghd_compiler_flags());
  assert_non_null(strstr(read_text(file, "/provenance/libraries", NULL, 0), "HDF5"));
  assert_true(strlen(read_text(file, "/provenance/host", NULL, 0)) > 0);
  assert_string_equal(read_text(file, "/provenance/input", NULL, 0), layout->input_text);
  assert_string_equal(read_text(file, "/parameters", "parameters_sha256", 0), layout->parameters_sha256);
  assert_string_equal(read_text(file, "/points", "sweep", 0), "product");
  assert_string_equal(read_text(file, "/points", "axes", 0), "chain.gamma_over_pi");
  assert_string_equal(read_text(file, "/points", "axes", 1), "left.beta");
  points  = H5Gopen2(file, "/points", H5P_DEFAULT);
  lengths = H5Aopen(points, "shape", H5P_DEFAULT);
  assert_true(H5Aread(lengths, H5T_NATIVE_DOUBLE, shape) >= 0);
  assert_true(shape[0] == 2 && shape[1] == 3);
  H5Aclose(lengths);
  H5Gclose(points);
  H5Fclose(file);
}

static void every_parameter_is_there_with_unit_and_source(void **state)
{
  hid_t file = open_to_read(make_file("parameters", result_layout(GIVEN_RAYS, PETSC_FALSE), PETSC_FALSE));

  (void)state;
  assert_string_equal(read_text(file, "/parameters/chain/gamma_over_pi", NULL, 0), "[1/3, 2/3]");
  assert_string_equal(read_text(file, "/parameters/left/beta", NULL, 0), "[0.5, 1, 2]");
  assert_string_equal(read_text(file, "/parameters/left/beta", "unit", 0), "1/J");
  assert_string_equal(read_text(file, "/parameters/left/beta", "source", 0), "input:4:30");
  assert_int_equal(read_integer(file, "/parameters/left/beta", "affects_numbers"), 1);
  assert_int_equal(read_integer(file, "/parameters/title", "affects_numbers"), 0);
  assert_string_equal(read_text(file, "/parameters/rays/value", NULL, 0), "list"); /* rays.count is there too: rays is a group */
  assert_string_equal(read_text(file, "/parameters/rays/count", NULL, 0), "13");
  H5Fclose(file);
}

/* What design says of a dataset: path, number of dimensions, dimensions, type, unit, scales. */
typedef struct {
  const char *path;
  int         n_dims, dim[4];
  char        type; /* d double, i 64-bit integer, c 8-bit integer */
  const char *unit, *scale[4];
} Expected;

static int has_scales(hid_t file, hid_t dataset, const Expected *e)
{
  int good = 1;

  for (int i = 0; i < e->n_dims; ++i) {
    hid_t scale;

    if (!e->scale[i]) continue;
    scale = H5Dopen2(file, e->scale[i], H5P_DEFAULT);
    good &= scale >= 0 && H5DSis_scale(scale) > 0 && H5DSis_attached(dataset, scale, (unsigned)i) > 0 && H5DSget_num_scales(dataset, (unsigned)i) == 1;
    H5Dclose(scale);
  }
  return good;
}

static void check_dataset(hid_t file, const Expected *e)
{
  hid_t       dataset = H5Dopen2(file, e->path, H5P_DEFAULT), type, properties;
  const hid_t stored  = e->type == 'd' ? H5T_IEEE_F64LE : e->type == 'i' ? H5T_STD_I64LE : H5T_STD_I8LE;
  hsize_t     dim[4];
  int         n_dims, good;

  if (dataset < 0) print_error("there is no %s\n", e->path);
  assert_all(dataset >= 0);
  type       = H5Dget_type(dataset);
  properties = H5Dget_create_plist(dataset);
  good       = H5LTget_dataset_ndims(file, e->path, &n_dims) >= 0 && n_dims == e->n_dims && H5LTget_dataset_info(file, e->path, dim, NULL, NULL) >= 0;
  for (int i = 0; good && i < n_dims; ++i) good = (int)dim[i] == e->dim[i];
  good = good && H5Tequal(type, stored) > 0 && H5Pget_layout(properties) == H5D_CONTIGUOUS && H5Dget_offset(dataset) != HADDR_UNDEF &&
         has_scales(file, dataset, e);
  if (!good) print_error("%s has another type, shape, layout or scale\n", e->path);
  assert_all(good);
  assert_string_equal(read_text(file, e->path, "unit", 0), e->unit);
  assert_true(strlen(read_text(file, e->path, "long_name", 0)) > 1);
  assert_non_null(read_text(file, e->path, "formula", 0));
  H5Pclose(properties);
  H5Tclose(type);
  H5Dclose(dataset);
}

static void the_layout_is_that_of_the_contract(void **state)
{
  static const Expected always[] = {
      {"/points/gamma_over_pi_num", 1, {N_POINTS}, 'i', "1", {"/points/point"}},
      {"/points/left_beta", 1, {N_POINTS}, 'd', "1/J", {"/points/point"}},
      {"/bulk/left/q1", 1, {N_POINTS}, 'd', "J", {"/bulk/left/point"}},
      {"/bulk/left/j1_error", 1, {N_POINTS}, 'd', "J^2", {"/bulk/left/point"}},
      {"/bulk/left/light_cone", 1, {N_POINTS}, 'd', "J", {"/bulk/left/point"}},
      {"/bulk/left/identity_error", 1, {N_POINTS}, 'd', "J^2", {"/bulk/left/point"}},
      {"/bulk/left/status", 1, {N_POINTS}, 'c', "1", {"/bulk/left/point"}},
      {"/bulk/left/edge_velocity", 3, {N_POINTS, N_STRINGS, N_EDGES}, 'd', "J", {"/bulk/left/point", "/bulk/left/string", "/bulk/left/edge"}},
      {"/bulk/left/edge_lambda", 3, {N_POINTS, N_STRINGS, N_EDGES}, 'd', "1", {"/bulk/left/point", "/bulk/left/string", "/bulk/left/edge"}},
      {"/bulk/left/string_sign", 2, {N_POINTS, N_STRINGS}, 'i', "1", {"/bulk/left/point", "/bulk/left/string"}},
      {"/bulk/left/lambda", 1, {N_LAMBDA}, 'd', "1", {NULL}},
      {"/bulk/left/velocity", 3, {N_POINTS, N_STRINGS, N_LAMBDA}, 'd', "J", {"/bulk/left/point", "/bulk/left/string", "/bulk/left/lambda"}},
      {"/bulk/left/contribution_j1", 2, {N_POINTS, N_STRINGS}, 'd', "J^2", {"/bulk/left/point", "/bulk/left/string"}},
  };
  static const Expected with_rays[] = {
      {"/bulk/right/sz_error", 1, {N_POINTS}, 'd', "1", {"/bulk/right/point"}},
      {"/profiles/point", 1, {N_POINTS}, 'i', "1", {NULL}},
      {"/state/lambda", 1, {N_LAMBDA}, 'd', "1", {NULL}},
      {"/state/string_parity", 2, {N_POINTS, N_STRINGS}, 'i', "1", {"/state/point", "/state/string"}},
  };
  static const Expected given[] = {
      {"/rays/zeta", 1, {N_RAYS}, 'd', "J", {NULL}},
      {"/rays/weight", 1, {N_RAYS}, 'd', "J", {"/rays/zeta"}},
      {"/profiles/zeta", 1, {N_RAYS}, 'd', "J", {NULL}},
      {"/profiles/j1", 2, {N_POINTS, N_RAYS}, 'd', "J^2", {"/profiles/point", "/profiles/zeta"}},
      {"/profiles/j1_error", 2, {N_POINTS, N_RAYS}, 'd', "J^2", {"/profiles/point", "/profiles/zeta"}},
      {"/identity_error", 2, {N_POINTS, N_RAYS}, 'd', "J^2", {"/point", "/zeta"}},
      {"/seconds", 2, {N_POINTS, N_RAYS}, 'd', "s", {"/point", "/zeta"}},
      {"/iterations", 2, {N_POINTS, N_RAYS}, 'i', "1", {"/point", "/zeta"}},
      {"/status", 2, {N_POINTS, N_RAYS}, 'c', "1", {"/point", "/zeta"}},
      {"/state/velocity", 4, {N_POINTS, N_RAYS, N_STRINGS, N_LAMBDA}, 'd', "J", {"/state/point", "/state/zeta", "/state/string", "/state/lambda"}},
      {"/state/contribution_q1", 3, {N_POINTS, N_RAYS, N_STRINGS}, 'd', "J", {"/state/point", "/state/zeta", "/state/string"}},
      {"/state/jumps", 4, {N_POINTS, N_RAYS, N_STRINGS, 8}, 'd', "1", {"/state/point", "/state/zeta", "/state/string", "/state/jump"}},
  };
  static const Expected chosen[] = {
      {"/rays/zeta", 2, {N_POINTS, N_RAYS}, 'd', "J", {"/rays/point", "/rays/ray"}},
      {"/rays/weight", 2, {N_POINTS, N_RAYS}, 'd', "J", {"/rays/point", "/rays/ray"}},
      {"/profiles/ray", 1, {N_RAYS}, 'i', "1", {NULL}},
      {"/profiles/sz", 2, {N_POINTS, N_RAYS}, 'd', "1", {"/profiles/point", "/profiles/ray"}},
      {"/state/filling", 4, {N_POINTS, N_RAYS, N_STRINGS, N_LAMBDA}, 'd', "1", {"/state/point", "/state/ray", "/state/string", "/state/lambda"}},
  };

  (void)state;
  for (size_t v = 0; v < 3; ++v) {
    hid_t file = open_to_read(make_file("layout", result_layout(all_rays[v], PETSC_TRUE), PETSC_FALSE));

    for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(always); ++i) check_dataset(file, &always[i]);
    for (size_t i = 0; all_rays[v] != NO_RAYS && i < PETSC_STATIC_ARRAY_LENGTH(with_rays); ++i) check_dataset(file, &with_rays[i]);
    for (size_t i = 0; all_rays[v] == GIVEN_RAYS && i < PETSC_STATIC_ARRAY_LENGTH(given); ++i) check_dataset(file, &given[i]);
    for (size_t i = 0; all_rays[v] == AUTO_RAYS && i < PETSC_STATIC_ARRAY_LENGTH(chosen); ++i) check_dataset(file, &chosen[i]);
    if (all_rays[v] == NO_RAYS)
      assert_true(!H5Lexists(file, "/rays", H5P_DEFAULT) && !H5Lexists(file, "/profiles", H5P_DEFAULT) && !H5Lexists(file, "/status", H5P_DEFAULT) &&
                  !H5Lexists(file, "/state", H5P_DEFAULT));
    H5Fclose(file);
  }
}

static void the_status_names_its_codes(void **state)
{
  hid_t file = open_to_read(make_file("codes", result_layout(GIVEN_RAYS, PETSC_FALSE), PETSC_FALSE));

  (void)state;
  assert_int_equal(read_integer(file, "/status", "not_done"), 0);
  assert_int_equal(read_integer(file, "/status", "converged"), 1);
  assert_int_equal(read_integer(file, "/status", "bulk"), 2);
  assert_int_equal(read_integer(file, "/status", "jumps"), -2);
  assert_int_equal(read_integer(file, "/bulk/right/status", "memory"), -6);
  assert_int_equal(read_integer(file, "/status", "chunk"), CHUNK);
  assert_non_null(strstr(read_text(file, "/status", "meaning", 0), "-5: a value is not finite"));
  H5Fclose(file);
}

static void texts_say_what_a_dataset_is(void **state)
{
  hid_t file = open_to_read(make_file("texts", result_layout(GIVEN_RAYS, PETSC_FALSE), PETSC_FALSE));

  (void)state;
  assert_string_equal(read_text(file, "/profiles/q1", "long_name", 0), "energy density");
  assert_string_equal(read_text(file, "/profiles/q1", "formula", 0), "sum_k int q_{1,k} rho_k dlambda");
  assert_string_equal(read_text(file, "/profiles/j1", "formula", 0), "");
  assert_string_equal(read_text(file, "/profiles/q1_error", "long_name", 0), "error estimate of energy density");
  assert_string_equal(read_text(file, "/bulk/left/string_parity", "formula", 0), "upsilon_k");
  assert_string_equal(read_text(file, "/bulk/left/sz", "long_name", 0), "magnetisation per site \xe2\x9f\xa8s\xe1\xb6\xbb\xe2\x9f\xa9");
  H5Fclose(file);
}

static herr_t check_is_empty(hid_t file, const char *path, const H5O_info_t *info, void *n_checked)
{
  static const char *const computed[] = {"profiles/", "state/", "bulk/", "rays/zeta", "rays/weight", "identity_error", "seconds"};
  double                   value[N_POINTS * N_RAYS * N_STRINGS * 8];
  hid_t                    dataset, type;
  int                      wanted = 0;

  for (size_t i = 0; i < PETSC_STATIC_ARRAY_LENGTH(computed); ++i) wanted |= !strncmp(path, computed[i], strlen(computed[i]));
  if (info->type != H5O_TYPE_DATASET || !wanted) return 0;
  dataset = H5Dopen2(file, path, H5P_DEFAULT);
  type    = H5Dget_type(dataset);
  if (H5Tget_class(type) == H5T_FLOAT && H5DSis_scale(dataset) == 0) {
    const int n     = read_all(file, path, value);
    int       empty = 1;

    for (int i = 0; i < n; ++i) empty &= isnan(value[i]);
    assert_all(empty);
    ++*(int *)n_checked;
  }
  H5Tclose(type);
  H5Dclose(dataset);
  return 0;
}

static void what_is_not_computed_is_nan_and_its_status_is_0(void **state)
{
  hid_t  file      = open_to_read(make_file("empty", result_layout(AUTO_RAYS, PETSC_TRUE), PETSC_FALSE));
  int    n_checked = 0;
  double status[N_POINTS * N_RAYS];

  (void)state;
  assert_true(H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, check_is_empty, &n_checked) >= 0);
  assert_int_equal(n_checked, 2 * N_OBSERVABLES + 5 + N_OBSERVABLES + 2 * (2 * N_OBSERVABLES + 2 + 2 + 4 + N_OBSERVABLES) + 2 + 2);
  assert_int_equal(read_all(file, "/status", status), N_POINTS * N_RAYS);
  for (int i = 0; i < N_POINTS * N_RAYS; ++i) assert_true(status[i] == 0);
  assert_int_equal(read_all(file, "/bulk/right/status", status), N_POINTS);
  for (int i = 0; i < N_POINTS; ++i) assert_true(status[i] == 0);
  H5Fclose(file);
}

static void given_rays_carry_the_weights_of_the_trapezoidal_rule(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  hid_t                file   = open_to_read(make_file("weights", layout, PETSC_FALSE));
  double               zeta[N_RAYS], weight[N_RAYS], integral = 0;

  (void)state;
  read_all(file, "/rays/weight", weight);
  read_all(file, "/profiles/zeta", zeta);
  for (int r = 0; r < N_RAYS; ++r) {
    assert_true(zeta[r] == layout->zeta[r]);
    integral += weight[r] * (2 * zeta[r] + 1);
  }
  assert_close(integral, 3.0, 1e-14); /* linear functions are integrated exactly: int_{-1.5}^{1.5} (2 x + 1) dx */
  H5Fclose(file);
}

static void compare_rows(hid_t file, const char *path, int what, int index, int n_inner)
{
  static double value[N_POINTS * N_RAYS * N_STRINGS * 8];
  int           same = read_all(file, path, value) == N_POINTS * N_RAYS * n_inner;

  for (int p = 0; p < N_POINTS; ++p)
    for (int r = 0; r < N_RAYS; ++r)
      for (int i = 0; i < n_inner; ++i) same &= value[(p * N_RAYS + r) * n_inner + i] == known(what, index + i, p, r);
  assert_all(same);
}

static void compare_bulk(hid_t file, int side, const char *name, int what, int index, int n_inner)
{
  double value[N_POINTS * N_STRINGS * N_LAMBDA];
  char   path[64];
  int    same;

  snprintf(path, sizeof(path), "/bulk/%s/%s", side ? "right" : "left", name);
  same = read_all(file, path, value) == N_POINTS * n_inner;
  for (int p = 0; p < N_POINTS; ++p)
    for (int i = 0; i < n_inner; ++i) same &= value[p * n_inner + i] == known(what, index + i, p, 50 + side);
  assert_all(same);
}

static void what_all_ranks_write_is_read_back(void **state)
{
  const char *path = make_file("full", result_layout(AUTO_RAYS, PETSC_TRUE), PETSC_TRUE);
  hid_t       file = open_to_read(path);
  double      value[N_POINTS * N_RAYS];

  (void)state;
  compare_rows(file, "/profiles/q1", VALUE, 0, 1);
  compare_rows(file, "/profiles/j1", VALUE, 1, 1);
  compare_rows(file, "/profiles/sz", VALUE, 2, 1);
  compare_rows(file, "/profiles/sz_error", ERROR, 2, 1);
  compare_rows(file, "/identity_error", IDENTITY, 0, 1);
  compare_rows(file, "/seconds", SECONDS, 0, 1);
  compare_rows(file, "/iterations", 0, 0, 1);
  compare_rows(file, "/rays/zeta", ZETA, 0, 1);
  compare_rows(file, "/rays/weight", WEIGHT, 0, 1);
  compare_rows(file, "/state/filling", FILLING, 0, N_STRINGS * N_LAMBDA);
  compare_rows(file, "/state/rho", RHO, 0, N_STRINGS * N_LAMBDA);
  compare_rows(file, "/state/rho_total", RHO_TOTAL, 0, N_STRINGS * N_LAMBDA);
  compare_rows(file, "/state/velocity", VELOCITY, 0, N_STRINGS * N_LAMBDA);
  compare_rows(file, "/state/jumps", JUMPS, 0, N_STRINGS * 8);
  compare_rows(file, "/state/contribution_q1", CONTRIBUTION, 0, N_STRINGS);
  compare_rows(file, "/state/contribution_sz", CONTRIBUTION, 20, N_STRINGS);
  for (int side = 0; side < 2; ++side) {
    compare_bulk(file, side, "edge_velocity", EDGE_VELOCITY, 0, N_STRINGS * N_EDGES);
    compare_bulk(file, side, "edge_lambda", EDGE_LAMBDA, 0, N_STRINGS * N_EDGES);
    compare_bulk(file, side, "filling", FILLING, 0, N_STRINGS * N_LAMBDA);
    compare_bulk(file, side, "rho", RHO, 0, N_STRINGS * N_LAMBDA);
    compare_bulk(file, side, "rho_total", RHO_TOTAL, 0, N_STRINGS * N_LAMBDA);
    compare_bulk(file, side, "velocity", VELOCITY, 0, N_STRINGS * N_LAMBDA);
    compare_bulk(file, side, "contribution_j1", CONTRIBUTION, 10, N_STRINGS);
  }
  read_all(file, "/status", value);
  for (int i = 0; i < N_POINTS * N_RAYS; ++i) assert_true(value[i] == known_status(i / N_RAYS, i % N_RAYS));
  read_all(file, "/bulk/right/j1", value);
  for (int p = 0; p < N_POINTS; ++p) assert_true(value[p] == known(VALUE, 1, p, 51));
  read_all(file, "/bulk/left/light_cone", value);
  for (int p = 0; p < N_POINTS; ++p) assert_true(value[p] == known(LIGHT_CONE, 0, p, 0));
  read_all(file, "/bulk/right/status", value);
  for (int p = 0; p < N_POINTS; ++p) assert_true(value[p] == known_status(p, 1));
  read_all(file, "/state/string_length", value);
  assert_true(value[0] == 1 && value[1] == 2 && value[2 * N_POINTS - 1] == 0);
  H5Fclose(file);
}

/* More points than are written at once; the part begins in the middle of the sweep. */
static void tables_along_an_axis_are_spread_over_the_points(void **state)
{
  enum { MANY = 10000 };
  static double        value[MANY * N_STRINGS];
  const PetscReal      beta[5]   = {0.1, 0.2, 0.3, 0.4, 0.5};
  const PetscInt       length[4] = {1, 2, 1, 0};
  const GhdPointColumn column    = {{"left_beta", "1/J", "inverse temperature", ""}, PETSC_FALSE, beta, {.first = 7, .stride = 3, .n = 5}};
  GhdFileLayout       *layout    = result_layout(NO_RAYS, PETSC_FALSE);
  hid_t                file;

  (void)state;
  layout->n_points        = MANY;
  layout->n_axes          = 0;
  layout->n_point_columns = 1;
  layout->point_column    = &column;
  layout->string_length   = length;
  layout->string_row      = (GhdPointRow){.first = 7, .stride = 15, .n = 2};
  file                    = open_to_read(make_file("spread", layout, PETSC_FALSE));
  assert_int_equal(read_all(file, "/points/left_beta", value), MANY);
  for (int p = 0; p < MANY; ++p) assert_true(value[p] == beta[(p + 7) / 3 % 5]);
  assert_int_equal(read_all(file, "/bulk/left/string_length", value), MANY * N_STRINGS);
  for (int p = 0; p < MANY; ++p) assert_true(value[2 * p] == 1 && value[2 * p + 1] == ((p + 7) / 15 % 2 ? 0 : 2));
  H5Fclose(file);
}

static void all_ranks_learn_what_is_done(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char          *path   = make_file("done", layout, PETSC_FALSE);
  GhdFile              file;
  PetscMPIInt          rank, n_ranks;
  int8_t               status[N_POINTS * N_RAYS], bulk[N_POINTS];
  int                  same = 1;

  (void)state;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
  if (rank == n_ranks - 1) {
    assert_int_equal(WriteKnownRows(file, layout, 2, 5, 4), 0);
    assert_int_equal(WriteKnownBulk(file, layout, 0, 0), 0);
    for (PetscInt side = 0; side < 2; ++side) assert_int_equal(WriteKnownBulk(file, layout, 3, side), 0);
  }
  assert_ok(GhdFileClose(&file, 75));
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file));
  assert_ok(GhdFileReadStatus(file, rank ? NULL : status, rank ? NULL : bulk));
  assert_ok(GhdFileClose(&file, 0));
  MPI_Bcast(status, N_POINTS * N_RAYS, MPI_INT8_T, 0, PETSC_COMM_WORLD);
  MPI_Bcast(bulk, N_POINTS, MPI_INT8_T, 0, PETSC_COMM_WORLD);
  for (int i = 0; i < N_POINTS * N_RAYS; ++i) same &= status[i] == (i / N_RAYS == 2 && i % N_RAYS >= 5 && i % N_RAYS < 9 ? known_status(2, i % N_RAYS) : 0);
  /* point 0: one side only; point 3: one side converged (1), one did not (-4) */
  for (int p = 0; p < N_POINTS; ++p) same &= bulk[p] == (p == 3 ? PetscMin(known_status(3, 0), known_status(3, 1)) : 0);
  assert_all(same);
  assert_all(bulk[3] != 0);
}

static void attempts_are_recorded_in_turn(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char          *path   = make_file("attempts", layout, PETSC_FALSE);
  const long           before = 62; /* attempts that we pretend to have made: the next four go round the end of the 64 rows */
  double               status[64], ranks[64], count;
  PetscMPIInt          rank, n_ranks;
  GhdFile              open_file;
  hid_t                file, dataset;

  (void)state;
  MPI_Comm_rank(PETSC_COMM_WORLD, &rank);
  MPI_Comm_size(PETSC_COMM_WORLD, &n_ranks);
  if (rank == 0) {
    file    = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    dataset = H5Dopen2(file, "/provenance/attempts/count", H5P_DEFAULT);
    assert_true(H5Dwrite(dataset, H5T_NATIVE_LONG, H5S_ALL, H5S_ALL, H5P_DEFAULT, &before) >= 0);
    H5Dclose(dataset);
    H5Fclose(file);
  }
  MPI_Barrier(PETSC_COMM_WORLD);
  for (int i = 0; i < 4; ++i) {
    assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &open_file));
    if (i < 3) assert_ok(GhdFileClose(&open_file, 100 + i));
  }
  file = open_to_read(path); /* while the last attempt is running */
  read_all(file, "/provenance/attempts/count", &count);
  assert_int_equal(read_all(file, "/provenance/attempts/exit_status", status), 64);
  read_all(file, "/provenance/attempts/ranks", ranks);
  assert_true(count == before + 4);
  assert_true(status[62] == 100 && status[63] == 101 && status[0] == 102 && status[1] == -1 && status[2] == -1);
  assert_true(ranks[1] == n_ranks);
  assert_int_equal(strlen(read_text(file, "/provenance/attempts/start_time", NULL, 1)), strlen("2024-01-31T12:00:00Z"));
  assert_int_equal(strlen(read_text(file, "/provenance/attempts/end_time", NULL, 0)), strlen("2024-01-31T12:00:00Z"));
  assert_string_equal(read_text(file, "/provenance/attempts/end_time", NULL, 1), "");
  assert_string_equal(read_text(file, "/provenance/attempts/git_commit", NULL, 1), ghd_git_commit());
  H5Fclose(file);
  assert_ok(GhdFileClose(&open_file, 0));
}

/* -- the promise behind kill -9: during a run nothing but raw data changes -- */

static unsigned char *contents(const char *path, size_t *size)
{
  FILE          *file = fopen(path, "rb");
  struct stat    info;
  unsigned char *byte;

  assert_true(file && !fstat(fileno(file), &info));
  byte  = malloc((size_t)info.st_size);
  *size = fread(byte, 1, (size_t)info.st_size, file);
  fclose(file);
  return byte;
}

/* Marks the bytes of a dataset. */
static herr_t mark_raw_data(hid_t file, const char *path, const H5O_info_t *info, void *raw)
{
  hid_t dataset;

  if (info->type != H5O_TYPE_DATASET) return 0;
  dataset = H5Dopen2(file, path, H5P_DEFAULT);
  memset((unsigned char *)raw + H5Dget_offset(dataset), 1, H5Dget_storage_size(dataset));
  H5Dclose(dataset);
  return 0;
}

static void a_run_changes_raw_data_only(void **state)
{
  GhdFileLayout *layout = result_layout(AUTO_RAYS, PETSC_TRUE);
  const char    *path   = make_file("raw", layout, PETSC_FALSE);
  size_t         size_before, size_after, n_raw_changed = 0, n_other_changed = 0;
  unsigned char *before = contents(path, &size_before), *after, *raw = calloc(1, size_before);
  GhdFile        open_file;
  hid_t          file;

  (void)state;
  MPI_Barrier(PETSC_COMM_WORLD);
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &open_file));
  assert_ok(WriteKnownFile(PETSC_COMM_WORLD, open_file, layout));
  MPI_Barrier(PETSC_COMM_WORLD);
  file = open_to_read(path);
  assert_true(H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, mark_raw_data, raw) >= 0);
  H5Fclose(file);
  for (int closed = 0; closed < 2; ++closed) { /* as a kill would leave it, and closed */
    if (closed) assert_ok(GhdFileClose(&open_file, 0));
    after = contents(path, &size_after);
    assert_all(size_before == size_after);
    for (size_t i = 0; i < size_before; ++i) *(raw[i] ? &n_raw_changed : &n_other_changed) += before[i] != after[i];
    assert_all(n_other_changed == 0);
    assert_all(n_raw_changed > (size_t)(N_POINTS * N_RAYS * 2 * N_OBSERVABLES));
    free(after);
    MPI_Barrier(PETSC_COMM_WORLD);
  }
  free(before);
  free(raw);
}

static void its_size_is_known_beforehand(void **state)
{
  static const char *const name[] = {"size_given", "size_auto", "size_none"}; /* each its own: ranks look when they get to it */

  (void)state;
  for (size_t v = 0; v < 3; ++v) {
    GhdFileLayout *layout = result_layout(all_rays[v], (PetscBool)(v == 0));
    struct stat    info;

    assert_int_equal(stat(make_file(name[v], layout, PETSC_FALSE), &info), 0);
    assert_true(ghd_file_size(layout) >= (double)info.st_size);
    assert_true(ghd_file_size(layout) <= 1.5 * (double)info.st_size);
  }
}

static void a_new_file_replaces_the_old_one_whole(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char          *path   = make_file("replace", layout, PETSC_TRUE);
  char                 while_new[PETSC_MAX_PATH_LEN];
  double               status[N_POINTS * N_RAYS];
  hid_t                file;

  (void)state;
  assert_ok(GhdFileCreate(PETSC_COMM_WORLD, path, layout));
  file = open_to_read(path);
  read_all(file, "/status", status);
  H5Fclose(file);
  for (int i = 0; i < N_POINTS * N_RAYS; ++i) assert_true(status[i] == 0);
  snprintf(while_new, sizeof(while_new), "%s.new", path);
  assert_int_equal(access(while_new, F_OK), -1);
}

static void rows_outside_the_file_are_refused(void **state)
{
  const GhdFileLayout *layout = result_layout(GIVEN_RAYS, PETSC_FALSE);
  GhdFile              file;

  (void)state;
  assert_ok(GhdFileOpen(PETSC_COMM_WORLD, make_file("outside", layout, PETSC_FALSE), layout, &file));
  assert_error(WriteKnownRows(file, layout, 0, N_RAYS - 1, 2), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(WriteKnownRows(file, layout, N_POINTS, 0, 1), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(WriteKnownBulk(file, layout, 0, 2), PETSC_ERR_ARG_OUTOFRANGE);
  assert_error(GhdFileWriteRays(file, 0, layout->zeta, layout->zeta), PETSC_ERR_ARG_WRONGSTATE);
  assert_ok(GhdFileClose(&file, 0));
}

static void a_file_of_another_layout_cannot_be_opened(void **state)
{
  GhdFileLayout    *layout   = result_layout(GIVEN_RAYS, PETSC_FALSE);
  const char       *path     = make_file("another", layout, PETSC_FALSE);
  const GhdQuantity other[1] = {{"q7", "J^7", "a charge that the file has not", ""}};
  GhdFile           file;

  (void)state;
  layout->n_profiles = 1;
  layout->profile    = other;
  assert_error(GhdFileOpen(PETSC_COMM_WORLD, path, layout, &file), PETSC_ERR_FILE_OPEN);
  assert_all(file == NULL);
  assert_error(GhdFileOpen(PETSC_COMM_WORLD, "/nowhere/result.h5", layout, &file), PETSC_ERR_FILE_OPEN);
  assert_all(file == NULL);
  assert_ok(GhdFileClose(&file, 0)); /* of what was never open */
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_file_knows_its_format_and_origin),
      cmocka_unit_test(every_parameter_is_there_with_unit_and_source),
      cmocka_unit_test(the_layout_is_that_of_the_contract),
      cmocka_unit_test(the_status_names_its_codes),
      cmocka_unit_test(texts_say_what_a_dataset_is),
      cmocka_unit_test(what_is_not_computed_is_nan_and_its_status_is_0),
      cmocka_unit_test(given_rays_carry_the_weights_of_the_trapezoidal_rule),
      cmocka_unit_test(what_all_ranks_write_is_read_back),
      cmocka_unit_test(tables_along_an_axis_are_spread_over_the_points),
      cmocka_unit_test(all_ranks_learn_what_is_done),
      cmocka_unit_test(attempts_are_recorded_in_turn),
      cmocka_unit_test(a_run_changes_raw_data_only),
      cmocka_unit_test(its_size_is_known_beforehand),
      cmocka_unit_test(a_new_file_replaces_the_old_one_whole),
      cmocka_unit_test(rows_outside_the_file_are_refused),
      cmocka_unit_test(a_file_of_another_layout_cannot_be_opened),
  };
  int failed;

  setenv("OMPI_MCA_mpi_yield_when_idle", "1", 1); /* ranks that wait leave the core to those that work */
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("io", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
