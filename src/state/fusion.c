#include "fusion.h"

#include "resolvent.h"
#include "spin_half.h"

typedef GhdLong        Real;
typedef GhdLongComplex Complex;
typedef GhdDual        Dual;
#define PI 3.14159265358979323846264338327950288L

#define TERMS 64 /* of Taylor series; those that are left out are as small as 2^-64 */

/* Neighbouring lines of T_j on which leading digits cancel near x = 0, and what is made of them instead: T_2 on the lines first, first + 2P, or T_3.
   The response of T_1 has double poles at v = -+ i gamma, that of f poles at -+ i gamma/2: on lines -2P, 0, 2P everything cancels as x^-2. T_2 is even with a double zero at v = 0 and i pi/2, on lines
   -P, P and Q - P, Q + P, and so is its response. */
typedef enum { PAIR_BELOW, PAIR_ABOVE, CENTRE, SIDE, TRIPLE, N_JOINED } Joined;

typedef struct {
  PetscInt first;
  Complex  series[2][TERMS]; /* Taylor coefficients in x/radius of value and response; they have no poles at distances below pi/(2Q) */
  Dual     now;              /* at the present x */
} Block;

struct GhdFusion_ {
  GhdModel    model;
  GhdSpinHalf half;
  Real        radius; /* of the circle from which the series come             */
  Dual       *T, *f;  /* [2 Q] on all lines at the present x: ghd_spin_half() */
  Block       joined[N_JOINED];
};

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

/* From T_1 and f on single lines. */
static void join(GhdFusion p)
{
  const PetscInt P = p->model->P;

  for (Joined n = PAIR_BELOW; n <= SIDE; ++n) {
    const PetscInt first = p->joined[n].first;

    p->joined[n].now = difference(product(on(p, p->T, first + 2 * P), on(p, p->T, first)), on(p, p->f, first + P));
  }
  p->joined[TRIPLE].now = difference(product(on(p, p->T, 2 * P), p->joined[PAIR_BELOW].now), product(on(p, p->f, P), on(p, p->T, -2 * P)));
}

/* Taylor series by the trapezoidal rule around a circle, half as wide as the region without poles. */
static void find_series(GhdFusion p)
{
  const PetscInt P = p->model->P, Q = p->model->Q, needed[] = {-2 * P, -P, 0, P, 2 * P, Q - P, Q, Q + P}, first[N_JOINED] = {-2 * P, 0, -P, Q - P, -2 * P};

  for (Joined n = 0; n < N_JOINED; ++n) p->joined[n].first = ghd_line(p->model, first[n]);
  p->radius = 0.25L * PI / (Real)Q;
  for (PetscInt i = 0; i < TERMS; ++i) {
    const GhdScaled x = ghd_scaled(p->radius * cexpl(PI * (Complex)_Complex_I * (Real)(2 * i + 1) / (Real)TERMS));

    for (size_t n = 0; n < sizeof(needed) / sizeof(needed[0]); ++n) {
      const PetscInt line = ghd_line(p->model, needed[n]);

      ghd_spin_half(&p->half, &x, line, &p->T[line], &p->f[line]);
    }
    join(p);
    for (PetscInt m = 0; m < TERMS; ++m) {
      const Complex turn = cexpl(-PI * (Complex)_Complex_I * (Real)((2 * i + 1) * m % (2 * TERMS)) / (Real)TERMS) / (Real)TERMS;

      for (Joined n = 0; n < N_JOINED; ++n) {
        if ((n == CENTRE || n == SIDE) && (m == 0 || m % 2)) continue;
        p->joined[n].series[0][m] += turn * p->joined[n].now.value;
        p->joined[n].series[1][m] += turn * p->joined[n].now.response;
      }
    }
  }
}

PetscErrorCode GhdFusionCreate(GhdModel model, GhdMps mps, GhdFusion *fusion)
{
  GhdFusion p;

  PetscFunctionBegin;
  *fusion = NULL;
  if (mps->n_site > 2 || mps->n_ancilla > 1 || mps->bond[0] > 1 || model->Q < 4) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscNew(&p));
  p->model = model;
  PetscCall(GhdSpinHalfSetUp(model, mps, &p->half));
  PetscCall(PetscMalloc2(2 * model->Q, &p->T, 2 * model->Q, &p->f));
  find_series(p);
  *fusion = p;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFusionDestroy(GhdFusion *fusion)
{
  GhdFusion p = *fusion;

  PetscFunctionBegin;
  if (!p) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdSpinHalfReset(&p->half));
  PetscCall(PetscFree2(p->T, p->f));
  PetscCall(PetscFree(*fusion));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static Complex series(const Complex coefficient[TERMS], Real u)
{
  Complex sum = 0.0L;

  for (PetscInt m = TERMS - 1; m >= 0; --m) sum = sum * u + coefficient[m];
  return sum;
}

void ghd_fusion_set_rapidity(GhdFusion p, PetscReal x)
{
  const GhdScaled scaled = ghd_scaled(x);
  const Real      u      = (Real)x / p->radius;

  for (PetscInt line = 0; line < 2 * p->model->Q; ++line) ghd_spin_half(&p->half, &scaled, line, &p->T[line], &p->f[line]);
  join(p);
  if (fabsl(u) > 0.5L) return;
  for (Joined n = 0; n < N_JOINED; ++n) {
    Block *block = &p->joined[n];

    block->now.response = series(block->series[1], u);
    if (n == CENTRE || n == SIDE) block->now.value = series(block->series[0], u);
  }
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

/* The block that begins on this line, of at most `left` lines; N_JOINED if there is none. */
static Joined block_at(GhdFusion p, PetscInt line, PetscInt left)
{
  if (left >= 3 && line == p->joined[TRIPLE].first) return TRIPLE;
  for (Joined n = PAIR_BELOW; left >= 2 && n <= SIDE; ++n)
    if (line == p->joined[n].first) return n;
  return N_JOINED;
}

PetscComplex ghd_fusion_charge(GhdFusion p, PetscInt two_s, PetscInt line)
{
  static const Dual one = {1.0L, 0.0L}, zero = {0.0L, 0.0L};
  const PetscInt    P = p->model->P, first = line - (2 * two_s - 1) * P; /* of the factors T_1 of T_2s at u - 2s i gamma/2 */
  Chain             c = {one, zero};

  for (PetscInt j = 0; j < two_s;) {
    const PetscInt at = first + 2 * j * P;
    const Joined   n  = block_at(p, ghd_line(p->model, at), two_s - j);
    const Dual     f = on(p, p->f, at - P), here = on(p, p->T, at);

    if (n == TRIPLE) {
      c = extend(c, f, p->joined[TRIPLE].now, p->joined[PAIR_ABOVE].now, p->joined[PAIR_BELOW].now, p->T[0]);
      j += 3;
    } else if (n < TRIPLE) {
      c = extend(c, f, p->joined[n].now, on(p, p->T, at + 2 * P), here, one);
      j += 2;
    } else {
      c = extend(c, f, here, one, one, zero);
      j += 1;
    }
  }
  return 2.0L * PI * (Complex)_Complex_I * c.now.response / c.now.value;
}
