#ifndef GHD_PARAMS_INITIAL_STATE_H
#define GHD_PARAMS_INITIAL_STATE_H
/* What is neither a number nor a word in the description of an initial state: amplitudes and files. */

#include "reader.h"

#define GHD_ALLOWED_VECTOR "2, 4, 8 or 16 amplitudes, each a number or [re, im]"
#define GHD_ALLOWED_FILE   "a path, relative to the folder of the input file"
#define GHD_ALLOWED_DIGEST "64 hexadecimal digits"

/* A list of numbers and pairs [re, im], into input; its canonical text. */
PetscErrorCode GhdReadAmplitudes(GhdReader reader, const char *key, GhdNode node, GhdSideInput *input, GhdText *text, PetscBool *good);
/* A file, its bytes into input; a relative path counts from the folder of the input file, or on the command line from the working folder. Collective on reader->comm. */
PetscErrorCode GhdReadStateFile(GhdReader reader, const char *key, GhdNode node, GhdSideInput *input, GhdText *text, PetscBool *good);
/* What is wrong with the state that input describes, or worth saying of it, as a complaint or a notice at the place of node. */
PetscErrorCode GhdCheckState(GhdReader reader, const char *key, GhdNode node, const GhdSideInput *input, PetscBool *good);
/* SHA-256 of the bytes. If `expected` (a node, or NULL) gives one, a complaint unless it is this. */
PetscErrorCode GhdCheckDigest(GhdReader reader, const char *key, GhdNode expected, const GhdSideInput *input, GhdText *text, PetscBool *good);

#endif
