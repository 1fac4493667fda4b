#include "field.h"
#include "parameters.h"

/* Dots become groups: chain.delta is /parameters/chain/delta. A key that has others below it is the text `value` in its own group. */
static void parameter_path(const GhdFileLayout *layout, const char *key, size_t size, char path[])
{
  const size_t length = strlen(key);
  PetscBool    group  = PETSC_FALSE;

  for (PetscInt i = 0; i < layout->n_parameters; ++i)
    if (!strncmp(layout->parameter[i].key, key, length) && layout->parameter[i].key[length] == '.') group = PETSC_TRUE;
  snprintf(path, size, "/parameters/%s%s", key, group ? "/value" : "");
  for (char *c = path; *c; ++c)
    if (*c == '.') *c = '/';
}

static PetscErrorCode WriteOne(hid_t file, hid_t with_groups, const GhdFileLayout *layout, const GhdParameterText *parameter)
{
  GhdField field = {.type = GHD_FIELD_TEXT, .text_length = strlen(parameter->value), .text = parameter->value};
  hid_t    dataset;

  PetscFunctionBegin;
  parameter_path(layout, parameter->key, sizeof(field.path), field.path);
  PetscCall(GhdFieldCreate(file, with_groups, &field, &dataset));
  PetscCall(GhdH5PutText(dataset, "unit", parameter->unit));
  PetscCall(GhdH5PutText(dataset, "source", parameter->source));
  PetscCall(GhdH5PutInteger(dataset, "affects_numbers", H5T_STD_I8LE, parameter->affects_numbers ? 1 : 0));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParameterTextsWrite(hid_t file, hid_t with_groups, const GhdFileLayout *layout)
{
  hid_t group;

  PetscFunctionBegin;
  GhdH5Call((group = H5Gcreate2(file, "/parameters", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)));
  PetscCall(GhdH5PutText(group, "parameters_sha256", layout->parameters_sha256));
  GhdH5Call(H5Gclose(group));
  for (PetscInt i = 0; i < layout->n_parameters; ++i) PetscCall(WriteOne(file, with_groups, layout, &layout->parameter[i]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The text of a parameter in the file, allocated; NULL if the file has none. */
static PetscErrorCode TextInFile(hid_t file, const GhdFileLayout *layout, const char *key, char **text)
{
  char  path[128];
  hid_t dataset;

  PetscFunctionBegin;
  *text = NULL;
  parameter_path(layout, key, sizeof(path), path);
  dataset = H5Dopen2(file, path, H5P_DEFAULT);
  if (dataset < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdH5ReadText(dataset, 0, text));
  GhdH5Call(H5Dclose(dataset));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Names the first parameter that differs and counts the others. */
static PetscErrorCode NameDifferences(hid_t file, const GhdFileLayout *layout, PetscBool rows_too, char problem[GHD_PROBLEM_LENGTH])
{
  PetscInt n_different = 0;
  size_t   length;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < layout->n_parameters; ++i) {
    const GhdParameterText *parameter = &layout->parameter[i];
    char                   *text;

    if (!parameter->affects_numbers || (parameter->sets_rows && !rows_too)) continue;
    PetscCall(TextInFile(file, layout, parameter->key, &text));
    if (!text || strcmp(text, parameter->value)) {
      if (n_different++ == 0)
        ghd_problem(problem, "has other parameters: %s is %.200s in the file, %.200s in the input", parameter->key, text ? text : "not given",
                    parameter->value);
    }
    PetscCall(PetscFree(text));
  }
  length = strlen(problem);
  if (n_different > 1)
    snprintf(problem + length, GHD_PROBLEM_LENGTH - length, " (and %" PetscInt_FMT " more differ%s)", n_different - 1, n_different == 2 ? "s" : "");
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode HasHash(hid_t file, const char *wanted, PetscBool *has)
{
  char *hash;
  hid_t group;

  PetscFunctionBegin;
  GhdH5Call((group = H5Gopen2(file, "/parameters", H5P_DEFAULT)));
  PetscCall(GhdH5GetText(group, "parameters_sha256", &hash));
  GhdH5Call(H5Gclose(group));
  *has = (PetscBool)!strcmp(hash, wanted);
  PetscCall(PetscFree(hash));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParameterTextsCompare(hid_t file, const GhdFileLayout *layout, char problem[GHD_PROBLEM_LENGTH])
{
  PetscBool same;

  PetscFunctionBegin;
  problem[0] = '\0';
  PetscCall(HasHash(file, layout->parameters_sha256, &same));
  if (!same) PetscCall(NameDifferences(file, layout, PETSC_TRUE, problem));
  if (!same && !problem[0]) ghd_problem(problem, "has other parameters: the file has one that the input does not have");
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParameterTextsCompareRest(hid_t file, const GhdFileLayout *layout, PetscBool *same, char problem[GHD_PROBLEM_LENGTH])
{
  PetscFunctionBegin;
  problem[0] = '\0';
  PetscCall(HasHash(file, layout->parameters_sha256, same));
  if (!*same) PetscCall(NameDifferences(file, layout, PETSC_FALSE, problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
