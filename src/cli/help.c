#include "flags.h"
#include <string.h>

/* What a command does, besides its line in the table, where that is more. */
static const char *const more[GHD_N_COMMANDS] = {
    [GHD_RUN]   = "The result file is its own checkpoint: whatever stops a run, --resume computes what is missing, on any number of ranks.\n"
                  "A run ends early, in good order, on SIGUSR1, SIGTERM, SIGHUP or ctrl-C (a second one ends it at once), before the time limit,\n"
                  "or when a file FILE.h5.stop appears.\n"
                  "--extend makes FILE.h5.new, takes over what FILE.h5 has, computes the rest and replaces FILE.h5 when it is whole.\n"
                  "PETSc options (-log_view, ...) have one dash; those that change numbers belong into the input: --set petsc.NAME=VALUE.\n"
                  "./.petscrc and ~/.petscrc are not read.\n\n"
                  "  mpirun -n 8 xxz-ghd run sweep.yaml --output sweep.h5 --resume --set left.beta=0.5\n",
    [GHD_CHECK] = "All that is wrong with an input is said at once, with line and column. The plan: points, rays, chunks, memory, size of the file.\n",
    [GHD_INFO]  = "The plan, how much is done, how rays ended, the worst error estimate, and who worked on the file; also while it is written.\n",
    [GHD_MERGE] = "Joins the files of `run --part I/N`, in any order, into a new file with the numbers of a single run, bit for bit. Parts that overlap,\n"
                  "leave gaps, are not finished or have other parameters are refused by name; nothing is written then.\n\n"
                  "  xxz-ghd merge sweep.h5 part-*.h5\n",
};

static const char exit_status[] = "Exit status: 0 done; 2 bad input, nothing written; 3 done, but some rays did not converge (they are marked);\n"
                                  "75 stopped early (continue with --resume); anything else is a fault of the program or of the system.\n";

static void print_flags(FILE *out, GhdCommand command)
{
  PetscBool any = PETSC_FALSE;

  for (PetscInt f = 0; f < GHD_N_FLAGS; ++f) {
    char left[64];

    if (!ghd_has_flag(command, (GhdFlag)f)) continue;
    (void)snprintf(left, sizeof(left), "%s %s", ghd_flag[f].name, ghd_flag[f].value ? ghd_flag[f].value : "");
    fprintf(out, "  %-27s %s\n", left, ghd_flag[f].doc);
    any = PETSC_TRUE;
  }
  if (any) fprintf(out, "\n");
}

static void print_overview(FILE *out)
{
  fprintf(out, "xxz-ghd: profiles of joined XXZ half-chains by generalised hydrodynamics\n\n");
  for (PetscInt c = 0; c < GHD_N_COMMANDS; ++c) {
    char left[96];

    (void)snprintf(left, sizeof(left), "xxz-ghd %s %s", ghd_command[c].name, ghd_command[c].usage);
    fprintf(out, "  %-46s %s\n", left, ghd_command[c].doc);
  }
  fprintf(out, "\nFlags of run (of check: --part and --set):\n");
  print_flags(out, GHD_RUN);
  fprintf(out, "%s", exit_status);
}

void ghd_print_help(FILE *out, GhdCommand command)
{
  if (!more[command]) {
    print_overview(out);
    return;
  }
  fprintf(out, "xxz-ghd %s %s\n%s\n\n", ghd_command[command].name, ghd_command[command].usage, ghd_command[command].doc);
  print_flags(out, command);
  fprintf(out, "%s\n%s", more[command], exit_status);
}
