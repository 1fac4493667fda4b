#include "work.h"

/* Grids grow as Q, and a ray is as many passes over all species: 32 to 42 microseconds of Q n_str at 1/3, 2/5, 3/8 and 1/12 (tests/bench/point_time.c). */
PetscReal ghd_point_cost(const GhdPoint *point)
{
  return (PetscReal)point->Q * (PetscReal)point->n_str;
}

/* Whether finding the state takes much longer than a ray: after quenches from cells of more than two sites, whose charges are linear systems: 0.4 s at 1/7 and 4 s at 1/16 where all other
   states take less than 0.3 s. */
static PetscBool IsCostly(const GhdStateSpec *spec)
{
  return (PetscBool)(spec->kind == GHD_STATE_MPS || (spec->kind == GHD_STATE_PRODUCT && spec->n_amplitudes > 4));
}

static const PetscReal cheap_state = 10.0, costly_state = 200.0; /* in rays */

/* What the points of a family have in common, as a number: a coincidence of two of them costs time, nothing else. */
typedef struct {
  uint64_t hash;
  PetscInt point;
} Key;

static uint64_t Mix(uint64_t hash, const void *data, size_t size)
{
  const unsigned char *byte = (const unsigned char *)data;

  for (size_t i = 0; i < size; ++i) hash = (hash ^ byte[i]) * 0x100000001b3u; /* FNV-1a */
  return hash;
}

static uint64_t FamilyHash(const GhdPoint *point)
{
  uint64_t hash = Mix(0xcbf29ce484222325u, &point->P, sizeof(point->P));

  hash = Mix(hash, &point->Q, sizeof(point->Q));
  for (PetscInt side = 0; side < 2; ++side) {
    if (!IsCostly(&point->side[side])) continue;
    return Mix(hash, point->side[side].parameter, sizeof(point->side[side].parameter)); /* all else of a side is the same all over a sweep */
  }
  return hash;
}

static int ByHash(const void *a, const void *b)
{
  const Key *x = (const Key *)a, *y = (const Key *)b;

  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  return (x->point > y->point) - (x->point < y->point);
}

PetscErrorCode GhdPlanWork(GhdPlan plan, GhdPointWork **work)
{
  const PetscReal n_rays = (PetscReal)PetscMax(1, PetscMin(plan->n_rays, plan->parameters->chunk));
  Key            *key;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(plan->n_points, work));
  PetscCall(PetscMalloc1(plan->n_points, &key));
  for (PetscInt p = 0; p < plan->n_points; ++p) {
    const GhdPoint  point  = ghd_plan_point(plan, p);
    const PetscBool costly = (PetscBool)(IsCostly(&point.side[0]) || IsCostly(&point.side[1]));

    (*work)[p]        = (GhdPointWork){.chunk = n_rays * ghd_point_cost(&point), .state = cheap_state * ghd_point_cost(&point)};
    (*work)[p].shared = (costly ? costly_state : 0.0) * ghd_point_cost(&point);
    (*work)[p].state += (*work)[p].shared;
    key[p] = (Key){.hash = FamilyHash(&point), .point = p};
  }
  qsort(key, (size_t)plan->n_points, sizeof(*key), ByHash);
  for (PetscInt i = 0; i < plan->n_points; ++i)
    (*work)[key[i].point].family = i > 0 && key[i].hash == key[i - 1].hash ? (*work)[key[i - 1].point].family : key[i].point; /* its first point */
  PetscCall(PetscFree(key));
  PetscFunctionReturn(PETSC_SUCCESS);
}
