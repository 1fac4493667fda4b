/* xxz-ghd: profiles of joined XXZ half-chains by generalised hydrodynamics. */
#include "commands.h"
#include "streams.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
  char         **ours = calloc((size_t)argc + 1, sizeof(*ours)), **petscs = calloc((size_t)argc + 2, sizeof(*petscs));
  int            n_ours, n_petscs;
  PetscInt       status = EXIT_FAILURE;
  PetscErrorCode ierr;

  if (!ours || !petscs) return EXIT_FAILURE;
  ghd_streams_occupy();
  (void)setenv("OMPI_MCA_sharedfp", "individual", 0); /* shared file pointers, which nobody here uses, would need room in /dev/shm */
  (void)signal(SIGXFSZ, SIG_IGN);                     /* a file beyond `ulimit -f` is to fail like one on a full disk, and not to end the program */
  ghd_arguments_split(argc, argv, &n_ours, ours, &n_petscs, petscs);
  if (n_ours > 1 && strcmp(ours[1], "run") == 0 && GhdCatchStopSignals())
    return EXIT_FAILURE;                /* before MPI starts, which takes a while: a job that is stopped now is to stop in good order */
  petscs[n_petscs++] = "-skip_petscrc"; /* a forgotten file in the working
                                           folder must not change results */
  if (PetscInitialize(&n_petscs, &petscs, NULL, NULL)) return EXIT_FAILURE;
  ghd_single_threaded_blas();
  ierr = PetscPopSignalHandler(); /* a crash is the debugger's and the system's
                                     matter */
  if (!ierr) ierr = GhdCommandLine(n_ours, ours, &status);
  if (ierr)
    MPI_Abort(PETSC_COMM_WORLD, EXIT_FAILURE); /* a fault; its trace is printed. Other ranks may
                                wait for this one. */
  if (ghd_stdout_is_lost()) status = EXIT_FAILURE;
  if (PetscFinalize()) return EXIT_FAILURE;
  free(ours);
  free(petscs);
  return (int)status;
}
