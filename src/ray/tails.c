/* The tails of F, and the jumps in them. */
#include "tails.h"

#define IMAGES    1e-10 /* what of G comes around the circle: as it falls as e^{(growth - 2) |lambda|}, it is e^{2 range (growth - 2)} of G itself */
#define TOLERANCE 1e-16 /* root mean square: what a solve leaves may all sit where the jumps are, and rounding leaves more */

PetscErrorCode GhdTailCreate(GhdLevel level, GhdState left, GhdState right, PetscInt side, GhdTail *out)
{
  const GhdGrid  grid  = level->grid;
  const PetscInt n_str = grid->n_rows, n_dof = n_str * grid->n;
  PetscReal     *reference;
  GhdTail        tail;

  PetscFunctionBegin;
  PetscCall(PetscNew(&tail));
  *out         = tail;
  tail->growth = (side ? 1.0 : -1.0) * PetscMax(0.25, 2.0 + 0.5 * PetscLogReal(IMAGES) / grid->range);
  PetscCall(PetscMalloc1(n_str, &reference));
  for (PetscInt k = 0; k < n_str; ++k) reference[k] = 0.5 * (ghd_state_filling_limit(left, side)[k] + ghd_state_filling_limit(right, side)[k]);
  PetscCall(GhdDressingCreateGrowing(level->model, grid, reference, tail->growth, &tail->dressing));
  PetscCall(PetscFree(reference));
  PetscCall(PetscMalloc4(n_dof, &tail->p, n_dof, &tail->e, n_dof, &tail->bare, n_dof, &tail->G));
  PetscCall(PetscMalloc2(n_str * grid->n_modes, &tail->modes, n_str, &tail->start));
  PetscCall(GhdBareGrowingOnGrid(level->model, grid, tail->growth, tail->p, tail->e));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTailDestroy(GhdTail *tail)
{
  GhdTail t = *tail;

  PetscFunctionBegin;
  if (!t) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdDressingDestroy(&t->dressing));
  PetscCall(PetscFree4(t->p, t->e, t->bare, t->G));
  PetscCall(PetscFree2(t->modes, t->start));
  PetscCall(PetscFree(*tail));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTailDress(GhdTail t, GhdLevel level, const PetscReal bare[], const PetscReal plain[], PetscReal noise, PetscReal dressed[],
                            PetscInt *iterations, PetscBool *converged)
{
  const GhdGrid grid = level->grid;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < grid->n_rows * grid->n; ++i)
    dressed[i] = PetscAbsReal(plain[i]) > noise ? PetscExpReal(t->growth * grid->lambda[i % grid->n]) * plain[i] : 0.0;
  PetscCall(GhdDressingSetFilling(t->dressing, level->ray.filling));
  PetscCall(GhdDressingSolve(t->dressing, bare, TOLERANCE, dressed, iterations, converged));
  PetscCall(GhdDressingSolve(t->dressing, bare, TOLERANCE, dressed, iterations,
                             converged)); /* what rounding left of the first: the guess is large where it is poor */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTailSolve(GhdTail t, GhdLevel level, PetscReal zeta, const PetscReal F[], PetscReal noise, PetscInt *iterations, PetscBool *converged)
{
  const PetscInt n_dof = level->grid->n_rows * level->grid->n;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n_dof; ++i) t->bare[i] = t->e[i] - zeta * t->p[i];
  PetscCall(GhdTailDress(t, level, t->bare, F, noise, t->G, iterations, converged));
  t->noise = ghd_noise(n_dof, t->G, ghd_dressing_residual(t->dressing));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Where |G_k| is largest no jump is near: from there outwards its signs count. */
static PetscInt start_of(GhdTail t, GhdGrid grid, PetscInt k)
{
  PetscInt start = -1;

  for (PetscInt i = 0; i < grid->n; ++i) {
    if (PetscAbsReal(grid->lambda[i]) < GHD_FAR || (grid->lambda[i] > 0.0) != (t->growth > 0.0)) continue;
    if (start < 0 || PetscAbsReal(t->G[k * grid->n + i]) > PetscAbsReal(t->G[k * grid->n + start])) start = i;
  }
  return start;
}

/* The jumps of one species: inner[0 .. n_inner) and outer[0 .. n_outer), in this order for positive rapidities. */
static void join(GhdJumps *jumps, PetscInt k, PetscInt side, PetscReal start, const GhdJumps *found, PetscBool *overflow)
{
  const PetscReal *new = &found->lambda[k * GHD_MAX_JUMPS];
  PetscReal *lambda    = &jumps->lambda[k * GHD_MAX_JUMPS], joined[2 * GHD_MAX_JUMPS];
  PetscInt   n = 0, n_new = 0;

  for (PetscInt i = 0; i < found->n[k] && !side; ++i)
    if (new[i] < start) joined[n++] = new[i];
  n_new = n;
  for (PetscInt i = 0; i < jumps->n[k]; ++i)
    if (side ? lambda[i] < start : lambda[i] > start) joined[n++] = lambda[i];
  /* what holds at the start is known from F; each jump to the left of it changes that */
  if (!side && (jumps->n[k] - (n - n_new) + n_new) % 2) jumps->first[k] = !jumps->first[k];
  for (PetscInt i = 0; i < found->n[k] && side; ++i)
    if (new[i] > start) joined[n++] = new[i];
  if (n > GHD_MAX_JUMPS) *overflow = PETSC_TRUE;
  jumps->n[k] = PetscMin(n, GHD_MAX_JUMPS);
  for (PetscInt i = 0; i < jumps->n[k]; ++i) lambda[i] = joined[i];
}

PetscErrorCode GhdTailTakeJumps(GhdTail t, GhdLevel level, PetscReal cut, GhdJumps *found, GhdJumps *jumps, PetscBool *overflow)
{
  const GhdGrid  grid = level->grid;
  const PetscInt side = t->growth > 0.0;
  PetscBool      ignored; /* G means nothing on the other side */

  PetscFunctionBegin;
  PetscCall(GhdJumpsFind(level->model, grid, t->G, cut, GHD_LARGEST * t->noise, t->modes, found, &ignored));
  t->counts = PETSC_TRUE;
  for (PetscInt k = 0; k < grid->n_rows; ++k) {
    t->start[k] = start_of(t, grid, k);
    join(jumps, k, side, grid->lambda[t->start[k]], found, overflow);
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
