#ifndef GHD_IO_SCHEMA_H
#define GHD_IO_SCHEMA_H
/* Private to io: the table of all datasets of a result file. It is the one place that knows the layout of the file; creating, checking and measuring a file walk it. */

#include <xxzghd/io.h>

#define GHD_FORMAT         "xxz-ghd"
#define GHD_FORMAT_VERSION 1
#define GHD_ATTEMPTS       64 /* rows of /provenance/attempts, used in turn */

typedef enum {
  GHD_FIELD_REAL,    /* 64-bit; NaN where not written */
  GHD_FIELD_INTEGER, /* 64-bit                        */
  GHD_FIELD_CODE,    /* 8-bit, GhdReason              */
  GHD_FIELD_TEXT,    /* of fixed length               */
} GhdFieldType;

/* An axis of a dataset: its length, and the path of its dimension scale ("" if it has none). */
typedef struct {
  char     scale[32];
  PetscInt n;
} GhdFieldAxis;

typedef struct {
  char         path[128];
  GhdFieldType type;
  PetscInt     n_axes;
  GhdFieldAxis axis[4];
  PetscBool    is_scale;
  PetscBool    is_index; /* content first, first + 1, ... */
  PetscInt     first;
  PetscInt     fill;        /* of integers                                                          */
  size_t       text_length; /* of texts                                                             */
  /* content known before the run; at most one of them */
  const PetscReal *real;
  const PetscInt  *integer;
  const char      *text;
  GhdPointRow      row; /* of `real` and `integer`, along the first axis */
  /* attributes; the long name is prefix and name */
  const char *prefix, *unit, *long_name, *formula;
} GhdField;

typedef struct {
  PetscInt   n, capacity;
  GhdField  *field;
  PetscReal *weight; /* of the trapezoidal rule on the given rays */
  char       host[64], libraries[512];
} GhdSchema;

/* What is written of a state at every rapidity, with output.state. */
#define GHD_N_DISTRIBUTIONS 4
extern const GhdQuantity ghd_distribution[GHD_N_DISTRIBUTIONS];

/* Scales come before the datasets that use them. The schema borrows from the layout, and its fields from the schema: it must not be copied. */
PetscErrorCode GhdSchemaCreate(const GhdFileLayout *layout, GhdSchema *schema);
PetscErrorCode GhdSchemaDestroy(GhdSchema *schema);
/* Bytes of its data. */
PetscReal ghd_field_size(const GhdField *field);

#endif
