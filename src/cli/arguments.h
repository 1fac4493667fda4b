#ifndef GHD_CLI_ARGUMENTS_H
#define GHD_CLI_ARGUMENTS_H
/* arguments: the command line. Words with two dashes are ours, words with one dash are PETSc's. */

#include <xxzghd/params.h>

typedef enum { GHD_RUN, GHD_CHECK, GHD_PARAMS, GHD_OBSERVABLES, GHD_INFO, GHD_MERGE, GHD_VERSION, GHD_HELP, GHD_N_COMMANDS } GhdCommand;

typedef struct {
  GhdCommand   command;
  GhdCommand   help_about; /* with GHD_HELP */
  const char  *file;       /* INPUT.yaml, FILE.h5 or OUT.h5 */
  const char  *output;
  PetscBool    resume, extend, retry;
  PetscReal    time_limit;  /* seconds, 0: none */
  PetscInt     part, parts; /* I of N; parts 0: the whole sweep */
  GhdLogLevel  log;
  PetscInt     n_set;
  char       **set; /* [n_set] "key.path=value" */
  PetscInt     n_part_files;
  const char **part_file; /* [n_part_files] IN.h5... of merge */
} GhdArguments;

/* GhdArgumentsSplit - deal the words between us and PETSc; argv[0] goes to both. Needs neither MPI nor PETSc. A word after a PETSc option is its value unless it begins with a dash or is a YAML file.
   Output: ours[argc], petscs[argc] (NULL-terminated if there is room for argc + 2) and their numbers. */
void ghd_arguments_split(int argc, char **argv, int *n_ours, char **ours, int *n_petscs, char **petscs);

/* GhdArgumentsParse - our words. What is wrong goes to complaints; *arguments is then of no use. Borrows the words. */
PetscErrorCode GhdArgumentsParse(int n, char **word, GhdComplaints complaints, GhdArguments *arguments);
PetscErrorCode GhdArgumentsDestroy(GhdArguments *arguments);

/* Usage, flags and exit status of a command; of all if there is no more to say about it. Needs neither MPI nor PETSc. */
void ghd_print_help(FILE *out, GhdCommand command);

#endif
