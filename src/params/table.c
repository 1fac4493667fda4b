/* The rows of the table of parameters, in the order in which they are read, recorded and printed. */

#include "table.h"
#include <stddef.h>

#define TOP(name)         NULL, name, name
#define IN(section, name) section, name, section "." name
#define AT(member)        offsetof(struct GhdParameters_, member)

static const char *const sweeps[]  = {[GHD_SWEEP_PRODUCT] = "product", [GHD_SWEEP_ZIP] = "zip", NULL};
static const char *const methods[] = {[GHD_RAY_JUMP_RESOLVED] = "jump_resolved", [GHD_RAY_FIXED_GRID] = "fixed_grid", NULL};
static const char *const bools[]   = {"false", "true", NULL};

static const GhdParameterRow rows[] = {
    {TOP("title"), .type = "text", .unit = "", .fallback = "\"\"", .allowed = "one line of at most 200 bytes", .cosmetic = PETSC_TRUE,
     .doc = "name of the run, for people", .read = GhdReadTitle},
    {IN("chain", "gamma_over_pi"), .type = "fraction", .unit = "1", .allowed = "P/Q with 0 < P/Q < 1, Q <= 1000", .axis = PETSC_TRUE,
     .doc = "anisotropy Delta = cos(gamma), as the exact fraction gamma/pi", .read = GhdReadGammaOverPi},
    {IN("chain", "max_denominator"), .type = "integer", .unit = "1", .range = {2, GHD_MAX_Q, NULL, NULL},
     .doc = "with delta: take the P/Q with Q up to this whose Delta is nearest", .read = GhdReadMaxDenominator},
    {IN("chain", "delta"), .type = "number", .unit = "1", .range = {-1.0, 1.0, NULL, "both excluded"}, .axis = PETSC_TRUE,
     .doc = "instead of gamma_over_pi: Delta = cos(pi P/Q) to 1e-12 for some Q <= 1000", .read = GhdReadDelta},
    {TOP("left"), .type = "state", .unit = "", .required = PETSC_TRUE, .allowed = "a map: {state: thermal, beta: 1}", .doc = "state of the half-chain x < 0",
     .read = GhdReadSide},
    {TOP("right"), .type = "state", .unit = "", .allowed = "a map: {state: thermal, beta: 1}",
     .doc = "state of the half-chain x > 0; not needed with rays: none", .read = GhdReadSide},
    {TOP("rays"), .type = "numbers", .unit = "J", .required = PETSC_TRUE, .range = {-1000.0, 1000.0, NULL, NULL},
     .allowed = "{from, to, count}, a list of numbers, {auto: N} or none",
     .doc = "rays zeta = x/t; auto: N Gauss nodes with weights; none: the bulk states alone", .read = GhdReadRays},
    {TOP("observables"), .type = "words", .unit = "", .fallback = "default", .allowed = "names of `xxz-ghd observables`, default or all",
     .doc = "what is computed; default: the first ten of that table; all: also q4 to q8, j4 to j8", .read = GhdReadObservables},
    {TOP("accuracy"), .type = "number", .unit = "", .fallback = "1e-10", .range = {1e-12, 1e-2, NULL, "double precision gives no more"},
     .doc = "absolute error wanted of every value; alone selects grids and tolerances", .read = GhdReadRealRow, .offset = AT(ray.accuracy)},
    {TOP("sweep"), .type = "word", .unit = "", .fallback = "product", .choices = sweeps,
     .doc = "how several axes make points: every combination, or side by side", .read = GhdReadChoiceRow, .offset = AT(sweep)},
    {TOP("chunk"), .type = "integer", .unit = "", .fallback = "16", .range = {1, 1000, NULL, NULL}, .doc = "neighbouring rays that one rank computes together",
     .read = GhdReadIntegerRow, .offset = AT(chunk)},
    {IN("output", "state"), .type = "true/false", .unit = "", .fallback = "false", .choices = bools,
     .doc = "write fillings, densities, velocities and contributions of every species too", .read = GhdReadBoolRow, .offset = AT(state_output)},
    {IN("output", "lambda"), .type = "numbers", .unit = "1", .fallback = "{from: -6, to: 6, count: 241}", .range = {-1000.0, 1000.0, NULL, NULL},
     .allowed = "{from, to, count} or an ascending list", .doc = "rapidities at which they are written", .read = GhdReadLambda},
    {IN("ray", "method"), .type = "word", .unit = "", .fallback = "jump_resolved", .choices = methods,
     .doc = "fixed_grid is the textbook iteration, for comparison: its error falls only as 1/N", .read = GhdReadChoiceRow, .offset = AT(ray.method)},
    {IN("ray", "points"), .type = "integer", .unit = "1", .fallback = "0", .range = {32, 1048576, "from accuracy", NULL}, .doc = "grid points of each species",
     .read = GhdReadIntegerRow, .offset = AT(ray.points)},
    {IN("ray", "range"), .type = "number", .unit = "1", .fallback = "0", .range = {1.0, 1000.0, "from accuracy", NULL},
     .doc = "the grid covers rapidities from -range to range", .read = GhdReadRealRow, .offset = AT(ray.range)},
    {TOP("petsc"), .type = "map", .unit = "", .fallback = "{}", .allowed = "dress_ksp_*, dress_pc_*, tba_snes_*, one value each",
     .doc = "options of PETSc's solvers (dressing; thermal states), for experts", .read = GhdReadPetscOptions},
};

PetscInt ghd_n_parameter_rows(void)
{
  return (PetscInt)PETSC_STATIC_ARRAY_LENGTH(rows);
}

const GhdParameterRow *ghd_parameter_row(PetscInt index)
{
  return &rows[index];
}
