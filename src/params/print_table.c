/* The table of parameters for people: `xxz-ghd params`, and from it the table of the README. */

#include "initial_state.h"
#include "table.h"
#include <math.h>
#include <string.h>

#define N_COLUMNS 6 /* key, type, unit, default, allowed, meaning */
#define WIDTH     96

typedef struct {
  char cell[N_COLUMNS][WIDTH];
} GhdLine;

typedef struct {
  PetscInt n;
  GhdLine *line;
} GhdLines;

static void SetCell(GhdLine *line, int column, const char *text)
{
  (void)snprintf(line->cell[column], WIDTH, "%s", text && text[0] ? text : "-");
}

static GhdLine *ghd_new_line(GhdLines *lines, const char *key, const char *type, const char *unit, const char *meaning)
{
  GhdLine *line = &lines->line[lines->n++];

  for (int c = 0; c < N_COLUMNS; ++c) SetCell(line, c, NULL);
  SetCell(line, 0, key);
  SetCell(line, 1, type);
  SetCell(line, 2, unit);
  SetCell(line, 5, meaning);
  return line;
}

static void SetChoices(GhdLine *line, const char *const choices[])
{
  size_t used = 0;

  for (int i = 0; choices[i] && used < WIDTH; ++i) used += (size_t)snprintf(line->cell[4] + used, WIDTH - used, "%s%s", i > 0 ? ", " : "", choices[i]);
}

static void AddRow(GhdLines *lines, const GhdParameterRow *row)
{
  char     type[WIDTH];
  GhdLine *line;

  (void)snprintf(type, sizeof(type), "%s%s", row->type, row->axis ? " *" : "");
  line = ghd_new_line(lines, row->key, type, row->unit, row->doc);
  SetCell(line, 3, row->required ? "required" : row->fallback);
  if (row->allowed)
    SetCell(line, 4, row->allowed);
  else if (row->choices)
    SetChoices(line, row->choices);
  else
    ghd_range_text(&row->range, line->cell[4], WIDTH);
}

static void AddStateParameter(GhdLines *lines, const char *side, const GhdStateKindInfo *kind, const GhdStateParameter *parameter)
{
  const GhdRange range = {parameter->least, parameter->most, NULL, NULL};
  char           key[WIDTH], meaning[WIDTH];
  GhdLine       *line;

  (void)snprintf(key, sizeof(key), "%s.%s", side, parameter->key);
  (void)snprintf(meaning, sizeof(meaning), "of %s: %s", kind->name, parameter->doc);
  line = ghd_new_line(lines, key, "number *", parameter->unit, meaning);
  if (isnan(parameter->value))
    SetCell(line, 3, "required");
  else
    (void)snprintf(line->cell[3], WIDTH, "%.15g", parameter->value);
  ghd_range_text(&range, line->cell[4], WIDTH);
}

/* A key that is no number; nothing if the kind has it not. */
static GhdLine *ghd_add_state_key(GhdLines *lines, const char *side, const GhdStateKindInfo *kind, const char *name, const char *type, const char *what)
{
  char     key[WIDTH], meaning[WIDTH];
  GhdLine *line;

  if (!name) return NULL;
  (void)snprintf(key, sizeof(key), "%s.%s", side, name);
  (void)snprintf(meaning, sizeof(meaning), "of %s: %s", kind->name, what);
  line = ghd_new_line(lines, key, type, "", meaning);
  SetCell(line, 3, "required");
  return line;
}

static void AddStateKeys(GhdLines *lines, const char *side, const GhdStateKindInfo *kind)
{
  GhdLine *line;

  if ((line = ghd_add_state_key(lines, side, kind, kind->word_key, "word", kind->doc))) SetChoices(line, kind->choices);
  if ((line = ghd_add_state_key(lines, side, kind, kind->vector_key, "amplitudes", "of a cell, first site slowest, up before down")))
    SetCell(line, 4, GHD_ALLOWED_VECTOR);
  if ((line = ghd_add_state_key(lines, side, kind, kind->file_key, "file", "the tensors of its cell"))) SetCell(line, 4, GHD_ALLOWED_FILE);
  if ((line = ghd_add_state_key(lines, side, kind, kind->digest_key, "word", "SHA-256 of the file; if given, no other file will do"))) {
    SetCell(line, 3, "of the file");
    SetCell(line, 4, GHD_ALLOWED_DIGEST);
  }
}

/* A line for each kind of state, then one for each of its parameters. */
static void AddStates(GhdLines *lines, const char *side)
{
  char key[WIDTH];

  (void)snprintf(key, sizeof(key), "%s.state", side);
  for (int k = 0; k < GHD_STATE_N_KINDS; ++k) {
    const GhdStateKindInfo *kind = ghd_state_kind((GhdStateKind)k);

    GhdLine *line = ghd_new_line(lines, key, "word", "", kind->doc);

    SetCell(line, 3, "required");
    SetCell(line, 4, kind->name);
    for (PetscInt i = 0; i < kind->n_parameters; ++i) AddStateParameter(lines, side, kind, &kind->parameter[i]);
    AddStateKeys(lines, side, kind);
  }
}

static void PrintLines(FILE *out, const GhdLines *lines)
{
  int width[N_COLUMNS] = {0};

  for (PetscInt i = 0; i < lines->n; ++i)
    for (int c = 0; c < N_COLUMNS; ++c) width[c] = PetscMax(width[c], (int)strlen(lines->line[i].cell[c]));
  for (PetscInt i = 0; i < lines->n; ++i)
    for (int c = 0; c < N_COLUMNS; ++c)
      (void)fprintf(out, c < N_COLUMNS - 1 ? "%-*s  " : "%.*s\n", c < N_COLUMNS - 1 ? width[c] : WIDTH, lines->line[i].cell[c]);
}

PetscErrorCode GhdParametersPrintTable(FILE *out)
{
  GhdLines lines = {0};
  GhdLine *head;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(1 + ghd_n_parameter_rows() + GHD_STATE_N_KINDS * (GHD_STATE_MAX_PARAMETERS + 5), &lines.line));
  head = ghd_new_line(&lines, "key", "type", "unit", "meaning");
  SetCell(head, 3, "default");
  SetCell(head, 4, "allowed");
  for (PetscInt i = 0; i < ghd_n_parameter_rows(); ++i) {
    const GhdParameterRow *row = ghd_parameter_row(i);

    AddRow(&lines, row);
    if (!strcmp(row->key, "left")) AddStates(&lines, row->key); /* those of right are the same */
  }
  PrintLines(out, &lines);
  (void)fprintf(out, "\n* may be a list or {from, to, count, spacing: linear|log} (fractions: linear only): that makes it a sweep axis.\n"
                     "right takes the same keys as left. Units: J = hbar = k_B = lattice spacing = 1.\n");
  PetscCall(PetscFree(lines.line));
  PetscFunctionReturn(PETSC_SUCCESS);
}
