/* What was read, as text: for /parameters of the result file and for the hash. */

#include "reader.h"
#include "sha256.h"
#include <string.h>

PetscErrorCode GhdAddRecord(GhdReader reader, const char *key, const char *unit, GhdNode node, PetscBool affects_numbers, GhdText *text)
{
  GhdParameters       p      = reader->parameters;
  GhdText             source = {0};
  GhdParameterRecord *record;

  PetscFunctionBegin;
  if (p->n_records == reader->record_capacity) {
    reader->record_capacity = 2 * reader->record_capacity + 16;
    PetscCall(PetscRealloc(sizeof(*p->record) * (size_t)reader->record_capacity, &p->record));
  }
  if (node->source == GHD_FROM_INPUT)
    PetscCall(GhdTextAdd(&source, "input:%" PetscInt_FMT ":%" PetscInt_FMT, node->line, node->column));
  else
    PetscCall(GhdTextAdd(&source, "%s", node->source == GHD_FROM_SET ? "--set" : "default"));
  record                  = &p->record[p->n_records++];
  record->unit            = unit;
  record->affects_numbers = affects_numbers;
  record->source          = source.bytes;
  record->value           = text->bytes;
  *text                   = (GhdText){0};
  PetscCall(PetscStrallocpy(key, &record->key));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParameterPlace(GhdParameters parameters, const char *input, const char *key, char place[], size_t size)
{
  const char prefix[] = "input:";

  PetscFunctionBegin;
  PetscCall(PetscStrncpy(place, input, size));
  for (PetscInt i = 0; i < parameters->n_records; ++i) {
    const char *source = parameters->record[i].source;

    if (strcmp(parameters->record[i].key, key) != 0) continue;
    if (strncmp(source, prefix, strlen(prefix)) == 0)
      PetscCall(PetscSNPrintf(place, size, "%s:%s", input, source + strlen(prefix)));
    else
      PetscCall(PetscStrncpy(place, source, size));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdParametersHash(GhdParameters parameters, char hash[65])
{
  GhdText text = {0};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < parameters->n_records; ++i) {
    const GhdParameterRecord *record = &parameters->record[i];

    if (record->affects_numbers) PetscCall(GhdTextAdd(&text, "%s=%s\n", record->key, record->value));
  }
  ghd_sha256(text.bytes, text.length, hash);
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}
