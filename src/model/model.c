#include "internal.h"

static PetscInt greatest_common_divisor(PetscInt a, PetscInt b)
{
  while (b > 0) {
    const PetscInt rest = a % b;

    a = b;
    b = rest;
  }
  return a;
}

PetscReal ghd_sin_pi(PetscInt a, PetscInt b)
{
  a %= 2 * b;
  if (a < 0) a += 2 * b;
  if (a > b) return -ghd_sin_pi(a - b, b);
  if (2 * a > b) a = b - a; /* now 0 <= a/b <= 1/2 */
  if (a == 0) return 0.0;
  if (2 * a == b) return 1.0;
  if (6 * a == b) return 0.5;
  if (4 * a <= b) return sin(M_PI * (PetscReal)a / (PetscReal)b);
  return cos(M_PI * (PetscReal)(b - 2 * a) / (PetscReal)(2 * b));
}

static void fill_trig(PetscInt Q, struct GhdTrig_ trig[])
{
  for (PetscInt t = 0; t < 2 * Q; ++t) {
    const PetscReal half = ghd_sin_pi(t, 2 * Q);

    trig[t].sine    = ghd_sin_pi(t, Q);
    trig[t].cosine  = ghd_sin_pi(Q + 2 * t, 2 * Q);
    trig[t].versine = 2.0 * half * half;
  }
}

/* Lengths, parities and signs: species j = 1..M of the table in physics, stored at j - 1. */
static void fill_strings(GhdModel model)
{
  const PetscInt P = model->P, Q = model->Q;
  const Fraction f = ghd_fraction(P, Q);
  const PetscInt M = f.m[f.n_nu];

  for (PetscInt j = 1; j <= M; ++j) {
    const PetscBool last  = (PetscBool)(j == M);
    const PetscInt  i     = last ? f.n_nu : ghd_fraction_level(&f, j);
    const PetscInt  n     = last ? f.y[f.n_nu] : f.y[i] + (j - f.m[i]) * f.y[i + 1];
    const PetscInt  abs_q = last ? f.pP[i] : f.pP[i] - (j - f.m[i]) * f.pP[i + 1];

    model->length[j - 1] = n;
    model->parity[j - 1] = (j == f.m[1] || (n - 1) * P / Q % 2) ? -1 : 1;
    model->sign[j - 1]   = (i % 2 ? -abs_q : abs_q) > 0 ? 1 : -1;
    model->angle[j - 1]  = ghd_angle(model, n, model->parity[j - 1]);
  }
}

PetscErrorCode GhdModelCreate(PetscInt P, PetscInt Q, GhdModel *model)
{
  Fraction f;
  GhdModel m;

  PetscFunctionBegin;
  *model = NULL;
  PetscCheck(0 < P && P < Q && Q <= GHD_MAX_Q, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "gamma/pi = %" PetscInt_FMT "/%" PetscInt_FMT " must be between 0 and 1, with denominator at most %d", P, Q, GHD_MAX_Q);
  PetscCheck(greatest_common_divisor(Q, P) == 1, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE,
             "gamma/pi = %" PetscInt_FMT "/%" PetscInt_FMT " must be in lowest terms", P, Q);
  PetscCall(PetscNew(&m));
  f        = ghd_fraction(P, Q);
  m->P     = P;
  m->Q     = Q;
  m->gamma = M_PI * (PetscReal)P / (PetscReal)Q;
  m->delta = ghd_sin_pi(Q + 2 * P, 2 * Q);
  m->n_str = f.m[f.n_nu];
  PetscCall(PetscMalloc5(m->n_str, &m->length, m->n_str, &m->parity, m->n_str, &m->sign, m->n_str, &m->angle, 2 * Q, &m->trig));
  fill_trig(Q, m->trig);
  fill_strings(m);
  *model = m;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdModelDestroy(GhdModel *model)
{
  PetscFunctionBegin;
  if (!*model) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree5((*model)->length, (*model)->parity, (*model)->sign, (*model)->angle, (*model)->trig));
  PetscCall(PetscFree(*model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdAngle ghd_angle(GhdModel model, PetscInt n, PetscInt parity)
{
  const PetscInt Q = model->Q, nP = (n % (2 * Q)) * model->P;

  if (nP % Q == 0) return 0;
  return (nP + (parity > 0 ? 0 : Q)) % (2 * Q);
}

PetscReal ghd_strip(GhdModel model)
{
  return M_PI / (PetscReal)(2 * model->Q);
}
