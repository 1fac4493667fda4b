#include "resolvent.h"

PetscInt ghd_line(GhdModel model, PetscInt line)
{
  const PetscInt n = 2 * model->Q;

  return ((line % n) + n) % n;
}

PetscInt ghd_line_of_string(GhdModel model, PetscInt k)
{
  const PetscInt d = ghd_line(model, model->P * model->length[k] - (model->parity[k] > 0 ? model->Q : 0));

  return d > model->Q ? d - 2 * model->Q : d;
}

/* middle line of the kernel that makes up the total density of string k */
static PetscInt centre(GhdModel model, PetscInt k)
{
  return model->parity[k] > 0 ? 0 : model->Q;
}

void ghd_resolvent_lines(GhdModel model, PetscBool needed[])
{
  const PetscInt P = model->P, empty = model->Q - P;

  for (PetscInt j = 0; j < 2 * model->Q; ++j) needed[j] = PETSC_FALSE;
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscInt d = ghd_line_of_string(model, k);

    needed[ghd_line(model, empty + d)] = PETSC_TRUE;
    if (k < model->n_str - 2) needed[ghd_line(model, empty - d)] = PETSC_TRUE;
    for (PetscInt m = model->length[k] - 1; m <= model->length[k] + 1; m += 2) {
      if (m == 0) continue;
      needed[ghd_line(model, centre(model, k) + m * P)] = PETSC_TRUE;
      needed[ghd_line(model, centre(model, k) - m * P)] = PETSC_TRUE;
    }
  }
}

/* (i/2pi) times the jump across a line: the density of its roots */
static PetscComplex roots(GhdModel model, const GhdResolvent *F, PetscInt line)
{
  const PetscInt j = ghd_line(model, line);

  return PetscCMPLX(0.0, 0.5 / M_PI) * (F->above[j] - F->below[j]);
}

static PetscComplex mean(GhdModel model, const GhdResolvent *F, PetscInt line)
{
  const PetscInt j = ghd_line(model, line);

  return 0.5 * (F->above[j] + F->below[j]);
}

PetscReal ghd_resolvent_dispersion(GhdModel model, const GhdResolvent *F, PetscInt k)
{
  return creal(mean(model, F, model->Q - model->P + ghd_line_of_string(model, k))) / M_PI;
}

void ghd_resolvent_densities(GhdModel model, PetscReal lambda, const GhdResolvent *F, PetscReal rho[], PetscReal rho_total[], PetscReal *defect)
{
  const PetscInt empty = model->Q - model->P;

  *defect = 0.0;
  for (PetscInt k = 0; k < model->n_str; ++k) {
    const PetscInt d = ghd_line_of_string(model, k);
    PetscComplex   r = roots(model, F, empty + d), back = 0.0;

    if (k < model->n_str - 2) r -= roots(model, F, empty - d);
    for (PetscInt m = model->length[k] - 1; m <= model->length[k] + 1; m += 2)
      if (m > 0) back += mean(model, F, centre(model, k) + m * model->P) - mean(model, F, centre(model, k) - m * model->P);
    back *= PetscCMPLX(0.0, 0.5 / M_PI);
    rho[k]       = creal(r);
    rho_total[k] = (PetscReal)model->sign[k] * (ghd_a(model, model->angle[k], 0, lambda) - creal(back));
    *defect      = PetscMax(*defect, PetscMax(PetscAbsReal(cimag(r)), PetscAbsReal(cimag(back))));
  }
}
