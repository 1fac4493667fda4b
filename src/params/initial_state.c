/* Amplitudes and files of initial states. */

#include "initial_state.h"
#include "input_file.h"
#include "sha256.h"
#include <string.h>

static const GhdRange amplitudes = {-1e100, 1e100, NULL, NULL};

static PetscErrorCode ReadAmplitude(GhdReader reader, const char *key, GhdNode node, PetscReal *re, PetscReal *im, PetscBool *good)
{
  PetscBool im_good = PETSC_TRUE;

  PetscFunctionBegin;
  *im = 0.0;
  if (node->kind == GHD_NODE_LIST && node->n == 2) {
    PetscCall(GhdReadReal(reader, key, node->item[0], &amplitudes, re, good));
    PetscCall(GhdReadReal(reader, key, node->item[1], &amplitudes, im, &im_good));
    if (!im_good) *good = PETSC_FALSE;
  } else if (node->kind == GHD_NODE_LIST) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, node, "%s: a list of %" PetscInt_FMT " numbers is no amplitude; allowed: a number or [re, im]", key, node->n));
  } else
    PetscCall(GhdReadReal(reader, key, node, &amplitudes, re, good));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode AddAmplitudes(GhdText *text, const GhdSideInput *input)
{
  PetscFunctionBegin;
  PetscCall(GhdTextAdd(text, "["));
  for (PetscInt i = 0; i < input->n_amplitudes; ++i) {
    const PetscReal pair[2] = {input->re[i], input->im[i]};

    if (i > 0) PetscCall(GhdTextAdd(text, ", "));
    if (pair[1] == 0.0)
      PetscCall(GhdTextAddReal(text, pair[0]));
    else
      PetscCall(GhdTextAddReals(text, 2, pair));
  }
  PetscCall(GhdTextAdd(text, "]"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdReadAmplitudes(GhdReader reader, const char *key, GhdNode node, GhdSideInput *input, GhdText *text, PetscBool *good)
{
  PetscInt n_bad = 0;

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_LIST, GHD_ALLOWED_VECTOR, good));
  if (*good) PetscCall(GhdExpectList(reader, key, node, good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  input->n_amplitudes = node->n;
  PetscCall(PetscMalloc2(node->n, &input->re, node->n, &input->im));
  for (PetscInt i = 0; i < node->n && n_bad < GHD_MOST_COMPLAINTS; ++i) {
    PetscCall(ReadAmplitude(reader, key, node->item[i], &input->re[i], &input->im[i], good));
    if (!*good) ++n_bad;
  }
  *good = n_bad == 0 ? PETSC_TRUE : PETSC_FALSE;
  if (*good) PetscCall(AddAmplitudes(text, input));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What the path means to the system: from the folder of the input file if it stands there. */
static void ResolvePath(GhdReader reader, GhdNode node, char path[PETSC_MAX_PATH_LEN])
{
  const char *slash  = strrchr(reader->file, '/');
  const int   folder = node->text[0] == '/' || node->source != GHD_FROM_INPUT || !slash ? 0 : (int)(slash + 1 - reader->file);

  (void)snprintf(path, PETSC_MAX_PATH_LEN, "%.*s%s", folder, reader->file, node->text);
}

PetscErrorCode GhdReadStateFile(GhdReader reader, const char *key, GhdNode node, GhdSideInput *input, GhdText *text, PetscBool *good)
{
  char path[PETSC_MAX_PATH_LEN], problem[GHD_FILE_PROBLEM];

  PetscFunctionBegin;
  PetscCall(GhdExpectKind(reader, key, node, GHD_NODE_SCALAR, GHD_ALLOWED_FILE, good));
  if (!*good) PetscFunctionReturn(PETSC_SUCCESS);
  ResolvePath(reader, node, path);
  PetscCall(GhdFileBytesRead(reader->comm, path, &input->n_bytes, &input->bytes, problem));
  if (problem[0]) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, node, "%s: %s: %s", key, path, problem));
  } else
    PetscCall(GhdTextAddWord(text, node->text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCheckState(GhdReader reader, const char *key, GhdNode node, const GhdSideInput *input, PetscBool *good)
{
  const GhdStateSpec spec = {
      .kind = input->kind, .n_amplitudes = input->n_amplitudes, .re = input->re, .im = input->im, .n_bytes = input->n_bytes, .bytes = input->bytes};
  char problem[GHD_STATE_MESSAGE], notice[GHD_STATE_MESSAGE];

  PetscFunctionBegin;
  PetscCall(GhdStateCheck(&spec, problem, notice));
  if (problem[0]) PetscCall(GhdNodeComplain(reader, node, "%s: %s", key, problem));
  if (notice[0]) PetscCall(GhdNodeNotice(reader, node, "%s: %s", key, notice));
  *good = problem[0] ? PETSC_FALSE : PETSC_TRUE;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCheckDigest(GhdReader reader, const char *key, GhdNode expected, const GhdSideInput *input, GhdText *text, PetscBool *good)
{
  char digest[65];

  PetscFunctionBegin;
  ghd_sha256(input->bytes, input->n_bytes, digest);
  *good = PETSC_TRUE;
  if (expected) PetscCall(GhdExpectKind(reader, key, expected, GHD_NODE_SCALAR, GHD_ALLOWED_DIGEST, good));
  if (expected && *good && strcmp(expected->text, digest)) {
    *good = PETSC_FALSE;
    PetscCall(GhdNodeComplain(reader, expected, "%s: the file is another one: it has %s", key, digest));
  }
  if (*good) PetscCall(GhdTextAddWord(text, digest));
  PetscFunctionReturn(PETSC_SUCCESS);
}
