#include "lax.h"

/* matrix elements l of the four parts of a Lax operator */
enum { UP, DOWN, LOWER, RAISE, N_PARTS };

/* which spin states and which auxiliary states <row| . |column> an element connects */
static const struct {
  PetscInt row_p, col_p, row, column; /* auxiliary states relative to l */
} part_of[N_PARTS] = {{0, 0, 0, 0}, {1, 1, 0, 0}, {0, 1, 0, -1}, {1, 0, -1, 0}};

PetscErrorCode GhdLaxSetUp(GhdModel model, PetscInt two_s, GhdLax *lax)
{
  PetscFunctionBegin;
  PetscCheck(two_s >= 0 && two_s < model->Q, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "2s = %" PetscInt_FMT " of an auxiliary spin is not in 0..Q-1", two_s);
  lax->model = model;
  lax->two_s = two_s;
  lax->d     = two_s ? two_s + 1 : model->Q;
  PetscCall(PetscMalloc3(N_PARTS * lax->d, &lax->lax, N_PARTS * lax->d, &lax->dlax, N_PARTS * lax->d, &lax->inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLaxReset(GhdLax *lax)
{
  PetscFunctionBegin;
  PetscCall(PetscFree3(lax->lax, lax->dlax, lax->inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscInt ghd_lax_n_aux(const GhdLax *lax)
{
  return lax->two_s ? lax->d * lax->d : lax->d;
}

PetscBool ghd_lax_is_left(const GhdLax *lax, PetscInt aux)
{
  return lax->two_s ? (PetscBool)(aux / lax->d == aux % lax->d) : (PetscBool)(aux == 0);
}

/* exp(i gamma n/2), n reduced while it is an integer */
static PetscComplex phase(const GhdLax *lax, PetscInt n)
{
  const PetscInt  Q     = lax->model->Q;
  const PetscReal angle = M_PI / (PetscReal)(2 * Q) * (PetscReal)((n * lax->model->P) % (4 * Q));

  return PetscCMPLX(cos(angle), sin(angle));
}

/* The auxiliary states have lengths such that S+ and S- are of the same size: [l] [2s - l + 1] grows as its own factorial, and with all of it in S+ the transfer
   operators would be so far from normal that of the charges at 2s = 20 three digits were left. */
static PetscReal balance(PetscReal raise)
{
  return raise != 0.0 ? PetscSqrtReal(PetscAbsReal(raise)) : 1.0;
}

/* L(z) into element[4 d], its derivative in z, or in s if 2s = 0, into derivative (unless NULL). */
static void elements(const GhdLax *lax, PetscComplex z, PetscComplex element[], PetscComplex derivative[])
{
  const PetscInt     d = lax->d, two_s = lax->two_s;
  const PetscReal    sin_gamma = cimag(phase(lax, 2));
  const PetscComplex e = cexp(z), i_gamma = PetscCMPLX(0.0, lax->model->gamma);

  for (PetscInt l = 0; l < d; ++l) {
    const PetscComplex turn = phase(lax, two_s - 2 * l), up = e * turn, down = e * conj(turn), raise = phase(lax, 2 * (two_s - l + 1));
    const PetscReal    sin_l = cimag(phase(lax, 2 * l)) / sin_gamma, length = balance(sin_l * cimag(raise) / sin_gamma);

    element[UP * d + l]    = 0.5 * (up - 1.0 / up);
    element[DOWN * d + l]  = 0.5 * (down - 1.0 / down);
    element[LOWER * d + l] = PetscCMPLX(0.0, sin_gamma * length);
    element[RAISE * d + l] = PetscCMPLX(0.0, sin_l * cimag(raise) / length);
    if (!derivative) continue;
    derivative[UP * d + l]    = 0.5 * (up + 1.0 / up) * (two_s ? 1.0 : i_gamma);
    derivative[DOWN * d + l]  = 0.5 * (down + 1.0 / down) * (two_s ? 1.0 : -i_gamma);
    derivative[LOWER * d + l] = 0.0;
    derivative[RAISE * d + l] = two_s ? 0.0 : 2.0 * i_gamma * sin_l * creal(raise) / length;
  }
}

static PetscComplex spectral_parameter(const GhdLax *lax, PetscComplex u)
{
  return u - PetscCMPLX(0.0, 0.5 * lax->model->gamma * (PetscReal)(lax->two_s - 1));
}

/* The element `part` of the Lax operator with the given row (or column, if transposed) and the other auxiliary state; PETSC_FALSE if there is none. */
static PetscBool find(const GhdLax *lax, PetscInt part, PetscInt row, PetscBool transposed, PetscInt *other, PetscInt *element)
{
  const PetscInt l = row - (transposed ? part_of[part].column : part_of[part].row);

  *other   = l + (transposed ? part_of[part].row : part_of[part].column);
  *element = part * lax->d + l;
  return (PetscBool)(l >= (part == LOWER || part == RAISE ? 1 : 0) && l < lax->d);
}

PetscErrorCode GhdLaxTerms(const GhdLax *lax, PetscInt *n_term, GhdLaxTerm term[])
{
  const PetscInt d = lax->d, n_rows = lax->two_s ? 2 : 1;
  PetscInt       n = 0, x, y = 0, element, inverse = 0;

  PetscFunctionBegin;
  for (PetscInt b = 0; b < (n_rows == 2 ? d : 1); ++b)
    for (PetscInt other = 0; other < (n_rows == 2 ? N_PARTS : 1); ++other) {
      if (n_rows == 2 && !find(lax, other, b, PETSC_TRUE, &y, &inverse)) continue;
      for (PetscInt a = 0; a < d; ++a)
        for (PetscInt part = 0; part < N_PARTS; ++part) {
          if ((n_rows == 2 && part_of[other].col_p != part_of[part].row_p) || !find(lax, part, a, PETSC_FALSE, &x, &element)) continue;
          term[n].entry           = (GhdSiteEntry){b * d + a, n_rows == 2 ? part_of[other].row_p : part_of[part].row_p, y * d + x, part_of[part].col_p};
          term[n].inverse_element = inverse;
          term[n++].element       = element;
        }
    }
  *n_term = n;
  PetscFunctionReturn(PETSC_SUCCESS);
}

void ghd_lax_values(GhdLax *lax, PetscComplex u, PetscInt n_term, const GhdLaxTerm term[], PetscComplex value[], PetscComplex derivative[])
{
  const PetscComplex z = spectral_parameter(lax, u), i_gamma = PetscCMPLX(0.0, lax->model->gamma);
  const PetscReal    s = 0.5 * (PetscReal)lax->two_s;

  elements(lax, z, lax->lax, lax->dlax);
  if (lax->two_s) {
    const PetscComplex scale = 1.0 / (csinh(z + s * i_gamma) * csinh((1.0 + s) * i_gamma - z));

    elements(lax, i_gamma - z, lax->inverse, NULL);
    for (PetscInt l = 0; l < N_PARTS * lax->d; ++l) lax->inverse[l] *= scale;
  } else
    lax->inverse[0] = 1.0 / csinh(z);
  for (PetscInt n = 0; n < n_term; ++n) {
    value[n]      = lax->inverse[term[n].inverse_element] * lax->lax[term[n].element];
    derivative[n] = lax->inverse[term[n].inverse_element] * lax->dlax[term[n].element];
  }
}

PetscComplex ghd_lax_charge(const GhdLax *lax, PetscComplex u, PetscComplex x)
{
  const PetscComplex z = spectral_parameter(lax, u), i_gamma = PetscCMPLX(0.0, lax->model->gamma);

  if (!lax->two_s) return (i_gamma / ctanh(z) - x) / (2.0 * i_gamma);
  return x - 1.0 / ctanh(z + 0.5 * (PetscReal)lax->two_s * i_gamma);
}
