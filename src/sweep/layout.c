#include "plan.h"
#include <string.h>
#include <xxzghd/model.h>
#include <xxzghd/ray.h>

/* A layout with what it owns. The public part comes first: a pointer to it is a pointer to all. */
typedef struct {
  GhdFileLayout     layout;
  char              sha256[65];
  GhdParameterText *parameter;
  GhdPointColumn   *column;
  PetscReal        *chain;                             /* P, Q, Delta: [3][n_gamma]                       */
  char            **column_name;                       /* [n_point_columns]                               */
  GhdQuantity      *observable;                        /* [n_observables]: of the profiles and of the bulk */
  PetscInt         *string[3];                         /* length, parity, sign: [n_gamma][n_strings]      */
  GhdQuantity      *contribution;                      /* [n_observables]                                 */
  char (*contribution_text)[2][GHD_CONTRIBUTION_TEXT]; /* [n_observables]: their names and formulas */
} OwnedLayout;

enum { FIXED_COLUMNS = 3, MAX_COLUMNS = FIXED_COLUMNS + 2 * GHD_STATE_MAX_PARAMETERS };

/* row: which value a point has, see ghd_plan_row(). */
static PetscErrorCode AddColumn(OwnedLayout *own, const char *side, GhdQuantity quantity, PetscBool integer, const PetscReal value[], GhdPointRow row)
{
  const PetscInt c = own->layout.n_point_columns++;
  char           full[64];

  PetscFunctionBegin;
  PetscCall(PetscSNPrintf(full, sizeof(full), "%s%s%s", side, side[0] ? "_" : "", quantity.name));
  PetscCall(PetscStrallocpy(full, &own->column_name[c]));
  quantity.name  = own->column_name[c];
  own->column[c] = (GhdPointColumn){.quantity = quantity, .integer = integer, .value = value, .row = row};
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddChainColumns(OwnedLayout *own, GhdPlan plan)
{
  static const GhdQuantity num   = {"gamma_over_pi_num", "1", "numerator P of gamma/pi = P/Q", "Delta = cos(pi P/Q)"},
                           den   = {"gamma_over_pi_den", "1", "denominator Q of gamma/pi = P/Q", "Delta = cos(pi P/Q)"},
                           delta = {"delta", "1", "anisotropy", "Delta = cos(pi P/Q)"};
  GhdParameters     parameters   = plan->parameters;
  const PetscInt    n            = parameters->n_gamma;
  const GhdPointRow row          = ghd_plan_row(plan, -1, 0);

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(3 * n, &own->chain));
  for (PetscInt g = 0; g < n; ++g) {
    own->chain[g]         = (PetscReal)parameters->gamma_over_pi[g].num;
    own->chain[n + g]     = (PetscReal)parameters->gamma_over_pi[g].den;
    own->chain[2 * n + g] = plan->tables->chain[g].delta;
  }
  PetscCall(AddColumn(own, "", num, PETSC_TRUE, own->chain, row));
  PetscCall(AddColumn(own, "", den, PETSC_TRUE, own->chain + n, row));
  PetscCall(AddColumn(own, "", delta, PETSC_FALSE, own->chain + 2 * n, row));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddSideColumns(OwnedLayout *own, GhdPlan plan, PetscInt side)
{
  const GhdSideInput     *input = &plan->parameters->side[side];
  const GhdStateKindInfo *kind  = ghd_state_kind(input->kind);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < kind->n_parameters; ++i) {
    const GhdStateParameter *parameter = &kind->parameter[i];
    const GhdQuantity        quantity  = {.name = parameter->key, .unit = parameter->unit, .long_name = parameter->doc, .formula = ""};

    PetscCall(AddColumn(own, side ? "right" : "left", quantity, PETSC_FALSE, input->parameter[i].value, ghd_plan_row(plan, side, i)));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Whether points or rays follow from the values of a key, and nothing else. Rays that the program chooses depend on each other. */
static PetscBool SetsRows(GhdParameters parameters, const char *key)
{
  static const char *const name[2] = {"left.", "right."};

  if (strncmp(key, "chain.", 6) == 0 || strcmp(key, "sweep") == 0) return PETSC_TRUE;
  if (strcmp(key, "rays") == 0) return (PetscBool)(parameters->rays == GHD_RAYS_LIST);
  for (PetscInt side = 0; side < (parameters->has_right ? 2 : 1); ++side) {
    const GhdStateKindInfo *kind = ghd_state_kind(parameters->side[side].kind);

    if (strncmp(key, name[side], strlen(name[side])) != 0) continue;
    for (PetscInt i = 0; i < kind->n_parameters; ++i) {
      if (strcmp(key + strlen(name[side]), kind->parameter[i].key) == 0) return PETSC_TRUE;
    }
  }
  return PETSC_FALSE;
}

static PetscErrorCode CopyParameters(OwnedLayout *own, GhdParameters parameters)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < parameters->n_records; ++i) {
    const GhdParameterRecord *record = &parameters->record[i];

    own->parameter[i] = (GhdParameterText){.key             = record->key,
                                           .value           = record->value,
                                           .unit            = record->unit,
                                           .source          = record->source,
                                           .affects_numbers = record->affects_numbers,
                                           .sets_rows       = SetsRows(parameters, record->key)};
  }
  PetscCall(GhdParametersHash(parameters, own->sha256));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Strings of every chain; 0 where it has fewer than others. */
static PetscErrorCode DescribeStrings(OwnedLayout *own, GhdPlan plan)
{
  GhdParameters parameters = plan->parameters;
  const size_t  n          = (size_t)parameters->n_gamma * (size_t)plan->n_strings;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < 3; ++i) PetscCall(PetscCalloc1(n, &own->string[i]));
  for (PetscInt g = 0; g < parameters->n_gamma; ++g) {
    const size_t first = (size_t)g * (size_t)plan->n_strings;
    GhdModel     model;

    PetscCall(GhdModelCreate(parameters->gamma_over_pi[g].num, parameters->gamma_over_pi[g].den, &model));
    PetscCall(PetscArraycpy(own->string[0] + first, model->length, model->n_str));
    PetscCall(PetscArraycpy(own->string[1] + first, model->parity, model->n_str));
    PetscCall(PetscArraycpy(own->string[2] + first, model->sign, model->n_str));
    PetscCall(GhdModelDestroy(&model));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode DescribeContributions(OwnedLayout *own, GhdParameters parameters)
{
  PetscFunctionBegin;
  PetscCall(PetscMalloc2(parameters->n_observables, &own->contribution, parameters->n_observables, &own->contribution_text));
  for (PetscInt i = 0; i < parameters->n_observables; ++i)
    own->contribution[i] = ghd_observable_contribution(&parameters->observable[i], own->contribution_text[i][0], own->contribution_text[i][1]);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdPlanFileLayout(GhdPlan plan, GhdFileLayout **layout)
{
  GhdParameters parameters = plan->parameters;
  OwnedLayout  *own;

  PetscFunctionBegin;
  PetscCall(PetscNew(&own));
  PetscCall(PetscMalloc4(parameters->n_records, &own->parameter, MAX_COLUMNS, &own->column, MAX_COLUMNS, &own->column_name, parameters->n_observables,
                         &own->observable));
  for (PetscInt i = 0; i < parameters->n_observables; ++i) own->observable[i] = parameters->observable[i].quantity;
  PetscCall(CopyParameters(own, parameters));
  PetscCall(DescribeStrings(own, plan));
  PetscCall(DescribeContributions(own, parameters));
  own->layout = (GhdFileLayout){
      .title             = parameters->title,
      .input_text        = parameters->input_text,
      .parameters_sha256 = own->sha256,
      .n_parameters      = parameters->n_records,
      .parameter         = own->parameter,
      .n_points          = plan->n_points,
      .n_rays            = plan->n_rays,
      .part              = plan->part,
      .point_column      = own->column,
      .sweep             = parameters->sweep == GHD_SWEEP_ZIP ? "zip" : "product",
      .n_axes            = plan->n_axes,
      .axis              = (const char *const *)plan->axis,
      .axis_length       = plan->axis_length,
      .auto_rays         = (PetscBool)(parameters->rays == GHD_RAYS_AUTO),
      .zeta              = parameters->rays == GHD_RAYS_LIST ? parameters->zeta : NULL,
      .n_profiles        = parameters->n_observables,
      .profile           = own->observable,
      .n_bulk            = parameters->n_observables,
      .bulk              = own->observable,
      .has_right         = parameters->has_right,
      .n_edges           = GHD_MAX_EDGES,
      .n_strings         = plan->n_strings,
      .n_lambda          = parameters->state_output ? parameters->n_lambda : 0,
      .lambda            = parameters->state_output ? parameters->lambda : NULL,
      .contribution      = own->contribution,
      .string_length     = own->string[0],
      .string_parity     = own->string[1],
      .string_sign       = own->string[2],
      .string_row        = ghd_plan_row(plan, -1, 0),
      .chunk             = parameters->chunk,
  };
  PetscCall(AddChainColumns(own, plan));
  for (PetscInt side = 0; side < (parameters->has_right ? 2 : 1); ++side) PetscCall(AddSideColumns(own, plan, side));
  *layout = &own->layout;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdFileLayoutDestroy(GhdFileLayout **layout)
{
  OwnedLayout *own = (OwnedLayout *)*layout;

  PetscFunctionBegin;
  if (!own) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt c = 0; c < own->layout.n_point_columns; ++c) PetscCall(PetscFree(own->column_name[c]));
  for (PetscInt i = 0; i < 3; ++i) PetscCall(PetscFree(own->string[i]));
  PetscCall(PetscFree2(own->contribution, own->contribution_text));
  PetscCall(PetscFree(own->chain));
  PetscCall(PetscFree4(own->parameter, own->column, own->column_name, own->observable));
  PetscCall(PetscFree(own));
  *layout = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}
