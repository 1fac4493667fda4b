/* Keys of maps: known, given once, with a value of the right kind. */

#include "reader.h"
#include <string.h>

#define MOST_KEYS 1000 /* the search for keys given twice is quadratic */

/* "chain." or "" */
static void SectionPrefix(const char *section, char prefix[GHD_MAX_KEY])
{
  (void)snprintf(prefix, GHD_MAX_KEY, "%s%s", section ? section : "", section ? "." : "");
}

static PetscErrorCode ComplainOfKey(GhdReader reader, const char *section, GhdNode key, PetscInt n, const char *const known[])
{
  char        prefix[GHD_MAX_KEY];
  GhdText     words   = {0};
  const char *nearest = ghd_nearest_word(key->text, n, known);
  const char *dot     = strchr(key->text, '.');

  PetscFunctionBegin;
  SectionPrefix(section, prefix);
  PetscCall(GhdTextAddWords(&words, n, known));
  if (dot && dot > key->text) {
    PetscCall(GhdNodeComplain(reader, key, "%s" GHD_SHOWN_WIDTH ": unknown key; a dot in a key means \"%.*s: {%s: ...}\" in a file; allowed here: %s", prefix,
                              key->text, (int)(dot - key->text), key->text, dot + 1, words.bytes));
  } else if (nearest) {
    PetscCall(GhdNodeComplain(reader, key, "%s" GHD_SHOWN_WIDTH ": unknown key; nearest: %s; allowed here: %s", prefix, key->text, nearest, words.bytes));
  } else {
    PetscCall(GhdNodeComplain(reader, key, "%s" GHD_SHOWN_WIDTH ": unknown key; allowed here: %s", prefix, key->text, words.bytes));
  }
  PetscCall(GhdTextFree(&words));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The place of an earlier key of the same name, or -1. */
static PetscInt ghd_earlier_key(GhdNode map, PetscInt i)
{
  for (PetscInt j = 0; j < i; ++j)
    if (map->key[j]->kind == GHD_NODE_SCALAR && !strcmp(map->key[j]->text, map->key[i]->text)) return j;
  return -1;
}

PetscErrorCode GhdCheckKeys(GhdReader reader, const char *section, GhdNode map, PetscInt n, const char *const known[], PetscBool *good)
{
  char prefix[GHD_MAX_KEY];

  PetscFunctionBegin;
  *good = map->n <= MOST_KEYS ? PETSC_TRUE : PETSC_FALSE;
  SectionPrefix(section, prefix);
  if (!*good) {
    PetscCall(GhdNodeComplain(reader, map, "%s%" PetscInt_FMT " keys in one map: this is no input of this program", prefix, map->n));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  for (PetscInt i = 0; i < map->n; ++i) {
    const GhdNode key     = map->key[i];
    PetscInt      earlier = -1, k = 0;

    if (key->kind != GHD_NODE_SCALAR) {
      PetscCall(GhdNodeComplain(reader, key, "%sa list or a map stands where a key must be", prefix));
      *good = PETSC_FALSE;
      continue;
    }
    earlier = ghd_earlier_key(map, i);
    while (k < n && strcmp(key->text, known[k])) ++k;
    if (earlier >= 0)
      PetscCall(GhdNodeComplain(reader, key, "%s" GHD_SHOWN_WIDTH ": given twice, first in line %" PetscInt_FMT, prefix, key->text, map->key[earlier]->line));
    else if (k == n)
      PetscCall(ComplainOfKey(reader, section, key, n, known));
    if (earlier >= 0 || k == n) *good = PETSC_FALSE;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdExpectKind(GhdReader reader, const char *key, GhdNode node, GhdNodeKind kind, const char *expected, PetscBool *good)
{
  static const char *const found[] = {"one value", "a list", "a map"};

  PetscFunctionBegin;
  *good = PETSC_FALSE;
  if (ghd_node_is_empty(node))
    PetscCall(GhdNodeComplain(reader, node, "%s: has no value; allowed: %s", key, expected));
  else if (node->kind != kind)
    PetscCall(GhdNodeComplain(reader, node, "%s: is %s; allowed: %s", key, found[node->kind], expected));
  else
    *good = PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdComplainUnknown(GhdReader reader, const char *key, GhdNode node, PetscInt n, const char *const known[])
{
  GhdText     words   = {0};
  const char *nearest = ghd_nearest_word(node->text, n, known);

  PetscFunctionBegin;
  PetscCall(GhdTextAddWords(&words, n, known));
  PetscCall(GhdNodeComplain(reader, node, "%s: " GHD_SHOWN_WIDTH " is unknown%s%s; allowed: %s", key, node->text, nearest ? "; nearest: " : "",
                            nearest ? nearest : "", words.bytes));
  PetscCall(GhdTextFree(&words));
  PetscFunctionReturn(PETSC_SUCCESS);
}
