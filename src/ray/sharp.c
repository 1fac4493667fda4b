#include "sharp.h"
#include <gsl/gsl_integration.h>

#define NODES     16
#define DEEPEST   40
#define TOLERANCE 1e-14
#define WIDEST    3.0  /* panels and .. */
#define SOFT      3.5  /* .. rise of the windows, in steps of the fine grid: all of the window that the grid does not resolve is e^{-(pi SOFT)^2/4} */
#define EDGE      6.0  /* a window is 1, or 0, to rounding at this many rises from the middle of its flank */
#define RESOLVED  11.0 /* intervals of as many steps are resolved by the grid, if they are by the nodes of a state's own series */
#define NEAR      7.0  /* and complex zeros of theta or 1 - theta at this distance do no harm */

typedef struct {
  PetscReal a, b;
} Zone;

typedef struct {
  PetscInt n;
  Zone    *zone; /* ascending, so far apart that their windows do not overlap */
} Zones;

/* Nodes of the quadrature in one zone, NODES to a panel. */
typedef struct {
  GhdState                       state;
  PetscInt                       n_str, n, capacity;
  PetscReal                     *left, *right;    /* [n/NODES] ends of the panels */
  PetscReal                     *lambda, *weight; /* [n] weight: of the quadrature times the window */
  PetscReal                     *value;           /* [n][2 n_str] fillings, entropies               */
  PetscReal                      a, b, rise;      /* of the window                                  */
  gsl_integration_glfixed_table *gauss;           /* borrowed                                       */
  PetscReal                     *lost;            /* [n_str] integral of |theta - its projection|    */
} Nodes;

struct GhdSharp_ {
  GhdGrid                        grid;
  PetscInt                       n;
  Nodes                         *zone; /* [n] */
  gsl_integration_glfixed_table *gauss;
};

static PetscReal entropy_of(PetscReal theta)
{
  return (theta > 0.0 ? -theta * PetscLogReal(theta) : 0.0) - (theta < 1.0 ? (1.0 - theta) * log1p(-theta) : 0.0);
}

static PetscReal window(PetscReal a, PetscReal b, PetscReal rise, PetscReal lambda)
{
  return 0.5 * (erf((lambda - a) / rise + EDGE) - erf((lambda - b) / rise - EDGE));
}

/* ---- where ---- */

static int by_start(const void *a, const void *b)
{
  const Zone *x = a, *y = b;

  return (x->a > y->a) - (x->a < y->a);
}

/* Next to a rapidity of the grid theta or 1 - theta has a minimum whose parabola has its zeros near the real axis. */
static PetscBool touches(PetscInt i, const PetscReal theta[])
{
  for (PetscInt hole = 0; hole < 2; ++hole) {
    PetscReal u[5];

    for (PetscInt s = 0; s < 5; ++s) u[s] = hole ? 1.0 - theta[i + s - 2] : theta[i + s - 2];
    if (u[2] <= u[1] && u[2] <= u[3] && u[2] < PetscSqr(NEAR) * (u[0] - 2.0 * u[2] + u[4]) / 8.0) return PETSC_TRUE;
  }
  return PETSC_FALSE;
}

static void add_zone(Zones *zones, PetscReal a, PetscReal b)
{
  zones->zone[zones->n++] = (Zone){a, b};
}

/* Sorted; what is too near for windows of its own is one zone. */
static void merge(Zones *zones, PetscReal apart)
{
  PetscInt kept = 0;

  qsort(zones->zone, (size_t)zones->n, sizeof(*zones->zone), by_start);
  for (PetscInt z = 0; z < zones->n; ++z) {
    if (kept > 0 && zones->zone[z].a - zones->zone[kept - 1].b < apart)
      zones->zone[kept - 1].b = PetscMax(zones->zone[kept - 1].b, zones->zone[z].b);
    else
      zones->zone[kept++] = zones->zone[z];
  }
  zones->n = kept;
}

static PetscErrorCode find_zones(GhdGrid grid, const PetscReal filling[], PetscInt n_breaks, const PetscReal breaks[], Zones *zones)
{
  const PetscReal step = grid->step / (PetscReal)grid->refine, width = 2.0 * EDGE * SOFT * step, most = grid->range - 2.0 * width;

  PetscFunctionBegin;
  zones->n = 0;
  PetscCall(PetscMalloc1(grid->n_fine + PetscMax(n_breaks, 0), &zones->zone));
  for (PetscInt i = 0; i + 1 < n_breaks; ++i)
    if (breaks[i + 1] - breaks[i] < RESOLVED * step && breaks[i] > -most && breaks[i + 1] < most) add_zone(zones, breaks[i], breaks[i + 1]);
  for (PetscInt i = 2; i + 2 < grid->n_fine; ++i) {
    PetscBool sharp = PETSC_FALSE;

    for (PetscInt k = 0; k < grid->n_rows && !sharp; ++k) sharp = touches(i, &filling[k * grid->n_fine]);
    if (sharp && PetscAbsReal(grid->lambda_fine[i]) < most) add_zone(zones, grid->lambda_fine[i] - step, grid->lambda_fine[i] + step);
  }
  merge(zones, 2.0 * width);
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- quadrature ---- */

/* NODES nodes between left and right, and the integrals over them: sum[2 n_str]. */
static PetscErrorCode add_panel(Nodes *nodes, PetscReal left, PetscReal right, PetscReal sum[])
{
  const PetscInt M = nodes->n_str;
  PetscReal      theta[NODES];
  PetscReal     *lambda, *weight, *filling;

  PetscFunctionBegin;
  if (nodes->n + NODES > nodes->capacity) {
    nodes->capacity = 2 * nodes->capacity + 1024;
    PetscCall(PetscRealloc(sizeof(*nodes->lambda) * (size_t)nodes->capacity, &nodes->lambda));
    PetscCall(PetscRealloc(sizeof(*nodes->weight) * (size_t)nodes->capacity, &nodes->weight));
    PetscCall(PetscRealloc(sizeof(*nodes->value) * (size_t)(2 * M * nodes->capacity), &nodes->value));
    PetscCall(PetscRealloc(sizeof(*nodes->left) * (size_t)(nodes->capacity / NODES), &nodes->left));
    PetscCall(PetscRealloc(sizeof(*nodes->right) * (size_t)(nodes->capacity / NODES), &nodes->right));
  }
  nodes->left[nodes->n / NODES]  = left;
  nodes->right[nodes->n / NODES] = right;
  lambda                         = nodes->lambda + nodes->n;
  weight                         = nodes->weight + nodes->n;
  PetscCall(PetscMalloc1(M * NODES, &filling));
  for (size_t i = 0; i < NODES; ++i) {
    PetscCall((PetscErrorCode)gsl_integration_glfixed_point(left, right, i, &lambda[i], &weight[i], nodes->gauss));
    weight[i] *= window(nodes->a, nodes->b, nodes->rise, lambda[i]);
  }
  PetscCall(GhdStateFilling(nodes->state, NODES, lambda, filling));
  for (PetscInt f = 0; f < 2 * M; ++f) {
    sum[f] = 0.0;
    for (PetscInt i = 0; i < NODES; ++i) {
      theta[i] = filling[f % M * NODES + i];
      if (f >= M) theta[i] = entropy_of(theta[i]);
      nodes->value[(nodes->n + i) * 2 * M + f] = theta[i];
      sum[f] += weight[i] * theta[i];
    }
  }
  nodes->n += NODES;
  PetscCall(PetscFree(filling));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Halves an interval until its halves agree with the whole. whole[2 n_str]: the integrals over it. */
static PetscErrorCode refine_panel(Nodes *nodes, PetscReal left, PetscReal right, const PetscReal whole[], PetscInt depth)
{
  const PetscInt  n_before = nodes->n, n_sum = 2 * nodes->n_str;
  const PetscReal middle = 0.5 * (left + right);
  PetscReal      *half;
  PetscBool       good = PETSC_TRUE;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * n_sum, &half));
  PetscCall(add_panel(nodes, left, middle, half));
  PetscCall(add_panel(nodes, middle, right, half + n_sum));
  for (PetscInt f = 0; f < n_sum; ++f)
    if (PetscAbsReal(half[f] + half[n_sum + f] - whole[f]) > TOLERANCE) good = PETSC_FALSE;
  if (!good && depth < DEEPEST) {
    nodes->n = n_before;
    PetscCall(refine_panel(nodes, left, middle, half, depth + 1));
    PetscCall(refine_panel(nodes, middle, right, half + n_sum, depth + 1));
  }
  PetscCall(PetscFree(half));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Adds nodes that integrate between left and right. */
static PetscErrorCode integrate(Nodes *nodes, PetscReal left, PetscReal right)
{
  const PetscInt before = nodes->n;
  PetscReal     *whole;

  PetscFunctionBegin;
  PetscCall(PetscMalloc1(2 * nodes->n_str, &whole));
  PetscCall(add_panel(nodes, left, right, whole));
  nodes->n = before;
  PetscCall(refine_panel(nodes, left, right, whole, 0));
  PetscCall(PetscFree(whole));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* All nodes of the window around a zone. */
static PetscErrorCode integrate_zone(Nodes *nodes, PetscReal step, PetscInt n_breaks, const PetscReal breaks[])
{
  const PetscReal margin = 2.0 * EDGE * nodes->rise, end = nodes->b + margin;
  PetscReal       left = nodes->a - margin;
  PetscInt        next = 0;

  PetscFunctionBegin;
  while (left < end) {
    PetscReal right = PetscMin(end, left + WIDEST * step);

    while (next < n_breaks && breaks[next] <= left) ++next;
    if (next < n_breaks) right = PetscMin(right, breaks[next]);
    PetscCall(integrate(nodes, left, right));
    left = right;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- projection ---- */

/* Projection of a point onto the modes of n equidistant rapidities of a circle. */
typedef struct {
  PetscInt         n;
  PetscReal        range, step;
  const PetscReal *lambda;  /* [n]                */
  PetscReal       *tangent; /* [n] tan(pi m/n)    */
  PetscReal       *kernel;  /* [n] work space     */
} Dirichlet;

static PetscErrorCode create_dirichlet(PetscInt n, PetscReal range, const PetscReal lambda[], Dirichlet *d)
{
  PetscFunctionBegin;
  *d = (Dirichlet){.n = n, .range = range, .step = 2.0 * range / (PetscReal)n, .lambda = lambda};
  PetscCall(PetscMalloc2(n, &d->tangent, n, &d->kernel));
  for (PetscInt m = 0; m < n; ++m) d->tangent[m] = tan(PETSC_PI * (PetscReal)m / (PetscReal)n);
  PetscFunctionReturn(PETSC_SUCCESS);
}

static PetscErrorCode destroy_dirichlet(Dirichlet *d)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(d->tangent, d->kernel));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* kernel[i] = sin(pi x/step)/(2 range tan(pi x/(2 range))), x = lambda_i - lambda */
static void fill_kernel(Dirichlet *d, PetscReal lambda)
{
  const PetscInt  near = PetscClipInterval((PetscInt)((lambda + d->range) / d->step + 0.5), 0, d->n - 1);
  const PetscReal part = (lambda - d->lambda[near]) / d->step, sine = sin(PETSC_PI * part) / (2.0 * d->range), t = tan(PETSC_PI * part / (PetscReal)d->n);

  for (PetscInt i = 0; i < d->n; ++i) {
    const PetscInt  m     = i >= near ? i - near : i - near + d->n;
    const PetscReal value = sine * (1.0 + d->tangent[m] * t) / (d->tangent[m] - t);

    d->kernel[i] = m % 2 ? value : -value;
  }
  if (sine == 0.0) d->kernel[near] = 1.0 / d->step;
}

static void add_kernel(const Dirichlet *d, PetscReal factor, PetscReal row[])
{
  for (PetscInt i = 0; i < d->n; ++i) row[i] += factor * d->kernel[i];
}

/* The window of a zone is taken out of both, and what it held of the filling comes back projected. */
static PetscErrorCode project_zone(Nodes *nodes, GhdGrid grid, PetscReal filling[], PetscReal entropy[])
{
  const PetscInt n = grid->n_fine, M = nodes->n_str;
  PetscReal     *sampled;
  Dirichlet      d;

  PetscFunctionBegin;
  PetscCall(create_dirichlet(n, grid->range, grid->lambda_fine, &d));
  PetscCall(PetscMalloc1(M * n, &sampled));
  PetscCall(PetscArraycpy(sampled, filling, M * n));
  for (PetscInt i = 0; i < n; ++i) {
    const PetscReal rest = 1.0 - window(nodes->a, nodes->b, nodes->rise, grid->lambda_fine[i]);

    for (PetscInt k = 0; k < M; ++k) {
      filling[k * n + i] *= rest;
      entropy[k * n + i] *= rest;
    }
  }
  for (PetscInt q = 0; q < nodes->n; ++q) {
    fill_kernel(&d, nodes->lambda[q]);
    for (PetscInt k = 0; k < M; ++k) add_kernel(&d, nodes->weight[q] * nodes->value[q * 2 * M + k], &filling[k * n]);
    if (q % NODES == 0) ghd_heartbeat();
  }
  for (PetscInt k = 0; k < M; ++k)
    for (PetscInt i = 0; i < n; ++i) nodes->lost[k] += d.step * PetscAbsReal(sampled[k * n + i] - filling[k * n + i]);
  PetscCall(PetscFree(sampled));
  PetscCall(destroy_dirichlet(&d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- creation ---- */

static PetscErrorCode free_nodes(Nodes *nodes)
{
  PetscFunctionBegin;
  PetscCall(PetscFree(nodes->left));
  PetscCall(PetscFree(nodes->right));
  PetscCall(PetscFree(nodes->lambda));
  PetscCall(PetscFree(nodes->weight));
  PetscCall(PetscFree(nodes->value));
  PetscCall(PetscFree(nodes->lost));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSharpCreate(GhdState state, GhdGrid grid, PetscBool plain, PetscReal filling[], PetscReal entropy[], GhdSharp *out)
{
  const PetscReal step = grid->step / (PetscReal)grid->refine;
  GhdSharp        sharp;
  Zones           zones;
  PetscReal      *breaks;
  PetscInt        n_breaks;

  PetscFunctionBegin;
  PetscCall(GhdStateFilling(state, grid->n_fine, grid->lambda_fine, filling));
  for (PetscInt i = 0; i < grid->n_rows * grid->n_fine; ++i) entropy[i] = entropy_of(filling[i]);
  PetscCall(GhdStateBreaks(state, &n_breaks, &breaks));
  PetscCall(find_zones(grid, filling, n_breaks, breaks, &zones));
  if (plain) zones.n = 0;
  PetscCall(PetscNew(&sharp));
  *out         = sharp;
  sharp->grid  = grid;
  sharp->n     = zones.n;
  sharp->gauss = gsl_integration_glfixed_table_alloc(NODES);
  PetscCheck(sharp->gauss, PETSC_COMM_SELF, PETSC_ERR_MEM, "no memory for a Gauss rule");
  PetscCall(PetscCalloc1(zones.n, &sharp->zone));
  for (PetscInt z = 0; z < zones.n; ++z) {
    Nodes *nodes = &sharp->zone[z];

    *nodes = (Nodes){.state = state, .n_str = grid->n_rows, .rise = SOFT * step, .a = zones.zone[z].a, .b = zones.zone[z].b, .gauss = sharp->gauss};
    PetscCall(PetscCalloc1(grid->n_rows, &nodes->lost));
    PetscCall(integrate_zone(nodes, step, n_breaks, breaks));
    PetscCall(project_zone(nodes, grid, filling, entropy));
  }
  PetscCall(PetscFree(zones.zone));
  PetscCall(PetscFree(breaks));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdSharpDestroy(GhdSharp *out)
{
  GhdSharp sharp = *out;

  PetscFunctionBegin;
  if (!sharp) PetscFunctionReturn(PETSC_SUCCESS);
  for (PetscInt z = 0; z < sharp->n; ++z) PetscCall(free_nodes(&sharp->zone[z]));
  gsl_integration_glfixed_table_free(sharp->gauss);
  PetscCall(PetscFree(sharp->zone));
  PetscCall(PetscFree(*out));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* ---- rays ---- */

static PetscBool holds_at(const GhdHolds *holds, PetscInt k, PetscReal lambda)
{
  PetscInt here = holds->first[k];

  for (PetscInt i = 0; i < holds->n[k] && lambda > holds->lambda[k * holds->stride + i]; ++i) here = !here;
  return (PetscBool)(here != 0);
}

/* The first jump of any species between left and right, or right. */
static PetscReal next_jump(const GhdHolds *holds, PetscInt n_str, PetscReal left, PetscReal right)
{
  PetscReal next = right;

  for (PetscInt k = 0; k < n_str; ++k)
    for (PetscInt i = 0; i < holds->n[k]; ++i) {
      const PetscReal lambda = holds->lambda[k * holds->stride + i];

      if (lambda > left && lambda < next) next = lambda;
    }
  return next;
}

static void add_nodes(const Nodes *nodes, PetscInt first, PetscInt n, const GhdHolds *holds, Dirichlet *d, PetscReal entropy[])
{
  const PetscInt M = nodes->n_str;

  for (PetscInt q = first; q < first + n; ++q) {
    PetscBool filled = PETSC_FALSE;

    for (PetscInt k = 0; k < M; ++k) {
      if (!holds_at(holds, k, nodes->lambda[q])) continue;
      if (!filled) fill_kernel(d, nodes->lambda[q]);
      filled = PETSC_TRUE;
      add_kernel(d, nodes->weight[q] * nodes->value[q * 2 * M + M + k], &entropy[k * d->n]);
    }
  }
}

PetscErrorCode GhdSharpAddEntropy(GhdSharp sharp, const GhdHolds *holds, PetscReal entropy[])
{
  Dirichlet d;

  PetscFunctionBegin;
  if (sharp->n == 0) PetscFunctionReturn(PETSC_SUCCESS);
  PetscCall(create_dirichlet(sharp->grid->n, sharp->grid->range, sharp->grid->lambda, &d));
  for (PetscInt z = 0; z < sharp->n; ++z) {
    const Nodes *nodes = &sharp->zone[z];

    for (PetscInt p = 0; p < nodes->n / NODES; ++p) {
      const PetscReal right = nodes->right[p];
      PetscReal       left  = nodes->left[p];
      Nodes           cut   = {.state = nodes->state, .n_str = nodes->n_str, .rise = nodes->rise, .a = nodes->a, .b = nodes->b, .gauss = nodes->gauss};

      if (next_jump(holds, nodes->n_str, left, right) == right) {
        add_nodes(nodes, p * NODES, NODES, holds, &d, entropy);
        continue;
      }
      while (left < right) { /* a panel with jumps is integrated anew, between them */
        const PetscReal jump = next_jump(holds, nodes->n_str, left, right);

        PetscCall(integrate(&cut, left, jump));
        left = jump;
      }
      add_nodes(&cut, 0, cut.n, holds, &d, entropy);
      PetscCall(free_nodes(&cut));
    }
    ghd_heartbeat();
  }
  PetscCall(destroy_dirichlet(&d));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscReal ghd_sharp_cut(GhdSharp sharp, const GhdHolds *holds, const PetscReal g[])
{
  const GhdGrid   grid = sharp->grid;
  const PetscReal step = grid->step / (PetscReal)grid->refine;
  PetscReal       sum  = 0.0;

  for (PetscInt z = 0; z < sharp->n; ++z) {
    const Nodes   *nodes = &sharp->zone[z];
    const PetscInt at    = PetscClipInterval((PetscInt)((0.5 * (nodes->a + nodes->b) + grid->range) / grid->step), 0, grid->n - 1);

    for (PetscInt k = 0; k < grid->n_rows; ++k)
      for (PetscInt i = 0; i < holds->n[k]; ++i) {
        const PetscReal jump = holds->lambda[k * holds->stride + i], distance = PetscMax(0.0, PetscMax(nodes->a - jump, jump - nodes->b));

        sum += nodes->lost[k] * PetscAbsReal(g[k * grid->n + at]) / (1.0 + PETSC_PI * distance / step);
      }
  }
  return sum;
}
