/* Rays at the nodes of a quadrature over zeta. A profile is analytic in zeta between the velocities at which the jumps of a species appear, merge or run to infinity: these edges cut the light
   cone into intervals, and in each the nodes are graded towards both ends. */
#include <gsl/gsl_integration.h>
#include "velocity.h"

#define MAX_EDGES 256
#define MAX_STEPS 30

typedef struct {
  PetscInt  n;
  PetscReal zeta[MAX_EDGES];
} Edges;

static void insert_edge(Edges *edges, PetscReal zeta)
{
  PetscInt i = edges->n;

  for (PetscInt e = 0; e < edges->n; ++e)
    if (PetscAbsReal(edges->zeta[e] - zeta) < 1e-5) return;
  if (edges->n == MAX_EDGES) return;
  for (; i > 0 && edges->zeta[i - 1] > zeta; --i) edges->zeta[i] = edges->zeta[i - 1];
  edges->zeta[i] = zeta;
  ++edges->n;
}

/* The extreme value of species k nearest to zeta among those of the state on the ray zeta itself. */
static PetscErrorCode nearest_extreme(GhdJunction j, PetscInt k, PetscReal zeta, PetscReal *nearest, PetscBool *found)
{
  GhdRay      ray;
  GhdRayField field;
  GhdExtremes extremes;

  PetscFunctionBegin;
  *found = PETSC_FALSE;
  PetscCall(GhdRaySolve(j, zeta, &ray));
  if (ghd_ray_reason(ray) < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdRayGetField(ray, 0, &field));
  PetscCall(GhdVelocityExtremes(field.grid, k, field.p_dr, field.e_dr, &extremes));
  for (PetscInt i = 0; i < extremes.n; ++i) {
    if (*found && PetscAbsReal(extremes.value[i] - zeta) >= PetscAbsReal(*nearest - zeta)) continue;
    *nearest = extremes.value[i];
    *found   = PETSC_TRUE;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* An edge is a fixed point: a velocity that is extreme on its own ray. */
static PetscErrorCode follow_edge(GhdJunction j, PetscInt k, PetscReal zeta, Edges *edges)
{
  PetscBool found = PETSC_TRUE;

  PetscFunctionBegin;
  for (PetscInt step = 0; step < MAX_STEPS && found; ++step) {
    PetscReal next;

    PetscCall(nearest_extreme(j, k, zeta, &next, &found));
    if (!found) break;
    const PetscReal moved = PetscAbsReal(next - zeta);

    zeta = next;
    if (moved < 1e-9) break;
  }
  insert_edge(edges, zeta);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode find_edges(GhdJunction j, Edges *edges)
{
  const GhdLevel level = j->level[0];
  GhdExtremes    extremes;

  PetscFunctionBegin;
  edges->n = 0;
  insert_edge(edges, 0.0);
  for (PetscInt side = 0; side < 2; ++side) {
    for (PetscInt k = 0; k < j->model->n_str; ++k) {
      PetscCall(GhdVelocityExtremes(level->grid, k, level->bulk[side].p_dr, level->bulk[side].e_dr, &extremes));
      for (PetscInt i = 0; i < extremes.n; ++i)
        if ((side == 0) == (extremes.value[i] < 0.0)) PetscCall(follow_edge(j, k, extremes.value[i], edges));
    }
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Smooth step with three vanishing derivatives at both ends, and its derivative: turns the square root at an edge into an analytic function and higher singularities into mild ones. */
static PetscReal graded(PetscReal t, PetscReal *slope)
{
  *slope = 140.0 * t * t * t * (1.0 - t) * (1.0 - t) * (1.0 - t);
  return t * t * t * t * (35.0 - t * (84.0 - t * (70.0 - 20.0 * t)));
}

static PetscErrorCode place_nodes(PetscReal from, PetscReal to, PetscInt n, PetscReal zeta[], PetscReal weight[])
{
  gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc((size_t)n);

  PetscFunctionBegin;
  PetscCheck(table, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for %" PetscInt_FMT " Gauss nodes", n);
  for (PetscInt i = 0; i < n; ++i) {
    double t, w, slope;

    gsl_integration_glfixed_point(0.0, 1.0, (size_t)i, &t, &w, table);
    /* from the nearer end, so that the distance to it keeps its digits */
    zeta[i]   = t < 0.5 ? from + (to - from) * graded(t, &slope) : to - (to - from) * graded(1.0 - t, &slope);
    weight[i] = w * slope * (to - from);
  }
  gsl_integration_glfixed_table_free(table);
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdJunctionAutoRays(GhdJunction j, PetscInt n, PetscReal zeta[], PetscReal weight[])
{
  Edges    edges;
  PetscInt intervals, done = 0;

  PetscFunctionBegin;
  PetscCheck(n >= 20, PETSC_COMM_SELF, PETSC_ERR_ARG_OUTOFRANGE, "rays: auto needs at least 20 rays");
  for (PetscInt i = 0; i < n; ++i) zeta[i] = weight[i] = NAN;
  if (j->reason < 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(GhdJunctionForget(j));
  PetscCall(find_edges(j, &edges));
  PetscCall(GhdJunctionForget(j));
  intervals = edges.n - 1;
  PetscCheck(intervals >= 1, PETSC_COMM_SELF, PETSC_ERR_PLIB, "the light cone has no extent");
  while (intervals > n / 4) { /* far more species than rays: leave out the narrowest intervals' edges */
    PetscInt narrow = 1;

    for (PetscInt e = 1; e + 1 < edges.n; ++e)
      if (edges.zeta[e] != 0.0 && (edges.zeta[narrow] == 0.0 || edges.zeta[e + 1] - edges.zeta[e] < edges.zeta[narrow + 1] - edges.zeta[narrow])) narrow = e;
    for (PetscInt e = narrow; e + 1 < edges.n; ++e) edges.zeta[e] = edges.zeta[e + 1];
    --edges.n;
    --intervals;
  }
  for (PetscInt i = 0; i < intervals; ++i) {
    const PetscInt count = (n - done) / (intervals - i);

    PetscCall(place_nodes(edges.zeta[i], edges.zeta[i + 1], count, &zeta[done], &weight[done]));
    done += count;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}
