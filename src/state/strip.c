#include "strip.h"

#include "rational.h"

#define MOST_SAMPLES 320
#define FIRST        16 /* samples on a line to begin with */
#define OUTERMOST \
  1e-6 /* distance from 0, 1 and -1 of tanh lambda within which nothing is     \
          sampled                                      */
#define NOISY_ZERO \
  1e-2                /* closer to 0 than this, rounding of the samples grows as the inverse  \
          of the distance, ..                      */
#define NOISY_END 0.1 /* .. and closer to 1 and -1 */
#define WORSE     2.0 /* what a fit without the poles that rounding makes may lose */
#define WIDEST \
  0.75 /* half of the height of a strip, of pi/2: beyond, tanh is about to     \
          have its pole in it                          */

struct GhdStrip_ {
  GhdModel            model;
  PetscInt            centre, half; /* lines centre - half .. centre + half  */
  PetscBool           mirrored;     /* D(u) = -conj D(conj u + 2s i gamma): r on the upper rim
                         follows from the lower one */
  PetscReal           density, error;
  GhdPartialFractions r;
};

/* A rapidity at which the charge was evaluated. */
typedef struct {
  PetscReal    t; /* tanh lambda */
  PetscInt     rim;
  PetscComplex z, value;
  PetscReal    importance;
  PetscBool    is_support;
} Sample;

typedef struct {
  GhdStrip       strip;
  GhdCharge      charge;
  PetscReal      tolerance, *residual;
  GhdBarycentric aaa;
  PetscInt       n_sample;
  Sample         sample[MOST_SAMPLES];
  PetscBool      finite;
} Fit;

/* ---- where ---- */

/* Half-cells on either side of the centre that are in the domain. */
static PetscInt reach(GhdModel model, PetscInt two_s, PetscInt centre)
{
  PetscInt n = 0;

  if (two_s == 0) return 1;
  while (n < model->Q && ghd_charge_domain(model, two_s, ghd_line(model, centre + n)) && ghd_charge_domain(model, two_s, ghd_line(model, centre - n - 1))) ++n;
  return n;
}

/* Centre and height of a strip that holds all lines that are needed;
 * PETSC_FALSE if there is none. */
static PetscBool find_strip(GhdRoute route, PetscInt two_s, GhdStrip s)
{
  const GhdModel model = route->model;

  for (PetscInt side = 0; side < 2; ++side) {
    PetscInt farthest = 1;

    s->centre = (two_s ? two_s * model->P : model->Q - model->P) + side * model->Q;
    for (PetscInt i = 0; i < route->n_charge; ++i)
      if (route->charge[i].two_s == two_s) {
        const PetscInt above = ghd_line(model, route->charge[i].line - s->centre);

        farthest = PetscMax(farthest, PetscMin(above, 2 * model->Q - above));
      }
    s->half = farthest;
    if (farthest <= reach(model, two_s, s->centre)) return (PetscBool)((PetscReal)farthest < WIDEST * (PetscReal)model->Q);
  }
  return PETSC_FALSE;
}

static PetscReal height(GhdStrip s, PetscInt lines)
{
  return M_PI / (PetscReal)(2 * s->model->Q) * (PetscReal)lines;
}

static PetscInt line_of_rim(GhdStrip s, PetscInt rim)
{
  return s->centre + (rim ? s->half : -s->half);
}

static PetscComplex place(GhdStrip s, PetscReal lambda, PetscInt line)
{
  return ctanh(PetscCMPLX(lambda, height(s, line - s->centre)));
}

PetscComplex ghd_strip_value(GhdStrip s, PetscReal lambda, PetscInt line)
{
  const PetscComplex z = place(s, lambda, line);

  return s->density * z + (1.0 - z) * (1.0 + z) * ghd_partial_fractions_value(&s->r, z);
}

PetscReal ghd_strip_error(GhdStrip s)
{
  return s->error;
}

/* ---- samples ---- */

static PetscErrorCode add_sample(Fit *fit, PetscReal t, PetscInt rim)
{
  GhdStrip        s      = fit->strip;
  const PetscReal lambda = atanh(t);
  const PetscInt  line   = line_of_rim(s, rim);
  PetscReal       residual;
  PetscComplex    value;
  Sample *new = &fit->sample[fit->n_sample];

  PetscFunctionBegin;
  if (fit->n_sample == MOST_SAMPLES) PetscFunctionReturn(PETSC_SUCCESS);
  if (!(PetscAbsReal(t) > OUTERMOST && PetscAbsReal(t) < 1.0 - OUTERMOST)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdChargeEvaluate(fit->charge, PetscCMPLX(lambda, height(s, ghd_line(s->model, line))), &value, &residual));
  *fit->residual  = PetscMax(*fit->residual, residual);
  new->t          = t;
  new->rim        = rim;
  new->z          = place(s, lambda, line);
  new->value      = (value - s->density * new->z) / ((1.0 - new->z) * (1.0 + new->z));
  new->importance = PetscMin(1.0, PetscMin(PetscAbsReal(t) / NOISY_ZERO, (1.0 - PetscAbsReal(t)) / NOISY_END));
  new->is_support = PETSC_FALSE;
  if (PetscIsInfOrNanReal(cabs(new->value))) fit->finite = PETSC_FALSE;
  ++fit->n_sample;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The samples on the same rim next to t; -1 and 1 if there are none. */
static void neighbours(const Fit *fit, PetscReal t, PetscInt rim, PetscReal *left, PetscReal *right)
{
  *left  = -1.0;
  *right = 1.0;
  for (PetscInt i = 0; i < fit->n_sample; ++i) {
    const Sample *s = &fit->sample[i];

    if (s->rim == rim && s->t < t) *left = PetscMax(*left, s->t);
    if (s->rim == rim && s->t > t) *right = PetscMin(*right, s->t);
  }
}

/* Roots of Chebyshev polynomials in each line; the second set, of other samples
 * than the first, tests what was made of them, and also what is near 0 and the
 * ends. */
static PetscErrorCode add_grid(Fit *fit, PetscInt n, PetscReal turn)
{
  static const PetscReal extreme[] = {1e-2, 1e-4, 1.0 - 1e-3, 1.0 - 1e-5};

  PetscFunctionBegin;
  for (PetscInt rim = 0; rim < (fit->strip->mirrored ? 1 : 2); ++rim) {
    for (PetscInt i = 0; i < n; ++i) PetscCall(add_sample(fit, cos(M_PI * ((PetscReal)i + turn) / (PetscReal)n), rim));
    for (size_t i = 0; turn != 0.5 && i < sizeof(extreme) / sizeof(extreme[0]); ++i) {
      PetscCall(add_sample(fit, extreme[i], rim));
      PetscCall(add_sample(fit, -extreme[i], rim));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- the fit ---- */

/* The samples, and their mirror images, as the fits want them; without supports
 * if they are not wanted. Free with free_samples(). */
static PetscErrorCode gather(const Fit *fit, PetscBool supports, GhdSamples *list)
{
  PetscFunctionBegin;
  list->n = 0;
  PetscCall(PetscMalloc3(2 * fit->n_sample, &list->z, 2 * fit->n_sample, &list->value, 2 * fit->n_sample, &list->importance));
  for (PetscInt i = 0; i < fit->n_sample; ++i)
    for (PetscInt image = 0; image < (fit->strip->mirrored ? 2 : 1) && (supports || !fit->sample[i].is_support); ++image) {
      const Sample *s = &fit->sample[i];

      list->z[list->n]            = image ? conj(s->z) : s->z;
      list->value[list->n]        = image ? -conj(s->value) : s->value;
      list->importance[list->n++] = s->importance;
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode free_samples(GhdSamples *list)
{
  PetscFunctionBegin;
  PetscCall(PetscFree3(list->z, list->value, list->importance));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode find_weights(Fit *fit)
{
  GhdSamples list;

  PetscFunctionBegin;
  PetscCall(gather(fit, PETSC_FALSE, &list));
  PetscCall(GhdBarycentricFit(&list, &fit->aaa));
  PetscCall(free_samples(&list));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static void add_support(Fit *fit, Sample *s)
{
  GhdBarycentric *r = &fit->aaa;

  s->is_support    = PETSC_TRUE;
  r->z[r->n]       = s->z;
  r->value[r->n++] = s->value;
  if (!fit->strip->mirrored) return;
  r->z[r->n]       = conj(s->z);
  r->value[r->n++] = -conj(s->value);
}

/* Makes the worst sample a support, with a new sample on either side of it. */
static PetscErrorCode add_worst(Fit *fit, PetscInt worst)
{
  const PetscReal t   = fit->sample[worst].t;
  const PetscInt  rim = fit->sample[worst].rim;
  PetscReal       left, right;

  PetscFunctionBegin;
  neighbours(fit, t, rim, &left, &right);
  add_support(fit, &fit->sample[worst]);
  PetscCall(add_sample(fit, 0.5 * (left + t), rim));
  PetscCall(add_sample(fit, 0.5 * (right + t), rim));
  PetscCall(find_weights(fit));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Number of the sample that the barycentric form misses by most. */
static PetscInt find_worst(const Fit *fit, PetscReal *most)
{
  PetscInt worst = 0;

  *most = -1.0;
  for (PetscInt i = 0; i < fit->n_sample; ++i) {
    const Sample   *s = &fit->sample[i];
    const PetscReal d = s->is_support ? 0.0 : s->importance * cabs(ghd_barycentric_value(&fit->aaa, s->z) - s->value);

    if (d > *most || PetscIsInfOrNanReal(d)) {
      worst = i;
      *most = PetscIsInfOrNanReal(d) ? PETSC_INFINITY : d;
    }
  }
  return worst;
}

/* Adds supports until the barycentric form meets all samples; PETSC_FALSE if it
 * cannot. */
static PetscErrorCode meet_samples(Fit *fit, PetscBool *met)
{
  PetscReal most;

  PetscFunctionBegin;
  for (PetscInt worst = find_worst(fit, &most); most > fit->tolerance; worst = find_worst(fit, &most)) {
    *met = (PetscBool)(fit->finite && fit->aaa.n + 2 <= GHD_RATIONAL_MOST && fit->n_sample + 2 <= MOST_SAMPLES);
    if (!*met) PetscFunctionReturn(PETSC_SUCCESS);
    PetscCall(add_worst(fit, worst));
  }
  *met = fit->finite;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Height of a pole over the rim, as a distance of t = tanh lambda; negative in
 * the strip. */
static PetscReal distance_of_pole(GhdStrip s, PetscComplex pole)
{
  const PetscComplex u = catanh(pole);

  return (PetscAbsReal(cimag(u)) - height(s, s->half)) / PetscSqr(cosh(creal(u)));
}

/* Least squares with those poles of the barycentric form that may be: the
 * charge has none in the strip, and what is there stems from rounding. */
static PetscErrorCode expand(Fit *fit)
{
  GhdStrip     s = fit->strip;
  GhdSamples   list;
  PetscComplex pole[GHD_RATIONAL_MOST];
  PetscInt     n_pole;

  PetscFunctionBegin;
  PetscCall(GhdBarycentricPoles(&fit->aaa, &n_pole, pole));
  s->r.n = 0;
  for (PetscInt i = 0; i < n_pole; ++i)
    if (distance_of_pole(s, pole[i]) > 0.0) s->r.pole[s->r.n++] = pole[i];
  PetscCall(gather(fit, PETSC_TRUE, &list));
  PetscCall(GhdPartialFractionsFit(&list, &s->r));
  s->error = 0.0;
  for (PetscInt i = 0; i < list.n; ++i) {
    const PetscReal d = list.importance[i] * cabs(ghd_partial_fractions_value(&s->r, list.z[i]) - list.value[i]);

    s->error = PetscIsInfOrNanReal(d) ? PETSC_INFINITY : PetscMax(s->error, d);
  }
  PetscCall(free_samples(&list));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Samples where a pole is closer to the rim than any sample is to it: there the
 * fit might be anything. */
static PetscErrorCode look_at_poles(Fit *fit)
{
  const GhdStrip s = fit->strip;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < s->r.n; ++i) {
    const PetscComplex u   = catanh(s->r.pole[i]);
    const PetscReal    t   = tanh(creal(u));
    const PetscInt     rim = cimag(u) > 0.0 && !s->mirrored;
    PetscReal          left, right;

    neighbours(fit, t, rim, &left, &right);
    if (PetscMin(t - left, right - t) > distance_of_pole(s, s->r.pole[i])) PetscCall(add_sample(fit, t, rim));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode fit_charge(Fit *fit, PetscBool *good)
{
  PetscInt before;

  PetscFunctionBegin;
  PetscCall(add_grid(fit, FIRST, 0.5));
  add_support(fit, &fit->sample[FIRST / 2]);
  PetscCall(find_weights(fit));
  PetscCall(meet_samples(fit, good));
  if (*good) PetscCall(add_grid(fit, FIRST / 2, 0.3));
  do {
    before = fit->n_sample;
    if (*good) PetscCall(meet_samples(fit, good));
    if (*good) PetscCall(expand(fit));
    if (*good) PetscCall(look_at_poles(fit));
  } while (*good && fit->n_sample > before);
  *good = (PetscBool)(*good && fit->strip->error <= WORSE * fit->tolerance);
  fit->strip->error /= PetscSqr(cos(height(fit->strip, fit->strip->half)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStripCreate(GhdRoute route, GhdCharge charge, PetscInt two_s, PetscReal density, PetscReal tolerance, GhdStrip *strip, PetscReal *residual)
{
  GhdStrip  s;
  Fit      *fit;
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->model    = route->model;
  s->mirrored = (PetscBool)(two_s > 0);
  s->density  = two_s ? 0.0 : density;
  PetscCall(PetscNew(&fit));
  fit->strip     = s;
  fit->charge    = charge;
  fit->tolerance = tolerance;
  fit->residual  = residual;
  fit->finite    = PETSC_TRUE;
  good           = find_strip(route, two_s, s);
  if (good) PetscCall(fit_charge(fit, &good));
  PetscCall(PetscFree(fit));
  if (!good) PetscCall(GhdStripDestroy(&s));
  *strip = s;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStripDestroy(GhdStrip *strip)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(*strip));
  PetscFunctionReturn(PETSC_SUCCESS);
}
