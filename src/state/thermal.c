/* Thermal states e^{-beta (H - h Sz)}: the grid that a solution of the thermodynamic Bethe ansatz needs, and its fillings at any rapidity. */
#include "state_impl.h"
#include "thermal_equations.h"

#define OVERSAMPLING 8 /* of the table from which ln eta is interpolated */

typedef struct {
  PetscReal *x;     /* [n_str] limits of ln eta                                 */
  PetscReal  range; /* ln eta - x is tabulated on [-range, range), and 0 beyond */
  PetscReal  step;
  PetscInt   n;
  PetscReal *y; /* [n_str][n] ln eta - x                                    */
} Thermal;

/* What a solution asks of its grid. */
typedef struct {
  PetscReal range; /* beyond which nothing is left that matters in an integral           */
  PetscReal strip; /* distance of the nearest pole of a filling from the real axis        */
  PetscReal tail;  /* largest |theta - limit| at the ends of the range                    */
  PetscReal decay; /* rate at which it falls there                                        */
} Demands;

/* A filling has a pole where ln eta = +-i pi; to first order that is |i pi - ln eta| / |d ln eta/d lambda| away, and pi/|d ln eta/d lambda| where ln eta changes sign between two points. */
static PetscReal distance_to_pole(PetscReal here, PetscReal next, PetscReal step)
{
  const PetscReal slope = PetscAbsReal(next - here) / step, nearest = here * next < 0.0 ? 0.0 : PetscMin(PetscAbsReal(here), PetscAbsReal(next));

  return hypot(PETSC_PI, nearest) / PetscMax(slope, PETSC_SMALL);
}

static Demands find_demands(const GhdThermalEquations *eq, const PetscReal y[])
{
  const GhdGrid   grid   = eq->grid;
  const PetscInt  n_fine = grid->n_fine, inside = (PetscInt)PetscCeilReal(1.0 / grid->lambda_fine[n_fine / 2 + 1]); /* one unit of rapidity from the end */
  const PetscReal step    = grid->lambda_fine[n_fine / 2 + 1];
  Demands         demands = {.range = grid->range, .strip = ghd_strip(eq->model)};
  PetscReal       inner   = 0.0;

  ghd_grid_refine(grid, y, eq->fine);
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const PetscReal *f = &eq->fine[k * n_fine], x = eq->x[k], limit = ghd_thermal_filling(x);

    for (PetscInt i = 0; i + 1 < n_fine; ++i) demands.strip = PetscMin(demands.strip, distance_to_pole(x + f[i], x + f[i + 1], step));
    demands.tail = PetscMax(demands.tail, PetscAbsReal(ghd_thermal_filling(x + f[0]) - limit));
    inner        = PetscMax(inner, PetscAbsReal(ghd_thermal_filling(x + f[inside]) - limit));
  }
  /* A e^{-d x} and its image from the other side, which meet at the end: their sum falls as cosh(d x) there */
  demands.decay = demands.tail > 0.0 ? acosh(PetscMax(inner / demands.tail, 1.2)) : 2.0;
  return demands;
}

/* A new grid takes the place of the old one; the solution on the old one, if any, becomes the first guess on the new one. */
static PetscErrorCode replace_grid(PetscInt n_str, PetscReal range, PetscReal band_limit, PetscInt refine, GhdGrid *grid, PetscReal **y)
{
  GhdGrid new;
  PetscReal      *guess;
  double complex *modes;

  PetscFunctionBegin;
  PetscCall(GhdGridCreate(n_str, range, ghd_fast_size(2.0 * range * band_limit / PETSC_PI), refine, &new));
  PetscCall(PetscCalloc1(n_str * new->n, &guess));
  if (*grid) {
    PetscCall(PetscMalloc1(n_str * (*grid)->n_modes, &modes));
    ghd_grid_modes(*grid, *y, modes);
    for (PetscInt k = 0; k < n_str; ++k) {
      ghd_grid_evaluate_many(*grid, &modes[k * (*grid)->n_modes], new->n, new->lambda, &guess[k * new->n]);
      for (PetscInt i = 0; i < new->n; ++i)
        if (PetscAbsReal(new->lambda[i]) > (*grid)->range) guess[k * new->n + i] = 0.0;
    }
    PetscCall(PetscFree(modes));
    PetscCall(GhdGridDestroy(grid));
    PetscCall(PetscFree(*y));
  }
  *grid = new;
  *y    = guess;
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define MAX_RANGE       80.0
#define MAX_FINE_POINTS (1 << 21)

/* Solve, look what the solution asks of the grid, and solve again until grid and solution fit. Leaves both to the caller. */
static PetscErrorCode solve_thermal(GhdModel model, PetscReal beta, const PetscReal x[], PetscReal accuracy, GhdGrid *grid, PetscReal **y, Demands *demands,
                                    PetscBool *converged)
{
  const PetscReal     amplitude = 1.0 + PetscAbsReal(beta), eps = PetscMax(1e-3 * accuracy, 1e-15);
  const PetscReal     band_limit = PetscLogReal(amplitude / eps) / ghd_strip(model);
  PetscReal           range      = 7.0 + 0.5 * PetscLogReal(amplitude);
  PetscInt            refine     = 2;
  PetscBool           fits       = PETSC_FALSE;
  GhdThermalEquations eq;

  PetscFunctionBegin;
  *grid = NULL;
  *y    = NULL;
  while (!fits) {
    const PetscBool from_scratch = (PetscBool)(*grid == NULL);

    PetscCall(replace_grid(model->n_str, range, band_limit, refine, grid, y));
    PetscCall(GhdThermalEquationsCreate(model, *grid, beta, x, &eq));
    PetscCall((from_scratch ? GhdThermalSolveFromScratch : GhdThermalSolve)(&eq, *y, converged));
    *demands = find_demands(&eq, *y);
    PetscCall(GhdThermalEquationsDestroy(&eq));
    /* what lies beyond the range enters every integral twice: theta - limit times a density that falls alike */
    const PetscReal excess = demands->tail * demands->tail / eps;
    const PetscInt  wanted = (PetscInt)PetscCeilReal(0.5 * (1.0 + PetscLogReal(1.0 / eps) / (demands->strip * band_limit)) + 0.25);

    fits = (PetscBool)(!*converged || ((excess <= 1.0 || range >= MAX_RANGE) && (wanted <= refine || refine * (*grid)->n > MAX_FINE_POINTS)));
    if (excess > 1.0) range = PetscMin(MAX_RANGE, range + PetscMax(0.5, 0.5 * PetscLogReal(excess) / demands->decay + 0.2));
    refine = PetscMax(refine, wanted);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The circle adds to a solution at its ends what lies as far beyond them: as much again, the square root of the accuracy. On a circle so much wider that this is a tenth of the accuracy the solution
   is that of the line everywhere; there it is all but found, and a step of Newton's method does. */
static PetscErrorCode widen(GhdModel model, PetscReal beta, const PetscReal x[], PetscReal accuracy, const Demands *demands, GhdGrid *grid, PetscReal **y,
                            PetscBool *converged)
{
  const PetscReal     excess = demands->tail / (0.1 * accuracy), further = PetscLogReal(PetscMax(excess, 1.0)) / demands->decay;
  const PetscReal     range = PetscMin(MAX_RANGE, demands->range + further);
  GhdThermalEquations eq;

  PetscFunctionBegin;
  if (range <= demands->range) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(replace_grid(model->n_str, range, PETSC_PI / (*grid)->step, (*grid)->refine, grid, y));
  PetscCall(GhdThermalEquationsCreate(model, *grid, beta, x, &eq));
  PetscCall(GhdThermalSolve(&eq, *y, converged));
  PetscCall(GhdThermalEquationsDestroy(&eq));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Table of ln eta - x, fine enough for local interpolation. */
static PetscErrorCode tabulate(Thermal *thermal, GhdGrid grid, const PetscReal y[])
{
  GhdGrid fine;

  PetscFunctionBegin;
  PetscCall(GhdGridCreate(grid->n_rows, grid->range, grid->n, OVERSAMPLING, &fine));
  thermal->range = fine->range;
  thermal->n     = fine->n_fine;
  thermal->step  = fine->step / OVERSAMPLING;
  PetscCall(PetscMalloc1(fine->n_rows * fine->n_fine, &thermal->y));
  ghd_grid_refine(fine, y, thermal->y);
  PetscCall(GhdGridDestroy(&fine));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ln eta - x at any rapidities, [n_str][n] */
static void interpolate(const Thermal *thermal, PetscInt n_str, PetscInt n, const PetscReal lambda[], PetscReal y[])
{
  PetscReal weights[GHD_STENCIL];

  for (PetscInt i = 0; i < n; ++i) {
    const PetscBool tabulated = (PetscBool)(PetscAbsReal(lambda[i]) < thermal->range - thermal->step);
    const PetscInt  first     = tabulated ? ghd_stencil((lambda[i] + thermal->range) / thermal->step, thermal->n, weights) : 0;

    for (PetscInt k = 0; k < n_str; ++k) {
      const PetscReal *table = &thermal->y[k * thermal->n + first];
      PetscReal        sum   = 0.0;

      for (PetscInt s = 0; tabulated && s < GHD_STENCIL; ++s) sum += weights[s] * table[s];
      y[k * n + i] = sum;
    }
  }
}

static PetscErrorCode thermal_filling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const Thermal *thermal = state->data;

  PetscFunctionBegin;
  interpolate(thermal, state->model->n_str, n, lambda, filling);
  for (PetscInt k = 0; k < state->model->n_str; ++k)
    for (PetscInt i = k * n; i < (k + 1) * n; ++i) filling[i] = ghd_thermal_filling(thermal->x[k] + filling[i]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define OTHER_RANGE 1.037 /* of the grid on which a solution is checked, relative to its own */
#define OTHER_BAND  1.19

/* What the table holds is put into the equations on a grid with other points, another range and another band limit. */
static PetscErrorCode check(GhdState state, GhdGrid solved, PetscReal beta, PetscReal mu)
{
  const Thermal      *thermal = state->data;
  const PetscInt      n_str   = state->model->n_str;
  GhdThermalEquations eq;
  GhdGrid             other;
  PetscReal          *y, limits;

  PetscFunctionBegin;
  PetscCall(GhdGridCreate(n_str, OTHER_RANGE * solved->range, ghd_fast_size(OTHER_BAND * OTHER_RANGE * (PetscReal)solved->n), solved->refine, &other));
  PetscCall(GhdThermalEquationsCreate(state->model, other, beta, thermal->x, &eq));
  PetscCall(PetscMalloc1(n_str * other->n_fine, &y));
  interpolate(thermal, n_str, other->n_fine, other->lambda_fine, y);
  PetscCall(GhdThermalViolation(&eq, y, &state->identity_error));
  PetscCall(GhdLimitViolation(state->model, mu, thermal->x, &limits));
  state->identity_error = PetscMax(state->identity_error, limits);
  state->error          = state->identity_error;
  PetscCall(PetscFree(y));
  PetscCall(GhdThermalEquationsDestroy(&eq));
  PetscCall(GhdGridDestroy(&other));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_thermal(GhdState state)
{
  Thermal *thermal = state->data;

  PetscFunctionBegin;
  PetscCall(PetscFree(thermal->x));
  PetscCall(PetscFree(thermal->y));
  PetscCall(PetscFree(state->data));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateSetUpThermal(GhdState state, PetscReal beta, PetscReal field, PetscReal accuracy)
{
  static const GhdStateOps ops = {thermal_filling, destroy_thermal, NULL};
  Thermal                 *thermal;
  GhdGrid                  grid;
  PetscReal               *y;
  Demands                  demands   = {0};
  PetscBool                converged = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(PetscNew(&thermal));
  state->ops     = &ops;
  state->data    = thermal;
  state->flipped = (PetscBool)(beta * field < 0.0);
  PetscCall(PetscMalloc1(state->model->n_str, &thermal->x));
  PetscCall(GhdAsymptoticLogEta(state->model, PetscAbsReal(beta * field), thermal->x));
  for (PetscInt k = 0; k < state->model->n_str; ++k) state->limit[0][k] = ghd_thermal_filling(thermal->x[k]);
  PetscCall(solve_thermal(state->model, beta, thermal->x, accuracy, &grid, &y, &demands, &converged));
  if (converged) PetscCall(widen(state->model, beta, thermal->x, accuracy, &demands, &grid, &y, &converged));
  if (converged) {
    PetscCall(tabulate(thermal, grid, y));
    PetscCall(check(state, grid, beta, PetscAbsReal(beta * field)));
  } else
    state->reason = GHD_DIVERGED_STATE;
  state->strip = demands.strip;
  state->range = demands.range;
  PetscCall(GhdGridDestroy(&grid));
  PetscCall(PetscFree(y));
  PetscFunctionReturn(PETSC_SUCCESS);
}
