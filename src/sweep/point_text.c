#include <xxzghd/sweep.h>
#include <string.h>

/* The value of the axis at the point, as a user would write it. */
static PetscErrorCode AxisValue(GhdPlan plan, PetscInt a, const GhdPoint *point, char text[], size_t size)
{
  const char *key = plan->axis[a];

  PetscFunctionBegin;
  text[0] = '\0';
  if (strcmp(key, "chain.gamma_over_pi") == 0) PetscCall(PetscSNPrintf(text, size, "%" PetscInt_FMT "/%" PetscInt_FMT, point->P, point->Q));
  for (PetscInt side = 0; side < 2; ++side) {
    const GhdStateKindInfo *kind   = ghd_state_kind(point->side[side].kind);
    const char             *prefix = side ? "right." : "left.";

    if (strncmp(key, prefix, strlen(prefix)) != 0) continue;
    for (PetscInt i = 0; i < kind->n_parameters; ++i) {
      if (strcmp(key + strlen(prefix), kind->parameter[i].key) == 0) (void)snprintf(text, size, "%g", (double)point->side[side].parameter[i]);
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanPointText(GhdPlan plan, PetscInt point, char text[], size_t size)
{
  const GhdPoint at = ghd_plan_point(plan, point);
  size_t         length;

  PetscFunctionBegin;
  PetscCall(PetscSNPrintf(text, size, "point %" PetscInt_FMT, point));
  for (PetscInt a = 0; a < plan->n_axes; ++a) {
    char value[64];

    PetscCall(AxisValue(plan, a, &at, value, sizeof(value)));
    PetscCall(PetscStrlen(text, &length));
    PetscCall(PetscSNPrintf(text + length, size - length, "%s%s = %s%s", a ? ", " : " (", plan->axis[a], value, a == plan->n_axes - 1 ? ")" : ""));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
