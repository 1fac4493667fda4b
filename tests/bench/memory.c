/* Peak memory of a process that solves a junction and its rays, above that of an empty PETSc program. Each case runs in a process of its own, started by this program
   with the name of the case as its argument. */
#include <stdlib.h>

#include "two_temperatures.h"

#define RAYS 33
#define BAR  80.0

typedef struct {
  const char *name;
  PetscInt    P, Q; /* 0: the empty program */
  PetscReal   beta_left, beta_right;
} Case;

static const Case cases[] = {
    {"empty", 0, 0, 0.0, 0.0},
    {"1/3, beta = 1 | 2", 1, 3, 1.0, 2.0},
    {"3/8, beta = 1 | 2", 3, 8, 1.0, 2.0},
    {"1/12, beta = 1 | 2", 1, 12, 1.0, 2.0},
    {"5/12, beta = 1 | 2", 5, 12, 1.0, 2.0},
    {"1/12, beta = 50 | 100", 1, 12, 50.0, 100.0},
};

/* Largest resident memory of this process so far, MiB. */
static PetscReal peak_memory(void)
{
  FILE *status = fopen("/proc/self/status", "r");
  char  line[128];
  long  kib = -1;

  if (!status) return NAN;
  while (fgets(line, sizeof line, status))
    if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
  fclose(status);
  return (PetscReal)kib / 1024.0;
}

/* In the process of its own: solve, and print the peak. */
static PetscErrorCode SolveCase(const Case *c)
{
  const GhdRayOptions options = ghd_ray_options_default();
  PetscReal           zeta[RAYS], value[RAYS * ALL_OBSERVABLES];
  PetscInt            n_failed = 0;
  Halves              h;

  PetscFunctionBegin;
  if (c->Q > 0) {
    PetscCall(CreateHalves(c->P, c->Q, c->beta_left, c->beta_right, &options, &h));
    PetscCall(RaysInside(&h, RAYS, zeta));
    PetscCall(SolveInChunks(h.junction, RAYS, zeta, value, &n_failed));
    PetscCall(DestroyHalves(&h));
  }
  printf("%.3f %d\n", (double)peak_memory(), (int)n_failed);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Runs this program with the case's number and reads what it prints. */
static PetscErrorCode RunCase(const char *program, int number, PetscReal *mebibytes, int *n_failed)
{
  char   command[PETSC_MAX_PATH_LEN + 16];
  double peak;
  FILE  *output;
  int    n_read;

  PetscFunctionBegin;
  snprintf(command, sizeof command, "'%s' %d", program, number);
  output = popen(command, "r");
  PetscCheck(output, PETSC_COMM_SELF, PETSC_ERR_SYS, "cannot start %s", command);
  n_read = fscanf(output, "%lf %d", &peak, n_failed);
  PetscCheck(pclose(output) == 0 && n_read == 2, PETSC_COMM_SELF, PETSC_ERR_SYS, "%s failed", command);
  *mebibytes = peak;
  PetscFunctionReturn(PETSC_SUCCESS);
}

int main(int argc, char **argv)
{
  PetscReal empty = 0.0, peak;
  int       n_failed;

  /* MPI must not be up in the process that starts the others */
  if (argc == 1) {
    report_section("memory", "Peak memory of one process, above that of an empty PETSc program");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
      if (RunCase(argv[0], (int)i, &peak, &n_failed)) return 1;
      if (i == 0) empty = peak;
      if (i == 0)
        report_value("empty PETSc program", "peak memory", peak, "MiB");
      else
        report_bar(cases[i].name, "junction and 33 rays, above empty", peak - empty, "MiB", AT_MOST, BAR);
      if (n_failed > 0) report_value(cases[i].name, "rays that did not converge", (PetscReal)n_failed, "1");
    }
    return missed_bars() > 0;
  }
  const int number = atoi(argv[1]);
  if (number < 0 || number >= (int)(sizeof cases / sizeof *cases) || PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  ghd_single_threaded_blas();
  PetscCall(SolveCase(&cases[number]));
  return PetscFinalize();
}
