#ifndef GHD_IO_COPY_H
#define GHD_IO_COPY_H
/* Private to io: rows from one result file into another. For a child process (child.h). */

#include "h5.h"

/* GhdCopyBlock - count[] elements of a dataset, from from_start[] on, to to_start[] of another one of the same type. In pieces, so that memory does not grow with the block.
   Gives a sign of life for each. PETSC_ERR_FILE_WRITE: the disk. */
PetscErrorCode GhdCopyBlock(hid_t from, const hsize_t from_start[], hid_t to, const hsize_t to_start[], const hsize_t count[]);
/* GhdCopyAll - the whole content. */
PetscErrorCode GhdCopyAll(hid_t from, hid_t to);
/* GhdCopyAttributes - those of one object, but the ones of dimension scales and those named in except[n]. */
PetscErrorCode GhdCopyAttributes(hid_t from, hid_t to, int n, const char *const except[]);

#endif
