#ifndef GHD_IO_DISK_H
#define GHD_IO_DISK_H
/* Private to io: what is asked of the file system without HDF5. */

#include "problem.h"

/* Bytes for people: "1.2 GB". */
const char *ghd_bytes_text(PetscReal bytes, char text[32]);
/* Now, in UTC: 2024-01-31T12:00:00Z. */
const char *ghd_utc_text(char text[32]);
/* Why a file of that size cannot be created at path; "" if it can. */
void ghd_disk_problem(const char *path, PetscReal bytes, char problem[GHD_PROBLEM_LENGTH]);
/* Name of the file while it is created: path.new, allocated. */
PetscErrorCode GhdNameWhileNew(const char *path, char **name);
/* Make the finished file name_while_new durable and give it its name; problem says why not ("cannot be created: ..."), or "". */
void ghd_file_into_place(const char *name_while_new, const char *path, char problem[GHD_PROBLEM_LENGTH]);

#endif
