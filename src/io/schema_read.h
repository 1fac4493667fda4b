#ifndef GHD_IO_SCHEMA_READ_H
#define GHD_IO_SCHEMA_READ_H
/* Private to io: the table of datasets as a file has it. For a child process (child.h): nothing is known of the file but its format. */

#include "h5.h"
#include "problem.h"
#include "schema.h"

/* GhdSchemaRead - all datasets of a file but those of /parameters and /provenance, scales first, each looked at by GhdLookField(). Attributes and contents are left out.
   problem says what is not as in a result file; the schema is empty then. */
PetscErrorCode GhdSchemaRead(hid_t file, GhdSchema *schema, char problem[GHD_PROBLEM_LENGTH]);

/* Which rows a dataset has. */
typedef enum {
  GHD_ROWS_NONE,   /* the same in all parts of a sweep          */
  GHD_ROWS_POINTS, /* one for each point                        */
  GHD_ROWS_RAYS,   /* one for each ray of each point            */
} GhdFieldRows;
GhdFieldRows ghd_field_rows(const GhdField *field);
/* The field of that path; NULL if there is none. */
const GhdField *ghd_schema_find(const GhdSchema *schema, const char *path);

#endif
