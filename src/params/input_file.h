#ifndef GHD_PARAMS_INPUT_FILE_H
#define GHD_PARAMS_INPUT_FILE_H

#include <xxzghd/params.h>

#define GHD_FILE_PROBLEM 128

/* GhdFileBytesRead - the bytes of a file and a 0 behind them, read by rank 0, the same on all ranks of comm; to be freed with PetscFree().
   *bytes is NULL and problem says why if it cannot be read, else problem is "". Collective on comm. */
PetscErrorCode GhdFileBytesRead(MPI_Comm comm, const char *file, size_t *n_bytes, char **bytes, char problem[GHD_FILE_PROBLEM]);

/* GhdInputFileRead - the bytes of a file and a 0 behind them, read by rank 0, the same on all ranks of comm; to be freed with PetscFree().
   A file that cannot be read or that is no text is a complaint on all ranks, and *text is NULL. Collective on comm. */
PetscErrorCode GhdInputFileRead(MPI_Comm comm, const char *file, GhdComplaints complaints, char **text);

#endif
