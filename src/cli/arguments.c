#include "flags.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The flag that was probably meant, NULL if none comes near. */
static const char *nearest_flag(const char *word)
{
  const char *name[GHD_N_FLAGS];
  char        dashed[64];

  for (PetscInt f = 0; f < GHD_N_FLAGS; ++f) name[f] = ghd_flag[f].name;
  (void)snprintf(dashed, sizeof(dashed), "%s%s", word[1] == '-' ? "" : "-", word);
  dashed[strcspn(dashed, "=")] = '\0';
  return ghd_nearest_word(dashed, GHD_N_FLAGS, name);
}

/* -log_view, but not -3, nor -o or -output, which are ours in short or with a dash lost: PETSc takes any word, and says nothing of those that it does not know. */
static PetscBool IsPetscOption(const char *word)
{
  if (word[0] != '-' || !isalpha((unsigned char)word[1]) || !word[2] || strcmp(word, "-help") == 0) return PETSC_FALSE;
  return (PetscBool)(nearest_flag(word) == NULL);
}

/* Whether a word after a PETSc option is its value: it does not begin like an option, and is no input file. */
static PetscBool IsPetscValue(const char *word)
{
  const char *ending = strrchr(word, '.');

  if (ending && (strcmp(ending, ".yaml") == 0 || strcmp(ending, ".yml") == 0)) return PETSC_FALSE;
  return (PetscBool)(word[0] != '-' || !(isalpha((unsigned char)word[1]) || word[1] == '-'));
}

void ghd_arguments_split(int argc, char **argv, int *n_ours, char **ours, int *n_petscs, char **petscs)
{
  *n_ours = *n_petscs = 0;
  for (int i = 0; i < argc; ++i) {
    if (i == 0)
      petscs[(*n_petscs)++] = ours[(*n_ours)++] = argv[0];
    else if (IsPetscOption(argv[i])) {
      petscs[(*n_petscs)++] = argv[i];
      if (i + 1 < argc && IsPetscValue(argv[i + 1])) petscs[(*n_petscs)++] = argv[++i];
    } else {
      const PetscInt f = ghd_find_flag(argv[i]);

      ours[(*n_ours)++] = argv[i];
      if (f < GHD_N_FLAGS && ghd_flag[f].value && !strchr(argv[i], '=') && i + 1 < argc) ours[(*n_ours)++] = argv[++i]; /* a value may begin with a dash */
    }
  }
}

/* [D-]HH:MM:SS as batch systems write it; -1 if it is not that. */
static PetscReal ParseTime(const char *text)
{
  long days = 0, hours, minutes, seconds;
  int  end  = 0;

  if (strspn(text, "0123456789:-") != strlen(text)) return -1.0;
  if (strchr(text, '-')) {
    if (sscanf(text, "%6ld-%n", &days, &end) != 1 || end == 0) return -1.0;
    text += end;
  }
  end = 0;
  if (sscanf(text, "%6ld:%2ld:%2ld%n", &hours, &minutes, &seconds, &end) != 3 || text[end] || days < 0 || hours < 0 || minutes < 0 || minutes > 59 ||
      seconds < 0 || seconds > 59)
    return -1.0;
  return 60.0 * (60.0 * (24.0 * (PetscReal)days + (PetscReal)hours) + (PetscReal)minutes) + (PetscReal)seconds;
}

/* "3/16" */
static PetscErrorCode ParsePart(const char *text, GhdComplaints complaints, GhdArguments *a)
{
  int  end = 0;
  long part, parts;

  PetscFunctionBegin;
  if (sscanf(text, "%9ld/%9ld%n", &part, &parts, &end) != 2 || text[end] || strspn(text, "0123456789/") != strlen(text) || part < 1 || part > parts)
    PetscCall(GhdComplain(complaints, "command line", "--part: \"%s\" is not a part; allowed: I/N with 1 <= I <= N", text));
  else {
    a->part  = (PetscInt)part;
    a->parts = (PetscInt)parts;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode TakeFlag(GhdFlag flag, char *value, GhdComplaints complaints, GhdArguments *a)
{
  PetscFunctionBegin;
  switch (flag) {
  case GHD_FLAG_OUTPUT: a->output = value; break;
  case GHD_FLAG_RESUME: a->resume = PETSC_TRUE; break;
  case GHD_FLAG_EXTEND: a->extend = PETSC_TRUE; break;
  case GHD_FLAG_RETRY: a->retry = PETSC_TRUE; break;
  case GHD_FLAG_PART: PetscCall(ParsePart(value, complaints, a)); break;
  case GHD_FLAG_SET: a->set[a->n_set++] = value; break;
  case GHD_FLAG_QUIET: a->log = GHD_LOG_QUIET; break;
  case GHD_FLAG_VERBOSE: a->log = GHD_LOG_VERBOSE; break;
  case GHD_FLAG_TIME_LIMIT:
    a->time_limit = ParseTime(value);
    if (a->time_limit <= 0.0)
      PetscCall(GhdComplain(complaints, "command line",
                            "--time-limit: \"%s\" is not a time; allowed: "
                            "HH:MM:SS or D-HH:MM:SS, more than 0",
                            value));
    break;
  case GHD_N_FLAGS: break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* kind: "flag" or "command"; nearest: what was probably meant, or NULL. */
static PetscErrorCode ComplainUnknown(GhdComplaints complaints, const char *word, const char *kind, const char *nearest)
{
  PetscFunctionBegin;
  if (nearest)
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown %s; did you mean %s?", word, kind, nearest));
  else
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown %s; see xxz-ghd --help", word, kind));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* *meant: the flag that was probably meant, GHD_N_FLAGS if none comes near. */
static PetscErrorCode ComplainUnknownFlag(GhdComplaints complaints, const char *word, PetscInt *meant)
{
  const char *nearest = nearest_flag(word);

  PetscFunctionBegin;
  *meant = nearest ? ghd_find_flag(nearest) : GHD_N_FLAGS;
  PetscCall(ComplainUnknown(complaints, word, "flag", nearest));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One flag at word[*i], and its value. */
static PetscErrorCode ParseFlag(int n, char **word, int *i, GhdComplaints complaints, GhdArguments *a)
{
  const PetscInt f     = ghd_find_flag(word[*i]);
  char          *value = strchr(word[*i], '=');

  PetscFunctionBegin;
  if (f == GHD_N_FLAGS) {
    PetscInt meant = GHD_N_FLAGS;

    PetscCall(ComplainUnknownFlag(complaints, word[*i], &meant));
    if (meant < GHD_N_FLAGS && ghd_flag[meant].value && !value && *i + 1 < n) ++*i; /* its value is not one more mistake */
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (!ghd_has_flag(a->command, (GhdFlag)f)) {
    PetscCall(GhdComplain(complaints, "command line", "%s: not a flag of xxz-ghd %s", ghd_flag[f].name, ghd_command[a->command].name));
  }
  if (!ghd_flag[f].value) {
    if (value)
      PetscCall(GhdComplain(complaints, "command line", "%s: takes no value", ghd_flag[f].name));
    else
      PetscCall(TakeFlag((GhdFlag)f, NULL, complaints, a));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (value)
    ++value;
  else if (*i + 1 < n)
    value = word[++*i];
  if (value && *value)
    PetscCall(TakeFlag((GhdFlag)f, value, complaints, a));
  else
    PetscCall(GhdComplain(complaints, "command line", "%s: %s is missing", ghd_flag[f].name, ghd_flag[f].value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ParseCommand(const char *word, GhdComplaints complaints, GhdCommand *command)
{
  const char *name[GHD_N_COMMANDS];

  PetscFunctionBegin;
  *command = GHD_HELP;
  if (!word) PetscCall(GhdComplain(complaints, "command line", "a command is missing; see xxz-ghd --help"));
  if (!word || strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0 || strcmp(word, "help") == 0) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt c = 0; c < GHD_N_COMMANDS; ++c) {
    if (strcmp(word, ghd_command[c].name) == 0) {
      *command = (GhdCommand)c;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
  }
  for (PetscInt c = 0; c < GHD_N_COMMANDS; ++c) name[c] = ghd_command[c].name;
  PetscCall(ComplainUnknown(complaints, word, "command", ghd_nearest_word(word, GHD_N_COMMANDS, name)));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdArgumentsParse(int n, char **word, GhdComplaints complaints, GhdArguments *a)
{
  PetscFunctionBegin;
  *a = (GhdArguments){.log = GHD_LOG_NORMAL, .help_about = GHD_HELP};
  PetscCall(PetscMalloc2(n, &a->set, n, &a->part_file));
  PetscCall(ParseCommand(n > 1 ? word[1] : NULL, complaints, &a->command));
  if (ghd_n_complaints(complaints)) PetscFunctionReturn(PETSC_SUCCESS);
  for (int i = 2; i < n; ++i) {
    if (strcmp(word[i], "--help") == 0 || strcmp(word[i], "-h") == 0 || strcmp(word[i], "-help") == 0) {
      a->help_about = a->command;
      a->command    = GHD_HELP;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
    if (!word[i][0])
      PetscCall(GhdComplain(complaints, "command line", "an empty word, where the name of a file may stand: a variable without a value?"));
    else if (word[i][0] == '-')
      PetscCall(ParseFlag(n, word, &i, complaints, a));
    else if (!a->file && ghd_command[a->command].operand)
      a->file = word[i];
    else if (a->command == GHD_MERGE)
      a->part_file[a->n_part_files++] = word[i];
    else
      PetscCall(GhdComplain(complaints, "command line", "%s: one word too many", word[i]));
  }
  if (ghd_command[a->command].operand && !a->file)
    PetscCall(GhdComplain(complaints, "command line", "%s is missing: xxz-ghd %s %s", ghd_command[a->command].operand, ghd_command[a->command].name,
                          ghd_command[a->command].usage));
  if (a->command == GHD_MERGE && a->file && a->n_part_files == 0)
    PetscCall(GhdComplain(complaints, "command line", "IN.h5 is missing: xxz-ghd merge OUT.h5 IN.h5..."));
  if (a->retry && !a->resume && !a->extend) PetscCall(GhdComplain(complaints, "command line", "--retry: needs --resume or --extend"));
  if (a->extend && a->parts) PetscCall(GhdComplain(complaints, "command line", "--extend: not with --part: join the parts first, and extend the whole sweep"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdArgumentsDestroy(GhdArguments *a)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(a->set, a->part_file));
  PetscFunctionReturn(PETSC_SUCCESS);
}
