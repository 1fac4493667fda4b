/* Rays at the nodes of a quadrature over zeta. A profile is analytic in zeta between the velocities at which the jumps of a species merge or run to infinity: these edges, and zeta = 0,
   where users subtract a step, cut the light cone into intervals with Gauss nodes in each. */
#include <gsl/gsl_integration.h>
#include "velocity.h"

#define MAX_EDGES   128
#define MAX_STEPS   12
#define LEAST_NODES 4

typedef struct {
  PetscReal zeta;
  PetscBool graded; /* nodes are graded towards it: two jumps merge here and leave a square root, or a filling is steep */
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

static PetscInt nearest_point(GhdGrid grid, PetscReal lambda)
{
  return PetscClipInterval((PetscInt)((lambda + grid->range) / grid->step + 0.5), 0, grid->n - 1);
}

/* What makes a velocity an edge for the jumps of a species. */
typedef enum {
  AT_INFINITY, /* a jump runs to infinite rapidity           */
  AT_EXTREMUM, /* two jumps merge                            */
  AT_STEP,     /* a jump passes a steep step of a filling    */
} EdgeKind;

/* The velocity of the given kind nearest to zeta, in the state on the ray zeta itself; lambda: place of the step. */
static PetscErrorCode nearest_velocity(GhdJunction j, PetscInt k, EdgeKind kind, PetscReal lambda, PetscReal zeta, PetscReal *velocity)
{
  GhdRay           ray;
  GhdRayField      field;
  GhdExtremes      extremes;
  PetscReal        limit[2];
  const PetscReal *value = limit;
  PetscInt         n     = 2;

  PetscFunctionBegin;
  *velocity = zeta;
  PetscCall(GhdRaySolve(j, zeta, &ray));
  if (ghd_ray_reason(ray) < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdRayGetField(ray, 0, &field));
  if (kind == AT_STEP) {
    const PetscInt i = k * field.grid->n + nearest_point(field.grid, lambda);

    *velocity = field.e_dr[i] / field.p_dr[i];
    PetscFunctionReturn(PETSC_SUCCESS);
  }
  if (kind == AT_EXTREMUM) {
    PetscCall(GhdVelocityExtremes(field.grid, k, 1, field.p_dr, field.e_dr, &extremes));
    value = extremes.value;
    n     = extremes.n;
  } else
    PetscCall(GhdVelocityLimits(field.grid, field.p_dr, field.e_dr, limit));
  for (PetscInt i = 0; i < n; ++i)
    if (i == 0 || PetscAbsReal(value[i] - zeta) < PetscAbsReal(*velocity - zeta)) *velocity = value[i];
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* An edge is a fixed point: a velocity of its kind on its own ray. */
static PetscErrorCode follow_edge(GhdJunction j, PetscInt k, EdgeKind kind, PetscReal lambda, PetscReal zeta, Edges *edges)
{
  PetscReal moved = 1.0;

  PetscFunctionBegin;
  for (PetscInt step = 0; step < MAX_STEPS && moved > 1e-8; ++step) {
    PetscReal next;

    PetscCall(nearest_velocity(j, k, kind, lambda, zeta, &next));
    moved = PetscAbsReal(next - zeta);
    zeta  = next;
  }
  insert_edge(edges, (Edge){zeta, (PetscBool)(kind != AT_INFINITY)});
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* What a jump of species k at lambda costs: edges of no weight need no nodes. */
static PetscReal weight_at(GhdJunction j, PetscInt k, PetscReal lambda)
{
  return j->weight[0][k * j->level[0]->grid->n + nearest_point(j->level[0]->grid, lambda)];
}

/* Low temperature in a field: fillings of one side step from 0 to 1 at a Fermi point. Steep is what the dressed functions do not resolve: a Fermi function whose nearest
   pole is half as far as theirs. filling[n_str][n_fine]: the samples of this side. */
static PetscErrorCode find_steps(GhdJunction j, PetscInt side, PetscInt k, const PetscReal filling[], Edges *edges)
{
  const GhdLevel   level = j->level[0];
  const GhdGrid    grid  = level->grid;
  const PetscReal *theta = &filling[k * grid->n_fine], step = grid->step / (PetscReal)grid->refine, steep = PETSC_PI / (2.0 * ghd_strip(j->model));

  PetscFunctionBegin;
  for (PetscInt i = 0; i + 1 < grid->n_fine; ++i) {
    const PetscReal lambda = grid->lambda_fine[i];
    const PetscInt  at     = k * grid->n + nearest_point(grid, lambda);

    if ((theta[i] < 0.5) == (theta[i + 1] < 0.5) || PetscAbsReal(theta[i + 1] - theta[i]) < steep * step || PetscAbsReal(lambda) > j->cut ||
        j->weight[0][at] <= j->options.accuracy)
      continue;
    PetscCall(follow_edge(j, k, AT_STEP, lambda, level->bulk[side].e_dr[at] / level->bulk[side].p_dr[at], edges));
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode find_edges(GhdJunction j, Edges *edges)
{
  const GhdLevel level = j->level[0];
  GhdExtremes    extremes;
  PetscReal      limit[2], *filling;

  PetscFunctionBegin;
  edges->n = 0;
  insert_edge(edges, (Edge){0.0, PETSC_FALSE});
  PetscCall(PetscMalloc1(level->grid->n_rows * level->grid->n_fine, &filling));
  for (PetscInt side = 0; side < 2; ++side) {
    PetscCall(GhdStateFilling(j->state[side], level->grid->n_fine, level->grid->lambda_fine, filling));
    PetscCall(GhdVelocityLimits(level->grid, level->bulk[side].p_dr, level->bulk[side].e_dr, limit)); /* of all species */
    for (PetscInt i = 0; i < 2; ++i)
      if ((side == 0) == (limit[i] < 0.0)) PetscCall(follow_edge(j, 0, AT_INFINITY, 0.0, limit[i], edges));
    for (PetscInt k = 0; k < j->model->n_str; ++k) {
      PetscCall(GhdVelocityExtremes(level->grid, k, 1, level->bulk[side].p_dr, level->bulk[side].e_dr, &extremes));
      for (PetscInt i = 0; i < extremes.n; ++i)
        if ((side == 0) == (extremes.value[i] < 0.0) && weight_at(j, k, extremes.lambda[i]) > j->options.accuracy)
          PetscCall(follow_edge(j, k, AT_EXTREMUM, extremes.lambda[i], extremes.value[i], edges));
      PetscCall(find_steps(j, side, k, filling, edges));
    }
  }
  PetscCall(PetscFree(filling));
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
