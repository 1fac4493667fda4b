#ifndef GHD_PARAMS_TABLE_H
#define GHD_PARAMS_TABLE_H
/* The one table of parameters. What is read, what is printed for people, what is recorded and what enters the hash all follow from its rows.
   A new parameter is a new row, and a reading function if none of those of rows.c fits. The parameters of states are in the table of kinds of state.h instead. */

#include "reader.h"

typedef struct GhdParameterRow_ GhdParameterRow;
struct GhdParameterRow_ {
  const char        *section;  /* "chain", or NULL at the top of the input          */
  const char        *name;     /* "delta"                                           */
  const char        *key;      /* "chain.delta"                                     */
  const char        *type;     /* for people                                        */
  const char        *unit;     /* "" for what is no number                          */
  const char        *fallback; /* the default as YAML, or NULL                      */
  GhdRange           range;    /* of numbers                                        */
  const char *const *choices;  /* of words, NULL at the end; index = value          */
  const char        *allowed;  /* for people, where neither range nor choices say it */
  PetscBool          required; /* in every input                                    */
  PetscBool          axis;     /* may be a sweep axis                               */
  PetscBool          cosmetic; /* changes no number: stays out of the hash */
  const char        *doc;
  size_t             offset; /* of the value in struct GhdParameters_, for the plain types */
  /* Puts the value of node into reader->parameters and its canonical text into text; leaves text empty if there is no record to make of it. */
  PetscErrorCode (*read)(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
};

PetscInt               ghd_n_parameter_rows(void);
const GhdParameterRow *ghd_parameter_row(PetscInt index);

/* rows.c: plain types, stored at row->offset. */
PetscErrorCode GhdReadRealRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadIntegerRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadBoolRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadChoiceRow(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadTitle(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);

/* anisotropy.c */
PetscErrorCode GhdReadGammaOverPi(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadDelta(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadMaxDenominator(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
/* sides.c */
PetscErrorCode GhdReadSide(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
/* rays.c */
PetscErrorCode GhdReadRays(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
PetscErrorCode GhdReadLambda(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
/* observables.c */
PetscErrorCode GhdReadObservables(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);
/* petsc_options.c */
PetscErrorCode GhdReadPetscOptions(GhdReader reader, const GhdParameterRow *row, GhdNode node, GhdText *text);

/* checks.c: what no single row can see. Skips what was not read. */
PetscErrorCode GhdCheckTogether(GhdReader reader);

#endif
