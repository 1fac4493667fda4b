#include "commands.h"
#include <string.h>

/* The options of the input's section petsc; the command line wins. */
static PetscErrorCode SetPetscOptions(GhdParameters parameters)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < parameters->n_petsc; ++i) {
    char      name[256];
    PetscBool given;

    PetscCall(PetscStrncpy(name, parameters->petsc[i], sizeof(name)));
    name[strcspn(name, " ")] = '\0';
    PetscCall(PetscOptionsHasName(NULL, NULL, name, &given));
    if (!given) PetscCall(PetscOptionsInsertString(NULL, parameters->petsc[i]));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Options of the solvers that only tell what they do. */
static PetscBool IsHarmless(const char *option)
{
  return (PetscBool)(strstr(option, "monitor") || strstr(option, "view") || strstr(option, "_converged_reason"));
}

/* What changes numbers is to stand among the parameters: there it is written to the file, and a file of other numbers is not continued. */
static PetscErrorCode RefuseSolverOptions(GhdComplaints complaints)
{
  char *all, *word, *rest;

  PetscFunctionBegin;
  PetscCall(PetscOptionsGetAll(NULL, &all));
  for (word = strtok_r(all, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    if ((strncmp(word, "-dress_", 7) == 0 || strncmp(word, "-tba_", 5) == 0) && !IsHarmless(word))
      PetscCall(GhdComplain(complaints, "command line", "%s: changes numbers, and must be known to the result file: give it as --set petsc.%s=VALUE", word,
                            word + 1));
  }
  PetscCall(PetscFree(all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TakePart(const GhdArguments *arguments, GhdPlan plan, GhdComplaints complaints)
{
  PetscFunctionBegin;
  if (arguments->parts == 0) PetscFunctionReturn(PETSC_SUCCESS);
  if (arguments->parts > plan->n_chunks)
    PetscCall(GhdComplain(complaints, "command line", "--part: the sweep has %" PetscInt_FMT " chunks, and cannot be cut into %" PetscInt_FMT " parts",
                          plan->n_chunks, arguments->parts));
  else
    PetscCall(GhdPlanTakePart(plan, arguments->part, arguments->parts));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdLoadPlan(const GhdArguments *arguments, GhdParameters *parameters, GhdPlan *plan)
{
  GhdComplaints complaints;
  PetscInt      status = GHD_EXIT_DONE;

  PetscFunctionBegin;
  *plan = NULL;
  PetscCall(GhdComplaintsCreate(&complaints));
  PetscCall(RefuseSolverOptions(complaints));
  PetscCall(GhdParametersRead(PETSC_COMM_WORLD, arguments->file, arguments->n_set, arguments->set, complaints, parameters));
  if (*parameters) PetscCall(GhdPlanCreate(*parameters, plan));
  if (*plan) PetscCall(TakePart(arguments, *plan, complaints));
  if (*plan) PetscCall(GhdPlanCheckMemory(PETSC_COMM_WORLD, *plan, arguments->file, complaints));
  PetscCall(GhdComplaintsConclude(&complaints, &status));
  if (status != GHD_EXIT_DONE) {
    PetscCall(GhdPlanDestroy(plan));
    PetscCall(GhdParametersDestroy(parameters));
  } else
    PetscCall(SetPetscOptions(*parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}
