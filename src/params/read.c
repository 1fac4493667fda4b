/* From an input and --set to checked parameters, row by row of the table. */

#include "input_file.h"
#include "table.h"
#include <string.h>

static PetscInt ghd_add_word(const char *word, PetscInt n, const char *words[])
{
  for (PetscInt i = 0; i < n; ++i)
    if (!strcmp(words[i], word)) return n;
  words[n] = word;
  return n + 1;
}

/* Keys that a section knows; of the top (section NULL) the sections too. */
static PetscInt ghd_known_keys(const char *section, const char *known[GHD_MAX_KEYS])
{
  PetscInt n = 0;

  for (PetscInt i = 0; i < ghd_n_parameter_rows(); ++i) {
    const GhdParameterRow *row = ghd_parameter_row(i);

    if (!section)
      n = ghd_add_word(row->section ? row->section : row->name, n, known);
    else if (row->section && !strcmp(row->section, section))
      n = ghd_add_word(row->name, n, known);
  }
  return n;
}

static PetscBool ghd_is_section(const char *word)
{
  const char *known[GHD_MAX_KEYS];

  return ghd_known_keys(word, known) > 0 ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode CheckAllKeys(GhdReader reader)
{
  const char *known[GHD_MAX_KEYS];
  PetscInt    n = ghd_known_keys(NULL, known);
  PetscBool   good;

  PetscFunctionBegin;
  PetscCall(GhdCheckKeys(reader, NULL, reader->root, n, known, &good));
  for (PetscInt i = 0; i < reader->root->n; ++i) {
    const GhdNode key = reader->root->key[i], section = reader->root->item[i];

    if (key->kind != GHD_NODE_SCALAR || !ghd_is_section(key->text)) continue;
    n = ghd_known_keys(key->text, known);
    PetscCall(GhdExpectKind(reader, key->text, section, GHD_NODE_MAP, "a map of keys", &good));
    if (good) PetscCall(GhdCheckKeys(reader, key->text, section, n, known, &good));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The value that was given for a row, or NULL. */
static GhdNode ghd_given_value(GhdReader reader, const GhdParameterRow *row)
{
  GhdNode map = reader->root;

  if (row->section) map = ghd_map_value(map, row->section);
  return map && map->kind == GHD_NODE_MAP ? ghd_map_value(map, row->name) : NULL;
}

static PetscErrorCode ReadRow(GhdReader reader, const GhdParameterRow *row)
{
  GhdNode node = ghd_given_value(reader, row);
  GhdText text = {0};

  PetscFunctionBegin;
  if (!node && row->required) PetscCall(GhdNodeComplain(reader, reader->root, "%s: missing; allowed: %s", row->key, row->allowed));
  if (!node && row->fallback) PetscCall(GhdReaderParse(reader, row->fallback, GHD_FROM_DEFAULT, &node));
  if (!node) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(row->read(reader, row, node, &text));
  if (text.length > 0) PetscCall(GhdAddRecord(reader, row->key, row->unit, node, row->cosmetic ? PETSC_FALSE : PETSC_TRUE, &text));
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ReadTree(GhdReader reader)
{
  static const char *const found[] = {"one value", "a list"};

  PetscFunctionBegin;
  if (reader->root->kind != GHD_NODE_MAP) {
    PetscCall(
        GhdNodeComplain(reader, reader->root, "the input is %s; allowed: a map of keys, such as \"chain: {gamma_over_pi: 1/3}\"", found[reader->root->kind]));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  PetscCall(CheckAllKeys(reader));
  for (PetscInt i = 0; i < ghd_n_parameter_rows(); ++i) PetscCall(ReadRow(reader, ghd_parameter_row(i)));
  PetscCall(GhdCheckTogether(reader));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* The tree of the file with all --set words in it; NULL if there is no tree to read. */
static PetscErrorCode PlantTree(GhdReader reader, const char *text, PetscInt n_set, char *const set[])
{
  const PetscInt before = ghd_n_complaints(reader->complaints);
  PetscBool      readable;

  PetscFunctionBegin;
  PetscCall(GhdReaderParse(reader, text, GHD_FROM_INPUT, &reader->root));
  readable = reader->root ? PETSC_TRUE : PETSC_FALSE;
  if (!readable && ghd_n_complaints(reader->complaints) == before)
    PetscCall(GhdComplain(reader->complaints, reader->file, "is empty; `xxz-ghd params` lists the keys"));
  for (PetscInt i = 0; i < n_set; ++i) PetscCall(GhdReaderSet(reader, set[i]));
  if (!readable) reader->root = NULL; /* a tree of --set words alone would seem to lack every key */
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParametersReadText(MPI_Comm comm, const char *file, char *text, PetscInt n_set, char *const set[], GhdComplaints complaints,
                                     GhdParameters *parameters)
{
  const PetscInt first = complaints->n, before = ghd_n_complaints(complaints);
  GhdReader      reader;

  PetscFunctionBegin;
  *parameters = NULL;
  PetscCall(PetscNew(&reader));
  PetscCall(PetscNew(&reader->parameters));
  reader->comm                   = comm;
  reader->file                   = file;
  reader->complaints             = complaints;
  reader->parameters->input_text = text;
  PetscCall(PlantTree(reader, text, n_set, set));
  if (reader->root) PetscCall(ReadTree(reader));
  ghd_complaints_sort(complaints, first);
  if (ghd_n_complaints(complaints) == before) {
    *parameters        = reader->parameters;
    reader->parameters = NULL;
  }
  PetscCall(GhdReaderDestroy(&reader));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParametersRead(MPI_Comm comm, const char *file, PetscInt n_set, char *const set[], GhdComplaints complaints, GhdParameters *parameters)
{
  char *text;

  PetscFunctionBegin;
  *parameters = NULL;
  PetscCall(GhdInputFileRead(comm, file, complaints, &text));
  if (text) PetscCall(GhdParametersReadText(comm, file, text, n_set, set, complaints, parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParametersDestroy(GhdParameters *parameters)
{
  GhdParameters p = *parameters;

  PetscFunctionBegin;
  if (!p) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(PetscFree(p->title));
  PetscCall(PetscFree(p->gamma_over_pi));
  for (int s = 0; s < 2; ++s) {
    for (PetscInt i = 0; i < GHD_STATE_MAX_PARAMETERS; ++i) PetscCall(PetscFree(p->side[s].parameter[i].value));
    PetscCall(PetscFree2(p->side[s].re, p->side[s].im));
    PetscCall(PetscFree(p->side[s].bytes));
  }
  PetscCall(PetscFree(p->zeta));
  for (PetscInt i = 0; i < p->n_observables; ++i) PetscCall(PetscFree(p->observable_name[i]));
  PetscCall(PetscFree(p->observable_name));
  PetscCall(PetscFree(p->observable));
  PetscCall(PetscFree(p->lambda));
  PetscCall(PetscFree(p->input_text));
  for (PetscInt i = 0; i < p->n_petsc; ++i) PetscCall(PetscFree(p->petsc[i]));
  PetscCall(PetscFree(p->petsc));
  for (PetscInt i = 0; i < p->n_records; ++i) {
    PetscCall(PetscFree(p->record[i].key));
    PetscCall(PetscFree(p->record[i].value));
    PetscCall(PetscFree(p->record[i].source));
  }
  PetscCall(PetscFree(p->record));
  PetscCall(PetscFree(*parameters));
  PetscFunctionReturn(PETSC_SUCCESS);
}
