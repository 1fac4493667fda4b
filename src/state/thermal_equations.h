#ifndef GHD_STATE_THERMAL_EQUATIONS_H
#define GHD_STATE_THERMAL_EQUATIONS_H
/* The thermodynamic Bethe ansatz of e^{-beta (H - h Sz)} on one grid.

   ln eta_j = beta e_j + beta h n_j + sum_k sigma_k T_jk * ln(1 + 1/eta_k).  With x_k = lim ln eta_k at infinite rapidity and y = ln eta - x:
   y_j - beta e_j - sum_k T_jk * sigma_k [ln(1 + e^{-x_k - y_k}) - ln(1 + e^{-x_k})] = 0,  y decays, and its Jacobian is the dressing operator I + T * sigma theta.
   y is analytic as far as the kernels are, so it lives on the coarse grid; the logarithm may be sharp (width 1/beta) and is taken on the fine grid and projected. */
#include <xxzghd/dress.h>
#include <xxzghd/grid.h>

typedef struct {
  GhdModel         model;
  GhdGrid          grid;
  PetscReal        beta;
  const PetscReal *x; /* [n_str] limits of ln eta; borrowed         */
  GhdDressing      dressing;
  PetscReal       *drive;     /* beta e  [n_str][n]                         */
  PetscReal       *fine;      /* work space [n_str][n_fine]                 */
  PetscReal       *projected; /* work space [n_str][n]                      */
  PetscReal        floor;     /* residual (norm) at which to stop           */
  PetscReal        last_norm;
} GhdThermalEquations;

/* 1/(1 + e^x): the filling at ln eta = x */
PetscReal ghd_thermal_filling(PetscReal x);

PetscErrorCode GhdThermalEquationsCreate(GhdModel model, GhdGrid grid, PetscReal beta, const PetscReal x[], GhdThermalEquations *eq);
PetscErrorCode GhdThermalEquationsDestroy(GhdThermalEquations *eq);

/* Newton-Krylov (SNES, options prefix -tba_) from y[n_str][n], which is overwritten with the solution. */
PetscErrorCode GhdThermalSolve(GhdThermalEquations *eq, PetscReal y[], PetscBool *converged);
/* The same from scratch: from a small beta upwards, doubling it; each solution, scaled, starts the next. */
PetscErrorCode GhdThermalSolveFromScratch(GhdThermalEquations *eq, PetscReal y[], PetscBool *converged);

/* GhdThermalViolation - largest change of a root density rho_k if the fillings of y, on the fine grid [n_str][n_fine], are replaced by those of beta e + T * sigma [..] there. Tells something of a
   solution only on another grid than the one that it was found on. */
PetscErrorCode GhdThermalViolation(GhdThermalEquations *eq, const PetscReal y[], PetscReal *violation);
/* GhdLimitViolation - the same for the limits x at infinite rapidity, x_j = mu n_j + sum_k sigma_k (int T_jk) ln(1 + e^{-x_k}) with mu = beta h >= 0. */
PetscErrorCode GhdLimitViolation(GhdModel model, PetscReal mu, const PetscReal x[], PetscReal *violation);
#endif
