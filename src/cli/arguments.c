#include "arguments.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const command_name[GHD_N_COMMANDS] = {"run", "check", "params", "observables", "info", "merge", "--version", "--help"};
/* What must follow the command. */
static const char *const operand[GHD_N_COMMANDS] = {"INPUT.yaml", "INPUT.yaml", NULL, NULL, "FILE.h5", "OUT.h5", NULL, NULL};

typedef enum { OUTPUT, RESUME, EXTEND, RETRY, TIME_LIMIT, PART, SET, QUIET, VERBOSE, N_FLAGS } Flag;

static const struct {
  const char *name, *value; /* "--output", what its value is called or NULL */
  PetscBool   check;        /* also for `check`; all are for `run`          */
  const char *doc;
} flag_table[N_FLAGS] = {
    [OUTPUT]     = {"--output", "FILE.h5", PETSC_FALSE, "result file; default: results/<name of the input>.h5"},
    [RESUME]     = {"--resume", NULL, PETSC_FALSE, "continue the result file if it exists, begin it if not"},
    [EXTEND]     = {"--extend", NULL, PETSC_FALSE, "like --resume, but the input may have more points or rays than the file"},
    [RETRY]      = {"--retry", NULL, PETSC_FALSE, "with --resume or --extend: compute rays that did not converge again"},
    [TIME_LIMIT] = {"--time-limit", "[D-]HH:MM:SS", PETSC_FALSE, "stop in good order before that much wall time has passed"},
    [PART]       = {"--part", "I/N", PETSC_TRUE, "compute the I-th of N parts of the sweep into a file of its own, for xxz-ghd merge"},
    [SET]        = {"--set", "KEY=VALUE", PETSC_TRUE,
                    "set a key of the input, for example left.beta=[1,2]; may be "
                           "repeated"},
    [QUIET]      = {"--quiet", NULL, PETSC_FALSE, "print errors only"},
    [VERBOSE]    = {"--verbose", NULL, PETSC_FALSE, "print a line for every chunk of rays"},
};

/* Whether word is the flag, alone or with "=value". */
static PetscBool IsFlag(const char *word, Flag flag)
{
  const size_t n = strlen(flag_table[flag].name);

  return (PetscBool)(strncmp(word, flag_table[flag].name, n) == 0 && (word[n] == '\0' || word[n] == '='));
}

static PetscInt FindFlag(const char *word)
{
  PetscInt f = 0;

  while (f < N_FLAGS && !IsFlag(word, (Flag)f)) ++f;
  return f;
}

/* -log_view, but not -3 and not -output, which is ours with a dash lost. */
static PetscBool IsPetscOption(const char *word)
{
  if (word[0] != '-' || !isalpha((unsigned char)word[1]) || strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0) return PETSC_FALSE;
  for (PetscInt f = 0; f < N_FLAGS; ++f) {
    if (strcmp(word + 1, flag_table[f].name + 2) == 0) return PETSC_FALSE;
  }
  return PETSC_TRUE;
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
      const PetscInt f = FindFlag(argv[i]);

      ours[(*n_ours)++] = argv[i];
      if (f < N_FLAGS && flag_table[f].value && !strchr(argv[i], '=') && i + 1 < argc) ours[(*n_ours)++] = argv[++i]; /* a value may begin with a dash */
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

static PetscErrorCode TakeFlag(Flag flag, char *value, GhdComplaints complaints, GhdArguments *a)
{
  PetscFunctionBegin;
  switch (flag) {
  case OUTPUT: a->output = value; break;
  case RESUME: a->resume = PETSC_TRUE; break;
  case EXTEND: a->extend = PETSC_TRUE; break;
  case RETRY: a->retry = PETSC_TRUE; break;
  case PART: PetscCall(ParsePart(value, complaints, a)); break;
  case SET: a->set[a->n_set++] = value; break;
  case QUIET: a->log = GHD_LOG_QUIET; break;
  case VERBOSE: a->log = GHD_LOG_VERBOSE; break;
  case TIME_LIMIT:
    a->time_limit = ParseTime(value);
    if (a->time_limit <= 0.0)
      PetscCall(GhdComplain(complaints, "command line",
                            "--time-limit: \"%s\" is not a time; allowed: "
                            "HH:MM:SS or D-HH:MM:SS, more than 0",
                            value));
    break;
  case N_FLAGS: break;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* *meant: the flag that was probably meant, N_FLAGS if none comes near. */
static PetscErrorCode ComplainUnknown(GhdComplaints complaints, const char *word, PetscInt *meant)
{
  const char *name[N_FLAGS], *nearest;
  char        dashed[64];

  PetscFunctionBegin;
  for (PetscInt f = 0; f < N_FLAGS; ++f) name[f] = flag_table[f].name;
  PetscCall(PetscSNPrintf(dashed, sizeof(dashed), "%s%s", word[1] == '-' ? "" : "-", word));
  dashed[strcspn(dashed, "=")] = '\0';
  nearest                      = ghd_nearest_word(dashed, N_FLAGS, name);
  *meant                       = nearest ? FindFlag(nearest) : N_FLAGS;
  if (nearest)
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown flag; did you mean %s?", word, nearest));
  else
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown flag; see xxz-ghd --help", word));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* One flag at word[*i], and its value. */
static PetscErrorCode ParseFlag(int n, char **word, int *i, GhdComplaints complaints, GhdArguments *a)
{
  const PetscInt f     = FindFlag(word[*i]);
  char          *value = strchr(word[*i], '=');

  PetscFunctionBegin;
  if (f == N_FLAGS) {
    PetscInt meant = N_FLAGS;

    PetscCall(ComplainUnknown(complaints, word[*i], &meant));
    if (meant < N_FLAGS && flag_table[meant].value && !value && *i + 1 < n) ++*i; /* its value is not one more mistake */
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (a->command != GHD_RUN && !(a->command == GHD_CHECK && flag_table[f].check)) {
    PetscCall(GhdComplain(complaints, "command line", "%s: not a flag of xxz-ghd %s", flag_table[f].name, command_name[a->command]));
  }
  if (!flag_table[f].value) {
    if (value)
      PetscCall(GhdComplain(complaints, "command line", "%s: takes no value", flag_table[f].name));
    else
      PetscCall(TakeFlag((Flag)f, NULL, complaints, a));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (value)
    ++value;
  else if (*i + 1 < n)
    value = word[++*i];
  if (value && *value)
    PetscCall(TakeFlag((Flag)f, value, complaints, a));
  else
    PetscCall(GhdComplain(complaints, "command line", "%s: %s is missing", flag_table[f].name, flag_table[f].value));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode ParseCommand(const char *word, GhdComplaints complaints, GhdCommand *command)
{
  const char *nearest;

  PetscFunctionBegin;
  *command = GHD_HELP;
  if (!word) PetscCall(GhdComplain(complaints, "command line", "a command is missing; see xxz-ghd --help"));
  if (!word || strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0 || strcmp(word, "help") == 0) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt c = 0; c < GHD_N_COMMANDS; ++c) {
    if (strcmp(word, command_name[c]) == 0) {
      *command = (GhdCommand)c;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
  }
  nearest = ghd_nearest_word(word, GHD_N_COMMANDS, command_name);
  if (nearest)
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown command; did you mean %s?", word, nearest));
  else
    PetscCall(GhdComplain(complaints, "command line", "%s: unknown command; see xxz-ghd --help", word));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdArgumentsParse(int n, char **word, GhdComplaints complaints, GhdArguments *a)
{
  PetscFunctionBegin;
  *a = (GhdArguments){.log = GHD_LOG_NORMAL};
  PetscCall(PetscMalloc2(n, &a->set, n, &a->part_file));
  PetscCall(ParseCommand(n > 1 ? word[1] : NULL, complaints, &a->command));
  if (ghd_n_complaints(complaints)) PetscFunctionReturn(PETSC_SUCCESS);
  for (int i = 2; i < n; ++i) {
    if (strcmp(word[i], "--help") == 0 || strcmp(word[i], "-h") == 0 || strcmp(word[i], "-help") == 0) {
      a->command = GHD_HELP;
      PetscFunctionReturn(PETSC_SUCCESS);
    }
    if (word[i][0] == '-')
      PetscCall(ParseFlag(n, word, &i, complaints, a));
    else if (!a->file && operand[a->command])
      a->file = word[i];
    else if (a->command == GHD_MERGE)
      a->part_file[a->n_part_files++] = word[i];
    else
      PetscCall(GhdComplain(complaints, "command line", "%s: one word too many", word[i]));
  }
  if (operand[a->command] && !a->file)
    PetscCall(GhdComplain(complaints, "command line", "%s is missing: xxz-ghd %s %s", operand[a->command], command_name[a->command], operand[a->command]));
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

void ghd_print_help(FILE *out)
{
  fprintf(out, "xxz-ghd: profiles of joined XXZ half-chains by generalised "
               "hydrodynamics\n\n"
               "  xxz-ghd run INPUT.yaml [flags] [PETSc options]   compute; "
               "under mpirun or srun on all ranks\n"
               "  xxz-ghd check INPUT.yaml [--set KEY=VALUE]...    validate, "
               "print the plan, solve nothing\n"
               "  xxz-ghd params                                   all keys of "
               "an input\n"
               "  xxz-ghd observables                              all "
               "observables, with formulas\n"
               "  xxz-ghd info FILE.h5                             what is in "
               "a result file, finished or not\n"
               "  xxz-ghd merge OUT.h5 IN.h5...                    join the parts of "
               "a sweep\n"
               "  xxz-ghd --version | --help\n\n"
               "Flags of run:\n");
  for (PetscInt f = 0; f < N_FLAGS; ++f) {
    char left[64];

    (void)snprintf(left, sizeof(left), "%s %s", flag_table[f].name, flag_table[f].value ? flag_table[f].value : "");
    fprintf(out, "  %-27s %s\n", left, flag_table[f].doc);
  }
  fprintf(out, "\nA run ends early, in good order, on SIGUSR1 or when a file "
               "FILE.h5.stop appears beside its result file.\n"
               "PETSc options (-log_view, ...) have one dash; ./.petscrc and "
               "~/.petscrc are not read.\n\n"
               "Exit status: 0 done; 2 bad input, nothing written; 3 done, but "
               "some rays did not converge (they are marked);\n"
               "75 stopped early (continue with --resume); anything else is a "
               "fault of the program or of the system.\n");
}
