#ifndef GHD_PARAMS_READER_H
#define GHD_PARAMS_READER_H
/* The typed layer on libyaml: a tree of nodes that know where they were written, and functions that turn a node into a checked value.

   Every reading function makes the complaints itself and answers in *good whether the value can be used. */

#include "complaints.h"
#include "text.h"

#define GHD_MAX_COUNT       1000000 /* values on one axis, rays */
#define GHD_MAX_KEYS        32      /* keys that one map knows  */
#define GHD_MAX_KEY         64      /* length of "left.beta"    */
#define GHD_MAX_NESTING     16      /* lists and maps in each other: five do for any input */
#define GHD_MOST_COMPLAINTS 10      /* about the items of one list */
#define GHD_SHOWN_WIDTH     "%.60s" /* of what a user wrote, in a message */

typedef enum { GHD_NODE_SCALAR, GHD_NODE_LIST, GHD_NODE_MAP } GhdNodeKind;
typedef enum { GHD_FROM_DEFAULT, GHD_FROM_INPUT, GHD_FROM_SET } GhdNodeSource;

typedef struct GhdNode_ *GhdNode;
struct GhdNode_ {
  GhdNodeKind   kind;
  GhdNodeSource source;
  PetscInt      line, column; /* from 1; of the input file    */
  char         *text;         /* of a scalar                  */
  PetscBool     quoted;       /* so it is text, not a number  */
  PetscInt      n;            /* items of a list or a map     */
  GhdNode      *key, *item;   /* [n]; keys of maps only       */
  GhdNode       next;         /* chain of all nodes, to free  */
};

/* One reading of one input. */
typedef struct GhdReader_ *GhdReader;
struct GhdReader_ {
  MPI_Comm      comm;
  const char   *file;
  GhdComplaints complaints;
  GhdNode       root;    /* a map, or NULL if there is none */
  GhdNode       nodes;   /* chain of all nodes              */
  const char   *setting; /* key of the --set that is being taken */
  GhdParameters parameters;
  PetscInt      record_capacity;
  PetscInt      max_denominator; /* chain.max_denominator, 0 without, -1 if it is bad */
};

/* Allowed numbers. */
typedef struct {
  PetscReal   least, most; /* both included */
  const char *zero_means;  /* 0 is allowed too, and means this; or NULL */
  const char *why;         /* the reason of a limit, or NULL */
} GhdRange;

/* tree.c */
PetscErrorCode GhdReaderDestroy(GhdReader *reader);
PetscErrorCode GhdNodeCreate(GhdReader reader, GhdNodeSource source, GhdNode *node);
/* YAML text to nodes; *root is NULL if the text is empty or broken (then there is a complaint). Aliases share nodes. */
PetscErrorCode GhdReaderParse(GhdReader reader, const char *text, GhdNodeSource source, GhdNode *root);
/* nesting.c: complains of text that is nested deeper than GHD_MAX_NESTING. */
PetscErrorCode GhdCheckNesting(GhdReader reader, const char *text, GhdNodeSource source, PetscBool *good);
/* read.c: what GhdParametersRead() does once it has the text, which it takes over. */
PetscErrorCode GhdParametersReadText(MPI_Comm comm, const char *file, char *text, PetscInt n_set, char *const set[], GhdComplaints complaints,
                                     GhdParameters *parameters);
/* set.c: "key.path=value" into the tree. Maps on the path are copied first: an alias elsewhere must not change with it. */
PetscErrorCode GhdReaderSet(GhdReader reader, const char *word);

/* At the place of the node: "file:line:column" or "--set". */
PetscErrorCode GhdNodeComplain(GhdReader reader, GhdNode node, const char *format, ...) __attribute__((format(printf, 3, 4)));
PetscErrorCode GhdNodeNotice(GhdReader reader, GhdNode node, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Value of a key of a map, or NULL. */
GhdNode   ghd_map_value(GhdNode map, const char *key);
PetscBool ghd_node_is_empty(GhdNode node); /* "key:", ~ or null */

/* maps.c: complains of keys that are not among the known, of those given twice and of those that are no words. section: "chain" or NULL at the top. */
PetscErrorCode GhdCheckKeys(GhdReader reader, const char *section, GhdNode map, PetscInt n, const char *const known[], PetscBool *good);
/* Complains unless the node has the kind; `expected` says what is allowed: "a number". */
PetscErrorCode GhdExpectKind(GhdReader reader, const char *key, GhdNode node, GhdNodeKind kind, const char *expected, PetscBool *good);
/* An unknown word: names the nearest known one and all that are allowed. */
PetscErrorCode GhdComplainUnknown(GhdReader reader, const char *key, GhdNode node, PetscInt n, const char *const known[]);

/* scalars.c */
PetscBool      ghd_is_number(const char *text); /* decimal, in full; says nothing of its size */
void           ghd_range_text(const GhdRange *range, char text[], size_t size);
PetscErrorCode GhdReadReal(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscReal *value, PetscBool *good);
PetscErrorCode GhdReadInteger(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscInt *value, PetscBool *good);
PetscErrorCode GhdReadChoice(GhdReader reader, const char *key, GhdNode node, PetscInt n, const char *const choices[], PetscInt *value, PetscBool *good);

/* axis.c: one number, a list or {from, to, count, spacing}. */
typedef struct {
  PetscInt  count;
  PetscBool logarithmic;
  GhdNode   from, to;
} GhdSpan;
/* The frame of {from, to, count, spacing}; from and to (NULL if missing) are left to the caller. `other`: one more key that the map may have, or NULL. */
PetscErrorCode GhdReadSpan(GhdReader reader, const char *key, GhdNode node, PetscBool logarithmic_allowed, const char *other, GhdSpan *span, PetscBool *good);
/* Complains of a list without items, or with too many. */
PetscErrorCode GhdExpectList(GhdReader reader, const char *key, GhdNode node, PetscBool *good);
/* n values from a span of real numbers; also its text. */
PetscErrorCode GhdReadRealSpan(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscBool logarithmic_allowed, const char *other,
                               PetscInt *n, PetscReal **value, GhdText *text, PetscBool *good);
PetscErrorCode GhdReadRealList(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, PetscInt *n, PetscReal **value, PetscBool *good);
PetscErrorCode GhdReadAxis(GhdReader reader, const char *key, GhdNode node, const GhdRange *range, GhdAxis *axis, GhdText *text, PetscBool *good);

/* record.c: takes over the text. */
PetscErrorCode GhdAddRecord(GhdReader reader, const char *key, const char *unit, GhdNode node, PetscBool affects_numbers, GhdText *text);

#endif
