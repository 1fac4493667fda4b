/* chain: the anisotropy as a fraction, a list or a range of fractions, or by Delta. */

#include "fractions.h"
#include "table.h"
#include <math.h>

#define DELTA_TOLERANCE 1e-12 /* a Delta that is this near to cos(pi P/Q) is meant to be it */

static PetscErrorCode AddFraction(GhdText *text, const GhdRational *value)
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "%" PetscInt_FMT "/%" PetscInt_FMT, value->num, value->den));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddFractions(GhdText *text, PetscInt n, const GhdRational value[])
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "["));
  for (PetscInt i = 0; i < n; ++i) {
    if (i > 0) PetscCall(GhdTextAdd(text, ", "));
    PetscCall(AddFraction(text, &value[i]));
  }
  PetscCall(GhdTextAdd(text, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* from + i (to - from)/(count - 1), exactly. Nothing overflows: denominators and counts are limited. */
static PetscErrorCode FillFractions(GhdReader reader, const char *key, GhdNode node, PetscInt count, const GhdRational *from, const GhdRational *to,
                                    GhdRational value[], PetscBool *good)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < count; ++i) {
    const int64_t a = (int64_t)from->num * to->den, b = (int64_t)to->num * from->den;
    int64_t       num = (count - 1 - i) * a + i * b, den = (int64_t)from->den * to->den * (count - 1);

    (void)ghd_reduce(&num, &den);
    if (den > GHD_MAX_Q) {
      PetscCall(GhdNodeComplain(reader, node, "%s: value %" PetscInt_FMT " of the range is %" PRId64 "/%" PRId64 "; allowed: Q <= %d", key, i + 1, num, den,
                                GHD_MAX_Q));
      *good = PETSC_FALSE;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
    value[i].num = (PetscInt)num;
    value[i].den = (PetscInt)den;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadFractionSpan(GhdReader reader, const char *key, GhdNode node, GhdText *text, PetscBool *good)
{
  GhdParameters p = reader->parameters;
  GhdSpan       span;
  GhdRational   from = {0}, to = {0};
  PetscBool     from_good = PETSC_FALSE, to_good = PETSC_FALSE;

  PetscFunctionBegin;
  PetscCall(GhdReadSpan(reader, key, node, PETSC_FALSE, NULL, &span, good));
  if (span.from) PetscCall(GhdReadFraction(reader, key, span.from, &from, &from_good));
  if (span.to) PetscCall(GhdReadFraction(reader, key, span.to, &to, &to_good));
  if (from_good && to_good && (int64_t)from.num * to.den >= (int64_t)to.num * from.den) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, span.to, "%s: to = " GHD_SHOWN_WIDTH " is not above from = " GHD_SHOWN_WIDTH, key, span.to->text, span.from->text));
  }
  *good = *good && from_good && to_good ? PETSC_TRUE : PETSC_FALSE;
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  p->n_gamma = span.count;
  PetscCall(PetscCalloc1(p->n_gamma, &p->gamma_over_pi));
  PetscCall(FillFractions(reader, key, node, span.count, &from, &to, p->gamma_over_pi, good));
  PetscCall(GhdTextAdd(text, "{from: "));
  PetscCall(AddFraction(text, &from));
  PetscCall(GhdTextAdd(text, ", to: "));
  PetscCall(AddFraction(text, &to));
  PetscCall(GhdTextAdd(text, ", count: %" PetscInt_FMT "}", span.count));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadGammaOverPi(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  PetscBool     good, all_good;

  PetscFunctionBegin;
  p->gamma_swept = node->kind != GHD_NODE_SCALAR ? PETSC_TRUE : PETSC_FALSE;
  if (node->kind == GHD_NODE_MAP) {
    PetscCall(ReadFractionSpan(reader, row->key, node, text, &all_good));
  } else if (node->kind == GHD_NODE_LIST) {
    PetscCall(GhdExpectList(reader, row->key, node, &all_good));
    p->n_gamma = all_good ? node->n : 0;
    PetscCall(PetscCalloc1(p->n_gamma, &p->gamma_over_pi));
    for (PetscInt i = 0, n_bad = 0; i < p->n_gamma && n_bad < GHD_MOST_COMPLAINTS; ++i) {
      PetscCall(GhdReadFraction(reader, row->key, node->item[i], &p->gamma_over_pi[i], &good));
      if (!good) ++n_bad;
      all_good = all_good && good ? PETSC_TRUE : PETSC_FALSE;
    }
    if (all_good) PetscCall(AddFractions(text, p->n_gamma, p->gamma_over_pi));
  } else {
    p->n_gamma = 1;
    PetscCall(PetscCalloc1(1, &p->gamma_over_pi));
    PetscCall(GhdReadFraction(reader, row->key, node, &p->gamma_over_pi[0], &all_good));
    if (all_good) PetscCall(AddFraction(text, &p->gamma_over_pi[0]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The fraction that a Delta stands for; *change is how far its own Delta lies from it. */
static PetscErrorCode FractionOfDelta(GhdReader reader, const char *key, GhdNode node, PetscReal delta, GhdRational *value, PetscReal *change, PetscBool *good)
{
  const PetscInt max_denominator = reader->max_denominator;

  PetscFunctionBegin;
  *good   = fabs(delta) < 1.0 ? PETSC_TRUE : PETSC_FALSE;
  *change = 0.0;
  if (!*good) {
    PetscCall(GhdNodeComplain(reader, node, "%s: %.15g is out of range; allowed: -1 < Delta < 1", key, delta));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  *change = ghd_nearest_fraction(delta, max_denominator ? max_denominator : GHD_MAX_Q, value);
  if (max_denominator || *change <= DELTA_TOLERANCE) PetscFunctionReturn(PETSC_SUCCESS);
  *good = PETSC_FALSE;
  PetscCall(GhdNodeComplain(reader, node,
                            "%s: %.15g is no cos(pi P/Q) with Q <= %d to 1e-12; nearest: %.15g at %" PetscInt_FMT "/%" PetscInt_FMT
                            "; give gamma_over_pi, or max_denominator to take the nearest P/Q with Q up to it",
                            key, delta, GHD_MAX_Q, ghd_delta_of(value), value->num, value->den));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode NoticeOfFractions(GhdReader reader, const char *key, GhdNode node, const GhdAxis *delta, PetscReal largest)
{
  const GhdRational *value = reader->parameters->gamma_over_pi;

  PetscFunctionBegin;
  if (delta->swept) {
    PetscCall(GhdNodeNotice(reader, node, "%s: values are taken as the nearest cos(pi P/Q) with Q <= %" PetscInt_FMT ", which changes them by up to %.2g", key,
                            reader->max_denominator, largest));
  } else {
    PetscCall(GhdNodeNotice(reader, node, "%s: %.15g is taken as gamma/pi = %" PetscInt_FMT "/%" PetscInt_FMT ", Delta = %.15g", key, delta->value[0],
                            value->num, value->den, ghd_delta_of(value)));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FractionsOfDeltas(GhdReader reader, const char *key, GhdNode node, const GhdAxis *delta, PetscBool *all_good)
{
  GhdParameters p       = reader->parameters;
  PetscReal     largest = 0.0, change;
  PetscBool     good;

  PetscFunctionBegin;
  *all_good      = PETSC_TRUE;
  p->n_gamma     = delta->n;
  p->gamma_swept = delta->swept;
  PetscCall(PetscCalloc1(p->n_gamma, &p->gamma_over_pi));
  for (PetscInt i = 0, n_bad = 0; i < delta->n && n_bad < GHD_MOST_COMPLAINTS; ++i) {
    const GhdNode place = node->kind == GHD_NODE_LIST ? node->item[i] : node;

    PetscCall(FractionOfDelta(reader, key, place, delta->value[i], &p->gamma_over_pi[i], &change, &good));
    if (!good) ++n_bad;
    largest   = PetscMax(largest, change);
    *all_good = *all_good && good ? PETSC_TRUE : PETSC_FALSE;
  }
  if (*all_good && largest > DELTA_TOLERANCE) PetscCall(NoticeOfFractions(reader, key, node, delta, largest));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What is recorded is the fraction: the Delta that was given may not be the one that is used. */
PetscErrorCode GhdReadDelta(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p     = reader->parameters;
  GhdAxis       delta = {0};
  GhdText       given = {0};
  PetscBool     good;

  PetscFunctionBegin;
  (void)text;
  PetscCall(GhdReadAxis(reader, row->key, node, &row->range, &delta, &given, &good));
  if (ghd_map_value(ghd_map_value(reader->root, row->section), "gamma_over_pi")) {
    PetscCall(GhdNodeComplain(reader, node, "%s: chain.gamma_over_pi is given too; allowed: one of the two", row->key));
  } else if (good && reader->max_denominator >= 0) {
    PetscCall(FractionsOfDeltas(reader, row->key, node, &delta, &good));
    PetscCall(GhdTextFree(&given));
    if (good && delta.swept)
      PetscCall(AddFractions(&given, p->n_gamma, p->gamma_over_pi));
    else if (good)
      PetscCall(AddFraction(&given, p->gamma_over_pi));
    if (good) PetscCall(GhdAddRecord(reader, "chain.gamma_over_pi", "1", node, PETSC_TRUE, &given));
  }
  PetscCall(GhdTextFree(&given));
  PetscCall(PetscFree(delta.value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadMaxDenominator(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  PetscBool good;

  PetscFunctionBegin;
  (void)text; /* its effect is recorded as chain.gamma_over_pi */
  PetscCall(GhdReadInteger(reader, row->key, node, &row->range, &reader->max_denominator, &good));
  if (!good) reader->max_denominator = -1; /* then there is no use in looking at delta */
  if (!ghd_map_value(ghd_map_value(reader->root, row->section), "delta"))
    PetscCall(GhdNodeComplain(reader, node, "%s: has no meaning without chain.delta", row->key));
  PetscFunctionReturn(PETSC_SUCCESS);
}
