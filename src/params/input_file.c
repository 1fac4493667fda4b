/* The bytes of files, once from disk and then to every rank: hundreds of ranks that open one file are an attack on a parallel file system. */

#include "input_file.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_BYTES (16 << 20) /* a list of a million numbers fits */

/* What is wrong with the file, or NULL and its bytes. */
static const char *ReadOnThisRank(const char *file, char **bytes, int *size)
{
  struct stat about;
  FILE       *stream;
  const char *problem = NULL;
  size_t      got;

  if (stat(file, &about)) return strerror(errno);
  if (S_ISDIR(about.st_mode)) return "is a folder, not a file";
  if (!S_ISREG(about.st_mode)) return "is no ordinary file";
  if (about.st_size > MOST_BYTES) return "is larger than 16 MiB: no file of this program";
  stream = fopen(file, "rb");
  if (!stream) return strerror(errno);
  *bytes = (char *)malloc((size_t)about.st_size + 1);
  if (*bytes) {
    got           = fread(*bytes, 1, (size_t)about.st_size, stream);
    (*bytes)[got] = '\0';
    *size         = (int)got;
    if (ferror(stream)) problem = strerror(errno);
  } else {
    problem = strerror(ENOMEM);
  }
  (void)fclose(stream);
  return problem;
}

PetscErrorCode GhdFileBytesRead(MPI_Comm comm, const char *file, size_t *n_bytes, char **bytes, char problem[GHD_FILE_PROBLEM])
{
  PetscMPIInt rank;
  char       *own  = NULL;
  int         size = 0;

  PetscFunctionBegin;
  *bytes     = NULL;
  problem[0] = '\0';
  PetscCallMPI(MPI_Comm_rank(comm, &rank));
  if (rank == 0) {
    const char *found = ReadOnThisRank(file, &own, &size);

    if (found) (void)snprintf(problem, GHD_FILE_PROBLEM, "%s", found);
  }
  PetscCallMPI(MPI_Bcast(problem, GHD_FILE_PROBLEM, MPI_CHAR, 0, comm));
  if (!problem[0]) {
    PetscCallMPI(MPI_Bcast(&size, 1, MPI_INT, 0, comm));
    PetscCall(PetscMalloc1((size_t)size + 1, bytes));
    if (rank == 0) PetscCall(PetscArraycpy(*bytes, own, (size_t)size + 1));
    PetscCallMPI(MPI_Bcast(*bytes, size + 1, MPI_CHAR, 0, comm));
  }
  *n_bytes = (size_t)size;
  free(own);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdInputFileRead(MPI_Comm comm, const char *file, GhdComplaints complaints, char **text)
{
  char   problem[GHD_FILE_PROBLEM];
  size_t n_bytes;

  PetscFunctionBegin;
  PetscCall(GhdFileBytesRead(comm, file, &n_bytes, text, problem));
  if (*text && memchr(*text, '\0', n_bytes)) {
    const PetscBool is_hdf5 = (PetscBool)(n_bytes > 8 && memcmp(*text, "\x89HDF\r\n\x1a\n", 8) == 0);

    (void)snprintf(problem, sizeof(problem),
                   is_hdf5 ? "is an HDF5 file, not an input: `xxz-ghd info` shows a result, and its text /provenance/input is the input"
                           : "is no text file: it holds a zero byte (a text must be in UTF-8)");
    PetscCall(PetscFree(*text));
  }
  if (problem[0]) PetscCall(GhdComplain(complaints, file, "%s", problem));
  PetscFunctionReturn(PETSC_SUCCESS);
}
