#include "spin_half.h"

#include "resolvent.h"

typedef GhdLong        Real;
typedef GhdLongComplex Complex;
typedef GhdDual        Dual;
typedef GhdScaled      Scaled;
#define PI 3.14159265358979323846264338327950288L

static Complex number(Real re, Real im)
{
  return re + im * (Complex)_Complex_I;
}

/* ---- the state ---- */

static void set_state(GhdSpinHalf *p, GhdMps mps)
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

static void set_weights(GhdSpinHalf *p)
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
static void lax(GhdSpinHalf *p, Complex z, PetscBool derivative, Complex L[2][2][2][2])
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
static void cell_operator(GhdSpinHalf *p, const SiteOperator *first, const SiteOperator *second, Complex M[4][4])
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
static Real first_charge(GhdSpinHalf *p, Real v)
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
static void find_response(GhdSpinHalf *p)
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
  p->response[0] =
      p->weight_off > 0.0L ? value[0] - y[0] * (slope - curvature * y[1]) : 0.0L; /* X_1 decays as exp(-2|v|), T_1 grows as exp 4|v|, or as exp 2|v| */
}

/* ---- life ---- */

PetscErrorCode GhdSpinHalfSetUp(GhdModel model, GhdMps mps, GhdSpinHalf *p)
{
  const PetscInt n = 2 * model->Q;

  PetscFunctionBegin;
  p->model = model;
  PetscCall(PetscMalloc2(n, &p->sine, n, &p->cosine));
  for (PetscInt line = 0; line < n; ++line) {
    p->sine[line]   = sinl(PI * (Real)line / (Real)n);
    p->cosine[line] = line == model->Q ? 0.0L : cosl(PI * (Real)line / (Real)n);
  }
  set_state(p, mps);
  set_weights(p);
  find_response(p);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSpinHalfReset(GhdSpinHalf *p)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(p->sine, p->cosine));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- spin 1/2 ---- */

/* sinh(s x) and cosh(s x) over exp |s Re x|; what vanishes at x = 0 does so without rounding */
static void sinh_cosh(Complex x, Real s, Complex *sinh_x, Complex *cosh_x)
{
  const Real a = fabsl(s * creall(x)), b = s * cimagl(x), sinh_a = copysignl(-0.5L * expm1l(-2.0L * a), creall(x)), cosh_a = 0.5L * (1.0L + expl(-2.0L * a));

  *sinh_x = number(sinh_a * cosl(b), cosh_a * sinl(b));
  *cosh_x = number(cosh_a * cosl(b), sinh_a * sinl(b));
}

Scaled ghd_scaled(Complex x)
{
  const Real e = expl(-2.0L * fabsl(creall(x)));
  Complex    sinh_1, cosh_1, sinh_2, cosh_2, sinh_4, cosh_4, root;

  sinh_cosh(x, 1.0L, &sinh_1, &cosh_1);
  sinh_cosh(x, 2.0L, &sinh_2, &cosh_2);
  sinh_cosh(x, 4.0L, &sinh_4, &cosh_4);
  root = csqrtl(cosh_2);
  return (Scaled){.sinh_1  = sinh_1 / root,
                  .cosh_1  = cosh_1 / root,
                  .sinh_2  = sinh_2 / cosh_2,
                  .cosh_22 = cosh_2 * cosh_2 / cosh_4,
                  .cosh_2  = e * cosh_2 / cosh_4,
                  .unit    = e * e / cosh_4,
                  .sech_2  = e / cosh_2};
}

/* a cos(angle) + i b sin(angle) of a line */
static Complex turn(const GhdSpinHalf *p, Complex a, Complex b, PetscInt line)
{
  return number(creall(a) * p->cosine[line] - cimagl(b) * p->sine[line], cimagl(a) * p->cosine[line] + creall(b) * p->sine[line]);
}

/* sinh(s x + i pi line/(2Q)) from sinh and cosh of s x; what vanishes at x = 0 does so without rounding */
static Complex turned_sinh(const GhdSpinHalf *p, Complex sinh_x, Complex cosh_x, PetscInt line)
{
  const PetscInt j    = ghd_line(p->model, line);
  const Real     sign = (line - j) / (2 * p->model->Q) % 2 ? -1.0L : 1.0L;

  return sign * turn(p, sinh_x, cosh_x, j);
}

/* sinh(v + i n gamma/2) sinh(v - i n gamma/2)/cosh 2x on a line, and the same of doubled arguments over cosh^2 2x */
static Complex pair(const GhdSpinHalf *p, const Scaled *x, PetscInt line, PetscInt n)
{
  return turned_sinh(p, x->sinh_1, x->cosh_1, line + n * p->model->P) * turned_sinh(p, x->sinh_1, x->cosh_1, line - n * p->model->P);
}

static Complex pair_of_doubled(const GhdSpinHalf *p, const Scaled *x, PetscInt line, PetscInt n)
{
  return turned_sinh(p, x->sinh_2, 1.0L, 2 * (line + n * p->model->P)) * turned_sinh(p, x->sinh_2, 1.0L, 2 * (line - n * p->model->P));
}

/* All that may vanish is a product of factors that have no rounding where they do: cosh 2v - cos gamma = 2 sinh(v + i gamma/2) sinh(v - i gamma/2), with v + i pi/2 for cosh 2v + cos gamma. */
void ghd_spin_half(const GhdSpinHalf *p, const Scaled *x, PetscInt line, Dual *T, Dual *f)
{
  const PetscInt Q    = p->model->Q;
  const Complex  near = pair(p, x, line, 1), narrow = x->cosh_2 * near, wide = x->cosh_2 * pair(p, x, line + Q, 1);
  const Complex  sinh_v = 2.0L * x->cosh_2 * pair(p, x, line, 0), cosh_v = -2.0L * x->cosh_2 * pair(p, x, line + Q, 0),
                off     = 2.0L * x->cosh_22 * pair_of_doubled(p, x, line, 0);
  const Complex D       = p->square_0 * cosh_v + p->square_z * sinh_v + p->square_off * off;
  const Complex D_conj  = conjl(p->square_0) * cosh_v + conjl(p->square_z) * sinh_v + conjl(p->square_off) * off;
  const Complex shifted = 2.0L * pair(p, x, line, 2), y = x->sech_2 / shifted, doubled = turned_sinh(p, x->sinh_2, 1.0L, 2 * line);

  T->value    = 2.0L * doubled * (p->weight_z * narrow - p->weight_0 * wide + p->weight_off * x->cosh_22 * pair_of_doubled(p, x, line, 1));
  T->response = doubled * (p->response[0] * x->cosh_2 * shifted + x->unit * (p->response[1] + y * (p->response[2] + y * p->response[3])));
  f->value    = D * D_conj * pair_of_doubled(p, x, line, 2);
  f->response = f->value * p->sine[ghd_line(p->model, 2 * p->model->P)] * x->sech_2 / (2.0L * PI * near); /* a_1 */
}
