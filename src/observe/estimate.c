/* How well the values on a ray are known. */
#include "integrand.h"

/* What the band limit leaves out of integrals over a dressed function g and a filling with a jump of size 1, relative to the size of the charge: sum_k |(e_k g_k)^(Omega)|/(pi Omega strip), over the
   largest e. Derivatives, of which the higher charges are made, do not enlarge it: the discrete sums are symmetric under exchange of bare and dressed functions, and most of it cancels.
   Work space: product[n_str][n], modes[n_str][n_modes]. */
static PetscReal beyond_band_limit(GhdModel model, GhdGrid grid, const PetscReal e[], const PetscReal g[], PetscReal product[], double complex modes[])
{
  const PetscReal omega = grid->omega[grid->n_modes - 1];
  PetscReal       sum = 0.0, most = 0.0;

  for (PetscInt i = 0; i < grid->n_rows * grid->n; ++i) {
    product[i] = e[i] * g[i];
    most       = PetscMax(most, PetscAbsReal(e[i]));
  }
  ghd_grid_modes(grid, product, modes);
  for (PetscInt k = 0; k < grid->n_rows; ++k) sum += ghd_grid_last_modes(grid, &modes[k * grid->n_modes]);
  return 2.0 * grid->range * sum / (PETSC_PI * omega * ghd_strip(model) * most);
}

/* By how much more the band limit leaves out of the n-th charge than of the first, relative to their sizes. Dressing takes nearly all of that back (above); free fermions are not dressed. */
static PetscReal growth_with_charge(GhdModel model, GhdGrid grid, PetscInt n)
{
  const PetscReal derivative = 0.5 * PetscSinReal(model->gamma) * grid->omega[grid->n_modes - 1];

  return model->Q == 2 && n > 1 ? PetscPowRealInt(PetscMax(1.0, derivative), n - 1) : 1.0;
}

/* Sizes of f, of f w, of f w g and of f g. */
typedef struct {
  PetscReal largest;  /* |f|                          */
  PetscReal norm;     /* of f w over the line, square */
  PetscReal absolute; /* int |f w g| dlambda/(2 pi)   */
  PetscReal fillings; /* int |f g| dlambda/(2 pi): what an error of all fillings by 1 would change at most */
} Sizes;

static Sizes measure(GhdModel model, GhdGrid grid, const GhdIntegrand *in)
{
  Sizes s = {0};

  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    const PetscReal constant = PetscAbsReal(ghd_constant_factor(model, in, k));

    for (PetscInt i = k * grid->n; i < (k + 1) * grid->n; ++i) {
      const PetscReal f = in->bare ? PetscAbsReal(in->bare[i]) : constant, w = PetscAbsReal(in->weight[i]), fg = f * PetscAbsReal(in->dressed[i]);

      s.largest = PetscMax(s.largest, f);
      s.norm += f * w * f * w;
      s.absolute += w * fg;
      s.fillings += fg;
    }
  }
  s.norm = PetscSqrtReal(s.norm * grid->step);
  s.absolute *= grid->step / (2.0 * PETSC_PI);
  s.fillings *= grid->step / (2.0 * PETSC_PI);
  return s;
}

#define SHARE 0.25

PetscErrorCode GhdErrorModelBegin(GhdRay ray, GhdErrorModel *m)
{
  const GhdModel   model = ghd_ray_model(ray);
  double complex  *modes;
  const PetscReal *energy, *third;

  PetscFunctionBegin;
  *m = (GhdErrorModel){.ray = ray};
  PetscCall(GhdRayGetField(ray, 0, &m->field));
  PetscCall(GhdRayGetUncertainty(ray, &m->uncertainty));
  PetscCall(GhdRayGetCharge(ray, 0, 1, 1, &energy));
  PetscCall(GhdRayGetCharge(ray, 0, 3, 1, &third));
  PetscCall(PetscMalloc1(model->n_str * m->field.grid->n, &m->work));
  PetscCall(PetscMalloc1(model->n_str * m->field.grid->n_modes, &modes));
  for (PetscInt c = 0; c < 2; ++c) {
    const GhdIntegrand in = {.bare = third, .weight = m->field.filling, .dressed = c ? m->field.e_dr : m->field.p_dr};

    m->beyond[c] = beyond_band_limit(model, m->field.grid, energy, in.dressed, m->work, modes);
    m->third[c]  = measure(model, m->field.grid, &in).fillings;
  }
  /* the jumps are where the band limit of e - zeta p puts them: a share of what one leaves out is in the other too */
  for (PetscInt c = 0; c < 2; ++c) m->beyond[c] = PetscMax(m->beyond[c], SHARE * m->beyond[1 - c]);
  PetscCall(PetscFree(modes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdErrorModelEnd(GhdErrorModel *m)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(m->work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A jump in the wrong place is weighed with f^dr: f and, to first order, what the kernel carries there from where f is large. */
static PetscErrorCode FindResponse(GhdErrorModel *m, const PetscReal bare[])
{
  const GhdGrid    grid   = m->field.grid;
  const PetscReal *where  = m->uncertainty.where;
  PetscReal        placed = 0.0, most = 0.0;

  PetscFunctionBegin;
  if (m->bare == bare) PetscFunctionReturn(PETSC_SUCCESS);
  m->bare     = bare;
  m->response = 0.0;
  PetscCall(GhdRayBackflow(m->ray, 0, bare, m->work));
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    for (PetscInt i = 0; i < grid->n; ++i) {
      const PetscInt at   = k * grid->n + i;
      PetscReal      here = 0.0;

      if (where[at] == 0.0) continue;
      for (PetscInt n = PetscMax(i - 1, 0); n <= PetscMin(i + 1, grid->n - 1); ++n)
        here = PetscMax(here, PetscAbsReal(bare[k * grid->n + n]) + PetscAbsReal(m->work[k * grid->n + n]));
      m->response += where[at] * here;
      placed += where[at];
      most = PetscMax(most, here);
    }
  }
  /* what has not settled, somewhere there */
  m->response = placed > 0.0 ? m->response + PetscMax(0.0, m->uncertainty.jumps[0] - placed) * most : PETSC_INFINITY;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of the largest jump, or of one as rough as the fillings are where they do not jump. */
static PetscReal size_of_jump(const GhdRayUncertainty *u, PetscInt quantity)
{
  PetscReal size = 0.0;

  for (PetscInt q = 0; q <= quantity; ++q) size = PetscMax(size, PetscMax(u->jump_size[q], u->rough[q]));
  return size;
}

/* Chosen so that the estimates of the tests lie in the middle between too small and a thousand times too large. */
#define SAFETY         12.0  /* of the model of what the band limit leaves out */
#define SAFETY_ENTROPY 300.0 /* the same for the entropy, which answers to a filling more strongly than any charge */
#define SAFETY_JUMPS   2.0   /* of the places of the jumps */
#define SAFETY_DRESSED 3.0   /* the same where it is weighed with a charge that is dressed to first order only */
#define SAFETY_LINEAR  8.0   /* of the linear equations */
#define SAFETY_STATES  2.0   /* of the states themselves */
#define SAFETY_FLAT    5.0   /* more for integrands that do not decay with the rapidity before densities do */
#define CONTRAST       20.0  /* of the difference of the two grids */

PetscErrorCode GhdErrorEstimate(GhdErrorModel *m, const GhdIntegrand *in, PetscReal contrast, PetscReal *error)
{
  const GhdGrid            grid    = m->field.grid;
  const GhdRayUncertainty *u       = &m->uncertainty;
  const PetscInt           current = in->dressed == m->field.e_dr;
  const Sizes              size    = measure(ghd_ray_model(m->ray), grid, in);
  const PetscReal          jump = size_of_jump(u, in->jump), safety = in->jump ? SAFETY_ENTROPY : SAFETY;
  /* residuals r of the linear equations change the integral by int f^dr w r dlambda/(2 pi): at random, as they mostly are, or at most (Schwarz) */
  const PetscReal random   = size.norm * PetscSqrtReal(grid->step) * u->linear / (2.0 * PETSC_PI);
  const PetscReal linear   = 2.0 * random * PetscSqrtReal((PetscReal)(grid->n_rows * grid->n));
  const PetscReal growth   = growth_with_charge(ghd_ray_model(m->ray), grid, in->charge);
  const PetscReal modelled = size.largest * safety * jump * growth * m->beyond[current] + linear;
  /* errors of states are smooth: derivatives beyond the third charge do not enlarge what they do */
  const PetscReal states = u->states * (in->charge > 3 ? m->third[current] : size.fillings);
  PetscReal       jumps  = SAFETY_JUMPS * size.largest * (in->jump ? PetscMax(u->jumps[0], u->jumps[1]) : u->jumps[0]);

  PetscFunctionBegin;
  if (in->charge > 3 && jumps > 0.0) { /* the first three are not so much larger in one place than in another */
    PetscCall(FindResponse(m, in->bare));
    jumps = PetscMin(jumps, SAFETY_DRESSED * m->response);
  }
  /* not below the difference of the two grids: the model knows of jumps only, not of a filling that is too sharp for a grid of low accuracy */
  *error = PetscMax(contrast, PetscMin(modelled, CONTRAST * contrast)) + SAFETY_LINEAR * random + jumps +
           SAFETY_STATES * (in->bare ? 1.0 : SAFETY_FLAT) * states + GHD_ROUNDING * (1.0 + 4.0 * size.absolute) + (in->bare ? 0.0 : u->tail[in->jump]);
  PetscFunctionReturn(PETSC_SUCCESS);
}
