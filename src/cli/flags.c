#include "flags.h"
#include <string.h>

const GhdCommandInfo ghd_command[GHD_N_COMMANDS] = {
    [GHD_RUN]         = {"run", "INPUT.yaml", "INPUT.yaml [flags] [PETSc options]", "compute; under mpirun or srun on all ranks"},
    [GHD_CHECK]       = {"check", "INPUT.yaml", "INPUT.yaml [flags]", "validate, print the plan, solve nothing"},
    [GHD_PARAMS]      = {"params", NULL, "", "all keys of an input"},
    [GHD_OBSERVABLES] = {"observables", NULL, "", "all observables, with formulas"},
    [GHD_INFO]        = {"info", "FILE.h5", "FILE.h5", "what is in a result file, finished or not"},
    [GHD_MERGE]       = {"merge", "OUT.h5", "OUT.h5 IN.h5...", "join the parts of a sweep"},
    [GHD_VERSION]     = {"--version", NULL, "", "version, commit, compiler and libraries"},
    [GHD_HELP]        = {"--help", NULL, "", "this; after a command: what it does"},
};

const GhdFlagInfo ghd_flag[GHD_N_FLAGS] = {
    [GHD_FLAG_OUTPUT]     = {"--output", "FILE.h5", PETSC_FALSE, "result file; default: results/<name of the input>.h5"},
    [GHD_FLAG_RESUME]     = {"--resume", NULL, PETSC_FALSE, "continue the result file if it exists, begin it if not"},
    [GHD_FLAG_EXTEND]     = {"--extend", NULL, PETSC_FALSE, "like --resume, but the input may have more points or rays than the file"},
    [GHD_FLAG_RETRY]      = {"--retry", NULL, PETSC_FALSE, "with --resume or --extend: compute rays that did not converge again"},
    [GHD_FLAG_TIME_LIMIT] = {"--time-limit", "[D-]HH:MM:SS", PETSC_FALSE, "stop in good order before that much wall time has passed"},
    [GHD_FLAG_PART]       = {"--part", "I/N", PETSC_TRUE, "the I-th of N parts of the sweep, into a file of its own, for xxz-ghd merge"},
    [GHD_FLAG_SET]        = {"--set", "KEY=VALUE", PETSC_TRUE, "set a key of the input, for example left.beta=[1,2]; may be repeated"},
    [GHD_FLAG_QUIET]      = {"--quiet", NULL, PETSC_FALSE, "print errors and notices only"},
    [GHD_FLAG_VERBOSE]    = {"--verbose", NULL, PETSC_FALSE, "print a line for every chunk of rays"},
};

PetscBool ghd_has_flag(GhdCommand command, GhdFlag flag)
{
  return (PetscBool)(command == GHD_RUN || (command == GHD_CHECK && ghd_flag[flag].check));
}

static PetscBool IsFlag(const char *word, GhdFlag flag)
{
  const size_t n = strlen(ghd_flag[flag].name);

  return (PetscBool)(strncmp(word, ghd_flag[flag].name, n) == 0 && (word[n] == '\0' || word[n] == '='));
}

PetscInt ghd_find_flag(const char *word)
{
  PetscInt f = 0;

  while (f < GHD_N_FLAGS && !IsFlag(word, (GhdFlag)f)) ++f;
  return f;
}
