/* Stationary states after quenches: the initial state of every kind, its check, and its fillings. */
#include "quench.h"
#include "state_impl.h"

/* ---- initial states ---- */

/* |vector|, without overflow. */
static PetscReal norm_of(PetscInt n, const PetscReal re[], const PetscReal im[])
{
  PetscReal norm = 0.0;

  for (PetscInt i = 0; i < n; ++i) norm = hypot(norm, hypot(re[i], im[i]));
  return norm;
}

static PetscErrorCode create_product(const GhdStateSpec *spec, GhdMps *mps, char problem[GHD_STATE_MESSAGE])
{
  PetscComplex vector[1 << GHD_MAX_CELL];
  PetscInt     n_site = 1;

  PetscFunctionBegin;
  *mps = NULL;
  while (n_site < GHD_MAX_CELL && 1 << n_site < spec->n_amplitudes) ++n_site;
  if (spec->n_amplitudes != 1 << n_site)
    PetscCall(PetscSNPrintf(problem, GHD_STATE_MESSAGE, "%d amplitudes are no unit cell; allowed: 2, 4, 8 or 16, for 1 to %d sites", (int)spec->n_amplitudes,
                            GHD_MAX_CELL));
  else {
    for (PetscInt i = 0; i < spec->n_amplitudes; ++i) vector[i] = PetscCMPLX(spec->re[i], spec->im[i]);
    PetscCall(GhdMpsCreateProduct(n_site, vector, mps, problem));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode create_named(GhdProductKind kind, PetscReal angle, GhdMps *mps, char problem[GHD_STATE_MESSAGE])
{
  PetscComplex   vector[4];
  const PetscInt n_site = ghd_product_vector(kind, angle, vector);

  PetscFunctionBegin;
  PetscCall(GhdMpsCreateProduct(n_site, vector, mps, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* NULL and a problem if there is no such state; NULL and no problem for kinds that are no quenches. */
static PetscErrorCode create_initial_state(const GhdStateSpec *spec, GhdMps *mps, char problem[GHD_STATE_MESSAGE])
{
  const PetscReal angle = spec->parameter[0];

  PetscFunctionBegin;
  *mps       = NULL;
  problem[0] = '\0';
  switch (spec->kind) {
  case GHD_STATE_NEEL: PetscCall(create_named(GHD_NEEL, 0.0, mps, problem)); break;
  case GHD_STATE_BELL: PetscCall(create_named(GHD_BELL, 0.0, mps, problem)); break;
  case GHD_STATE_DIMER: PetscCall(create_named(GHD_DIMER, 0.0, mps, problem)); break;
  case GHD_STATE_TILTED_NEEL: PetscCall(create_named(GHD_TILTED_NEEL, angle, mps, problem)); break;
  case GHD_STATE_TILTED_FERROMAGNET: PetscCall(create_named(GHD_TILTED_FERROMAGNET, angle, mps, problem)); break;
  case GHD_STATE_PRODUCT: PetscCall(create_product(spec, mps, problem)); break;
  case GHD_STATE_MPS: PetscCall(GhdMpsRead(spec->n_bytes, spec->bytes, mps, problem)); break;
  default: break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

#define NORM_TOLERANCE 1e-12 /* decimals of a user do not make a better norm */

PetscErrorCode GhdStateCheck(const GhdStateSpec *spec, char problem[GHD_STATE_MESSAGE], char notice[GHD_STATE_MESSAGE])
{
  GhdMps mps = NULL;

  PetscFunctionBegin;
  notice[0] = problem[0] = '\0';
  /* angles have nothing that could be wrong, and as axes no value yet */
  if (ghd_state_kind(spec->kind)->vector_key || ghd_state_kind(spec->kind)->file_key) PetscCall(create_initial_state(spec, &mps, problem));
  PetscCall(GhdMpsDestroy(&mps));
  if (!problem[0] && ghd_state_kind(spec->kind)->vector_key) {
    const PetscReal norm = norm_of(spec->n_amplitudes, spec->re, spec->im);

    if (PetscAbsReal(norm - 1.0) > NORM_TOLERANCE)
      PetscCall(PetscSNPrintf(notice, GHD_STATE_MESSAGE, "the amplitudes have norm %.15g; they are divided by it", (double)norm));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- the state ---- */

typedef struct {
  GhdMps    mps;
  GhdQuench quench;
} Quenched;

static PetscErrorCode quenched_filling(GhdState state, PetscInt n, const PetscReal lambda[], PetscReal filling[])
{
  const Quenched *quenched = state->data;

  PetscFunctionBegin;
  PetscCall(GhdQuenchFilling(quenched->quench, n, lambda, filling));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode quenched_breaks(GhdState state, PetscInt *n, PetscReal **breaks)
{
  const Quenched *quenched = state->data;

  PetscFunctionBegin;
  PetscCall(GhdQuenchBreaks(quenched->quench, n, breaks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_quenched(GhdState state)
{
  Quenched *quenched = state->data;

  PetscFunctionBegin;
  PetscCall(GhdQuenchDestroy(&quenched->quench));
  PetscCall(GhdMpsDestroy(&quenched->mps));
  PetscCall(PetscFree(state->data));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdStateSetUpQuench(GhdState state, const GhdStateSpec *spec, PetscReal accuracy)
{
  static const GhdStateOps ops = {quenched_filling, destroy_quenched, quenched_breaks};
  Quenched                *quenched;

  PetscFunctionBegin;
  PetscCall(PetscNew(&quenched));
  state->ops  = &ops;
  state->data = quenched;
  PetscCall(create_initial_state(spec, &quenched->mps, state->problem));
  if (!quenched->mps) {
    state->reason = GHD_DIVERGED_STATE;
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(GhdQuenchCreate(state->model, quenched->mps, accuracy, &quenched->quench));
  PetscCall(PetscStrncpy(state->problem, quenched->quench->reason, sizeof(state->problem)));
  if (state->problem[0]) state->reason = GHD_DIVERGED_STATE;
  for (PetscInt end = 0; end < 2; ++end) PetscCall(PetscArraycpy(state->limit[end], quenched->quench->limit[end], state->model->n_str));
  /* a resonance is no reason for a grid of its width everywhere: what is narrower shows in the breaks */
  state->strip          = PetscMax(quenched->quench->strip, GHD_QUENCH_STRIP);
  state->range          = ghd_quench_range(quenched->quench, PetscSqrtReal(accuracy));
  state->identity_error = ghd_quench_identity_error(quenched->quench);
  state->error          = PetscMax(state->identity_error, ghd_quench_error(quenched->quench));
  PetscFunctionReturn(PETSC_SUCCESS);
}
