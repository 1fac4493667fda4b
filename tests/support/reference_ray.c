/* Rays: F = sigma (e' - zeta p')^dr is computed on panels cut at the present jumps, its zeros are the next jumps. Converges quadratically. */
#include "reference.h"
#include <math.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

#define UPDATES     30
#define SETTLED     1e-7 /* convergence is quadratic: after a move of this size what is left is rounding */
#define SCAN_POINTS 500
#define SCAN_RANGE  0.8 /* of the range: further out F is rounding noise */

/* F_k of one species as GSL takes it. */
typedef struct {
  RefRay           ray;
  PetscInt         k;
  const PetscReal *product; /* [panels->n] sigma theta (e' - zeta p')^dr; NULL: F of the bare functions */
} Front;

static PetscErrorCode FrontValues(const Front *front, PetscInt n, const PetscReal lambda[], PetscReal value[])
{
  const GhdModel model = front->ray->model;

  PetscFunctionBegin;
  if (front->product)
    PetscCall(GhdDenseConvolve(model, front->ray->panels, front->product, front->k, n, lambda, value));
  else
    PetscCall(PetscArrayzero(value, n));
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal bare = ghd_energy(model, front->k, 1, lambda[i]) - front->ray->zeta * ghd_momentum_derivative(model, front->k, 0, lambda[i]);

    value[i] = model->sign[front->k] * (bare - value[i]);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static double FrontValue(double lambda, void *front)
{
  PetscReal value = NAN;

  return FrontValues((const Front *)front, 1, &lambda, &value) ? NAN : value;
}

static PetscErrorCode Zero(Front *front, PetscReal a, PetscReal b, PetscReal *zero)
{
  gsl_root_fsolver *solver   = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  gsl_function      function = {.function = FrontValue, .params = front};
  int               status   = GSL_CONTINUE;

  PetscFunctionBegin;
  PetscCheck(gsl_root_fsolver_set(solver, &function, a, b) == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "no change of sign between %g and %g", (double)a, (double)b);
  while (status == GSL_CONTINUE) {
    PetscCheck(gsl_root_fsolver_iterate(solver) == 0, PETSC_COMM_SELF, PETSC_ERR_LIB, "root solver stopped");
    status = gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 1e-14, 1e-14);
  }
  *zero = gsl_root_fsolver_root(solver);
  gsl_root_fsolver_free(solver);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All sign changes of F_k; *change grows to the largest move of a jump, infinite where their number differs from before. */
static PetscErrorCode UpdateJumps(Front *front, PetscReal range, PetscReal *change)
{
  const RefRay    ray  = front->ray;
  const PetscReal step = 2 * SCAN_RANGE * range / (SCAN_POINTS - 1);
  PetscReal       lambda[SCAN_POINTS], value[SCAN_POINTS], noise = 0, jump[GHD_MAX_JUMPS];
  PetscInt        n = 0, last = -1;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < SCAN_POINTS; ++i) lambda[i] = (i - 0.5 * (SCAN_POINTS - 1)) * step + 1.23e-3;
  PetscCall(FrontValues(front, SCAN_POINTS, lambda, value));
  for (PetscInt i = 0; i < SCAN_POINTS; ++i) noise = PetscMax(noise, 1e-15 * PetscAbsReal(value[i]));
  for (PetscInt i = 0; i < SCAN_POINTS; ++i) {
    if (PetscAbsReal(value[i]) <= noise) continue;
    if (last < 0)
      ray->left_first[front->k] = (PetscBool)(value[i] > 0);
    else if ((value[i] > 0) != (value[last] > 0)) {
      PetscCheck(n < GHD_MAX_JUMPS, PETSC_COMM_SELF, PETSC_ERR_SUP, "more than %d jumps", GHD_MAX_JUMPS);
      PetscCall(Zero(front, lambda[last], lambda[i], &jump[n++]));
    }
    last = i;
  }
  if (n != ray->n_jumps[front->k])
    *change = PETSC_MAX_REAL;
  else
    for (PetscInt i = 0; i < n; ++i) *change = PetscMax(*change, PetscAbsReal(jump[i] - ray->jump[front->k][i]));
  ray->n_jumps[front->k] = n;
  PetscCall(PetscArraycpy(ray->jump[front->k], jump, n));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FillSpecies(RefRay ray, RefState left, RefState right, PetscInt k)
{
  const PetscInt   first = ray->panels->offset[k], n = ray->panels->offset[k + 1] - first;
  const PetscReal *lambda = ray->panels->lambda + first;
  PetscReal       *from_right;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &from_right));
  PetscCall(RefStateFilling(left, k, n, lambda, ray->filling + first));
  PetscCall(RefStateFilling(right, k, n, lambda, from_right));
  for (PetscInt i = 0; i < n; ++i) {
    PetscBool is_left = ray->left_first[k];

    for (PetscInt b = 0; b < ray->n_jumps[k]; ++b)
      if (lambda[i] > ray->jump[k][b]) is_left = (PetscBool)!is_left;
    if (!is_left) ray->filling[first + i] = from_right[i];
  }
  PetscCall(PetscFree(from_right));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ClearState(RefRay ray)
{
  PetscFunctionBegin;
  PetscCall(GhdPanelsDestroy(&ray->panels));
  PetscCall(GhdDenseDressingDestroy(&ray->dressing));
  PetscCall(PetscFree3(ray->filling, ray->p_dr, ray->e_dr));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Panels, fillings and dressed functions for the present jumps. */
static PetscErrorCode SetState(RefRay ray, RefState left, RefState right, const RefOptions *options)
{
  const GhdModel    model = ray->model;
  const PetscReal   width = options->width > 0 ? options->width : ghd_panel_width(ghd_strip(model));
  const PetscReal **breaks;

  PetscFunctionBegin;
  PetscCall(ClearState(ray));
  PetscCall(PetscMalloc1(model->n_str, &breaks));
  for (PetscInt k = 0; k < model->n_str; ++k) breaks[k] = ray->jump[k];
  PetscCall(GhdPanelsCreate(options->range, width, options->n_nodes, model->n_str, ray->n_jumps, breaks, &ray->panels));
  PetscCall(PetscFree(breaks));
  PetscCall(PetscMalloc3(ray->panels->n, &ray->filling, ray->panels->n, &ray->p_dr, ray->panels->n, &ray->e_dr));
  for (PetscInt k = 0; k < model->n_str; ++k) {
    PetscCall(FillSpecies(ray, left, right, k));
    for (PetscInt b = ray->panels->offset[k]; b < ray->panels->offset[k + 1]; ++b) {
      ray->p_dr[b] = ghd_momentum_derivative(model, k, 0, ray->panels->lambda[b]);
      ray->e_dr[b] = ghd_energy(model, k, 1, ray->panels->lambda[b]);
    }
  }
  PetscCall(GhdDenseDressingCreate(model, ray->panels, ray->filling, &ray->dressing));
  PetscCall(GhdDenseDressingSolve(ray->dressing, ray->p_dr, ray->p_dr));
  PetscCall(GhdDenseDressingSolve(ray->dressing, ray->e_dr, ray->e_dr));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The zeros of F of the bare functions. */
static PetscErrorCode GuessJumps(RefRay ray, PetscReal range)
{
  PetscReal change = 0;

  PetscFunctionBegin;
  for (PetscInt k = 0; k < ray->model->n_str; ++k) PetscCall(UpdateJumps(&(Front){.ray = ray, .k = k}, range, &change));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The zeros of F of the functions that are dressed with the present jumps. */
static PetscErrorCode UpdateAllJumps(RefRay ray, PetscReal *change)
{
  PetscReal *product;

  PetscFunctionBegin;
  *change = 0;
  PetscCall(PetscMalloc1(ray->panels->n, &product));
  for (PetscInt k = 0; k < ray->model->n_str; ++k)
    for (PetscInt b = ray->panels->offset[k]; b < ray->panels->offset[k + 1]; ++b)
      product[b] = ray->model->sign[k] * ray->filling[b] * (ray->e_dr[b] - ray->zeta * ray->p_dr[b]);
  for (PetscInt k = 0; k < ray->model->n_str; ++k) PetscCall(UpdateJumps(&(Front){.ray = ray, .k = k, .product = product}, ray->panels->range, change));
  PetscCall(PetscFree(product));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefRayCreate(GhdModel model, RefState left, RefState right, PetscReal zeta, const RefOptions *options, RefRay *ray)
{
  RefRay    r;
  PetscReal change = left == right ? 0 : PETSC_MAX_REAL;

  PetscFunctionBegin;
  PetscCall(PetscNew(&r));
  PetscCall(PetscCalloc3(model->n_str, &r->n_jumps, model->n_str, &r->jump, model->n_str, &r->left_first));
  r->model = model;
  r->zeta  = zeta;
  for (PetscInt k = 0; k < model->n_str; ++k) r->left_first[k] = PETSC_TRUE;
  if (left != right) PetscCall(GuessJumps(r, options->range));
  PetscCall(SetState(r, left, right, options));
  for (; r->updates < UPDATES && change > SETTLED; ++r->updates) {
    PetscCall(UpdateAllJumps(r, &change));
    PetscCall(SetState(r, left, right, options));
  }
  PetscCheck(change <= SETTLED, PETSC_COMM_SELF, PETSC_ERR_NOT_CONVERGED, "reference: the jumps still move by %g", (double)change);
  *ray = r;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode RefRayDestroy(RefRay *ray)
{
  PetscFunctionBegin;
  if (!*ray) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(ClearState(*ray));
  PetscCall(PetscFree3((*ray)->n_jumps, (*ray)->jump, (*ray)->left_first));
  PetscCall(PetscFree(*ray));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ref_ray_integral(RefRay ray, const PetscReal g[])
{
  PetscReal sum = 0;

  for (PetscInt b = 0; b < ray->panels->n; ++b) sum += ray->panels->weight[b] * g[b];
  return sum;
}

static PetscReal MixingEntropy(PetscReal filling)
{
  const PetscReal hole = 1 - filling;

  return -(filling > 0 ? filling * PetscLogReal(filling) : 0) - (hole > 0 ? hole * log1p(-filling) : 0);
}

/* What the observable sums over the species: per root density, or per total density for the entropy. */
static PetscReal Charge(RefRay ray, const GhdObservable *observable, PetscInt k, PetscInt b)
{
  switch (observable->kind) {
  case GHD_CHARGE_DENSITY:
  case GHD_CHARGE_CURRENT: return ghd_charge(ray->model, k, observable->n, observable->two_s, ray->panels->lambda[b]) * ray->filling[b];
  case GHD_MAGNETISATION:
  case GHD_SPIN_CURRENT: return -ray->model->length[k] * ray->filling[b];
  default: return MixingEntropy(ray->filling[b]);
  }
}

PetscReal ref_ray_value(RefRay ray, PetscInt index)
{
  const GhdObservable    *observable = ghd_observable(index);
  const GhdObservableKind kind       = observable->kind;
  const PetscBool         current    = (PetscBool)(kind == GHD_CHARGE_CURRENT || kind == GHD_SPIN_CURRENT || kind == GHD_ENTROPY_CURRENT);
  const PetscReal        *dressed    = current ? ray->e_dr : ray->p_dr;
  PetscReal               sum        = kind == GHD_MAGNETISATION ? 0.5 : 0;

  for (PetscInt k = 0; k < ray->model->n_str; ++k)
    for (PetscInt b = ray->panels->offset[k]; b < ray->panels->offset[k + 1]; ++b)
      sum += ray->panels->weight[b] * Charge(ray, observable, k, b) * ray->model->sign[k] * dressed[b] / (2 * PETSC_PI);
  return sum;
}
