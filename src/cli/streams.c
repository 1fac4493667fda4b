#include "streams.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Otherwise the first file or pipe that is opened, of MPI or a result, would take the number of a closed stream, and what is printed would go there.
   Read-only: printing is to fail, as it does to a closed stream. */
void ghd_streams_occupy(void)
{
  for (int stream = 0; stream <= 2; ++stream)
    if (fcntl(stream, F_GETFD) < 0) (void)open("/dev/null", O_RDONLY);
}

PetscBool ghd_stdout_is_lost(void)
{
  PetscBool lost;

  errno = 0;
  lost  = (PetscBool)(fflush(stdout) != 0);
  lost  = (PetscBool)(lost || ferror(stdout));
  if (!lost) return PETSC_FALSE;
  (void)fprintf(stderr, "standard output: %s\n", errno ? strerror(errno) : "not all of it could be written");
  (void)!freopen("/dev/null", "w", stdout); /* PETSc flushes it once more, and would print a trace */
  return PETSC_TRUE;
}
