#include "quench.h"

#include "quench_check.h"
#include <xxzghd/state.h>

#define WEIGHTED       0.005 /* part of the tolerance that a panel's error times its width must meet                */
#define MOST_DIRECT    6     /* 2s up to which charges come from linear systems, even where there is fusion, ..  */
#define NEAR_ZERO      1e-4  /* .. at smaller rapidities: there rounding grows as 1/lambda^2 by fusion, as 1/lambda in them */
#define TIGHTEST       2e-13 /* tolerance of the series                                                             */
#define GOOD           0.5   /* part of the accuracy that the errors of a state may take                          */
#define EXPLAINED      10.0  /* times the error estimate: violations of the sum rules that it explains                */
#define COSTLY_FITS    400   /* dimension of linear systems from which fits take more than seconds, ..             */
#define COSTLY_SYSTEMS 64    /* .. and from which solving them at every rapidity does                              */
#define WORTH_FITTING  16    /* dimension of the linear systems from which a charge is fitted                       */
#define FIT            0.3   /* part of the tolerance of the series that a fit must meet                            */
#define LOOSEST        30.0  /* .. and may miss it by, where rounding is larger                                      */
#define MOST_PANELS    3000
#define EVEN_TOLERANCE 3e-12 /* relative deviation from evenness that may be rounding */

/* ---- samples ---- */

/* Densities at one rapidity from the charges, or their fits. The transfer matrices number sites from left to right, which mirrors lambda. */
static PetscErrorCode densities(GhdQuench q, PetscBool fitted, PetscReal lambda, PetscReal rho[], PetscReal rho_total[])
{
  const PetscReal height = M_PI / (PetscReal)(2 * q->model->Q);
  PetscComplex   *value;
  PetscReal       defect, residual = 0.0;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(q->route->n_charge, &value));
  if (q->fusion) ghd_fusion_set_rapidity(q->fusion, -lambda);
  for (PetscInt i = 0; i < q->route->n_charge; ++i) {
    const GhdRouteCharge c = q->route->charge[i];

    if (fitted && q->strips[c.two_s])
      value[i] = ghd_strip_value(q->strips[c.two_s], -lambda, c.line);
    else if (q->charge[c.two_s] && (!q->fusion || c.two_s == 0 || PetscAbsReal(lambda) < NEAR_ZERO))
      PetscCall(GhdChargeEvaluate(q->charge[c.two_s], PetscCMPLX(-lambda, height * (PetscReal)c.line), &value[i], &residual));
    else
      value[i] = ghd_fusion_charge(q->fusion, c.two_s, c.line);
    q->residual = PetscMax(q->residual, residual);
  }
  ghd_route_evaluate(q->route, value);
  ghd_resolvent_densities(q->model, -lambda, &q->route->resolvent, rho, rho_total, &defect);
  q->defect = PetscMax(q->defect, defect * PetscMin(1.0, PetscAbsReal(lambda) / GHD_CHEBYSHEV_NARROW)); /* resonances at 0 are as narrow as that */
  PetscCall(PetscFree(value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* GhdSampleFn: at t = tanh lambda the densities times cosh^2 lambda, and the dispersions, by which narrow resonances are found */
static PetscErrorCode sample(void *context, PetscReal t, PetscReal value[])
{
  GhdQuench       q     = context;
  const PetscInt  M     = q->model->n_str;
  const PetscReal sech2 = (1.0 - t) * (1.0 + t);

  PetscFunctionBegin;
  PetscCall(densities(q, PETSC_TRUE, atanh(t), value, value + M));
  for (PetscInt f = 0; f < 2 * M; ++f) value[f] /= sech2;
  for (PetscInt k = 0; k < M; ++k) value[2 * M + k] = ghd_resolvent_dispersion(q->model, &q->route->resolvent, k);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuenchSample(GhdQuench q, PetscReal lambda, PetscReal rho[], PetscReal rho_total[])
{
  PetscFunctionBegin;
  PetscCall(densities(q, PETSC_FALSE, lambda, rho, rho_total));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- creation ---- */

/* Whether the densities are even in lambda, and the dispersions odd, as after a quench from a state with a centre of reflection: then half of the samples do. */
static PetscErrorCode find_parity(GhdQuench q, const PetscInt parity[], PetscBool *has_parity)
{
  static const PetscReal t[] = {0.0612, 0.33, 0.71};
  const PetscInt         M   = q->model->n_str;
  PetscReal             *right, *left;

  PetscFunctionBegin;
  *has_parity = PETSC_TRUE;
  PetscCall(PetscMalloc2(3 * M, &right, 3 * M, &left));
  for (size_t i = 0; i < sizeof(t) / sizeof(t[0]) && *has_parity; ++i) {
    PetscCall(sample(q, t[i], right));
    PetscCall(sample(q, -t[i], left));
    for (PetscInt f = 0; f < 3 * M; ++f)
      if (!(PetscAbsReal(right[f] - (PetscReal)parity[f] * left[f]) <= EVEN_TOLERANCE * right[M + f % M])) *has_parity = PETSC_FALSE;
  }
  PetscCall(PetscFree2(right, left));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscReal tolerance_of_series(PetscReal accuracy)
{
  return PetscMax(TIGHTEST, 1e-2 * accuracy);
}

static PetscErrorCode resolve(GhdQuench q, PetscReal accuracy)
{
  const PetscInt      M = q->model->n_str;
  GhdChebyshevOptions o = {.n_function = 3 * M, .most = MOST_PANELS, .sample = sample, .context = q};
  PetscInt           *parity;
  PetscBool           has_parity;

  PetscFunctionBegin;
  o.tolerance = tolerance_of_series(accuracy);
  o.weighted  = WEIGHTED * o.tolerance;
  PetscCall(PetscMalloc2(3 * M, &o.scale_of, 3 * M, &parity));
  for (PetscInt f = 0; f < 3 * M; ++f) {
    o.scale_of[f] = M + f % M;
    parity[f]     = f < 2 * M ? 1 : -1;
  }
  PetscCall(find_parity(q, parity, &has_parity));
  if (has_parity) o.parity = parity;
  PetscCall(GhdChebyshevCreate(&o, &q->series));
  PetscCall(PetscFree2(o.scale_of, parity));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_charges(GhdQuench q)
{
  PetscFunctionBegin;
  PetscCall(GhdRouteCreate(q->model, &q->route));
  PetscCall(PetscCalloc2(q->model->Q, &q->charge, q->model->Q, &q->strips));
  for (PetscInt i = 0; i < q->route->n_charge; ++i) {
    const PetscInt two_s = q->route->charge[i].two_s;

    if (!q->charge[two_s] && !(q->fusion && two_s > MOST_DIRECT))
      PetscCall(GhdChargeCreate(q->model, q->mps, two_s, GHD_CHARGE_DENSE_DEFAULT, &q->charge[two_s]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Rational functions instead of all charges that take time. */
static PetscErrorCode fit_charges(GhdQuench q, PetscReal accuracy)
{
  const PetscReal tolerance = tolerance_of_series(accuracy);
  PetscReal       sz, energy;

  PetscFunctionBegin;
  PetscCall(GhdMpsExpectation(q->mps, q->model->delta, &sz, &energy));
  for (PetscInt two_s = 0; two_s < q->model->Q; ++two_s) {
    if (!q->charge[two_s] || ghd_charge_size(q->charge[two_s]) < WORTH_FITTING) continue;
    PetscCall(GhdStripCreate(q->route, q->charge[two_s], two_s, 0.5 - sz, FIT * tolerance, LOOSEST * tolerance, &q->strips[two_s], &q->residual));
    if (q->strips[two_s]) q->fit_error += q->strips[two_s]->error / M_PI;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Where the charges come from, the quickest first. */
typedef enum { BY_FUSION, BY_FITS, DIRECTLY, N_METHODS } Method;

/* NULL if there is no fusion for this state. */
static PetscErrorCode create(GhdModel model, GhdMps mps, PetscReal accuracy, Method method, GhdQuench *quench)
{
  GhdFusion       fusion = NULL;
  GhdQuench       q;
  const PetscReal end[2] = {-PETSC_INFINITY, PETSC_INFINITY};

  PetscFunctionBegin;
  *quench = NULL;
  if (method == BY_FUSION) PetscCall(GhdFusionCreate(model, mps, &fusion));
  if (method == BY_FUSION && !fusion) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscNew(&q));
  q->model  = model;
  q->mps    = mps;
  q->fusion = fusion;
  PetscCall(PetscMalloc2(model->n_str, &q->limit[0], model->n_str, &q->limit[1]));
  PetscCall(create_charges(q));
  if (method == BY_FITS) PetscCall(fit_charges(q, accuracy));
  PetscCall(resolve(q, accuracy));
  for (PetscInt side = 0; side < 2; ++side) PetscCall(GhdQuenchFilling(q, 1, &end[side], q->limit[side]));
  PetscCall(GhdQuenchCheck(q));
  *quench = q;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is wrong with a state, as one number. */
static PetscReal badness(GhdQuench q)
{
  return q->reason[0] ? PETSC_INFINITY : PetscMax(ghd_quench_error(q), ghd_quench_identity_error(q));
}

/* Whether the next method, which may take a hundred times as long, would hardly do better. What remains of errors that explain how far the sum rules are violated is rounding, next to a resonance at zero
   that is narrower than a method can resolve, or where fits miss their tolerance: the linear systems at every rapidity meet both. Fits lessen what fusion leaves by a factor of two to six. */
static PetscBool is_enough(GhdQuench q, Method method, PetscReal accuracy)
{
  const PetscReal error     = ghd_quench_error(q);
  const PetscBool known     = (PetscBool)(!q->reason[0] && ghd_quench_identity_error(q) <= EXPLAINED * error);
  const PetscInt  dimension = PetscSqr(q->model->Q * q->mps->bond[0]);

  if (badness(q) <= GOOD * accuracy) return PETSC_TRUE;
  if (method == BY_FUSION) return (PetscBool)(known && dimension >= COSTLY_FITS && error <= GHD_COMMON_ACCURACY);
  return (PetscBool)(known && dimension >= COSTLY_SYSTEMS);
}

PetscErrorCode GhdQuenchCreate(GhdModel model, GhdMps mps, PetscReal accuracy, GhdQuench *quench)
{
  PetscFunctionBegin;
  *quench = NULL;
  for (Method method = BY_FUSION; method < N_METHODS; ++method) {
    GhdQuench other;

    PetscCall(create(model, mps, accuracy, method, &other));
    if (*quench && other && badness(*quench) <= badness(other)) PetscCall(GhdQuenchDestroy(&other));
    if (!other) continue;
    PetscCall(GhdQuenchDestroy(quench));
    *quench = other;
    if (is_enough(other, method, accuracy)) break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuenchDestroy(GhdQuench *quench)
{
  GhdQuench q = *quench;

  PetscFunctionBegin;
  if (!q) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt two_s = 0; two_s < q->model->Q; ++two_s) {
    PetscCall(GhdChargeDestroy(&q->charge[two_s]));
    PetscCall(GhdStripDestroy(&q->strips[two_s]));
  }
  PetscCall(PetscFree2(q->charge, q->strips));
  PetscCall(GhdFusionDestroy(&q->fusion));
  PetscCall(PetscFree2(q->limit[0], q->limit[1]));
  PetscCall(GhdRouteDestroy(&q->route));
  PetscCall(GhdChebyshevDestroy(&q->series));
  PetscCall(PetscFree(*quench));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- values ---- */

PetscErrorCode GhdQuenchDensities(GhdQuench q, PetscInt n, const PetscReal lambda[], PetscReal rho[], PetscReal rho_total[])
{
  const PetscInt M = q->model->n_str;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal t = tanh(lambda[i]), sech = 1.0 / cosh(lambda[i]);
    const PetscInt  panel = ghd_chebyshev_panel(q->series, t);

    for (PetscInt k = 0; k < M; ++k) {
      if (rho) rho[k * n + i] = PetscSqr(sech) * ghd_chebyshev_value(q->series, panel, k, t);
      if (rho_total) rho_total[k * n + i] = PetscSqr(sech) * ghd_chebyshev_value(q->series, panel, M + k, t);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuenchFilling(GhdQuench q, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const PetscInt M = q->model->n_str;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal t     = tanh(lambda[i]);
    const PetscInt  panel = ghd_chebyshev_panel(q->series, t);

    for (PetscInt k = 0; k < M; ++k) {
      const PetscReal total = ghd_chebyshev_value(q->series, panel, M + k, t), value = ghd_chebyshev_value(q->series, panel, k, t) / total;

      filling[k * n + i] = total > 0.0 ? PetscMin(1.0, PetscMax(0.0, value)) : 0.0;
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdQuenchBreaks(GhdQuench q, PetscInt *n, PetscReal **breaks)
{
  PetscFunctionBegin;
  *n = q->series->n_panel - 1;
  PetscCall(PetscMalloc1(*n, breaks));
  for (PetscInt i = 0; i < *n; ++i) (*breaks)[i] = atanh(q->series->edge[i + 1]);
  PetscFunctionReturn(PETSC_SUCCESS);
}
