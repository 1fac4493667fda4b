#include "solver_options.h"
#include <petscsnes.h>
#include <string.h>

/* Options of the solvers that only tell what they do. Some are asked for in the middle of a solution. */
static PetscBool IsHarmless(const char *option)
{
  return (PetscBool)(strstr(option, "monitor") || strstr(option, "view") || strstr(option, "_converged_reason"));
}

static PetscBool IsOfSolver(const char *option)
{
  return (PetscBool)(strncmp(option, "dress_", 6) == 0 || strncmp(option, "tba_", 4) == 0);
}

/* What changes numbers is to stand among the parameters: there it is written to the file, and a file of other numbers is not continued. */
PetscErrorCode GhdRefuseSolverOptions(GhdComplaints complaints)
{
  char *all, *word, *rest;

  PetscFunctionBegin;
  PetscCall(PetscOptionsGetAll(NULL, &all));
  for (word = strtok_r(all, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    if (word[0] == '-' && IsOfSolver(word + 1) && !IsHarmless(word))
      PetscCall(GhdComplain(complaints, "command line", "%s: changes numbers, and must be known to the result file: give it as --set petsc.%s=VALUE", word,
                            word + 1));
  }
  PetscCall(PetscFree(all));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* -- what PETSc makes of them -- */

/* Solvers of the kinds that dressing and thermal states use ask for their options, and solve nothing. */
static PetscErrorCode AskForOptions(void)
{
  SNES           snes;
  SNESLineSearch search;
  KSP            ksp;
  PC             pc;

  PetscFunctionBegin;
  PetscCall(SNESCreate(PETSC_COMM_SELF, &snes));
  PetscCall(SNESSetOptionsPrefix(snes, "tba_"));
  PetscCall(SNESSetType(snes, SNESNEWTONLS));
  PetscCall(SNESGetLineSearch(snes, &search));
  PetscCall(SNESLineSearchSetType(search, SNESLINESEARCHBT));
  PetscCall(SNESGetKSP(snes, &ksp));
  PetscCall(KSPSetOptionsPrefix(ksp, "dress_"));
  PetscCall(KSPSetType(ksp, KSPGMRES));
  PetscCall(KSPGetPC(ksp, &pc));
  PetscCall(PCSetType(pc, PCSHELL));
  PetscCall(SNESSetFromOptions(snes));
  PetscCall(SNESDestroy(&snes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The first line of the first error: it names the value. */
static PetscErrorCode KeepFirstMessage(MPI_Comm comm, int line, const char *function, const char *file, PetscErrorCode error, PetscErrorType type,
                                       const char *message, void *text)
{
  (void)comm, (void)line, (void)function, (void)file;
  if (type == PETSC_ERROR_INITIAL) (void)snprintf(text, 256, "%.*s", (int)strcspn(message, "\n"), message);
  return error;
}

static PetscErrorCode Complain(GhdParameters parameters, const char *input, GhdComplaints complaints, const char *option, const char *nearest,
                               const char *message)
{
  char place[PETSC_MAX_PATH_LEN];

  PetscFunctionBegin;
  PetscCall(GhdParameterPlace(parameters, input, "petsc", place, sizeof(place)));
  if (message[0])
    PetscCall(GhdComplain(complaints, place, "petsc: PETSc refuses the options of its solvers: %s", message));
  else if (nearest && strcmp(nearest, option) == 0)
    PetscCall(GhdComplain(complaints, place, "petsc.%s: no solver asks for this option, with the others that are given", option));
  else
    PetscCall(GhdComplain(complaints, place, "petsc.%s: no solver asks for this option%s%s", option, nearest ? "; nearest: " : "", nearest ? nearest : ""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* "dress_ksp_rtol" of "-dress_ksp_rtol 1e-3" */
static PetscErrorCode NameOf(const char *option, char name[256])
{
  PetscFunctionBegin;
  PetscCall(PetscStrncpy(name, option + 1, 256));
  name[strcspn(name, " ")] = '\0';
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSetSolverOptions(GhdParameters parameters, const char *input, GhdComplaints complaints)
{
  char           message[256] = "", name[256];
  PetscErrorCode refused;

  PetscFunctionBegin;
  if (parameters->n_petsc == 0) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < parameters->n_petsc; ++i) {
    char      with_dash[256];
    PetscBool given;

    PetscCall(NameOf(parameters->petsc[i], name));
    PetscCall(PetscSNPrintf(with_dash, sizeof(with_dash), "-%s", name));
    PetscCall(PetscOptionsHasName(NULL, NULL, with_dash, &given));
    if (!given) PetscCall(PetscOptionsInsertString(NULL, parameters->petsc[i]));
  }
  PetscCall(PetscPushErrorHandler(KeepFirstMessage, message));
  refused = AskForOptions();
  PetscCall(PetscPopErrorHandler());
  if (refused) PetscCall(Complain(parameters, input, complaints, "", NULL, message[0] ? message : "for no reason that it gives"));
  for (PetscInt i = 0; i < parameters->n_petsc && !refused; ++i) {
    PetscBool used;

    PetscCall(NameOf(parameters->petsc[i], name));
    PetscCall(PetscOptionsUsed(NULL, name, &used));
    if (!used && !IsHarmless(name)) PetscCall(Complain(parameters, input, complaints, name, ghd_nearest_petsc_option(name), ""));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdTellUnusedOptions(void)
{
  PetscInt n;
  char   **name, **value;

  PetscFunctionBegin;
  PetscCall(PetscOptionsLeftGet(NULL, &n, &name, &value));
  for (PetscInt i = 0; i < n; ++i)
    if (!IsOfSolver(name[i])) ghd_log(GHD_LOG_NORMAL, "-%s: PETSc did not ask for this option", name[i]); /* this rank may have solved nothing */
  PetscCall(PetscOptionsLeftRestore(NULL, &n, &name, &value));
  PetscFunctionReturn(PETSC_SUCCESS);
}
