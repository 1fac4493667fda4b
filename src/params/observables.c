/* observables: the names of observe.h, and whether there are such charges at every anisotropy. */

#include "table.h"
#include <string.h>

#define LISTED "q1 to q8, j1 to j8, sz, js, entropy, entropy_current and the families of `xxz-ghd observables`"

/* Words that a misspelt name may have been meant to be: those without a dimension. */
static const char *const words[] = {"q1",           "j1",          "q2", "j2", "q3", "j3", "q4", "j4", "q5",      "j5",
                                    "q6",           "j6",          "q7", "j7", "q8", "j8", "sz", "js", "entropy", "entropy_current",
                                    "q1_traceless", "j2_traceless"};

static PetscErrorCode ComplainOfName(GhdReader reader, const char *key, GhdNode node, const char *problem)
{
  const char *nearest = ghd_nearest_word(node->text, PETSC_STATIC_ARRAY_LENGTH(words), words);

  PetscFunctionBegin;
  if (problem[0])
    PetscCall(GhdNodeComplain(reader, node, "%s: no " GHD_SHOWN_WIDTH ": %s", key, node->text, problem));
  else
    PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is unknown%s%s; allowed: " LISTED, key, node->text, nearest ? "; nearest: " : "",
                              nearest ? nearest : ""));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* "1, 2, 5 to 8": every 2s whose charge is quasilocal. */
static PetscErrorCode AddQuasilocal(GhdText *text, GhdModel model)
{
  PetscFunctionBegin;
  for (PetscInt first = 1, last; first < model->Q; first = last + 1) {
    last = first;
    if (!ghd_charge_is_quasilocal(model, first)) continue;
    while (ghd_charge_is_quasilocal(model, last + 1)) ++last;
    PetscCall(GhdTextAdd(text, "%s%" PetscInt_FMT, text->length > 0 ? ", " : "", first));
    if (last > first) PetscCall(GhdTextAdd(text, "%s%" PetscInt_FMT, last > first + 1 ? " to " : ", ", last));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckQuasilocal(GhdReader reader, const char *key, GhdNode node, const GhdObservable *observable, const GhdRational *gamma,
                                      PetscBool *good)
{
  GhdModel model;
  GhdText  allowed = {0};

  PetscFunctionBegin;
  PetscCall(GhdModelCreate(gamma->num, gamma->den, &model));
  *good = ghd_charge_is_quasilocal(model, observable->two_s);
  if (!*good) {
    PetscCall(AddQuasilocal(&allowed, model));
    PetscCall(GhdNodeComplain(reader, node,
                              "%s: no " GHD_SHOWN_WIDTH ": at gamma/pi = %" PetscInt_FMT "/%" PetscInt_FMT " the charges with 2s = %" PetscInt_FMT
                              " %s; allowed there: 2s = %s (d = 2s + 1)",
                              key, observable->quantity.name, gamma->num, gamma->den, observable->two_s,
                              observable->two_s >= gamma->den ? "are no new ones: transfer matrices with d > Q are made of those with smaller d"
                                                              : "are neither local nor quasilocal",
                              allowed.bytes));
    PetscCall(GhdTextFree(&allowed));
  }
  PetscCall(GhdModelDestroy(&model));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* At every anisotropy that could be read; the local charges are there at all of them. */
static PetscErrorCode CheckEverywhere(GhdReader reader, const char *key, GhdNode node, const GhdObservable *observable)
{
  const GhdParameters p = reader->parameters;

  PetscFunctionBegin;
  if (observable->two_s <= 1) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt g = 0, n_bad = 0; g < p->n_gamma && n_bad < GHD_MOST_COMPLAINTS; ++g) {
    PetscBool good = PETSC_TRUE;

    if (p->gamma_over_pi[g].den > 0) PetscCall(CheckQuasilocal(reader, key, node, observable, &p->gamma_over_pi[g], &good));
    if (!good) ++n_bad;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool ghd_is_asked_for(GhdParameters p, const char *name)
{
  for (PetscInt i = 0; i < p->n_observables; ++i)
    if (!strcmp(p->observable_name[i], name)) return PETSC_TRUE;
  return PETSC_FALSE;
}

static PetscErrorCode AddName(GhdParameters p, const char *name)
{
  char    **copy = &p->observable_name[p->n_observables], problem[GHD_OBSERVABLE_PROBLEM];
  PetscBool found;

  PetscFunctionBegin;
  PetscCall(PetscStrallocpy(name, copy));
  found = ghd_observable_from_name(*copy, &p->observable[p->n_observables++], problem);
  PetscCheck(found, PETSC_COMM_SELF, PETSC_ERR_PLIB, "no observable %s", name);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadName(GhdReader reader, const char *key, GhdNode node)
{
  GhdObservable observable;
  char          problem[GHD_OBSERVABLE_PROBLEM];
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_SCALAR, "a word", &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  if (!ghd_observable_from_name(node->text, &observable, problem)) {
    PetscCall(ComplainOfName(reader, key, node, problem));
  } else if (ghd_is_asked_for(reader->parameters, node->text)) {
    PetscCall(GhdNodeComplain(reader, node, "%s: %s is given twice", key, node->text));
  } else {
    PetscCall(CheckEverywhere(reader, key, node, &observable));
    PetscCall(AddName(reader->parameters, node->text));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Different charges, with q1 and q2 that every ray is checked by. */
static PetscInt ghd_n_charges(GhdParameters p)
{
  PetscInt n = 2;

  for (PetscInt i = 0; i < p->n_observables; ++i) {
    const GhdObservable *a = &p->observable[i];
    PetscBool new          = (PetscBool)(a->n > 2 || a->two_s > 1);

    for (PetscInt j = 0; j < i; ++j)
      if (p->observable[j].n == a->n && p->observable[j].two_s == a->two_s) new = PETSC_FALSE;
    if (new) ++n;
  }
  return n;
}

static PetscErrorCode AddNames(GhdParameters p, GhdText *text)
{
  PetscFunctionBegin;
  for (PetscInt i = 0; i < p->n_observables; ++i) PetscCall(GhdTextAdd(text, "%s%s", i > 0 ? ", " : "[", p->observable_name[i]));
  PetscCall(GhdTextAdd(text, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The words that stand for lists: default is the table, all has every local charge and current besides. */
static PetscErrorCode AddSet(GhdParameters p, PetscBool all)
{
  const PetscInt n = ghd_n_observables();

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) PetscCall(AddName(p, ghd_observable(i)->quantity.name));
  for (PetscInt i = 1; all && i <= GHD_HIGHEST_CHARGE; ++i) {
    for (PetscInt current = 0; current < 2; ++current) {
      char name[8];

      PetscCall(PetscSNPrintf(name, sizeof(name), "%c%" PetscInt_FMT, current ? 'j' : 'q', i));
      if (!ghd_is_asked_for(p, name)) PetscCall(AddName(p, name));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadObservables(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters  p      = reader->parameters;
  const PetscInt room   = PetscMax(ghd_n_observables() + 2 * GHD_HIGHEST_CHARGE, node->kind == GHD_NODE_LIST ? node->n : 1),
                 before = ghd_n_complaints(reader->complaints);
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(PetscCalloc1(room, &p->observable));
  PetscCall(PetscCalloc1(room, &p->observable_name));
  if (node->kind == GHD_NODE_SCALAR && (!strcmp(node->text, "all") || !strcmp(node->text, "default"))) {
    PetscCall(AddSet(p, (PetscBool)!strcmp(node->text, "all")));
  } else if (node->kind == GHD_NODE_SCALAR && !ghd_node_is_empty(node)) {
    PetscCall(ReadName(reader, row->key, node));
  } else {
    PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_LIST, row->allowed, &good));
    if (good) PetscCall(GhdExpectList(reader, row->key, node, &good));
    for (PetscInt i = 0; good && i < node->n && ghd_n_complaints(reader->complaints) < before + GHD_MOST_COMPLAINTS; ++i)
      PetscCall(ReadName(reader, row->key, node->item[i]));
  }
  if (ghd_n_charges(p) > GHD_MAX_CHARGES)
    PetscCall(GhdNodeComplain(reader, node, "%s: %" PetscInt_FMT " different charges, q1 and q2 among them; allowed: at most %d in one run", row->key,
                              ghd_n_charges(p), GHD_MAX_CHARGES));
  p->ray.highest_charge =
      2; /* of every ray |j1 - q2| is computed; j1 and the entropy need the grid of q2, too: on that of q1 a third of the rays miss the accuracy */
  for (PetscInt i = 0; i < p->n_observables; ++i) p->ray.highest_charge = PetscMax(p->ray.highest_charge, p->observable[i].n);
  if (p->n_observables > 0) PetscCall(AddNames(p, text));
  PetscFunctionReturn(PETSC_SUCCESS);
}
