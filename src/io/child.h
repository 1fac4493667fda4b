#ifndef GHD_IO_CHILD_H
#define GHD_IO_CHILD_H
/* Private to io: look at a file in a child process.

   HDF5 may crash or hang on a damaged file. What looks at a file that this run has not made does so in a child, whose crash or hang becomes a sentence.
   The child makes no MPI call, so that it may be forked from an MPI process; it leaves by _exit(), so that nothing of its parent is finalised. */

#include "problem.h"

/* Looks at something: writes its answer, or says in problem what is wrong (a predicate: "is truncated"). A PETSc error means "is damaged". */
typedef PetscErrorCode (*GhdLook)(void *context, FILE *answer, char problem[GHD_PROBLEM_LENGTH]);

/* Not collective. problem is "" if all is well; *answer is allocated then, else NULL. The child is ended when it has made no progress for so many seconds. */
PetscErrorCode GhdLookInChild(GhdLook look, void *context, unsigned seconds, char **answer, char problem[GHD_PROBLEM_LENGTH]);
/* To be called by a look that may take long: the clock starts anew. */
void ghd_look_goes_on(void);

#endif
