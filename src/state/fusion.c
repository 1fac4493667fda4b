#include <complex.h>

#include "fusion.h"

#include "resolvent.h"

/* Where strings meet a resonance or a zero of their filling, leading digits cancel: sums are made in more than double precision where there is more. */
typedef long double         Real;
typedef long double complex Complex;
#define PI 3.14159265358979323846264338327950288L

static Complex number(Real re, Real im)
{
  return re + im * (Complex)_Complex_I;
}

/* A function and its response. */
typedef struct {
  Complex value, response;
} Dual;

struct GhdFusion_ {
  GhdModel  model;
  Complex   psi[2][2];                      /* of two sites, norm 1                                                                    */
  Real      weight_0, weight_z, weight_off; /* of T_1: |b_0|^2/cos^2(gamma/2), |b_z|^2/sin^2(gamma/2), (|b_+|^2 + |b_-|^2)/(2 sin^2 gamma) */
  Complex   square_0, square_z, square_off; /* of D: b_0^2/(2 cos^2(gamma/2)), b_z^2/(2 sin^2(gamma/2)), b_+ b_-/(2 sin^2 gamma)         */
  Real      response[4];                    /* T_1 X_1 = sum_n response[n] y^(n-1), y = 1/(cosh 2v - cos 2 gamma)                       */
  Real     *sine, *cosine;                  /* [2 Q] of the lines' angles                                                              */
  Dual     *T, *f;                          /* [2 Q] on all lines at the present x: see evaluate()                                      */
  GhdCharge pair, triple;                   /* 2s = 2, 3; NULL if Q < 4                                                                */
  Dual      T_2[2], T_3;                    /* T_2 on lines -P and P, T_3 on line 0                                                    */
};

/* ---- the state ---- */

static void set_state(GhdFusion p, GhdMps mps)
{
  const PetscComplex *first = mps->ket[0], *second = mps->ket[mps->n_site - 1];
  const PetscInt      bond = mps->n_site == 2 ? mps->bond[1] : 1;
  Real                norm = 0.0L;

  for (PetscInt k = 0; k < 4; ++k) {
    p->psi[k / 2][k % 2] = 0.0L;
    for (PetscInt a = 0; a < bond; ++a) p->psi[k / 2][k % 2] += (Complex)first[k / 2 * bond + a] * (Complex)second[k % 2 * bond + a];
    norm = hypotl(norm, cabsl(p->psi[k / 2][k % 2]));
  }
  for (PetscInt k = 0; k < 4; ++k) p->psi[k / 2][k % 2] /= norm;
}

static void set_weights(GhdFusion p)
{
  const Real    sin_gamma = p->sine[ghd_line(p->model, 2 * p->model->P)], cos_2 = 0.5L * (1.0L + p->cosine[2 * p->model->P]), sin_2 = 1.0L - cos_2;
  const Complex b_0 = 0.5L * (p->psi[1][0] - p->psi[0][1]), b_z = -0.5L * (p->psi[1][0] + p->psi[0][1]), plus = p->psi[0][0], minus = -p->psi[1][1];

  p->weight_0   = creall(b_0 * conjl(b_0)) / cos_2;
  p->weight_z   = creall(b_z * conjl(b_z)) / sin_2;
  p->weight_off = 0.5L * creall(plus * conjl(plus) + minus * conjl(minus)) / (sin_gamma * sin_gamma);
  p->square_0   = 0.5L * b_0 * b_0 / cos_2;
  p->square_z   = 0.5L * b_z * b_z / sin_2;
  p->square_off = 0.5L * plus * minus / (sin_gamma * sin_gamma);
}

/* ---- the response of T_1 ---- */

/* The two-row operator of a site for spin 1/2 as W[p][q][row][column], states (b, a) of the rows as 2 b + a, and the part whose derivative gives the charge. */
typedef struct {
  Complex part[2][2][4][4];
} SiteOperator;

/* L(z) as [p][q][a][x], or its derivative */
static void lax(GhdFusion p, Complex z, PetscBool derivative, Complex L[2][2][2][2])
{
  const Real    sine = p->sine[2 * p->model->P];
  const Complex half = number(0.0L, 0.5L * PI * (Real)p->model->P / (Real)p->model->Q), plus = derivative ? ccoshl(z + half) : csinhl(z + half),
                minus = derivative ? ccoshl(z - half) : csinhl(z - half);

  for (PetscInt i = 0; i < 16; ++i) L[i / 8][i / 4 % 2][i / 2 % 2][i % 2] = 0.0L;
  L[0][0][0][0] = L[1][1][1][1] = plus;
  L[0][0][1][1] = L[1][1][0][0] = minus;
  if (!derivative) L[0][1][1][0] = L[1][0][0][1] = number(0.0L, sine);
}

static void site_operator(Complex inverse[2][2][2][2], Complex L[2][2][2][2], Complex scale, SiteOperator *W)
{
  for (PetscInt p = 0; p < 2; ++p)
    for (PetscInt q = 0; q < 2; ++q)
      for (PetscInt row = 0; row < 4; ++row)
        for (PetscInt column = 0; column < 4; ++column) {
          W->part[p][q][row][column] = 0.0L;
          for (PetscInt t = 0; t < 2; ++t) W->part[p][q][row][column] += scale * inverse[p][t][column / 2][row / 2] * L[t][q][row % 2][column % 2];
        }
}

/* sum of conj psi psi first second */
static void cell_operator(GhdFusion p, const SiteOperator *first, const SiteOperator *second, Complex M[4][4])
{
  for (PetscInt i = 0; i < 16; ++i) M[i / 4][i % 4] = 0.0L;
  for (PetscInt k = 0; k < 16; ++k)
    for (PetscInt i = 0; i < 16; ++i)
      for (PetscInt l = 0; l < 4; ++l)
        M[i / 4][i % 4] +=
            conjl(p->psi[k / 8][k / 4 % 2]) * p->psi[k / 2 % 2][k % 2] * first->part[k / 8][k / 2 % 2][i / 4][l] * second->part[k / 4 % 2][k % 2][l][i % 4];
}

/* Solves the system of four equations in place of its right side. */
static void solve(Complex A[4][4], Complex b[4])
{
  for (PetscInt i = 0; i < 4; ++i) {
    PetscInt pivot = i;

    for (PetscInt row = i + 1; row < 4; ++row)
      if (cabsl(A[row][i]) > cabsl(A[pivot][i])) pivot = row;
    for (PetscInt column = 0; column <= 4; ++column) {
      Complex *x = column < 4 ? &A[i][column] : &b[i], *y = column < 4 ? &A[pivot][column] : &b[pivot], swap = *x;

      *x = *y;
      *y = swap;
    }
    for (PetscInt row = 0; row < 4; ++row) {
      const Complex factor = A[row][i] / A[i][i];

      if (row == i) continue;
      for (PetscInt column = i; column < 4; ++column) A[row][column] -= factor * A[i][column];
      b[row] -= factor * b[i];
    }
  }
  for (PetscInt i = 0; i < 4; ++i) b[i] /= A[i][i];
}

/* X_1 at a real rapidity, as charge.h has it: here in the precision of this file. */
static Real first_charge(GhdFusion p, Real v)
{
  const Complex half = number(0.0L, 0.5L * PI * (Real)p->model->P / (Real)p->model->Q), z = v + half,
                scale = 1.0L / (csinhl(z + half) * csinhl(3.0L * half - z));
  Complex      inverse[2][2][2][2], L[2][2][2][2], M[4][4], M_1[4][4], M_2[4][4], R[4] = {0.5L, 0.0L, 0.0L, 0.5L}, x = 0.0L;
  SiteOperator W, dW;

  lax(p, 2.0L * half - z, PETSC_FALSE, inverse);
  lax(p, z, PETSC_FALSE, L);
  site_operator(inverse, L, scale, &W);
  lax(p, z, PETSC_TRUE, L);
  site_operator(inverse, L, scale, &dW);
  cell_operator(p, &W, &W, M);
  cell_operator(p, &dW, &W, M_1);
  cell_operator(p, &W, &dW, M_2);
  /* (M - 1 + r left) R = r with left = <00| + <11|, r = left/2: M R = R, left R = 1 */
  for (PetscInt i = 0; i < 4; ++i) {
    M[i][i] -= 1.0L;
    M[i][0] += R[i];
    M[i][3] += R[i];
  }
  solve(M, R);
  for (PetscInt i = 0; i < 4; ++i) x += 0.5L * (M_1[0][i] + M_1[3][i] + M_2[0][i] + M_2[3][i]) * R[i];
  x -= ccoshl(z + half) / csinhl(z + half);
  return cimagl(x) / (2.0L * PI);
}

/* T_1 X_1: its pole of third order in y follows from the response of T_2, which must be regular at v = i gamma/2; the rest is a parabola through three values on the real axis. */
static void find_response(GhdFusion p)
{
  const PetscInt P         = p->model->P;
  const Real     cos_gamma = p->cosine[2 * P], sin_gamma = p->sine[2 * P], shift = 2.0L * cos_gamma * cos_gamma - 1.0L, last = 1.0L / (1.0L - shift);
  const Complex  determinant = p->psi[0][0] * p->psi[1][1] - p->psi[0][1] * p->psi[1][0];
  Real           y[3], value[3], slope, curvature;

  p->response[3] = creall(determinant * conjl(determinant)) * sin_gamma * 2.0L * sin_gamma * cos_gamma * sin_gamma * (3.0L - 4.0L * sin_gamma * sin_gamma) / PI;
  for (PetscInt i = 0; i < 3; ++i) {
    Real cosh_2, T;

    y[i]     = 0.5L * last * (1.0L + cosl(PI * (Real)(2 * i + 1) / 6.0L));
    cosh_2   = shift + 1.0L / y[i];
    T        = p->weight_0 * (cosh_2 + cos_gamma) + p->weight_z * (cosh_2 - cos_gamma) + p->weight_off * (2.0L * cosh_2 * cosh_2 - 1.0L - shift);
    value[i] = y[i] * (T * first_charge(p, 0.5L * acoshl(cosh_2)) - p->response[3] * y[i] * y[i]);
  }
  slope          = (value[1] - value[0]) / (y[1] - y[0]);
  curvature      = ((value[2] - value[1]) / (y[2] - y[1]) - slope) / (y[2] - y[0]);
  p->response[2] = curvature;
  p->response[1] = slope - curvature * (y[0] + y[1]);
  p->response[0] = value[0] - y[0] * (slope - curvature * y[1]);
}

/* ---- life ---- */

PetscErrorCode GhdFusionCreate(GhdModel model, GhdMps mps, GhdFusion *fusion)
{
  const PetscInt n = 2 * model->Q;
  GhdFusion      p;

  PetscFunctionBegin;
  *fusion = NULL;
  if (mps->n_site > 2 || mps->n_ancilla > 1 || mps->bond[0] > 1 || model->Q < 4) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscNew(&p));
  p->model = model;
  PetscCall(PetscMalloc4(n, &p->sine, n, &p->cosine, n, &p->T, n, &p->f));
  for (PetscInt line = 0; line < n; ++line) {
    p->sine[line]   = sinl(PI * (Real)line / (Real)n);
    p->cosine[line] = line == model->Q ? 0.0L : cosl(PI * (Real)line / (Real)n);
  }
  set_state(p, mps);
  set_weights(p);
  find_response(p);
  PetscCall(GhdChargeCreate(model, mps, 2, GHD_CHARGE_DENSE_DEFAULT, &p->pair));
  PetscCall(GhdChargeCreate(model, mps, 3, GHD_CHARGE_DENSE_DEFAULT, &p->triple));
  *fusion = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFusionDestroy(GhdFusion *fusion)
{
  GhdFusion p = *fusion;

  PetscFunctionBegin;
  if (!p) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdChargeDestroy(&p->pair));
  PetscCall(GhdChargeDestroy(&p->triple));
  PetscCall(PetscFree4(p->sine, p->cosine, p->T, p->f));
  PetscCall(PetscFree(*fusion));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- spin 1/2 ---- */

/* Hyperbolic functions of the real part x, bounded: s = 1, 2, 4 of s x. */
typedef struct {
  Real sinh_1, cosh_1; /* over sqrt(cosh 2x)      */
  Real sinh_2, sinh_4; /* over cosh 2x, cosh 4x   */
  Real cosh_2, unit;   /* cosh 2x and 1 over cosh 4x */
  Real sech_2;         /* 1/cosh 2x               */
} Scaled;

static Scaled scale(Real x)
{
  const Real e = expl(-2.0L * fabsl(x)), root = sqrtl(0.5L * (1.0L + e * e)), fourth = e * e * e * e;

  return (Scaled){.sinh_1 = copysignl(-0.5L * expm1l(-2.0L * fabsl(x)) / root, x),
                  .cosh_1 = 0.5L * (1.0L + e) / root,
                  .sinh_2 = tanhl(2.0L * x),
                  .sinh_4 = tanhl(4.0L * x),
                  .cosh_2 = e * (1.0L + e * e) / (1.0L + fourth),
                  .unit   = 2.0L * e * e / (1.0L + fourth),
                  .sech_2 = 2.0L * e / (1.0L + e * e)};
}

/* sinh(s x + i pi line/(2Q)) from sinh and cosh of s x; what vanishes at x = 0 does so without rounding */
static Complex turned_sinh(GhdFusion p, Real sinh_x, Real cosh_x, PetscInt line)
{
  const PetscInt j    = ghd_line(p->model, line);
  const Real     sign = (line - j) / (2 * p->model->Q) % 2 ? -1.0L : 1.0L;

  return number(sign * sinh_x * p->cosine[j], sign * cosh_x * p->sine[j]);
}

/* sinh(v + i n gamma/2) sinh(v - i n gamma/2)/cosh 2x on a line, and the same of doubled arguments over cosh^2 2x */
static Complex pair(GhdFusion p, const Scaled *x, PetscInt line, PetscInt n)
{
  return turned_sinh(p, x->sinh_1, x->cosh_1, line + n * p->model->P) * turned_sinh(p, x->sinh_1, x->cosh_1, line - n * p->model->P);
}

static Complex pair_of_doubled(GhdFusion p, const Scaled *x, PetscInt line, PetscInt n)
{
  return turned_sinh(p, x->sinh_2, 1.0L, 2 * (line + n * p->model->P)) * turned_sinh(p, x->sinh_2, 1.0L, 2 * (line - n * p->model->P));
}

/* T = T_1 sinh 2v/(cosh 2x cosh 4x) and f sinh(2v + i gamma) sinh(2v - i gamma)/(cosh 2x cosh 4x)^2: they obey the same equations, have no poles and are bounded. */
static void evaluate(GhdFusion p, const Scaled *x, PetscInt line, Dual *T, Dual *f)
{
  const PetscInt j = ghd_line(p->model, 2 * line), k = ghd_line(p->model, 2 * j);
  const Real     turn = (2 * line - j) % (4 * p->model->Q) ? -1.0L : 1.0L, turn_4 = (2 * j - k) % (4 * p->model->Q) ? -1.0L : 1.0L,
             cos_gamma = p->cosine[ghd_line(p->model, 2 * p->model->P)];
  const Complex two    = turn * x->cosh_2 * number(p->cosine[j], x->sinh_2 * p->sine[j]); /* cosh 2v/cosh 4x */
  const Complex four   = turn_4 * number(p->cosine[k], x->sinh_4 * p->sine[k]);           /* cosh 4v/cosh 4x */
  const Complex plus = two + x->unit, minus = two - x->unit, off = four - x->unit;
  const Complex D       = p->square_0 * plus + p->square_z * minus + p->square_off * off;
  const Complex D_conj  = conjl(p->square_0) * plus + conjl(p->square_z) * minus + conjl(p->square_off) * off;
  const Complex shifted = 2.0L * pair(p, x, line, 2), y = x->sech_2 / shifted, doubled = turned_sinh(p, x->sinh_2, 1.0L, 2 * line);

  T->value    = doubled * (p->weight_0 * (two + cos_gamma * x->unit) + p->weight_z * (two - cos_gamma * x->unit) +
                        p->weight_off * (four - (2.0L * cos_gamma * cos_gamma - 1.0L) * x->unit));
  T->response = doubled * (p->response[0] * x->cosh_2 * shifted + x->unit * (p->response[1] + y * (p->response[2] + y * p->response[3])));
  f->value    = D * D_conj * pair_of_doubled(p, x, line, 2);
  f->response = f->value * p->sine[ghd_line(p->model, 2 * p->model->P)] * x->sech_2 / (2.0L * PI * pair(p, x, line, 1)); /* a_1 */
}

/* ---- all spins ----

   The response of T_1 has double poles at v = -+ i gamma, that of f poles at -+ i gamma/2: on lines -2P, 0, 2P, which follow one another in T_j, everything cancels as x^-2. What is made of
   these lines together, T_2 and T_3, has no poles, and takes its response from the charges themselves. */

static Dual product(Dual a, Dual b)
{
  return (Dual){a.value * b.value, a.value * b.response + a.response * b.value};
}

static Dual difference(Dual a, Dual b)
{
  return (Dual){a.value - b.value, a.response - b.response};
}

static Dual on(GhdFusion p, const Dual function[], PetscInt line)
{
  return function[ghd_line(p->model, line)];
}

/* The response of T_2s with this value, from the charge at v + 2s i gamma/2 */
static PetscErrorCode respond(GhdFusion p, GhdCharge charge, PetscReal x, PetscInt line, Dual *T, PetscReal *residual)
{
  PetscComplex D;
  PetscReal    one;

  PetscFunctionBegin;
  PetscCall(GhdChargeEvaluate(charge, PetscCMPLX(x, M_PI / (PetscReal)(2 * p->model->Q) * (PetscReal)ghd_line(p->model, line)), &D, &one));
  T->response = number(0.0L, -0.5L / PI) * (Complex)D * T->value;
  *residual   = PetscMax(*residual, one);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFusionSetRapidity(GhdFusion p, PetscReal x, PetscReal *residual)
{
  const PetscInt P      = p->model->P;
  const Scaled   scaled = scale(x);

  PetscFunctionBegin;
  *residual = 0.0L;
  for (PetscInt line = 0; line < 2 * p->model->Q; ++line) evaluate(p, &scaled, line, &p->T[line], &p->f[line]);
  p->T_2[1] = difference(product(on(p, p->T, 2 * P), on(p, p->T, 0)), on(p, p->f, P));
  p->T_2[0] = difference(product(on(p, p->T, -2 * P), on(p, p->T, 0)), on(p, p->f, -P));
  p->T_3    = difference(product(on(p, p->T, 2 * P), p->T_2[0]), product(on(p, p->f, P), on(p, p->T, -2 * P)));
  if (PetscAbsReal(x) > 0.05) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(respond(p, p->pair, x, 3 * P, &p->T_2[1], residual));
  PetscCall(respond(p, p->pair, x, P, &p->T_2[0], residual));
  PetscCall(respond(p, p->triple, x, 3 * P, &p->T_3, residual));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* T_j and T_{j-1} of the first factors. With n more factors on lines at, at + 2P, ..: T' = T_n T_j - f(at - P) T_{n-1} T_{j-1}, the latter without the first of the new lines. */
typedef struct {
  Dual now, before;
} Chain;

static Chain extend(Chain c, Dual f, Dual all, Dual all_but_first, Dual all_but_last, Dual middle)
{
  const Dual  fb     = product(f, c.before);
  const Chain next   = {difference(product(all, c.now), product(all_but_first, fb)), difference(product(all_but_last, c.now), product(middle, fb))};
  const Real  factor = 1.0L / (cabsl(next.now.value) + cabsl(next.before.value)); /* only ratios count */

  return (Chain){{factor * next.now.value, factor * next.now.response}, {factor * next.before.value, factor * next.before.response}};
}

PetscComplex ghd_fusion_charge(GhdFusion p, PetscInt two_s, PetscInt line)
{
  static const Dual one = {1.0L, 0.0L}, zero = {0.0L, 0.0L};
  const PetscInt    P = p->model->P, first = line - (2 * two_s - 1) * P; /* of the factors T_1 of T_2s at u - 2s i gamma/2 */
  Chain             c = {one, zero};

  for (PetscInt j = 0; j < two_s;) {
    const PetscInt at = first + 2 * j * P, here = ghd_line(p->model, at), left = two_s - j;
    const Dual     f = on(p, p->f, at - P);

    if (here == ghd_line(p->model, -2 * P) && left >= 3) {
      c = extend(c, f, p->T_3, p->T_2[1], p->T_2[0], p->T[0]);
      j += 3;
    } else if (here == ghd_line(p->model, -2 * P) && left == 2) {
      c = extend(c, f, p->T_2[0], p->T[0], on(p, p->T, at), one);
      j += 2;
    } else if (here == 0 && left >= 2) {
      c = extend(c, f, p->T_2[1], on(p, p->T, 2 * P), p->T[0], one);
      j += 2;
    } else {
      c = extend(c, f, p->T[here], one, one, zero);
      j += 1;
    }
  }
  return number(0.0L, 2.0L * PI) * c.now.response / c.now.value;
}
