/* How deep lists and maps stand in each other, before a tree is made of them: libyaml's time grows as the square of the depth of brackets. */

#include "reader.h"
#include <string.h>
#include <yaml.h>

/* 1 at a start, -1 at an end, 0 else. */
static PetscInt ghd_step(yaml_event_type_t type)
{
  switch (type) {
  case YAML_SEQUENCE_START_EVENT:
  case YAML_MAPPING_START_EVENT: return 1;
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT: return -1;
  default: return 0;
  }
}

PetscErrorCode GhdCheckNesting(GhdReader reader, const char *text, GhdNodeSource source, PetscBool *good)
{
  struct GhdNode_ here  = {.source = source};
  PetscInt        depth = 0;
  PetscBool       more  = PETSC_TRUE;
  yaml_parser_t   parser;
  yaml_event_t    event;

  PetscFunctionBegin;
  PetscCheck(yaml_parser_initialize(&parser), PETSC_COMM_SELF, PETSC_ERR_MEM, "libyaml: out of memory");
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
  while (more && depth <= GHD_MAX_NESTING && yaml_parser_parse(&parser, &event)) { /* broken text is for the true reading to report */
    depth += ghd_step(event.type);
    more        = event.type == YAML_STREAM_END_EVENT ? PETSC_FALSE : PETSC_TRUE;
    here.line   = (PetscInt)event.start_mark.line + 1;
    here.column = (PetscInt)event.start_mark.column + 1;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  *good = depth <= GHD_MAX_NESTING ? PETSC_TRUE : PETSC_FALSE;
  if (*good) PetscFunctionReturn(PETSC_SUCCESS);
  if (source == GHD_FROM_SET)
    PetscCall(GhdNodeComplain(reader, &here, GHD_SHOWN_WIDTH ": lists and maps stand in each other more than %d deep", reader->setting, GHD_MAX_NESTING));
  else
    PetscCall(GhdNodeComplain(reader, &here, "lists and maps stand in each other more than %d deep", GHD_MAX_NESTING));
  PetscFunctionReturn(PETSC_SUCCESS);
}
