/* left and right: a map of the kind of state and its parameters, which the table of kinds in state.h knows. */

#include "initial_state.h"
#include "table.h"
#include <math.h>
#include <string.h>

typedef struct {
  const GhdStateKindInfo *kind;
  const char             *side; /* "left" */
  GhdSideInput           *input;
} GhdSideReading;

static PetscInt ghd_keys_of_kind(const GhdStateKindInfo *kind, const char *known[])
{
  PetscInt n = 0;

  for (PetscInt i = 0; i < kind->n_parameters; ++i) known[n++] = kind->parameter[i].key;
  if (kind->word_key) known[n++] = kind->word_key;
  if (kind->vector_key) known[n++] = kind->vector_key;
  if (kind->file_key) known[n++] = kind->file_key;
  if (kind->digest_key) known[n++] = kind->digest_key;
  return n;
}

/* Keys of all kinds, once each: what can be checked while the kind is not known. */
static PetscInt ghd_keys_of_all_kinds(const char *known[])
{
  PetscInt n = 0;

  for (int kind = 0; kind < GHD_STATE_N_KINDS; ++kind) {
    const char    *more[GHD_MAX_KEYS];
    const PetscInt n_more = ghd_keys_of_kind(ghd_state_kind((GhdStateKind)kind), more);

    for (PetscInt i = 0; i < n_more; ++i) {
      PetscInt j = 0;

      while (j < n && strcmp(known[j], more[i])) ++j;
      if (j == n) known[n++] = more[i];
    }
  }
  return n;
}

/* A value of the table as a node, so that it is read and recorded like one that was given. */
static PetscErrorCode DefaultNode(GhdReader reader, PetscReal value, GhdNode *node)
{
  GhdText text = {0};

  PetscFunctionBegin;
  PetscCall(GhdTextAddReal(&text, value));
  PetscCall(GhdNodeCreate(reader, GHD_FROM_DEFAULT, node));
  (*node)->text = text.bytes;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadParameter(GhdReader reader, const GhdSideReading *reading, GhdNode map, PetscInt i)
{
  const GhdStateParameter *parameter = &reading->kind->parameter[i];
  const GhdRange           range     = {parameter->least, parameter->most, NULL, parameter->why};
  char                     key[GHD_MAX_KEY];
  GhdNode                  node = ghd_map_value(map, parameter->key);
  GhdText                  text = {0};
  PetscBool                good;

  PetscFunctionBegin;
  (void)snprintf(key, sizeof(key), "%s.%s", reading->side, parameter->key);
  if (!node && isnan(parameter->value)) {
    PetscCall(GhdNodeComplain(reader, map, "%s: missing; the state %s needs it: %s", key, reading->kind->name, parameter->doc));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (!node) PetscCall(DefaultNode(reader, parameter->value, &node));
  PetscCall(GhdReadAxis(reader, key, node, &range, &reading->input->parameter[i], &text, &good));
  if (good) PetscCall(GhdAddRecord(reader, key, parameter->unit, node, PETSC_TRUE, &text));
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* A word with fixed choices, recorded under side.name; a complaint if it is missing, with `who` needs it. */
static PetscErrorCode ReadSideWord(GhdReader reader, const char *side, const char *name, const char *who, GhdNode map, PetscInt n, const char *const choices[],
                                   PetscInt *index, PetscBool *good)
{
  const GhdNode node = ghd_map_value(map, name);
  char          key[GHD_MAX_KEY];
  GhdText       text = {0};

  PetscFunctionBegin;
  *good = PETSC_FALSE;
  (void)snprintf(key, sizeof(key), "%s.%s", side, name);
  if (node) {
    PetscCall(GhdReadChoice(reader, key, node, n, choices, index, good));
    if (*good) {
      PetscCall(GhdTextAdd(&text, "%s", choices[*index]));
      PetscCall(GhdAddRecord(reader, key, "", node, PETSC_TRUE, &text));
    }
  } else {
    PetscCall(GhdTextAddWords(&text, n, choices));
    PetscCall(GhdNodeComplain(reader, map, "%s: missing; %s needs it; allowed: %s", key, who, text.bytes));
  }
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadStateWord(GhdReader reader, const GhdSideReading *reading, GhdNode map)
{
  const GhdStateKindInfo *kind = reading->kind;
  char                    who[GHD_MAX_KEY];
  PetscInt                n = 0;
  PetscBool               good;

  PetscFunctionBegin;
  while (kind->choices[n]) ++n;
  (void)snprintf(who, sizeof(who), "the state %s", kind->name);
  PetscCall(ReadSideWord(reader, reading->side, kind->word_key, who, map, n, kind->choices, &reading->input->word, &good));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What reads the value of a key into input: a list of amplitudes, or a file. */
typedef PetscErrorCode (*ReadValue)(GhdReader, const char *key, GhdNode, GhdSideInput *, GhdText *, PetscBool *);

/* A value that makes a state: read, the state looked at, and recorded. *node: NULL without it, with a complaint. */
static PetscErrorCode ReadState(GhdReader reader, const GhdSideReading *reading, GhdNode map, const char *name, const char *allowed, ReadValue read_value,
                                PetscBool changes_numbers, GhdNode *node, PetscBool *good)
{
  char    key[GHD_MAX_KEY];
  GhdText text = {0};

  PetscFunctionBegin;
  *good = PETSC_FALSE;
  *node = ghd_map_value(map, name);
  (void)snprintf(key, sizeof(key), "%s.%s", reading->side, name);
  if (!*node) {
    PetscCall(GhdNodeComplain(reader, map, "%s: missing; the state %s needs it; allowed: %s", key, reading->kind->name, allowed));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(read_value(reader, key, *node, reading->input, &text, good));
  if (*good) PetscCall(GhdCheckState(reader, key, *node, reading->input, good));
  if (*good) PetscCall(GhdAddRecord(reader, key, "", *node, changes_numbers, &text));
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadVector(GhdReader reader, const GhdSideReading *reading, GhdNode map)
{
  GhdNode   node;
  PetscBool good;

  PetscFunctionBegin;
  PetscCall(ReadState(reader, reading, map, reading->kind->vector_key, GHD_ALLOWED_VECTOR, GhdReadAmplitudes, PETSC_TRUE, &node, &good));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The file may move: what enters the hash is what it holds. */
static PetscErrorCode ReadFile(GhdReader reader, const GhdSideReading *reading, GhdNode map)
{
  const GhdNode expected = ghd_map_value(map, reading->kind->digest_key);
  char          key[GHD_MAX_KEY];
  GhdNode       node;
  GhdText       text = {0};
  PetscBool     good;

  PetscFunctionBegin;
  PetscCall(ReadState(reader, reading, map, reading->kind->file_key, GHD_ALLOWED_FILE, GhdReadStateFile, PETSC_FALSE, &node, &good));
  (void)snprintf(key, sizeof(key), "%s.%s", reading->side, reading->kind->digest_key);
  if (good) PetscCall(GhdCheckDigest(reader, key, expected, reading->input, &text, &good));
  if (good) PetscCall(GhdAddRecord(reader, key, "", expected ? expected : node, PETSC_TRUE, &text));
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The kind of the state, or a complaint. */
static PetscErrorCode ReadKind(GhdReader reader, const char *side, GhdNode map, GhdStateKind *kind, PetscBool *good)
{
  const char *names[GHD_STATE_N_KINDS];
  PetscInt    index = 0;

  PetscFunctionBegin;
  for (int i = 0; i < GHD_STATE_N_KINDS; ++i) names[i] = ghd_state_kind((GhdStateKind)i)->name;
  PetscCall(ReadSideWord(reader, side, "state", "a side", map, GHD_STATE_N_KINDS, names, &index, good));
  if (*good) *kind = (GhdStateKind)index;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadSide(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text)
{
  const char    *known[GHD_MAX_KEYS] = {"state"};
  GhdSideReading reading             = {NULL, row->key, &reader->parameters->side[strcmp(row->key, "right") ? 0 : 1]};
  PetscInt       n;
  PetscBool      good, keys_good;

  PetscFunctionBegin;
  (void)text; /* each parameter has its own record */
  PetscCall(GhdExpectKind(reader, row->key, node, GHD_NODE_MAP, row->allowed, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  if (!strcmp(row->key, "right")) reader->parameters->has_right = PETSC_TRUE;
  PetscCall(ReadKind(reader, row->key, node, &reading.input->kind, &good));
  if (good) reading.kind = ghd_state_kind(reading.input->kind);
  n = 1 + (good ? ghd_keys_of_kind(reading.kind, known + 1) : ghd_keys_of_all_kinds(known + 1));
  PetscCall(GhdCheckKeys(reader, row->key, node, n, known, &keys_good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt i = 0; i < reading.kind->n_parameters; ++i) PetscCall(ReadParameter(reader, &reading, node, i));
  if (reading.kind->word_key) PetscCall(ReadStateWord(reader, &reading, node));
  if (reading.kind->vector_key) PetscCall(ReadVector(reader, &reading, node));
  if (reading.kind->file_key) PetscCall(ReadFile(reader, &reading, node));
  PetscFunctionReturn(PETSC_SUCCESS);
}
