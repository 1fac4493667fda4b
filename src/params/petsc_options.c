/* petsc: options that are handed to PETSc as they are. Their form is checked here, and that they are for one of our solvers; which of them PETSc knows shows when solvers ask for them. */

#include "table.h"
#include <ctype.h>
#include <string.h>

static PetscBool ghd_is_option_name(const char *name)
{
  if (!isalpha((unsigned char)*name)) return PETSC_FALSE;
  for (; *name; ++name)
    if (!isalnum((unsigned char)*name) && *name != '_') return PETSC_FALSE;
  return PETSC_TRUE;
}

/* What the names of our solvers' options begin with: linear equations of dressing, thermal states. */
static const char *const prefix[] = {"dress_ksp_", "dress_pc_", "tba_snes_"};

/* Those that users want. */
static const char *const common[] = {
    "dress_ksp_type",
    "dress_ksp_rtol",
    "dress_ksp_atol",
    "dress_ksp_max_it",
    "dress_ksp_gmres_restart",
    "dress_ksp_monitor",
    "dress_ksp_converged_reason",
    "dress_ksp_view",
    "dress_pc_type",
    "tba_snes_type",
    "tba_snes_rtol",
    "tba_snes_atol",
    "tba_snes_stol",
    "tba_snes_max_it",
    "tba_snes_max_funcs",
    "tba_snes_linesearch_type",
    "tba_snes_monitor",
    "tba_snes_converged_reason",
    "tba_snes_view",
};

const char *ghd_nearest_petsc_option(const char *name)
{
  static const char *const forgotten[] = {"dress_", "tba_", ""}, *const of[] = {"ksp_", "snes_", ""};
  const PetscInt n = PETSC_STATIC_ARRAY_LENGTH(common);

  for (PetscInt i = 0; i < 3; ++i) {
    char        whole[64];
    const char *nearest;

    if (strncmp(name, of[i], strlen(of[i])) != 0) continue;
    (void)snprintf(whole, sizeof(whole), "%s%.40s", forgotten[i], name);
    nearest = ghd_nearest_word(whole, n, common);
    if (nearest) return nearest;
  }
  return NULL;
}

static PetscErrorCode CheckPrefix(GhdReader reader, GhdNode key, PetscBool *good)
{
  const char *nearest = ghd_nearest_petsc_option(key->text);

  PetscFunctionBegin;
  *good = PETSC_FALSE;
  for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); ++i)
    if (strncmp(key->text, prefix[i], strlen(prefix[i])) == 0) *good = PETSC_TRUE;
  if (!*good)
    PetscCall(GhdNodeComplain(reader, key, "petsc." GHD_SHOWN_WIDTH ": no solver asks for this option%s%s; allowed: %s..., %s..., %s...", key->text,
                              nearest ? "; nearest: " : "", nearest ? nearest : "", prefix[0], prefix[1], prefix[2]));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* PETSc cuts its options at blanks, takes what starts with a dash and a letter for the next one, and # for a comment. */
static PetscBool ghd_is_option_value(const char *value)
{
  if (value[0] == '-' && !ghd_is_number(value)) return PETSC_FALSE;
  for (; *value; ++value)
    if ((unsigned char)*value <= 32 || *value == 127 || strchr("#\"'{}[]", *value)) return PETSC_FALSE;
  return PETSC_TRUE;
}

static PetscErrorCode ReadOption(GhdReader reader, GhdNode key, GhdNode value)
{
  GhdParameters p    = reader->parameters;
  GhdText       text = {0};
  PetscBool     ours;

  PetscFunctionBegin;
  if (key->kind != GHD_NODE_SCALAR) PetscFunctionReturn(PETSC_SUCCESS); /* there is a complaint already */
  if (!ghd_is_option_name(key->text)) {
    PetscCall(
        GhdNodeComplain(reader, key, "petsc." GHD_SHOWN_WIDTH ": is no name of a PETSc option; allowed: letters, digits and _, without the dash", key->text));
  } else if (value->kind != GHD_NODE_SCALAR || !ghd_is_option_value(value->text)) {
    PetscCall(GhdNodeComplain(reader, value,
                              "petsc." GHD_SHOWN_WIDTH ": is no value of a PETSc option; allowed: one word without blanks, quotes, brackets and #", key->text));
  } else {
    PetscCall(CheckPrefix(reader, key, &ours));
    if (!ours) PetscFunctionReturn(PETSC_SUCCESS);
    PetscCall(GhdTextAdd(&text, "-%s", key->text));
    if (!ghd_node_is_empty(value) && value->text[0]) PetscCall(GhdTextAdd(&text, " %s", value->text));
    p->petsc[p->n_petsc++] = text.bytes;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static int CompareOptions(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static PetscErrorCode AddOptions(GhdParameters p, GhdText *text)
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "{"));
  for (PetscInt i = 0; i < p->n_petsc; ++i) {
    const char *name = p->petsc[i] + 1, *blank = strchr(name, ' ');
    const int   length = (int)(blank ? (size_t)(blank - name) : strlen(name));

    PetscCall(GhdTextAdd(text, "%s%.*s: \"%s\"", i > 0 ? ", " : "", length, name, blank ? blank + 1 : ""));
  }
  PetscCall(GhdTextAdd(text, "}"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadPetscOptions(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  GhdParameters p = reader->parameters;
  const char  **known;
  PetscInt      before = ghd_n_complaints(reader->complaints);
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_MAP, row->allowed, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscMalloc1(node->n, &known)); /* every key is known: only those given twice are wrong */
  for (PetscInt i = 0; i < node->n; ++i) known[i] = node->key[i]->kind == GHD_NODE_SCALAR ? node->key[i]->text : "";
  PetscCall(GhdCheckKeys(reader, row->key, node, node->n, known, &good));
  PetscCall(PetscFree(known));
  PetscCall(PetscCalloc1(node->n, &p->petsc));
  for (PetscInt i = 0; i < node->n; ++i) PetscCall(ReadOption(reader, node->key[i], node->item[i]));
  if (ghd_n_complaints(reader->complaints) > before) PetscFunctionReturn(PETSC_SUCCESS);
  if (p->n_petsc > 1) qsort(p->petsc, (size_t)p->n_petsc, sizeof(*p->petsc), CompareOptions);
  PetscCall(AddOptions(p, text));
  PetscFunctionReturn(PETSC_SUCCESS);
}
