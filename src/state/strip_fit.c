#include "strip_fit.h"

#define MOST_SAMPLES 320
#define FIRST        16   /* samples on a rim to begin with                                                                  */
#define PATIENCE     16   /* supports that must halve the deviation                                                          */
#define OUTERMOST    1e-6 /* distance from 0, 1 and -1 of tanh lambda within which nothing is sampled                         */
#define NOISY_ZERO   1e-2 /* closer to 0 than this, rounding of the samples grows as the inverse of the distance, ..         */
#define NOISY_END    0.1  /* .. and closer to 1 and -1                                                                        */
#define WORSE        2.0  /* what may be lost with the poles that rounding makes                                              */

/* A rapidity at which the charge was evaluated. */
typedef struct {
  PetscReal    t;   /* tanh lambda        */
  PetscInt     rim; /* 0 lower, 1 upper */
  PetscComplex z, value;
  PetscReal    importance;
  PetscBool    is_support;
} Sample;

typedef struct {
  GhdStrip       strip;
  GhdCharge      charge;
  PetscReal      tolerance, *residual;
  PetscBool      finite; /* so are all samples */
  PetscInt       n_sample;
  Sample         sample[MOST_SAMPLES];
  GhdBarycentric aaa;
} Fit;

/* ---- samples ---- */

static PetscBool is_sampled(const Fit *fit, PetscReal t, PetscInt rim)
{
  for (PetscInt i = 0; i < fit->n_sample; ++i)
    if (fit->sample[i].rim == rim && fit->sample[i].t == t) return PETSC_TRUE;
  return PETSC_FALSE;
}

/* What is too close to 0, 1 or -1, or too much, or there already, is left out. */
static PetscErrorCode add_sample(Fit *fit, PetscReal t, PetscInt rim)
{
  const GhdStrip  s      = fit->strip;
  const PetscReal lambda = atanh(t);
  const PetscInt  line   = ghd_line(s->model, s->centre + (rim ? s->half : -s->half));
  PetscReal       residual;
  PetscComplex    value, z;

  PetscFunctionBegin;
  if (fit->n_sample == MOST_SAMPLES || !(PetscAbsReal(t) > OUTERMOST && PetscAbsReal(t) < 1.0 - OUTERMOST) || is_sampled(fit, t, rim))
    PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdChargeEvaluate(fit->charge, PetscCMPLX(lambda, ghd_strip_height(s, line)), &value, &residual));
  *fit->residual = PetscMax(*fit->residual, residual);
  z              = ghd_strip_place(s, lambda, line);
  value          = (value - s->density * z) / ((1.0 - z) * (1.0 + z));
  if (PetscIsInfOrNanReal(cabs(value))) fit->finite = PETSC_FALSE;
  fit->sample[fit->n_sample++] =
      (Sample){t, rim, z, value, PetscMin(1.0, PetscMin(PetscAbsReal(t) / NOISY_ZERO, (1.0 - PetscAbsReal(t)) / NOISY_END)), PETSC_FALSE};
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

static PetscInt n_rims(const Fit *fit)
{
  return fit->strip->mirrored ? 1 : 2;
}

/* cos(pi (i + turn)/n), i = 0 .. n - 1 */
static PetscErrorCode add_grid(Fit *fit, PetscInt n, PetscReal turn)
{
  PetscFunctionBegin;
  for (PetscInt rim = 0; rim < n_rims(fit); ++rim)
    for (PetscInt i = 0; i < n; ++i) PetscCall(add_sample(fit, cos(M_PI * ((PetscReal)i + turn) / (PetscReal)n), rim));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Samples that nothing was made of: between the others, and next to 0 and the ends. */
static PetscErrorCode add_tests(Fit *fit)
{
  static const PetscReal extreme[] = {1e-2, 1e-4, 1.0 - 1e-3, 1.0 - 1e-5};

  PetscFunctionBegin;
  PetscCall(add_grid(fit, FIRST / 2, 0.3));
  for (PetscInt rim = 0; rim < n_rims(fit); ++rim)
    for (size_t i = 0; i < sizeof(extreme) / sizeof(extreme[0]); ++i) {
      PetscCall(add_sample(fit, extreme[i], rim));
      PetscCall(add_sample(fit, -extreme[i], rim));
    }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The samples and their mirror images, with or without those that are supports. Free with free_samples(). */
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

/* ---- the barycentric form ---- */

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

static PetscErrorCode find_weights(Fit *fit)
{
  GhdSamples list;

  PetscFunctionBegin;
  PetscCall(gather(fit, PETSC_FALSE, &list));
  PetscCall(GhdBarycentricFit(&list, &fit->aaa));
  PetscCall(free_samples(&list));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Anew, from one support: that of the first grid which is next to the middle. */
static PetscErrorCode begin(Fit *fit)
{
  PetscFunctionBegin;
  fit->aaa.n = 0;
  for (PetscInt i = 0; i < fit->n_sample; ++i) fit->sample[i].is_support = PETSC_FALSE;
  add_support(fit, &fit->sample[FIRST / 2]);
  PetscCall(find_weights(fit));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode add_worst(Fit *fit, Sample *worst)
{
  const PetscReal t   = worst->t;
  const PetscInt  rim = worst->rim;
  PetscReal       left, right;

  PetscFunctionBegin;
  neighbours(fit, t, rim, &left, &right);
  add_support(fit, worst);
  PetscCall(add_sample(fit, 0.5 * (left + t), rim));
  PetscCall(add_sample(fit, 0.5 * (right + t), rim));
  if (fit->finite) PetscCall(find_weights(fit));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The sample that is missed by most, *most. */
static Sample *find_worst(Fit *fit, PetscReal *most)
{
  Sample *worst = fit->sample;

  *most = 0.0;
  for (PetscInt i = 0; i < fit->n_sample; ++i) {
    Sample         *s = &fit->sample[i];
    const PetscReal d = s->is_support ? 0.0 : s->importance * cabs(ghd_barycentric_value(&fit->aaa, s->z) - s->value);

    if (d > *most || PetscIsInfOrNanReal(d)) {
      worst = s;
      *most = PetscIsInfOrNanReal(d) ? PETSC_INFINITY : d;
    }
  }
  return worst;
}

/* Adds supports until all samples are met; PETSC_FALSE if they cannot be. */
static PetscErrorCode meet_samples(Fit *fit, PetscBool *met)
{
  PetscReal most, best = PETSC_INFINITY;
  PetscInt  n_best = fit->aaa.n;

  PetscFunctionBegin;
  for (Sample *worst = find_worst(fit, &most); most > fit->tolerance; worst = find_worst(fit, &most)) {
    if (most < 0.5 * best) {
      best   = most;
      n_best = fit->aaa.n;
    }
    *met = (PetscBool)(fit->finite && fit->aaa.n < n_best + PATIENCE && fit->aaa.n + 2 <= GHD_RATIONAL_MOST && fit->n_sample + 2 <= MOST_SAMPLES &&
                       n_rims(fit) * fit->aaa.n + 2 <= fit->n_sample); /* new samples are left out near 0 and the ends: others must outnumber the supports */
    if (!*met) PetscFunctionReturn(PETSC_SUCCESS);
    PetscCall(add_worst(fit, worst));
  }
  *met = fit->finite;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- partial fractions ---- */

/* Distance of a pole from the rim, in t; negative within the strip. */
static PetscReal distance_of_pole(GhdStrip s, PetscComplex pole)
{
  const PetscComplex u = catanh(pole);

  return (PetscAbsReal(cimag(u)) - ghd_strip_height(s, s->half)) / PetscSqr(cosh(creal(u)));
}

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

/* Samples where a pole is closer to the rim than any sample is to it: there the fit might be anything. */
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

/* ---- all of it ---- */

/* With this tolerance. The tests are made only once something is there to be tested. */
static PetscErrorCode try_to_fit(Fit *fit, PetscBool *tested, PetscBool *good)
{
  PetscInt before;

  PetscFunctionBegin;
  PetscCall(begin(fit));
  PetscCall(meet_samples(fit, good));
  if (*good && !*tested) PetscCall(add_tests(fit));
  *tested = (PetscBool)(*tested || *good);
  do {
    before = fit->n_sample;
    if (*good) PetscCall(meet_samples(fit, good));
    if (*good) PetscCall(expand(fit));
    if (*good) PetscCall(look_at_poles(fit));
  } while (*good && fit->n_sample > before);
  *good = (PetscBool)(*good && fit->strip->error <= WORSE * fit->tolerance);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStripFit(GhdStrip strip, GhdCharge charge, PetscReal tolerance, PetscReal loosest, PetscBool *good, PetscReal *residual)
{
  Fit      *fit;
  PetscBool tested = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(PetscNew(&fit));
  fit->strip    = strip;
  fit->charge   = charge;
  fit->residual = residual;
  fit->finite   = PETSC_TRUE;
  PetscCall(add_grid(fit, FIRST, 0.5));
  *good = PETSC_FALSE;
  for (fit->tolerance = tolerance; fit->tolerance <= loosest && fit->finite && !*good; fit->tolerance *= 10.0) PetscCall(try_to_fit(fit, &tested, good));
  strip->error /= PetscSqr(cos(ghd_strip_height(strip, strip->half))); /* |1 - z^2| cosh^2 lambda is at most that */
  PetscCall(PetscFree(fit));
  PetscFunctionReturn(PETSC_SUCCESS);
}
