#ifndef GHD_IO_MERGE_H
#define GHD_IO_MERGE_H
/* Private to io: joining the parts of a sweep. */

#include "problem.h"

/* What is known of a part before anything is written. Rows are counted in the sweep: row = point * rays + ray, without rays row = point. */
typedef struct {
  const char *path;
  GhdFilePart part;
  PetscInt    n_points, n_rays; /* of the file */
  int64_t     begin, end;       /* rows        */
  int64_t     n_undone, n_failed, n_states_undone, n_states_failed;
  double      sweep_bytes; /* of the whole sweep                    */
  char       *hash;        /* of the parameters that affect numbers     */
  char       *program;     /* version and commit that made it           */
  char       *fields;      /* a line for each dataset: path, type, axes */
} GhdMergePart;

/* GhdMergeLook - fill in all of it, in a child process. problem is a sentence, "" if the file is a readable part of a sweep. */
PetscErrorCode GhdMergeLook(const char *path, GhdMergePart *part, char problem[GHD_PROBLEM_LENGTH]);
PetscErrorCode GhdMergePartDestroy(GhdMergePart *part);
/* GhdMergeNameDifference - two files whose parameters have different hashes: problem names the first parameter that differs. In a child process. */
PetscErrorCode GhdMergeNameDifference(const char *path, const char *other, char problem[GHD_PROBLEM_LENGTH]);

/* GhdMergeCreate - the file `name` for the whole sweep of this part, with all that parts have in common; not even the rows of this part are in it. In a child process. */
PetscErrorCode GhdMergeCreate(const char *name, const GhdMergePart *first, char problem[GHD_PROBLEM_LENGTH]);
/* GhdMergeCopy - the rows and the attempts of a part into that file; the attempts of the part that it was made after are there already. In a child process. */
PetscErrorCode GhdMergeCopy(const char *name, const GhdMergePart *part, PetscBool is_first, char problem[GHD_PROBLEM_LENGTH]);

#endif
