/* From YAML text to a tree of nodes that know where they were written. libyaml parses; nothing here knows a key. */

#include "reader.h"
#include <string.h>
#include <yaml.h>

PetscErrorCode GhdReaderDestroy(GhdReader *reader)
{
  PetscFunctionBegin;
  if (!*reader) PetscFunctionReturn(PETSC_SUCCESS);
  for (GhdNode node = (*reader)->nodes, next; node; node = next) {
    next = node->next;
    PetscCall(PetscFree(node->text));
    PetscCall(PetscFree(node->key));
    PetscCall(PetscFree(node->item));
    PetscCall(PetscFree(node));
  }
  PetscCall(GhdParametersDestroy(&(*reader)->parameters));
  PetscCall(PetscFree(*reader));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdNodeCreate(GhdReader reader, GhdNodeSource source, GhdNode *node)
{
  PetscFunctionBegin;
  PetscCall(PetscNew(node));
  (*node)->source = source;
  (*node)->next   = reader->nodes;
  reader->nodes   = *node;
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddAtNode(GhdReader reader, GhdNode node, PetscBool notice, const char *format, va_list arguments)
{
  GhdText place = {0};

  PetscFunctionBegin;
  if (node->source == GHD_FROM_INPUT) {
    PetscCall(GhdTextAdd(&place, "%s:%" PetscInt_FMT ":%" PetscInt_FMT, reader->file, node->line, node->column));
    PetscCall(GhdComplaintsAdd(reader->complaints, notice, place.bytes, node->line, node->column, format, arguments));
  } else {
    PetscCall(GhdComplaintsAdd(reader->complaints, notice, "--set", 0, 0, format, arguments));
  }
  PetscCall(GhdTextFree(&place));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdNodeComplain(GhdReader reader, GhdNode node, const char *format, ...)
{
  va_list arguments;

  PetscFunctionBegin;
  va_start(arguments, format);
  PetscCall(AddAtNode(reader, node, PETSC_FALSE, format, arguments));
  va_end(arguments);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdNodeNotice(GhdReader reader, GhdNode node, const char *format, ...)
{
  va_list arguments;

  PetscFunctionBegin;
  va_start(arguments, format);
  PetscCall(AddAtNode(reader, node, PETSC_TRUE, format, arguments));
  va_end(arguments);
  PetscFunctionReturn(PETSC_SUCCESS);
}

GhdNode ghd_map_value(GhdNode map, const char *key)
{
  for (PetscInt i = 0; i < map->n; ++i)
    if (map->key[i]->kind == GHD_NODE_SCALAR && !strcmp(map->key[i]->text, key)) return map->item[i];
  return NULL;
}

PetscBool ghd_node_is_empty(GhdNode node)
{
  if (node->kind != GHD_NODE_SCALAR || node->quoted) return PETSC_FALSE;
  return !node->text[0] || !strcmp(node->text, "~") || !strcasecmp(node->text, "null") ? PETSC_TRUE : PETSC_FALSE;
}

/* libyaml gives no line for bytes that are no text, only how many came before. */
static void LocateByte(const char *text, size_t offset, PetscInt *line, PetscInt *column)
{
  *line = *column = 1;
  for (size_t i = 0; i < offset && text[i]; ++i) {
    if (text[i] == '\n') {
      ++*line;
      *column = 1;
    } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
      ++*column;
    }
  }
}

static const char *ghd_line_start(const char *text, PetscInt line)
{
  for (PetscInt l = 1; l < line && text; ++l) {
    text = strchr(text, '\n');
    if (text) ++text;
  }
  return text;
}

/* libyaml's message for a tab where spaces must be does not name the tab. */
static PetscBool ghd_indented_by_tab(const char *text, PetscInt line)
{
  const char *start = ghd_line_start(text, line);

  return start && start[strspn(start, " ")] == '\t' ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode ComplainOfSyntax(GhdReader reader, const yaml_parser_t *parser, const char *text, GhdNodeSource source)
{
  struct GhdNode_ here    = {.source = source};
  GhdText         message = {0};

  PetscFunctionBegin;
  if (parser->error == YAML_READER_ERROR) {
    LocateByte(text, parser->problem_offset, &here.line, &here.column);
  } else {
    here.line   = (PetscInt)parser->problem_mark.line + 1;
    here.column = (PetscInt)parser->problem_mark.column + 1;
  }
  if (source == GHD_FROM_SET) PetscCall(GhdTextAdd(&message, GHD_SHOWN_WIDTH ": ", reader->setting));
  PetscCall(GhdTextAdd(&message, "no YAML: %s", parser->problem ? parser->problem : "out of memory"));
  if (parser->context) {
    PetscCall(GhdTextAdd(&message, " (%s", parser->context));
    if (source == GHD_FROM_INPUT) PetscCall(GhdTextAdd(&message, " that starts in line %d", (int)parser->context_mark.line + 1));
    PetscCall(GhdTextAdd(&message, ")"));
  }
  if (ghd_indented_by_tab(text, here.line)) PetscCall(GhdTextAdd(&message, "; the line starts with a tab: YAML wants spaces"));
  PetscCall(GhdNodeComplain(reader, &here, "%s", message.bytes));
  PetscCall(GhdTextFree(&message));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode FillScalar(GhdNode node, const yaml_node_t *from)
{
  PetscFunctionBegin;
  node->kind   = GHD_NODE_SCALAR;
  node->quoted = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? PETSC_FALSE : PETSC_TRUE;
  PetscCall(PetscStrallocpy((const char *)from->data.scalar.value, &node->text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* libyaml numbers its nodes from 1 and refers to them by number, so links (aliases, even circular ones) cost nothing and are never followed here. */
static PetscErrorCode LinkItems(GhdNode node, const yaml_node_t *from, GhdNode nodes[])
{
  PetscFunctionBegin;
  if (from->type == YAML_SEQUENCE_NODE) {
    const yaml_node_item_t *item = from->data.sequence.items.start;

    node->kind = GHD_NODE_LIST;
    node->n    = (PetscInt)(from->data.sequence.items.top - item);
    PetscCall(PetscMalloc1(node->n, &node->item));
    for (PetscInt i = 0; i < node->n; ++i) node->item[i] = nodes[item[i] - 1];
  } else {
    const yaml_node_pair_t *pair = from->data.mapping.pairs.start;

    node->kind = GHD_NODE_MAP;
    node->n    = (PetscInt)(from->data.mapping.pairs.top - pair);
    PetscCall(PetscMalloc1(node->n, &node->key));
    PetscCall(PetscMalloc1(node->n, &node->item));
    for (PetscInt i = 0; i < node->n; ++i) {
      node->key[i]  = nodes[pair[i].key - 1];
      node->item[i] = nodes[pair[i].value - 1];
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool ghd_has_own_tag(const yaml_node_t *node)
{
  const char *tag = (const char *)node->tag;

  return tag && strcmp(tag, YAML_STR_TAG) && strcmp(tag, YAML_SEQ_TAG) && strcmp(tag, YAML_MAP_TAG) ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode TakeDocument(GhdReader reader, yaml_document_t *document, GhdNodeSource source, GhdNode *root)
{
  const yaml_node_t *from = document->nodes.start;
  const PetscInt     n    = (PetscInt)(document->nodes.top - from);
  GhdNode           *nodes;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(n, &nodes));
  for (PetscInt i = 0; i < n; ++i) {
    PetscCall(GhdNodeCreate(reader, source, &nodes[i]));
    nodes[i]->line   = (PetscInt)from[i].start_mark.line + 1;
    nodes[i]->column = (PetscInt)from[i].start_mark.column + 1;
    if (ghd_has_own_tag(&from[i]))
      PetscCall(GhdNodeComplain(reader, nodes[i], "YAML tags (" GHD_SHOWN_WIDTH ") are not understood: leave it out", (const char *)from[i].tag));
  }
  for (PetscInt i = 0; i < n; ++i) {
    if (from[i].type == YAML_SCALAR_NODE)
      PetscCall(FillScalar(nodes[i], &from[i]));
    else
      PetscCall(LinkItems(nodes[i], &from[i], nodes));
  }
  *root = nodes[0];
  PetscCall(PetscFree(nodes));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Of a second document only the first line is of interest, for the complaint. */
static PetscErrorCode RefuseMoreDocuments(GhdReader reader, yaml_parser_t *parser, const char *text, GhdNodeSource source)
{
  yaml_document_t document;
  struct GhdNode_ here = {.source = source};

  PetscFunctionBegin;
  if (!yaml_parser_load(parser, &document)) {
    PetscCall(ComplainOfSyntax(reader, parser, text, source));
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  here.line   = (PetscInt)document.start_mark.line + 1;
  here.column = (PetscInt)document.start_mark.column + 1;
  if (yaml_document_get_root_node(&document)) PetscCall(GhdNodeComplain(reader, &here, "a second YAML document starts here: one input holds one"));
  yaml_document_delete(&document);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReaderParse(GhdReader reader, const char *text, GhdNodeSource source, GhdNode *root)
{
  yaml_parser_t   parser;
  yaml_document_t document;
  PetscBool       good;

  PetscFunctionBegin;
  *root = NULL;
  PetscCall(GhdCheckNesting(reader, text, source, &good));
  if (!good) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCheck(yaml_parser_initialize(&parser), PETSC_COMM_SELF, PETSC_ERR_MEM, "libyaml: out of memory");
  yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
  if (!yaml_parser_load(&parser, &document)) {
    PetscCall(ComplainOfSyntax(reader, &parser, text, source));
  } else {
    if (yaml_document_get_root_node(&document)) {
      PetscCall(TakeDocument(reader, &document, source, root));
      PetscCall(RefuseMoreDocuments(reader, &parser, text, source));
    }
    yaml_document_delete(&document);
  }
  yaml_parser_delete(&parser);
  PetscFunctionReturn(PETSC_SUCCESS);
}
