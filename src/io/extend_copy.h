#ifndef GHD_IO_EXTEND_COPY_H
#define GHD_IO_EXTEND_COPY_H
/* Private to io. For a child process (child.h). */

#include "h5.h"
#include "problem.h"
#include "schema.h"

/* GhdExtendCopy - what is done in `from`, whose datasets are those of `old`, and not in `to`, a file of the layout, from the one into the other: rows first, then their status. */
PetscErrorCode GhdExtendCopy(hid_t from, hid_t to, const GhdFileLayout *layout, const GhdSchema *old, char problem[GHD_PROBLEM_LENGTH]);

#endif
