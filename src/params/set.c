/* --set key.path=value: what the command line changes in the tree of the input. */

#include "reader.h"
#include <string.h>

static PetscErrorCode CopyMap(GhdReader reader, GhdNode map, PetscInt extra, GhdNode *copy)
{
  GhdNode node;

  PetscFunctionBegin;
  PetscCall(GhdNodeCreate(reader, map->source, &node));
  node->kind   = GHD_NODE_MAP;
  node->line   = map->line;
  node->column = map->column;
  node->n      = map->n + extra;
  PetscCall(PetscCalloc1(node->n, &node->key));
  PetscCall(PetscCalloc1(node->n, &node->item));
  PetscCall(PetscArraycpy(node->key, map->key, map->n));
  PetscCall(PetscArraycpy(node->item, map->item, map->n));
  *copy = node;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A copy of the map with room for the key: *slot points to its value, which is NULL if the key is new. */
static PetscErrorCode MapWithKey(GhdReader reader, GhdNode map, const char *key, GhdNode *copy, GhdNode **slot)
{
  PetscInt at = 0;

  PetscFunctionBegin;
  while (at < map->n && (map->key[at]->kind != GHD_NODE_SCALAR || strcmp(map->key[at]->text, key))) ++at;
  PetscCall(CopyMap(reader, map, at == map->n ? 1 : 0, copy));
  if (at == map->n) {
    PetscCall(GhdNodeCreate(reader, GHD_FROM_SET, &(*copy)->key[at]));
    PetscCall(PetscStrallocpy(key, &(*copy)->key[at]->text));
  }
  *slot = &(*copy)->item[at];
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Puts value at path below *place; path is cut into its parts on the way. */
static PetscErrorCode Replace(GhdReader reader, char *path, GhdNode value, GhdNode *place, PetscBool *good)
{
  struct GhdNode_ empty = {.kind = GHD_NODE_MAP, .source = GHD_FROM_SET};

  PetscFunctionBegin;
  *good = PETSC_TRUE;
  for (char *part = path, *end; part; part = end) {
    GhdNode copy = NULL, *slot = NULL;

    end = strchr(part, '.');
    if (end) *end++ = '\0';
    if (*place && (*place)->kind != GHD_NODE_MAP && !ghd_node_is_empty(*place)) {
      *good = PETSC_FALSE;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
    PetscCall(MapWithKey(reader, *place && (*place)->kind == GHD_NODE_MAP ? *place : &empty, part, &copy, &slot));
    *place = copy;
    place  = slot;
  }
  *place = value;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool ghd_is_path(const char *path)
{
  return path[0] && path[0] != '.' && path[strlen(path) - 1] != '.' && !strstr(path, "..") ? PETSC_TRUE : PETSC_FALSE;
}

/* The value of "key=value"; "key=" is the same as "key:" in the file. NULL if there is a complaint. */
static PetscErrorCode ParseValue(GhdReader reader, const char *text, GhdNode *value)
{
  const PetscInt before = ghd_n_complaints(reader->complaints);

  PetscFunctionBegin;
  PetscCall(GhdReaderParse(reader, text, GHD_FROM_SET, value));
  if (ghd_n_complaints(reader->complaints) > before) {
    *value = NULL;
  } else if (!*value) {
    PetscCall(GhdNodeCreate(reader, GHD_FROM_SET, value));
    PetscCall(PetscStrallocpy("", &(*value)->text));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReaderSet(GhdReader reader, const char *word)
{
  const char *equals = strchr(word, '=');
  char       *path;
  GhdNode     value, root = reader->root;
  PetscBool   good;

  PetscFunctionBegin;
  PetscCall(PetscStrallocpy(word, &path));
  if (equals) path[equals - word] = '\0';
  reader->setting = path;
  if (!equals || !ghd_is_path(path)) {
    PetscCall(GhdComplain(reader->complaints, "--set", "\"" GHD_SHOWN_WIDTH "\" is not of the form key.path=value", word));
  } else {
    PetscCall(ParseValue(reader, equals + 1, &value));
    if (value) {
      PetscCall(Replace(reader, path, value, &root, &good));
      if (good)
        reader->root = root;
      else
        PetscCall(
            GhdComplain(reader->complaints, "--set", GHD_SHOWN_WIDTH ": a part of this key holds a value that is no map; set that value as a whole", word));
    }
  }
  PetscCall(PetscFree(path));
  PetscFunctionReturn(PETSC_SUCCESS);
}
