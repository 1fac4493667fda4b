#ifndef GHD_CLI_FLAGS_H
#define GHD_CLI_FLAGS_H
/* flags: the tables of commands and of their flags. */

#include "arguments.h"

/* By GhdCommand. */
typedef struct {
  const char *name;
  const char *operand; /* what must follow the command, or NULL       */
  const char *usage;   /* what may follow it, for people              */
  const char *doc;     /* a line                                      */
} GhdCommandInfo;
extern const GhdCommandInfo ghd_command[GHD_N_COMMANDS];

typedef enum {
  GHD_FLAG_OUTPUT,
  GHD_FLAG_RESUME,
  GHD_FLAG_EXTEND,
  GHD_FLAG_RETRY,
  GHD_FLAG_TIME_LIMIT,
  GHD_FLAG_PART,
  GHD_FLAG_SET,
  GHD_FLAG_QUIET,
  GHD_FLAG_VERBOSE,
  GHD_N_FLAGS
} GhdFlag;

typedef struct {
  const char *name, *value; /* "--output", what its value is called or NULL */
  PetscBool   check;        /* also for `check`; all are for `run`          */
  const char *doc;
} GhdFlagInfo;
extern const GhdFlagInfo ghd_flag[GHD_N_FLAGS];

PetscBool ghd_has_flag(GhdCommand command, GhdFlag flag);
/* The flag that a word is, alone or with "=value"; GHD_N_FLAGS if it is none. */
PetscInt ghd_find_flag(const char *word);

#endif
