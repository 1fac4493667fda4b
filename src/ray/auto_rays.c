/* Rays at the nodes of a quadrature over zeta. A profile is analytic in zeta between the velocities at which the jumps of a species merge or run to infinity: these edges, and zeta = 0,
   where users subtract a step, cut the light cone into intervals with Gauss nodes in each. */
#include <gsl/gsl_integration.h>
#include "velocity.h"

#define MAX_EDGES 128
#define MAX_STEPS 12
#define LEAST_NODES 4

typedef struct {
  PetscReal zeta;
  PetscBool graded; /* two jumps merge here: the profile has a square root, nodes are graded towards it */
} Edge;

typedef struct {
  PetscInt n;
  Edge     edge[MAX_EDGES];
} Edges;

static void insert_edge(Edges *edges, Edge new)
{
  PetscInt i = edges->n;

  for (PetscInt e = 0; e < edges->n; ++e) {
    if (PetscAbsReal(edges->edge[e].zeta - new.zeta) > 1e-6) continue;
    edges->edge[e].graded = (PetscBool)(edges->edge[e].graded || new.graded);
    return;
  }
  if (edges->n == MAX_EDGES) return;
  for (; i > 0 && edges->edge[i - 1].zeta > new.zeta; --i) edges->edge[i] = edges->edge[i - 1];
  edges->edge[i] = new;
  ++edges->n;
}

/* The extreme velocity of species k nearest to zeta in the state on the ray zeta itself; a limit (graded false) or a local extremum. */
static PetscErrorCode nearest_extreme(GhdJunction j, PetscInt k, PetscBool graded, PetscReal *zeta, PetscReal *moved)
{
  GhdRay           ray;
  GhdRayField      field;
  GhdExtremes      extremes;
  const PetscReal *value;
  PetscInt         n;

  PetscFunctionBegin;
  *moved = 0.0;
  PetscCall(GhdRaySolve(j, *zeta, &ray));
  if (ghd_ray_reason(ray) < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdRayGetField(ray, 0, &field));
  PetscCall(GhdVelocityExtremes(field.grid, k, field.p_dr, field.e_dr, &extremes));
  value = graded ? extremes.value : extremes.limit;
  n     = graded ? extremes.n : 2;
  *moved = PETSC_INFINITY;
  for (PetscInt i = 0; i < n; ++i)
    if (PetscAbsReal(value[i] - *zeta) < PetscAbsReal(*moved)) *moved = value[i] - *zeta;
  if (PetscIsInfReal(*moved)) *moved = 0.0;
  *zeta += *moved;
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* An edge is a fixed point: a velocity that is extreme on its own ray. */
static PetscErrorCode follow_edge(GhdJunction j, PetscInt k, PetscBool graded, PetscReal zeta, Edges *edges)
{
  PetscReal moved = 1.0;

  PetscFunctionBegin;
  for (PetscInt step = 0; step < MAX_STEPS && PetscAbsReal(moved) > 1e-8; ++step) PetscCall(nearest_extreme(j, k, graded, &zeta, &moved));
  insert_edge(edges, (Edge){zeta, graded});
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What a jump of species k at lambda costs: edges of no weight need no nodes. */
static PetscReal weight_at(GhdJunction j, PetscInt k, PetscReal lambda)
{
  const GhdGrid  grid = j->level[0]->grid;
  const PetscInt i    = PetscClipInterval((PetscInt)((lambda + grid->range) / grid->step + 0.5), 0, grid->n - 1);

  return j->weight[k * grid->n + i];
}

static PetscErrorCode find_edges(GhdJunction j, Edges *edges)
{
  const GhdLevel level = j->level[0];
  GhdExtremes    extremes;

  PetscFunctionBegin;
  edges->n = 0;
  insert_edge(edges, (Edge){0.0, PETSC_FALSE});
  for (PetscInt side = 0; side < 2; ++side) {
    for (PetscInt k = 0; k < j->model->n_str; ++k) {
      PetscCall(GhdVelocityExtremes(level->grid, k, level->bulk[side].p_dr, level->bulk[side].e_dr, &extremes));
      /* at infinite rapidity all species move alike */
      for (PetscInt i = 0; i < 2 && k == 0; ++i)
        if ((side == 0) == (extremes.limit[i] < 0.0)) PetscCall(follow_edge(j, k, PETSC_FALSE, extremes.limit[i], edges));
      for (PetscInt i = 0; i < extremes.n; ++i)
        if ((side == 0) == (extremes.value[i] < 0.0) && weight_at(j, k, extremes.lambda[i]) > j->options.accuracy) PetscCall(follow_edge(j, k, PETSC_TRUE, extremes.value[i], edges));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Map of [0, 1] to itself whose slope vanishes at the graded ends: the square root there becomes analytic. */
static PetscReal map(PetscReal t, PetscBool at_0, PetscBool at_1, PetscReal *slope)
{
  if (at_0 && at_1) {
    *slope = 6.0 * t * (1.0 - t);
    return t * t * (3.0 - 2.0 * t);
  }
  *slope = at_0 ? 2.0 * t : at_1 ? 2.0 * (1.0 - t) : 1.0;
  return at_0 ? t * t : at_1 ? t * (2.0 - t) : t;
}

static PetscErrorCode place_nodes(Edge from, Edge to, PetscInt n, PetscReal zeta[], PetscReal weight[])
{
  const PetscReal                length = to.zeta - from.zeta;
  gsl_integration_glfixed_table *table  = gsl_integration_glfixed_table_alloc((size_t)n);

  PetscFunctionBegin;
  PetscCheck(table, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for %" PetscInt_FMT " Gauss nodes", n);
  for (PetscInt i = 0; i < n; ++i) {
    double t, w, slope;

    gsl_integration_glfixed_point(0.0, 1.0, (size_t)i, &t, &w, table);
    /* from the nearer end, so that the distance to it keeps its digits */
    zeta[i]   = t < 0.5 ? from.zeta + length * map(t, from.graded, to.graded, &slope) : to.zeta - length * map(1.0 - t, to.graded, from.graded, &slope);
    weight[i] = w * slope * length;
  }
  gsl_integration_glfixed_table_free(table);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Removes the edge next to the narrowest interval until every interval gets its nodes. */
static void thin_out(Edges *edges, PetscInt n)
{
  while (edges->n > 3 && (edges->n - 1) * LEAST_NODES > n) {
    PetscInt narrow = 0, out;

    for (PetscInt i = 1; i + 1 < edges->n; ++i)
      if (edges->edge[i + 1].zeta - edges->edge[i].zeta < edges->edge[narrow + 1].zeta - edges->edge[narrow].zeta) narrow = i;
    out = narrow == 0 || (edges->edge[narrow].zeta == 0.0 && narrow + 2 < edges->n) ? narrow + 1 : narrow;
    for (PetscInt i = out; i + 1 < edges->n; ++i) edges->edge[i] = edges->edge[i + 1];
    --edges->n;
  }
}

PetscErrorCode GhdJunctionAutoRays(GhdJunction j, PetscInt n, PetscReal zeta[], PetscReal weight[])
{
  Edges     edges;
  PetscInt  done = 0;
  PetscReal length;

  PetscFunctionBegin;
  PetscCheck(n >= 20, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "rays: auto needs at least 20 rays");
  for (PetscInt i = 0; i < n; ++i) zeta[i] = weight[i] = NAN;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdJunctionForget(j));
  PetscCall(find_edges(j, &edges));
  PetscCall(GhdJunctionForget(j));
  thin_out(&edges, n);
  length = edges.edge[edges.n - 1].zeta - edges.edge[0].zeta;
  for (PetscInt i = 0; i + 1 < edges.n; ++i) {
    /* one half of the nodes alike to all intervals, one half by their length */
    const PetscReal share = 0.5 * (PetscReal)(i + 1) / (PetscReal)(edges.n - 1) + 0.5 * (edges.edge[i + 1].zeta - edges.edge[0].zeta) / length;
    const PetscInt  upto  = i + 2 == edges.n ? n : PetscMax(done + 1, (PetscInt)(share * (PetscReal)n + 0.5));

    PetscCall(place_nodes(edges.edge[i], edges.edge[i + 1], upto - done, &zeta[done], &weight[done]));
    done = upto;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
