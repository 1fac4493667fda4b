#include <xxzghd/model.h>
#include <xxzghd/ray.h>
#include <xxzghd/sweep.h>
#include <string.h>

/* A layout with what it owns. The public part comes first: a pointer to it is a pointer to all. */
typedef struct {
  GhdFileLayout     layout;
  char              sha256[65];
  GhdParameterText *parameter;
  GhdPointColumn   *column;
  PetscReal        *column_value;                      /* [n_point_columns][n_points]                     */
  char            **column_name;                       /* [n_point_columns]                               */
  GhdQuantity      *observable;                        /* [n_observables]: of the profiles and of the bulk */
  PetscInt         *string[3];                         /* length, parity, sign: [n_points][n_strings]     */
  GhdQuantity      *contribution;                      /* [n_observables]                                 */
  char (*contribution_text)[2][GHD_CONTRIBUTION_TEXT]; /* [n_observables]: their names and formulas */
} OwnedLayout;

enum { FIXED_COLUMNS = 3, MAX_COLUMNS = FIXED_COLUMNS + 2 * GHD_STATE_MAX_PARAMETERS };

/* Adds a column and returns where its values go. */
static PetscErrorCode AddColumn(OwnedLayout *own, const char *side, const char *name, const char *unit, const char *long_name, const char *formula,
                                PetscBool integer, PetscReal **value)
{
  const PetscInt  c      = own->layout.n_point_columns++;
  GhdPointColumn *column = &own->column[c];
  char            full[64];

  PetscFunctionBegin;
  PetscCall(PetscSNPrintf(full, sizeof(full), "%s%s%s", side, side[0] ? "_" : "", name));
  PetscCall(PetscStrallocpy(full, &own->column_name[c]));
  *value           = own->column_value + (size_t)c * (size_t)own->layout.n_points;
  column->quantity = (GhdQuantity){.name = own->column_name[c], .unit = unit, .long_name = long_name, .formula = formula};
  column->integer  = integer;
  column->value    = *value;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddChainColumns(OwnedLayout *own, GhdPlan plan)
{
  PetscReal *num, *den, *delta;

  PetscFunctionBegin;
  PetscCall(AddColumn(own, "", "gamma_over_pi_num", "1", "numerator P of gamma/pi = P/Q", "Delta = cos(pi P/Q)", PETSC_TRUE, &num));
  PetscCall(AddColumn(own, "", "gamma_over_pi_den", "1", "denominator Q of gamma/pi = P/Q", "Delta = cos(pi P/Q)", PETSC_TRUE, &den));
  PetscCall(AddColumn(own, "", "delta", "1", "anisotropy", "Delta = cos(pi P/Q)", PETSC_FALSE, &delta));
  for (PetscInt p = 0; p < plan->n_points; ++p) {
    num[p]   = (PetscReal)plan->point[p].P;
    den[p]   = (PetscReal)plan->point[p].Q;
    delta[p] = plan->point[p].delta;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddSideColumns(OwnedLayout *own, GhdPlan plan, PetscInt side)
{
  const GhdStateKindInfo *kind = ghd_state_kind(plan->parameters->side[side].kind);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < kind->n_parameters; ++i) {
    const GhdStateParameter *parameter = &kind->parameter[i];
    PetscReal               *value;

    PetscCall(AddColumn(own, side ? "right" : "left", parameter->key, parameter->unit, parameter->doc, "", PETSC_FALSE, &value));
    for (PetscInt p = 0; p < plan->n_points; ++p) value[p] = plan->point[p].side[side].parameter[i];
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

/* Strings of every point; 0 where a point has fewer. */
static PetscErrorCode DescribeStrings(OwnedLayout *own, GhdPlan plan)
{
  const size_t n = (size_t)plan->n_points * (size_t)plan->n_strings;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < 3; ++i) PetscCall(PetscCalloc1(n, &own->string[i]));
  for (PetscInt p = 0; p < plan->n_points; ++p) {
    const size_t first = (size_t)p * (size_t)plan->n_strings;
    GhdModel     model;

    PetscCall(GhdModelCreate(plan->point[p].P, plan->point[p].Q, &model));
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
  PetscCall(PetscMalloc5(parameters->n_records, &own->parameter, MAX_COLUMNS, &own->column, (size_t)MAX_COLUMNS * (size_t)plan->n_points, &own->column_value,
                         MAX_COLUMNS, &own->column_name, parameters->n_observables, &own->observable));
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
  PetscCall(PetscFree5(own->parameter, own->column, own->column_value, own->column_name, own->observable));
  PetscCall(PetscFree(own));
  *layout = NULL;
  PetscFunctionReturn(PETSC_SUCCESS);
}
