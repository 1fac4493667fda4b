#include <gsl/gsl_integration.h>

#include "quench_check.h"

#define NODES    16
#define GRIEVOUS 1e-6 /* what no rounding explains: beyond this the fillings are refused */

/* ---- sums over the densities against the initial state ---- */

/* Integral of function k of the series times weight(k, lambda) over [left, right] of t: int w rho d lambda = int w rho cosh^2 dt. */
static PetscReal integral(GhdQuench q, PetscInt k, PetscReal left, PetscReal right, const gsl_integration_glfixed_table *gauss, PetscBool energy)
{
  const PetscInt panel = ghd_chebyshev_panel(q->series, 0.5 * (left + right));
  PetscReal      sum   = 0.0;

  for (size_t i = 0; i < NODES; ++i) {
    PetscReal t, w;

    gsl_integration_glfixed_point(left, right, i, &t, &w, gauss);
    sum += w * ghd_chebyshev_value(q->series, panel, k, t) * (energy ? ghd_energy(q->model, k, 0, atanh(t)) : (PetscReal)q->model->length[k]);
  }
  return sum;
}

/* Magnetisation 1/2 - sum n rho and energy sum e rho. The energy has poles at distance pi/(2Q) of lambda = 0: panels are cut to that width. */
static PetscErrorCode sum_rules(GhdQuench q)
{
  gsl_integration_glfixed_table *gauss = gsl_integration_glfixed_table_alloc(NODES);
  const PetscReal                most  = tan(0.5 * M_PI / (PetscReal)(2 * q->model->Q));

  PetscFunctionBegin;
  PetscCheck(gauss, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a Gauss rule");
  q->sum_magnetisation = 0.5;
  q->sum_energy        = 0.0;
  for (PetscInt panel = 0; panel < q->series->n_panel; ++panel) {
    const PetscReal left = q->series->edge[panel], width = q->series->edge[panel + 1] - left;
    const PetscInt  n_cut = 1 + (PetscInt)(width / most);

    for (PetscInt k = 0; k < q->model->n_str; ++k)
      for (PetscInt c = 0; c < n_cut; ++c) {
        const PetscReal a = left + width * (PetscReal)c / (PetscReal)n_cut, b = left + width * (PetscReal)(c + 1) / (PetscReal)n_cut;

        q->sum_magnetisation -= integral(q, k, a, b, gauss, PETSC_FALSE);
        q->sum_energy += integral(q, k, a, b, gauss, PETSC_TRUE);
      }
  }
  gsl_integration_glfixed_table_free(gauss);
  PetscCall(GhdMpsExpectation(q->mps, q->model->delta, &q->magnetisation, &q->energy));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_quench_identity_error(GhdQuench q)
{
  return PetscMax(PetscAbsReal(q->sum_magnetisation - q->magnetisation), PetscAbsReal(q->sum_energy - q->energy));
}

PetscReal ghd_quench_error(GhdQuench q)
{
  PetscReal scale = 0.0;

  for (PetscInt k = 0; k < q->model->n_str; ++k) scale += q->series->scale[q->model->n_str + k] / (PetscReal)q->model->n_str;
  return PetscMax(PetscMax(q->series->error, q->defect), q->fit_error / scale);
}

/* ---- where the fillings are analytic, and where they are constant ---- */

/* Distance of the nearest singularity of the densities from the real axis of lambda, as the decay of the series tells. Poles of the densities are the poles of
   the fillings: the total densities have none within pi/(2Q). */
static PetscReal strip(GhdQuench q)
{
  PetscReal distance = M_PI_4;

  for (PetscInt panel = 0; panel < q->series->n_panel; ++panel) {
    const PetscReal middle = 0.5 * (q->series->edge[panel] + q->series->edge[panel + 1]);

    for (PetscInt k = 0; k < q->model->n_str; ++k) {
      const PetscReal height = ghd_chebyshev_height(q->series, panel, k);

      /* Im artanh(middle + i height) */
      if (!PetscIsInfReal(height)) distance = PetscMin(distance, 0.5 * (atan2(height, 1.0 + middle) + atan2(height, 1.0 - middle)));
    }
  }
  return distance;
}

PetscReal ghd_quench_range(GhdQuench q, PetscReal tolerance)
{
  const PetscInt  M    = q->model->n_str;
  const PetscReal step = 0.125, farthest = 16.0;

  for (PetscReal x = farthest; x > step; x -= step)
    for (PetscInt side = 0; side < 2; ++side) {
      const PetscReal t     = side ? tanh(x) : -tanh(x);
      const PetscInt  panel = ghd_chebyshev_panel(q->series, t);

      for (PetscInt k = 0; k < M; ++k) {
        const PetscReal value = ghd_chebyshev_value(q->series, panel, k, t) / ghd_chebyshev_value(q->series, panel, M + k, t);

        if (PetscAbsReal(value - q->limit[side][k]) > tolerance) return PetscMin(farthest, x + step);
      }
    }
  return step;
}

/* ---- whether there is a state at all ---- */

/* Most negative of rho, rho^h and rho_total relative to the scale of the total density. In a resonance of width w the charges fix the densities to rounding
   divided by w: what is found on narrow panels counts as their width. */
static PetscReal most_negative(GhdQuench q)
{
  const PetscInt M     = q->model->n_str;
  PetscReal      worst = 0.0;

  for (PetscInt panel = 0; panel < q->series->n_panel; ++panel) {
    const PetscReal width = q->series->edge[panel + 1] - q->series->edge[panel], importance = PetscMin(1.0, width / GHD_CHEBYSHEV_NARROW);

    for (PetscInt i = 1; i < 8; ++i) {
      const PetscReal t = q->series->edge[panel] + 0.125 * (PetscReal)i * width;

      for (PetscInt k = 0; k < M; ++k) {
        const PetscReal rho = ghd_chebyshev_value(q->series, panel, k, t), total = ghd_chebyshev_value(q->series, panel, M + k, t);

        worst = PetscMax(worst, importance * PetscMax(-rho, PetscMax(rho - total, -total)) / q->series->scale[M + k]);
      }
    }
  }
  return worst;
}

PetscErrorCode GhdQuenchCheck(GhdQuench q)
{
  PetscReal negative;

  PetscFunctionBegin;
  PetscCall(sum_rules(q));
  q->strip = strip(q);
  negative = most_negative(q);
  if (PetscIsInfOrNanReal(q->sum_magnetisation) || PetscIsInfOrNanReal(q->sum_energy))
    PetscCall(PetscSNPrintf(q->reason, GHD_REASON_LENGTH, "its charges do not exist at all real rapidities: a linear system for them is singular"));
  else if (!q->series->resolved)
    PetscCall(PetscSNPrintf(q->reason, GHD_REASON_LENGTH, "its charges as functions of the rapidity are not resolved by %d intervals of %d nodes",
                            (int)q->series->n_panel, GHD_CHEBYSHEV_NODES));
  else if (!(q->defect < GRIEVOUS))
    PetscCall(
        PetscSNPrintf(q->reason, GHD_REASON_LENGTH, "the root densities that follow from its charges are not real (imaginary part %.1e)", (double)q->defect));
  else if (!(negative < GRIEVOUS))
    PetscCall(
        PetscSNPrintf(q->reason, GHD_REASON_LENGTH, "the root densities that follow from its charges are negative (%.1e of the largest)", (double)negative));
  else if (!(ghd_quench_identity_error(q) < GRIEVOUS))
    PetscCall(PetscSNPrintf(q->reason, GHD_REASON_LENGTH,
                            "the root densities that follow from its charges give magnetisation %.8g and energy %.8g, the state itself has %.8g and %.8g",
                            (double)q->sum_magnetisation, (double)q->sum_energy, (double)q->magnetisation, (double)q->energy));
  PetscFunctionReturn(PETSC_SUCCESS);
}
