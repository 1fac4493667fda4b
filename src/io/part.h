#ifndef GHD_IO_PART_H
#define GHD_IO_PART_H
/* Private to io: the attributes of a file that holds a part of a sweep. */

#include "h5.h"
#include "problem.h"

/* Nothing is written if the file holds the whole sweep. */
PetscErrorCode GhdPartWrite(hid_t file, const GhdFilePart *part);
/* part->count is 0 if the file holds the whole sweep. An error if what it says cannot be. */
PetscErrorCode GhdPartRead(hid_t file, GhdFilePart *part);
/* GhdPartRows - which of the rows of a file of n_points x n_rays are computed into it, row = point * n_rays + ray; without rays n_rays = 1 and row = point.
   All of them if it holds the whole sweep. An error if the part is not one of such a file. */
PetscErrorCode GhdPartRows(hid_t file, hsize_t n_points, hsize_t n_rays, hsize_t *begin, hsize_t *end);
/* The attributes of the root of a file but those that tell the part, and the time of creation. */
PetscErrorCode GhdPartCopyOthers(hid_t from, hid_t to);
/* problem says what the file holds if it is not this part; else it is "". */
PetscErrorCode GhdPartCompare(hid_t file, const GhdFilePart *part, char problem[GHD_PROBLEM_LENGTH]);

#endif
