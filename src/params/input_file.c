/* The bytes of the input file, once from disk and then to every rank: hundreds of ranks that open one file are an attack on a parallel file system. */

#include "input_file.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_BYTES (16 << 20) /* a list of a million numbers fits */

/* What is wrong with the file, or NULL and its bytes. */
static const char *ReadOnThisRank(const char *file, char **text, int *size)
{
  struct stat about;
  FILE       *stream;
  const char *problem = NULL;
  size_t      got;

  if (stat(file, &about)) return strerror(errno);
  if (S_ISDIR(about.st_mode)) return "is a folder, not an input file";
  if (!S_ISREG(about.st_mode)) return "is no ordinary file";
  if (about.st_size > MOST_BYTES) return "is larger than 16 MiB: no input file";
  stream = fopen(file, "rb");
  if (!stream) return strerror(errno);
  *text = (char *)malloc((size_t)about.st_size + 1);
  if (*text) {
    got          = fread(*text, 1, (size_t)about.st_size, stream);
    (*text)[got] = '\0';
    *size        = (int)got;
    if (ferror(stream))
      problem = strerror(errno);
    else if (memchr(*text, '\0', got))
      problem = "is no text file: it holds a zero byte (a text must be in UTF-8)";
  } else {
    problem = strerror(ENOMEM);
  }
  (void)fclose(stream);
  return problem;
}

PetscErrorCode GhdInputFileRead(MPI_Comm comm, const char *file, GhdComplaints complaints, char **text)
{
  PetscMPIInt rank;
  char       *bytes        = NULL;
  int         size         = 0;
  char        problem[128] = "";

  PetscFunctionBegin;
  *text = NULL;
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) {
    const char *found = ReadOnThisRank(file, &bytes, &size);

    if (found) (void)snprintf(problem, sizeof(problem), "%s", found);
  }
  PetscCallMPI(MPI_Bcast(problem, (PetscMPIInt)sizeof(problem), MPI_CHAR, 0, comm));
  if (problem[0]) {
    PetscCall(GhdComplain(complaints, file, "%s", problem));
  } else {
    PetscCallMPI(MPI_Bcast(&size, 1, MPI_INT, 0, comm));
    PetscCall(PetscMalloc1((size_t)size + 1, text));
    if (rank == 0) PetscCall(PetscArraycpy(*text, bytes, (size_t)size + 1));
    PetscCallMPI(MPI_Bcast(*text, size + 1, MPI_CHAR, 0, comm));
  }
  free(bytes);
  PetscFunctionReturn(PETSC_SUCCESS);
}
