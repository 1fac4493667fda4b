#ifndef XXZGHD_MODEL_H
#define XXZGHD_MODEL_H
/* model: the XXZ chain. The only layer that knows Delta.

   H = sum_l [ sx sx + sy sy + Delta (sz sz - 1/4) ],  Delta = cos gamma,  gamma = pi P/Q, 0 < P/Q < 1 in lowest terms.
   Source of strings, parities and kernels: M. Takahashi and M. Suzuki, Prog. Theor. Phys. 48, 2187 (1972). */

#include <complex.h>
#include <xxzghd/base.h>

#define GHD_MAX_Q          1000 /* largest denominator of gamma/pi                  */
#define GHD_MAX_DERIVATIVE 8    /* highest derivative in lambda that is available */

/* A function a_theta(lambda) = (1/pi) sin theta / (cosh 2 lambda - cos theta) is named by the integer
   theta Q/pi in (0, 2Q); 0 stands for the zero function (n gamma a multiple of pi). */
typedef PetscInt GhdAngle;

typedef struct {
  GhdAngle  angle;
  PetscReal coefficient; /* 1 or 2 */
} GhdKernelTerm;

typedef struct GhdModel_ *GhdModel;
struct GhdModel_ {               /* read only */
  PetscInt         P, Q;         /* gamma/pi in lowest terms                                      */
  PetscReal        gamma, delta; /* gamma, and Delta = cos gamma (exactly 0 at P/Q = 1/2)         */
  PetscInt         n_str;        /* number of species (Takahashi strings) M                      */
  PetscInt        *length;       /* [n_str] n_j: number of spin flips a string carries            */
  PetscInt        *parity;       /* [n_str] +1 or -1                                              */
  PetscInt        *sign;         /* [n_str] sigma_j = sign(q_j)                                   */
  GhdAngle        *angle;        /* [n_str] of a_j                                                */
  struct GhdTrig_ *trig;         /* [2Q] sines and cosines of all angles (private to the layer)  */
};

/* GhdModelCreate - strings of gamma = pi P/Q.
   Not collective. Errors: PETSC_ERR_ARG_OUTOFRANGE unless 0 < P < Q <= GHD_MAX_Q and gcd(P, Q) = 1. Cost: O(n_str). */
PetscErrorCode GhdModelCreate(PetscInt P, PetscInt Q, GhdModel *model);
PetscErrorCode GhdModelDestroy(GhdModel *model);

/* Angle of a_n with the given parity (+1 or -1), any n >= 0. */
GhdAngle ghd_angle(GhdModel model, PetscInt n, PetscInt parity);

/* d^order a_theta / d lambda^order, order 0..GHD_MAX_DERIVATIVE (NaN beyond), any real lambda. To rounding relative to its size, at any lambda and next to the
   pole; next to its zeros relative to its size around them. Even or odd in lambda to the last bit. */
PetscReal ghd_a(GhdModel model, GhdAngle angle, PetscInt order, PetscReal lambda);
/* int a_theta e^{i omega lambda} d lambda = sinh((pi - theta) omega/2) / sinh(pi omega/2): real and even in omega; omega = 0 gives 1 - theta/pi. */
PetscReal ghd_a_hat(GhdModel model, GhdAngle angle, PetscReal omega);
/* int a_theta e^{growth lambda} e^{-i omega lambda} d lambda, the same function at omega + i growth; |growth| < 2. */
double complex ghd_a_hat_growing(GhdModel model, GhdAngle angle, PetscReal omega, PetscReal growth);

/* GhdKernelTerms - T_jk as a sum of a's; terms must hold 2 Q entries.
   T_jk = (1 - delta_{n_j n_k}) a_{|n_j - n_k|} + 2 a_{|n_j - n_k| + 2} + ... + 2 a_{n_j + n_k - 2} + a_{n_j + n_k}, parity v_j v_k. Symmetric.
   Angles are all different; terms that vanish or cancel, a_{2Q-n} = -a_n, are left out. Errors: PETSC_ERR_ARG_OUTOFRANGE for j, k outside 0..n_str-1. */
PetscErrorCode GhdKernelTerms(GhdModel model, PetscInt j, PetscInt k, PetscInt *n_terms, GhdKernelTerm terms[]);
/* GhdKernelHat - T_jk-hat at n_omega frequencies, as hat[(j*n_str + k)*n_omega + w]; hat holds n_str*n_str*n_omega.
   Cost: O((Q + n_str^2) n_omega). */
PetscErrorCode GhdKernelHat(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal hat[]);
/* GhdKernelHatGrowing - the transform int T_jk e^{growth lambda} e^{-i omega lambda} d lambda as even + i odd, |growth| < 2: of T_jk cosh(growth lambda) and of T_jk sinh(growth lambda). */
PetscErrorCode GhdKernelHatGrowing(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal growth, PetscReal even[], PetscReal odd[]);
/* GhdKernelChain - the inverse N = (sigma + That)^{-1}, which couples neighbouring strings only: the decoupled form of Takahashi and Suzuki. With M = n_str, x_{M-1} = -x_{M-2} (numbers from 0) in all
   That g, so that M - 1 rows are enough:
   sigma_j (N x)_j = x_j (1 - self_j) - sigma_{j-1} sigma_j coupling_j x_{j-1} - coupling_{j+1} x_{j+1}, and for j = M - 3 with x_{M-2} + x_{M-1} in the last term.
   coupling_j = 1/(2 cosh(p_i gamma omega/2)) with the p_i of the level that j begins or continues; self_j is not 0 only at the last string but one of a level.
   Output: coupling, self - [n_str - 1][n_omega]; coupling_0 = 0;
           balance - [n_str - 1][n_omega]: 1 - self_j - coupling_j - coupling_{j+1}, the last term only where sigma_j = sigma_{j+1}, without the cancellation at small omega. */
PetscErrorCode GhdKernelChain(GhdModel model, PetscInt n_omega, const PetscReal omega[], PetscReal coupling[], PetscReal self[], PetscReal balance[]);
/* GhdKernelValue - T_jk(lambda_i) for n values of lambda. */
PetscErrorCode GhdKernelValue(GhdModel model, PetscInt j, PetscInt k, PetscInt n, const PetscReal lambda[], PetscReal value[]);

/* Bare functions of species k (0-based), of order 0 the function itself, else its derivative of that order in lambda. */
PetscReal ghd_momentum_derivative(GhdModel model, PetscInt k, PetscInt order, PetscReal lambda); /* p'_k = 2 pi a_k            */
PetscReal ghd_energy(GhdModel model, PetscInt k, PetscInt order, PetscReal lambda);              /* e_k = -pi sin(gamma) a_k */
/* q^{(s)}_{n,k}: n >= 1, two_s >= 1: -pi sin(gamma) (-(sin gamma)/2 d/dlambda)^{n-1} sum_{i=1}^{min(2s, n_k)} a_{|2s - n_k| - 1 + 2i}, the a's with the parity of
   string k; q^{(1/2)}_1 = e. Even or odd in lambda as n is odd or even. */
PetscReal ghd_charge(GhdModel model, PetscInt k, PetscInt n, PetscInt two_s, PetscReal lambda);
/* Whether q^{(s)} is the eigenvalue of a local or quasilocal charge (physics.md section 1, domains of quench.md section 4). */
PetscBool ghd_charge_is_quasilocal(GhdModel model, PetscInt two_s);

/* GhdAsymptoticLogEta - limits x_k = ln eta_k(lambda -> +-infinity) of a thermal state: x_j = mu n_j + sum_k sigma_k That_jk(0) ln(1 + e^{-x_k}).
   mu = beta h >= 0, any size. Also the filling of the infinite temperature state. x[n_str]. Closed form, O(n_str):
   with y_i of the continued fraction and m_i <= j < m_{i+1}, eta_j = sinh((n_j + 2 y_i) mu/2) sinh(n_j mu/2) / sinh^2(y_i mu/2); for the last two
   eta_{M-1} = e^{Q mu/2} kappa, eta_M = e^{Q mu/2} / kappa, kappa = sinh(n_{M-1} mu/2) / sinh(n_M mu/2).
   Errors: PETSC_ERR_ARG_OUTOFRANGE unless mu is finite and >= 0. */
PetscErrorCode GhdAsymptoticLogEta(GhdModel model, PetscReal mu, PetscReal x[]);

/* Half the width of the strip around the real axis in which all kernels and bare functions are analytic: pi/(2Q). */
PetscReal ghd_strip(GhdModel model);

#endif
