#include <xxzghd/base.h>

enum { MAX_DEPTH = 8 };

static const char *const phase_name[GHD_N_PHASES] = {
#define PHASE_NAME(phase, name) [phase] = (name),
    GHD_PHASES(PHASE_NAME)
#undef PHASE_NAME
};

static PetscBool     registered;
static PetscLogStage stage[GHD_N_PHASES];
static GhdPhase      within[MAX_DEPTH]; /* phases begun and not ended, innermost last */
static PetscInt      depth;
static PetscReal     seconds[GHD_N_PHASES], since; /* since: when the clock of the innermost phase was read last */

PetscErrorCode GhdPhasesRegister(void)
{
  PetscFunctionBegin;
  if (registered) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < GHD_N_PHASES; ++i) PetscCall(PetscLogStageRegister(phase_name[i], &stage[i]));
  registered = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Time up to now belongs to the innermost phase. */
static void Account(void)
{
  const PetscReal now = ghd_now();

  if (depth) seconds[within[depth - 1]] += now - since;
  since = now;
}

PetscErrorCode GhdPhaseBegin(GhdPhase phase)
{
  PetscFunctionBegin;
  PetscCheck(depth < MAX_DEPTH, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "phase %s is begun within %d others", phase_name[phase], MAX_DEPTH);
  Account();
  within[depth++] = phase;
  if (registered) PetscCall(PetscLogStagePush(stage[phase]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPhaseEnd(void)
{
  PetscFunctionBegin;
  PetscCheck(depth > 0, PETSC_COMM_SELF, PETSC_ERR_ARG_WRONGSTATE, "no phase is begun");
  Account();
  --depth;
  if (registered) PetscCall(PetscLogStagePop());
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_phase_seconds(GhdPhase phase)
{
  return seconds[phase];
}

const char *ghd_phase_name(GhdPhase phase)
{
  return phase_name[phase];
}
