/* What only several parameters together can get wrong. */

#include "table.h"
#include <string.h>

#define MOST_POINTS 1e7 /* the plan holds every point in memory, on every rank */
#define MOST_RAYS   1e9 /* of all points together */

typedef struct {
  char     key[GHD_MAX_KEY];
  PetscInt n;
} GhdSweptAxis;

/* Where to point at for a key that is not there: the map that should hold it. */
static GhdNode ghd_parent_of(GhdReader reader, const char *section)
{
  const GhdNode node = section ? ghd_map_value(reader->root, section) : NULL;

  return node ? node : reader->root;
}

static PetscErrorCode CheckAnisotropy(GhdReader reader)
{
  const GhdNode chain = ghd_map_value(reader->root, "chain");

  PetscFunctionBegin;
  if (chain && (chain->kind != GHD_NODE_MAP || ghd_map_value(chain, "gamma_over_pi") || ghd_map_value(chain, "delta"))) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdNodeComplain(reader, ghd_parent_of(reader, "chain"), "chain.gamma_over_pi: missing; allowed: P/Q with 0 < P/Q < 1 (or chain.delta)"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscBool ghd_has_no_rays(GhdReader reader)
{
  const GhdNode rays = ghd_map_value(reader->root, "rays");

  return rays && rays->kind == GHD_NODE_SCALAR && !strcmp(rays->text, "none") ? PETSC_TRUE : PETSC_FALSE;
}

static PetscErrorCode CheckRight(GhdReader reader)
{
  PetscFunctionBegin;
  if (ghd_map_value(reader->root, "right") || ghd_has_no_rays(reader)) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdNodeComplain(reader, reader->root, "right: missing; only with rays: none can it be left out"));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Axes in the order of the file's points, slowest first. */
static PetscInt ghd_swept_axes(GhdParameters p, GhdSweptAxis axis[1 + 2 * GHD_STATE_MAX_PARAMETERS])
{
  static const char *const sides[] = {"left", "right"};
  PetscInt                 n       = 0;

  if (p->gamma_swept && p->gamma_over_pi) axis[n++] = (GhdSweptAxis){"chain.gamma_over_pi", p->n_gamma};
  for (int s = 0; s < 2; ++s) {
    const GhdStateKindInfo *kind = ghd_state_kind(p->side[s].kind);

    for (PetscInt i = 0; i < kind->n_parameters; ++i) {
      const GhdAxis *values = &p->side[s].parameter[i];

      if (!values->swept || !values->value) continue;
      (void)snprintf(axis[n].key, GHD_MAX_KEY, "%s.%s", sides[s], kind->parameter[i].key);
      axis[n++].n = values->n;
    }
  }
  return n;
}

static PetscErrorCode ComplainOfZip(GhdReader reader, PetscInt n, const GhdSweptAxis axis[])
{
  const GhdNode sweep = ghd_map_value(reader->root, "sweep");
  GhdText       text  = {0};

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) PetscCall(GhdTextAdd(&text, "%s%s has %" PetscInt_FMT, i > 0 ? ", " : "", axis[i].key, axis[i].n));
  PetscCall(GhdNodeComplain(reader, sweep ? sweep : reader->root, "sweep: zip needs axes of one length, but %s", text.bytes));
  PetscCall(GhdTextFree(&text));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckSize(GhdReader reader, PetscReal n_points)
{
  const PetscReal n_rays = n_points * (PetscReal)PetscMax(1, reader->parameters->n_rays);

  PetscFunctionBegin;
  if (n_points > MOST_POINTS)
    PetscCall(GhdNodeComplain(reader, reader->root, "sweep: the axes make %.3g points; allowed: at most %.0e", n_points, MOST_POINTS));
  else if (n_rays > MOST_RAYS)
    PetscCall(GhdNodeComplain(reader, reader->root, "rays: all points together have %.3g; allowed: at most %.0e", n_rays, MOST_RAYS));
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode CheckSweep(GhdReader reader)
{
  GhdSweptAxis   axis[1 + 2 * GHD_STATE_MAX_PARAMETERS];
  const PetscInt n        = ghd_swept_axes(reader->parameters, axis);
  PetscReal      n_points = 1.0;
  PetscBool      equal    = PETSC_TRUE;

  PetscFunctionBegin;
  for (PetscInt i = 0; i < n; ++i) {
    if (axis[i].n != axis[0].n) equal = PETSC_FALSE;
    n_points *= (PetscReal)axis[i].n;
  }
  if (reader->parameters->sweep == GHD_SWEEP_PRODUCT)
    PetscCall(CheckSize(reader, n_points));
  else if (!equal)
    PetscCall(ComplainOfZip(reader, n, axis));
  else
    PetscCall(CheckSize(reader, n > 0 ? (PetscReal)axis[0].n : 1.0));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdCheckTogether(GhdReader reader)
{
  PetscFunctionBegin;
  PetscCall(CheckAnisotropy(reader));
  PetscCall(CheckRight(reader));
  PetscCall(CheckSweep(reader));
  PetscFunctionReturn(PETSC_SUCCESS);
}
