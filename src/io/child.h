#ifndef GHD_IO_CHILD_H
#define GHD_IO_CHILD_H
/* Private to io: work with HDF5 in a child process.

   HDF5 may crash or hang on a damaged file, and it may crash at the end of the program when a disk was full while it made a file. What may meet either is done in a child,
   whose crash or hang becomes a sentence. The child makes no MPI call, so that it may be forked from an MPI process; it leaves by _exit(), so that nothing of its parent is
   finalised. */

#include "problem.h"

typedef struct {
  /* Writes its answer, or says in problem what is wrong (a predicate: "is truncated"). May fail with a PETSc error. */
  PetscErrorCode (*work)(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH]);
  void       *context;
  const char *failure;  /* the predicate if it fails with an error, or crashes: "is damaged"                      */
  unsigned    patience; /* seconds without a sign of life after which the child is ended; 0: as long as it takes */
} GhdTask;

/* Not collective. problem is "" if all is well; *answer is allocated then, else NULL. */
PetscErrorCode GhdRunInChild(const GhdTask *task, char **answer, char problem[GHD_PROBLEM_LENGTH]);
/* The sign of life, to be given by work that may take long. */
void ghd_child_is_alive(void);

#endif
