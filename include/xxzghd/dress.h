#ifndef XXZGHD_DRESS_H
#define XXZGHD_DRESS_H
/* dress: the dressing operator A = I + T * sigma theta on a uniform grid, applied with FFTs, solved with PETSc KSP.

   f^dr_j + sum_k T_jk * (sigma_k theta_k f^dr_k) = f_j.  The filling enters as its projection onto the grid (grid.h), so jumps and other roughness cost no accuracy.
   Preconditioner: the inverse at a constant reference filling, diagonal in Fourier space: C = (I + That sigma theta_ref)^{-1}. Both together are one convolution,
   C A = I + R * sigma (theta - theta_ref), R = C That, which is what the solver applies. Cost of an application: O(n_str n log n); with growth O(n_str^2 n) on top. */

#include <xxzghd/base.h>
#include <xxzghd/grid.h>
#include <xxzghd/model.h>

typedef struct GhdDressing_ *GhdDressing;

/* GhdDressingCreate - reference[n_str]: the constant filling of the preconditioner, best the limit of the fillings at infinite rapidity.
   Options of the solver: prefix -dress_ (for example -dress_ksp_type, -dress_ksp_monitor). Model and grid must outlive it; grid->n_rows = n_str. Not collective. */
PetscErrorCode GhdDressingCreate(GhdModel model, GhdGrid grid, const PetscReal reference[], GhdDressing *dressing);
/* GhdDressingCreateGrowing - the same for functions multiplied by e^{growth lambda}, |growth| < 2: growth > 0 brings out what they are at large positive rapidities, where they fall as e^{-2 lambda},
   growth < 0 at large negative ones. f and f^dr of GhdDressingSolve() then stand for e^{growth lambda} f and e^{growth lambda} f^dr, the filling for itself.
   To be solved with only: GhdDressingApply(), GhdDressingAddConvolution() and the objects of PETSc give PETSC_ERR_SUP. */
PetscErrorCode GhdDressingCreateGrowing(GhdModel model, GhdGrid grid, const PetscReal reference[], PetscReal growth, GhdDressing *dressing);
PetscErrorCode GhdDressingDestroy(GhdDressing *dressing);

/* GhdDressingRegisterEvent - name the event "dress" of PETSc's log (-log_view), which times GhdDressingSolve(). Of use before the first solve, on all ranks alike. Not collective. */
PetscErrorCode GhdDressingRegisterEvent(void);

/* GhdDressingSetFilling - the effective filling [n_str][n]; copied. */
PetscErrorCode GhdDressingSetFilling(GhdDressing dressing, const PetscReal filling[]);

/* GhdDressingSolve - f^dr for f, both [n_str][n]. f_dr holds a first guess on entry (zero it if there is none).
   tolerance: on the root mean square of the preconditioned residual, absolute. *iterations (may be NULL) is increased by the number of applications of the operator.
   *converged tells whether the tolerance was reached; not reaching it is no error. Errors: PETSC_ERR_ARG_WRONGSTATE before the first filling. */
PetscErrorCode GhdDressingSolve(GhdDressing dressing, const PetscReal f[], PetscReal tolerance, PetscReal f_dr[], PetscInt *iterations, PetscBool *converged);

/* Root mean square of the preconditioned residual that the last solve left. */
PetscReal ghd_dressing_residual(GhdDressing dressing);

/* GhdDressingApply - A f; f and result [n_str][n], not aliased. */
PetscErrorCode GhdDressingApply(GhdDressing dressing, const PetscReal f[], PetscReal result[]);

/* GhdDressingAddConvolution - result += sum_k T_jk * g_k; g is [n_str][n] and not aliased. */
PetscErrorCode GhdDressingAddConvolution(GhdDressing dressing, const PetscReal g[], PetscReal result[]);

/* GhdDressingLimit - f^dr at infinite rapidity for a bare function with limits f[n_str] there and a filling with limits filling[n_str]: (I + That(0) sigma filling)^{-1} f. */
PetscErrorCode GhdDressingLimit(GhdModel model, const PetscReal filling[], const PetscReal f[], PetscReal f_dr[]);

/* The operator and its preconditioner as PETSc objects, for a nonlinear solver whose Jacobian is A. Borrowed. */
PetscErrorCode GhdDressingGetKSP(GhdDressing dressing, KSP *ksp, Mat *mat);

/* Bare functions on the circle of a grid, [n_str][n]: sums over all images lambda + 2 range i, from their exact transforms. Integrals over the circle are then those over the line, up to what
   the functions they are multiplied with change beyond +-range. */
/* p'_k = 2 pi a_k */
PetscErrorCode GhdMomentumDerivativeOnGrid(GhdModel model, GhdGrid grid, PetscReal values[]);
/* e'_k */
PetscErrorCode GhdEnergyDerivativeOnGrid(GhdModel model, GhdGrid grid, PetscReal values[]);
/* e^{growth lambda} p'_k and e^{growth lambda} e'_k */
PetscErrorCode GhdBareGrowingOnGrid(GhdModel model, GhdGrid grid, PetscReal growth, PetscReal p[], PetscReal e[]);
/* q^{(s)}_{n,k}, see ghd_charge(); n = 1, two_s = 1 is e_k */
PetscErrorCode GhdChargeOnGrid(GhdModel model, GhdGrid grid, PetscInt n, PetscInt two_s, PetscReal values[]);

#endif
