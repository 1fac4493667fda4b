#include "chebyshev.h"

#define N           GHD_CHEBYSHEV_NODES
#define TAIL        3    /* coefficients at the end of a series that tell whether it has converged       */
#define SLOPE       8    /* coefficients over which the slowest decay of a series is looked for          */
#define FLAT        30.0 /* a tail is flat if the coefficients in the middle of the series are not larger than this */
#define ABOVE_NOISE 4.0
#define NARROWEST   1e-10 /* width below which a panel is never split: the nodes would meet rounding of t */

/* first panels; one straddles t = 0, where a removable singularity of the samples may sit, and goes on doing so when it is split in three */
static const PetscReal first_edge[] = {-1.0, -0.5, -0.15, 0.15, 0.5, 1.0};

typedef struct {
  const GhdChebyshevOptions *o;
  GhdChebyshev               c;
  PetscInt                   room;
  PetscReal                 *sample;       /* [n_function][N] values at the nodes of a panel */
  PetscReal                 *series;       /* [n_function][N] their coefficients              */
  PetscReal                 *value;        /* [n_function]                                   */
  PetscReal                  node[N];      /* cos(pi (i + 1/2)/N)                            */
  PetscReal                  cosine[N][N]; /* cos(pi m (i + 1/2)/N)                          */
} Builder;

static PetscErrorCode grow(Builder *b)
{
  const PetscInt room = b->room ? 2 * b->room : 32, n = b->c->n_panel;
  const size_t   block = (size_t)b->c->n_function * N;
  PetscReal     *edge, *coefficient;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(room + 1, &edge));
  PetscCall(PetscMalloc1((size_t)room * block, &coefficient));
  if (b->room) PetscCall(PetscArraycpy(edge, b->c->edge, n + 1));
  if (b->room) PetscCall(PetscArraycpy(coefficient, b->c->coefficient, (size_t)n * block));
  PetscCall(PetscFree(b->c->edge));
  PetscCall(PetscFree(b->c->coefficient));
  b->c->edge        = edge;
  b->c->coefficient = coefficient;
  b->room           = room;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Appends b->series as the panel that ends at `right`. */
static PetscErrorCode append(Builder *b, PetscReal left, PetscReal right)
{
  PetscFunctionBegin;
  if (b->c->n_panel == b->room) PetscCall(grow(b));
  if (b->c->n_panel == 0) b->c->edge[0] = left;
  PetscCall(PetscArraycpy(b->c->coefficient + (size_t)b->c->n_panel * (size_t)b->c->n_function * N, b->series, b->c->n_function * N));
  b->c->edge[++b->c->n_panel] = right;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Samples of all functions on a panel, and their series. */
static PetscErrorCode fit(Builder *b, PetscReal left, PetscReal right)
{
  const PetscReal middle = 0.5 * (left + right), half = 0.5 * (right - left);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < N; ++i) {
    const PetscReal t = middle + half * b->node[i];

    if (b->o->parity && t < 0.0) { /* mirror image of an earlier node: the panel is symmetric about 0 */
      for (PetscInt f = 0; f < b->c->n_function; ++f) b->sample[f * N + i] = (PetscReal)b->o->parity[f] * b->sample[f * N + N - 1 - i];
      continue;
    }
    PetscCall(b->o->sample(b->o->context, t, b->value));
    ++b->c->n_sample;
    for (PetscInt f = 0; f < b->c->n_function; ++f) {
      b->sample[f * N + i] = b->value[f];
      if (PetscIsInfOrNanReal(b->value[f])) b->c->resolved = PETSC_FALSE;
    }
  }
  for (PetscInt f = 0; f < b->c->n_function; ++f)
    for (PetscInt i = 0; i < N; ++i) b->c->scale[f] = PetscMax(b->c->scale[f], PetscAbsReal(b->sample[b->o->scale_of[f] * N + i]));
  for (PetscInt f = 0; f < b->c->n_function; ++f)
    for (PetscInt m = 0; m < N; ++m) {
      PetscReal sum = 0.0;

      for (PetscInt i = 0; i < N; ++i) sum += b->cosine[m][i] * b->sample[f * N + i];
      b->series[f * N + m] = (m == 0 ? 1.0 : 2.0) / N * sum;
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Sum of the moduli of TAIL coefficients of the series from number `first` on, relative to the scale: the largest of all functions. */
static PetscReal tail(const Builder *b, PetscInt first)
{
  PetscReal worst = 0.0;

  for (PetscInt f = 0; f < b->c->n_function; ++f) {
    PetscReal sum = 0.0;

    for (PetscInt m = first; m < first + TAIL; ++m) sum += PetscAbsReal(b->series[f * N + m]);
    if (b->c->scale[f] > 0.0) worst = PetscMax(worst, sum / b->c->scale[f]);
  }
  return worst;
}

/* Largest fourth difference of the functions over steps of this size around t, relative to their scale: what rounding makes of it if they are smooth there. */
static PetscErrorCode fourth_difference(Builder *b, PetscReal t, PetscReal step, PetscReal *difference)
{
  static const PetscReal binomial[] = {1.0, -4.0, 6.0, -4.0, 1.0};

  PetscFunctionBegin;
  PetscCall(PetscArrayzero(b->sample, b->c->n_function));
  for (PetscInt i = 0; i < 5; ++i) {
    PetscCall(b->o->sample(b->o->context, t + step * (PetscReal)(i - 2), b->value));
    ++b->c->n_sample;
    for (PetscInt f = 0; f < b->c->n_function; ++f) b->sample[f] += binomial[i] * b->value[f];
  }
  *difference = 0.0;
  for (PetscInt f = 0; f < b->c->n_function; ++f)
    if (b->c->scale[f] > 0.0) *difference = PetscMax(*difference, PetscAbsReal(b->sample[f]) / (sqrt(70.0) * b->c->scale[f]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Raises *noise to the noise of the values at t. It does not depend on the step, as a resonance that happens to be near t does. */
static PetscErrorCode measure_noise(Builder *b, PetscReal t, PetscReal width, PetscReal *noise)
{
  static const PetscReal step[] = {1e-4, 1e-5, 1e-6};
  PetscReal              least  = PETSC_INFINITY, difference;

  PetscFunctionBegin;
  for (size_t i = 0; i < sizeof(step) / sizeof(step[0]); ++i) {
    PetscCall(fourth_difference(b, t, step[i] * width, &difference));
    least = PetscMin(least, difference);
  }
  *noise = PetscMax(*noise, least);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whether the series is as good as it can be. A tail that does not decay may be noise, which more panels would not lessen: it is measured at the innermost and
   the outermost node, where rounding weighs most. */
static PetscErrorCode is_resolved(Builder *b, PetscReal left, PetscReal right, PetscReal error, PetscBool *resolved)
{
  const PetscReal middle = 0.5 * (left + right), half = 0.5 * (right - left), side = middle < 0.0 ? -1.0 : 1.0;
  const PetscReal inner = left < 0.0 && right > 0.0 ? half * b->node[N / 2 - 1] : middle - side * half * b->node[0];
  PetscReal       noise = 0.0;

  PetscFunctionBegin;
  *resolved = (PetscBool)(error <= PetscMax(b->o->tolerance, b->o->weighted / (right - left)));
  if (!*resolved && tail(b, N / 2) < FLAT * error) {
    PetscCall(measure_noise(b, inner, right - left, &noise));
    PetscCall(measure_noise(b, middle + side * half * b->node[0], right - left, &noise));
    *resolved = (PetscBool)(error <= ABOVE_NOISE * noise);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Appends [left, right] as one panel, or as the panels that resolve it. Panels left of 0 are skipped if the functions have a parity. */
static PetscErrorCode refine(Builder *b, PetscReal left, PetscReal right)
{
  const PetscReal middle = 0.5 * (left + right), width = right - left, third = width / 6.0;
  PetscReal       error;
  PetscBool       resolved;

  PetscFunctionBegin;
  if (b->o->parity && right <= 0.0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(fit(b, left, right));
  error = tail(b, N - TAIL);
  PetscCall(is_resolved(b, left, right, error, &resolved));
  if (resolved || width < NARROWEST || b->c->n_panel >= b->o->most || !b->c->resolved) {
    if (b->c->n_panel >= b->o->most) b->c->resolved = PETSC_FALSE;
    b->c->error = PetscMax(b->c->error, error * PetscMin(1.0, width / GHD_CHEBYSHEV_NARROW));
    PetscCall(append(b, left, right));
  } else if (left < 0.0 && right > 0.0) { /* symmetric about 0, and so is the middle third */
    PetscCall(refine(b, left, -third));
    PetscCall(refine(b, -third, third));
    PetscCall(refine(b, third, right));
  } else {
    PetscCall(refine(b, left, middle));
    PetscCall(refine(b, middle, right));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Puts the mirror images of the panels right of the central one in front of it. */
static PetscErrorCode reflect(Builder *b)
{
  const PetscInt n = b->c->n_panel - 1, n_f = b->c->n_function; /* panel 0 is the central one */
  const size_t   block = (size_t)n_f * N;

  PetscFunctionBegin;
  while (b->room < 2 * n + 1) PetscCall(grow(b));
  for (PetscInt i = n + 1; i >= 0; --i) b->c->edge[i + n] = b->c->edge[i];
  for (PetscInt i = n; i >= 0; --i)
    PetscCall(PetscArraymove(b->c->coefficient + (size_t)(i + n) * block, b->c->coefficient + (size_t)i * block, (PetscInt)block));
  for (PetscInt i = 0; i < n; ++i) {
    const PetscInt   image = 2 * n - i;
    PetscReal       *to    = b->c->coefficient + (size_t)i * block;
    const PetscReal *from  = b->c->coefficient + (size_t)image * block;

    b->c->edge[i] = -b->c->edge[image + 1];
    for (PetscInt e = 0; e < n_f * N; ++e) to[e] = (PetscReal)b->o->parity[e / N] * (e % N % 2 ? -from[e] : from[e]);
  }
  b->c->n_panel = 2 * n + 1;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChebyshevCreate(const GhdChebyshevOptions *options, GhdChebyshev *chebyshev)
{
  Builder b = {.o = options};

  PetscFunctionBegin;
  PetscCall(PetscNew(&b.c));
  b.c->n_function = options->n_function;
  b.c->resolved   = PETSC_TRUE;
  PetscCall(PetscCalloc1(options->n_function, &b.c->scale));
  PetscCall(PetscMalloc3(options->n_function * N, &b.sample, options->n_function * N, &b.series, options->n_function, &b.value));
  for (PetscInt m = 0; m < N; ++m)
    for (PetscInt i = 0; i < N; ++i) b.cosine[m][i] = cos(M_PI * (PetscReal)((m * (2 * i + 1)) % (4 * N)) / (2 * N));
  for (PetscInt i = 0; i < N; ++i) b.node[i] = b.cosine[1][i];
  for (size_t i = 0; i + 1 < sizeof(first_edge) / sizeof(first_edge[0]); ++i) PetscCall(refine(&b, first_edge[i], first_edge[i + 1]));
  if (options->parity) PetscCall(reflect(&b));
  PetscCall(PetscFree3(b.sample, b.series, b.value));
  *chebyshev = b.c;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChebyshevDestroy(GhdChebyshev *chebyshev)
{
  GhdChebyshev c = *chebyshev;

  PetscFunctionBegin;
  if (!c) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree(c->edge));
  PetscCall(PetscFree(c->coefficient));
  PetscCall(PetscFree(c->scale));
  PetscCall(PetscFree(*chebyshev));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt ghd_chebyshev_panel(GhdChebyshev c, PetscReal t)
{
  PetscInt low = 0, high = c->n_panel;

  while (high - low > 1) {
    const PetscInt middle = (low + high) / 2;

    if (t < c->edge[middle])
      high = middle;
    else
      low = middle;
  }
  return low;
}

PetscReal ghd_chebyshev_value(GhdChebyshev c, PetscInt panel, PetscInt f, PetscReal t)
{
  const PetscReal *a   = c->coefficient + ((size_t)panel * (size_t)c->n_function + (size_t)f) * N;
  const PetscReal  x   = ((t - c->edge[panel]) - (c->edge[panel + 1] - t)) / (c->edge[panel + 1] - c->edge[panel]);
  PetscReal        now = 0.0, before = 0.0;

  for (PetscInt m = N - 1; m > 0; --m) {
    const PetscReal next = 2.0 * x * now - before + a[m];

    before = now;
    now    = next;
  }
  return x * now - before + a[0];
}

PetscReal ghd_chebyshev_height(GhdChebyshev c, PetscInt panel, PetscInt f)
{
  const PetscReal *a = c->coefficient + ((size_t)panel * (size_t)c->n_function + (size_t)f) * N;
  PetscReal        envelope[N], floor, rate = PETSC_INFINITY;
  PetscInt         end = N;

  envelope[N - 1] = PetscAbsReal(a[N - 1]);
  for (PetscInt m = N - 2; m >= 0; --m) envelope[m] = PetscMax(PetscAbsReal(a[m]), envelope[m + 1]);
  floor = PetscMax(1e-11 * c->scale[f], 3.0 * envelope[N - TAIL]); /* what is smaller may be rounding */
  while (end > 0 && envelope[end - 1] < floor) --end;
  for (PetscInt m = 0; m <= PetscMax(0, end - SLOPE) && envelope[m] > 100.0 * floor; ++m)
    rate = PetscMin(rate, PetscPowReal(envelope[m] / floor, 1.0 / (PetscReal)(end - m)));
  return PetscIsInfReal(rate) ? rate : 0.25 * (c->edge[panel + 1] - c->edge[panel]) * (rate - 1.0 / rate);
}
