#ifndef GHD_IO_LOOK_H
#define GHD_IO_LOOK_H
/* Private to io: is this a whole result file? To be called in a child process (child.h). */

#include "h5.h"
#include "problem.h"
#include "schema.h"

/* Seconds without a sign of life after which a file counts as unreadable. */
#define GHD_PATIENCE 20

/* Open the file read-only, if it is a result file of this format, not truncated and, where wanted, writable; else problem says what it is, and *file is invalid. */
PetscErrorCode GhdLookOpen(const char *path, PetscBool to_write, hid_t *file, char problem[GHD_PROBLEM_LENGTH]);
/* Does the file have this dataset, of this type and shape, with all its space inside the file? */
PetscErrorCode GhdLookField(hid_t file, const GhdField *field, char problem[GHD_PROBLEM_LENGTH]);

#endif
