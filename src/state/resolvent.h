#ifndef GHD_STATE_RESOLVENT_H
#define GHD_STATE_RESOLVENT_H
/* Root densities from the resolvent F(u) = lim (1/N) sum over all Bethe roots of coth(u - root).

   F has period i pi, F(conj u) = conj F(u), and is analytic but for jumps across the lines Im u = j pi/(2Q) that carry roots, j = 0 .. 2Q - 1: across line j it
   jumps by the density of the roots on it, r_j = (i/2pi) [F(j + 0) - F(j - 0)]. String k has roots on the lines t_k - 2 P i, i = 0 .. n_k - 1. */
#include <xxzghd/model.h>

/* F at the same real part of u on all lines, from above and from below; [2 Q] each. */
typedef struct {
  PetscComplex *above, *below;
} GhdResolvent;

/* Line numbers are integers modulo 2Q. */
PetscInt ghd_line(GhdModel model, PetscInt line);

/* Top line of string k less Q - P, in (-Q, Q]: strings with d > 0 have sign -1. */
PetscInt ghd_line_of_string(GhdModel model, PetscInt k);

/* Marks in needed[2 Q] the lines that ghd_resolvent_densities() looks at. */
void ghd_resolvent_lines(GhdModel model, PetscBool needed[]);

/* Real part of the mean of F on both sides of the top line of string k, over pi: the principal value of its density, of the same size. A resonance of width w and
   weight W of rho_k shows in rho_k as w W/x^2, at distance x; here as W/x, long before its width is resolved. */
PetscReal ghd_resolvent_dispersion(GhdModel model, const GhdResolvent *F, PetscInt k);

/* ghd_resolvent_densities - rho_k and rho_k + rho^h_k at the rapidity lambda = Re u.
   Output: rho, rho_total - [n_str];  defect - largest imaginary part left: 0 but for rounding, in any state.
   rho_k = r(d_k) - r(-d_k) (the last two strings: r(d_k)), r(d) that of line Q - P + d;
   sigma_k rho_total_k = a_k - Re (i/2pi) sum_{m = n_k -+ 1, m > 0} [Fm(c_k + m P) - Fm(c_k - m P)], Fm the mean of both sides, c_k = 0 or Q as the parity is +1 or -1. */
void ghd_resolvent_densities(GhdModel model, PetscReal lambda, const GhdResolvent *F, PetscReal rho[], PetscReal rho_total[], PetscReal *defect);

#endif
