#ifndef GHD_IO_PROBLEM_H
#define GHD_IO_PROBLEM_H
/* Private to io: a sentence for the user in a buffer of fixed size; "" means that there is no problem. */

#include <xxzghd/io.h>

#define GHD_PROBLEM_LENGTH 1024

/* Write the sentence; what is too long is cut. */
void ghd_problem(char problem[GHD_PROBLEM_LENGTH], const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Rank 0's sentence to all ranks, allocated; NULL if it is "". Collective. */
PetscErrorCode GhdShareProblem(MPI_Comm comm, const char *on_rank_0, char **problem);

#endif
