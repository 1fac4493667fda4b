/* Fractions P/Q of the anisotropy gamma = pi P/Q. */

#include "fractions.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

#define ROUNDING 1e-15 /* of cos(): smaller differences do not make a fraction nearer */

PetscBool ghd_reduce(int64_t *p, int64_t *q)
{
  int64_t a = *p, b = *q;

  while (b) {
    const int64_t rest = a % b;

    a = b;
    b = rest;
  }
  *p /= a;
  *q /= a;
  return a > 1 ? PETSC_TRUE : PETSC_FALSE;
}

#define MOST_LENGTH 18 /* of a fraction, so that no number in it overflows */

/* Digits at *text, which moves behind them, to a number; -1 if there are none. */
static int64_t ghd_take_number(const char **text)
{
  int64_t number = -1;

  while (**text == ' ') ++*text;
  for (; isdigit((unsigned char)**text); ++*text) number = 10 * PetscMax(number, 0) + (**text - '0');
  while (**text == ' ') ++*text;
  return number;
}

/* Why the text is no fraction that we take, or NULL and the fraction. */
static const char *ghd_parse_fraction(const char *text, int64_t *p, int64_t *q)
{
  if (ghd_is_number(text) || *text == '-') return "is no fraction between 0 and 1; allowed: P/Q, such as 1/2";
  if (strlen(text) > MOST_LENGTH) return "is too long for a fraction; allowed: P/Q, such as 1/3";
  *p = ghd_take_number(&text);
  if (*p < 0 || *text != '/') return "is no fraction; allowed: P/Q, such as 1/3";
  ++text;
  *q = ghd_take_number(&text);
  if (*q < 0 || *text) return "is no fraction; allowed: P/Q, such as 1/3";
  if (*q == 0) return "divides by 0; allowed: 0 < P/Q < 1";
  if (*p == 0 || *p >= *q) return "is not in (0, 1); allowed: 0 < P/Q < 1";
  return NULL;
}

PetscErrorCode GhdReadFraction(GhdReader reader, const char *key, GhdNode node, GhdRational *value, PetscBool *good)
{
  const char *problem;
  int64_t     p, q;
  PetscBool   reduced;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_SCALAR, "a fraction P/Q", good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  *good   = PETSC_FALSE;
  problem = ghd_parse_fraction(node->text, &p, &q);
  if (problem) {
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " %s", key, node->text, problem));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  reduced = ghd_reduce(&p, &q);
  if (q > GHD_MAX_Q) {
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " has too large a denominator; allowed: Q <= %d", key, node->text, GHD_MAX_Q));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  value->num = (PetscInt)p;
  value->den = (PetscInt)q;
  *good      = PETSC_TRUE;
  if (reduced)
    PetscCall(GhdNodeNotice(reader, node, "%s: " GHD_SHOWN_WIDTH " is taken in lowest terms, %" PetscInt_FMT "/%" PetscInt_FMT, key, node->text, value->num,
                            value->den));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_delta_of(const GhdRational *value)
{
  return 2 * value->num == value->den ? 0.0 : cos(PETSC_PI * (PetscReal)value->num / (PetscReal)value->den);
}

PetscReal ghd_nearest_fraction(PetscReal delta, PetscInt max_denominator, GhdRational *value)
{
  const PetscReal x    = acos(delta) / PETSC_PI;
  PetscReal       best = PETSC_MAX_REAL;

  for (PetscInt den = 2; den <= max_denominator; ++den) {
    const PetscInt    below   = PetscMax(1, PetscMin(den - 1, (PetscInt)floor(x * (PetscReal)den)));
    const GhdRational near[2] = {{below, den}, {PetscMin(den - 1, below + 1), den}};

    for (int i = 0; i < 2; ++i) {
      const PetscReal distance = fabs(ghd_delta_of(&near[i]) - delta);

      if (distance < best - ROUNDING) {
        best   = distance;
        *value = near[i];
      }
    }
  }
  return best;
}
