#ifndef XXZGHD_DENSE_H
#define XXZGHD_DENSE_H
/* dense (layer dress): the dense twin of the dressing operator I + T * sigma theta, on Gauss-Legendre panels.

   Slow and simple: kernel values instead of transforms, LU instead of Krylov, jumps as ends of panels instead of corrected weights. It shares nothing with
   the fast operator of dress.h but the strings and the formula, and is what tests and doubtful readers compare it with.
   Functions of all species are arrays [panels->n] over the nodes of the panels. */

#include <xxzghd/base.h>
#include <xxzghd/model.h>
#include <xxzghd/panels.h>

typedef struct GhdDenseDressing_ *GhdDenseDressing;

/* GhdDenseDressingCreate - factor I + T * sigma theta for one filling.

   Not collective.
   Input:  panels  - nodes of all species, cut where the filling jumps; must outlive the operator, as must the model
           filling - [panels->n] theta_k at the nodes
   Errors: PETSC_ERR_ARG_SIZ if panels and model differ in the number of species; PETSC_ERR_FP if a filling is not finite.
   Cost:   N^2 numbers of memory and 2/3 N^3 operations, N = panels->n.
   Source: Castro-Alvaredo, Doyon, Yoshimura, PRX 6, 041065 (2016); signs as in model.h.   Tests: tests/unit/test_dense.c */
PetscErrorCode GhdDenseDressingCreate(GhdModel model, GhdPanels panels, const PetscReal filling[], GhdDenseDressing *dressing);
PetscErrorCode GhdDenseDressingDestroy(GhdDenseDressing *dressing);

/* GhdDenseDressingSolve - f_dr solving  f_dr_j(l) = f_j(l) - sum_k int T_jk(l-m) sigma_k theta_k(m) f_dr_k(m) dm  for f that decays at infinity.

   Not collective.
   Input:  f    - [panels->n] bare function, any unit; negligible at the ends of the panels
   Output: f_dr - [panels->n] dressed function, unit of f; may alias f
   Errors: PETSC_ERR_FP if the result is not finite.
   Cost:   2 N^2 operations.
   Equals: f itself at theta = 0.                                                          Tests: tests/unit/test_dense.c */
PetscErrorCode GhdDenseDressingSolve(GhdDenseDressing dressing, const PetscReal f[], PetscReal f_dr[]);

/* GhdDenseDressingSolveConstant - the same for constants c_k, which do not decay (spin flips n_k).

   The filling must tend to filling_limit at both ends. There c^dr tends to the solution of the M x M problem  c_dr_j = c_j - sum_k That_jk(0) sigma_k theta_k c_dr_k,
   which is split off; what is left decays with theta - theta(infinity), so that no integral is cut off where it matters.
   Not collective.
   Input:  c             - [n_str] constants
           filling_limit - [n_str] theta_k(+-infinity)
   Output: c_dr          - [panels->n]
           c_dr_limit    - [n_str] its limit, or NULL
   Errors: as GhdDenseDressingSolve(); PETSC_ERR_MAT_LU_ZRPVT if the limit does not exist.
   Equals: d ln eta / d mu for c = n in a state of weight e^{mu Sz}.                        Tests: tests/unit/test_dense.c */
PetscErrorCode GhdDenseDressingSolveConstant(GhdDenseDressing dressing, const PetscReal c[], const PetscReal filling_limit[], PetscReal c_dr[],
                                             PetscReal c_dr_limit[]);

/* GhdDenseConvolve - sum_k int T_jk(lambda_i - m) g_k(m) dm for one species j at any real rapidities.

   Not collective.
   Input:  g      - [panels->n], negligible at the ends of the panels; jumps only where the panels are cut
           lambda - [n]
   Output: value  - [n]
   Cost:   n * panels->n kernel values.
   Use:    f_dr at any rapidity is f - GhdDenseConvolve of sigma theta f_dr.               Tests: tests/unit/test_dense.c */
PetscErrorCode GhdDenseConvolve(GhdModel model, GhdPanels panels, const PetscReal g[], PetscInt j, PetscInt n, const PetscReal lambda[], PetscReal value[]);

#endif
