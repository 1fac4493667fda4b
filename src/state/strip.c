#include "strip.h"

#include "strip_fit.h"

#define HIGHEST 0.75 /* half the height of a strip, of pi/2: higher ones have the pole of tanh nearly within them */

/* Half-cells on either side of the centre that are in the domain. */
static PetscInt reach(GhdModel model, PetscInt two_s, PetscInt centre)
{
  PetscInt n = 0;

  if (two_s == 0) return 1;
  while (n < model->Q && ghd_charge_domain(model, two_s, ghd_line(model, centre + n)) && ghd_charge_domain(model, two_s, ghd_line(model, centre - n - 1))) ++n;
  return n;
}

/* The line on which the conjugation of the charge is centred, and the lines on either side of it that hold all that are needed; PETSC_FALSE if they leave the domain. */
static PetscBool find_strip(GhdRoute route, PetscInt two_s, GhdStrip s)
{
  const GhdModel model = route->model;

  for (PetscInt side = 0; side < 2; ++side) {
    s->centre = (two_s ? two_s * model->P : model->Q - model->P) + side * model->Q;
    s->half   = 1;
    for (PetscInt i = 0; i < route->n_charge; ++i)
      if (route->charge[i].two_s == two_s) {
        const PetscInt above = ghd_line(model, route->charge[i].line - s->centre);

        s->half = PetscMax(s->half, PetscMin(above, 2 * model->Q - above));
      }
    if (s->half <= reach(model, two_s, s->centre)) return (PetscBool)((PetscReal)s->half < HIGHEST * (PetscReal)model->Q);
  }
  return PETSC_FALSE;
}

PetscErrorCode GhdStripCreate(GhdRoute route, GhdCharge charge, PetscInt two_s, PetscReal density, PetscReal tolerance, PetscReal loosest, GhdStrip *strip,
                              PetscReal *residual)
{
  GhdStrip  s;
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(PetscNew(&s));
  s->model    = route->model;
  s->mirrored = (PetscBool)(two_s > 0);
  s->density  = two_s ? 0.0 : density;
  good        = find_strip(route, two_s, s);
  if (good) PetscCall(GhdStripFit(s, charge, tolerance, loosest, &good, residual));
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

PetscReal ghd_strip_height(GhdStrip s, PetscInt lines)
{
  return M_PI / (PetscReal)(2 * s->model->Q) * (PetscReal)lines;
}

PetscComplex ghd_strip_place(GhdStrip s, PetscReal lambda, PetscInt line)
{
  return ctanh(PetscCMPLX(lambda, ghd_strip_height(s, line - s->centre)));
}

PetscComplex ghd_strip_value(GhdStrip s, PetscReal lambda, PetscInt line)
{
  const PetscComplex z = ghd_strip_place(s, lambda, line);

  return s->density * z + (1.0 - z) * (1.0 + z) * ghd_partial_fractions_value(&s->r, z);
}
