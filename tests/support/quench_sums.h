#ifndef GHD_TESTS_QUENCH_SUMS_H
#define GHD_TESTS_QUENCH_SUMS_H
/* Quenches in tests: states by name, and sums over the root densities by a quadrature of their own in lambda. */
#include <gsl/gsl_integration.h>

#include "../../src/state/quench.h"
#include "cell_mps.h"

static inline Cell named_cell(GhdProductKind kind, double angle)
{
  Cell cell = {0};

  cell.n_site = (int)ghd_product_vector(kind, angle, cell.vector);
  return cell;
}

/* A quench that must succeed, at the best accuracy. */
static inline GhdQuench quench_of(GhdModel model, GhdMps mps)
{
  GhdQuench quench;

  assert_ok(GhdQuenchCreate(model, mps, 1e-12, &quench));
  if (quench->reason[0]) print_error("gamma = %d pi/%d: %s\n", (int)model->P, (int)model->Q, quench->reason);
  assert_all(quench->reason[0] == '\0');
  return quench;
}

typedef struct {
  PetscInt   n;
  PetscReal *lambda, *weight; /* [n] */
  PetscReal *rho, *rho_total; /* [n_str][n] */
} Nodes;

static inline int ascending(const void *a, const void *b)
{
  const PetscReal x = *(const PetscReal *)a, y = *(const PetscReal *)b;

  return (x > y) - (x < y);
}

/* Gauss nodes on [-17, 17], cut where the quench says and to a width of 0.4 of the distance pi/(2Q) of the poles of the kernels. */
static inline Nodes nodes_of(GhdQuench quench)
{
  enum { GAUSS = 16 };
  const double                   range = 17.0, width = 0.4 * M_PI / (double)quench->model->Q;
  gsl_integration_glfixed_table *gauss     = gsl_integration_glfixed_table_alloc(GAUSS);
  const PetscInt                 n_uniform = 2 * (PetscInt)(range / width) + 1;
  PetscReal                     *breaks, *cut;
  PetscInt                       n_breaks, n_cut = 0;
  Nodes                          nodes = {0};

  assert_ok(GhdQuenchBreaks(quench, &n_breaks, &breaks));
  assert_ok(PetscMalloc1(n_uniform + n_breaks + 1, &cut));
  for (PetscInt i = 0; i <= n_uniform; ++i) cut[n_cut++] = range * (2.0 * (double)i / (double)n_uniform - 1.0);
  for (PetscInt i = 0; i < n_breaks; ++i) cut[n_cut++] = breaks[i];
  qsort(cut, (size_t)n_cut, sizeof(*cut), ascending);
  assert_ok(PetscMalloc2(n_cut * GAUSS, &nodes.lambda, n_cut * GAUSS, &nodes.weight));
  for (PetscInt c = 0; c + 1 < n_cut; ++c)
    for (size_t i = 0; i < GAUSS; ++i, ++nodes.n)
      assert_ok(gsl_integration_glfixed_point(cut[c], cut[c + 1], i, &nodes.lambda[nodes.n], &nodes.weight[nodes.n], gauss));
  assert_ok(PetscMalloc2(quench->model->n_str * nodes.n, &nodes.rho, quench->model->n_str * nodes.n, &nodes.rho_total));
  assert_ok(GhdQuenchDensities(quench, nodes.n, nodes.lambda, nodes.rho, nodes.rho_total));
  assert_ok(PetscFree(breaks));
  assert_ok(PetscFree(cut));
  gsl_integration_glfixed_table_free(gauss);
  return nodes;
}

static inline void free_nodes(Nodes *nodes)
{
  assert_ok(PetscFree2(nodes->lambda, nodes->weight));
  assert_ok(PetscFree2(nodes->rho, nodes->rho_total));
}

/* sum_k int q_{m,k} rho_k, m = 0: sum_k int n_k rho_k */
static inline double sum_over_roots(GhdModel model, const Nodes *nodes, PetscInt m)
{
  double sum = 0.0;

  for (PetscInt k = 0; k < model->n_str; ++k)
    for (PetscInt i = 0; i < nodes->n; ++i)
      sum += nodes->weight[i] * nodes->rho[k * nodes->n + i] * (m ? ghd_charge(model, k, m, 1, nodes->lambda[i]) : (double)model->length[k]);
  return sum;
}

/* Largest violation of sigma_j rho_total_j = a_j - sum_k T_jk * rho_k at a few rapidities. */
static inline double bethe_takahashi_residual(GhdQuench quench, const Nodes *nodes)
{
  static const PetscReal at[] = {-1.9, -0.31, 0.007, 0.12, 0.55, 1.3, 2.6};
  enum { N = sizeof(at) / sizeof(at[0]) };
  const GhdModel model = quench->model;
  const PetscInt M     = model->n_str;
  PetscReal     *difference, *T, total[32 * N], worst = 0.0;

  assert_all(M <= 32);
  assert_ok(PetscMalloc2(nodes->n, &difference, nodes->n, &T));
  assert_ok(GhdQuenchDensities(quench, N, at, NULL, total));
  for (PetscInt j = 0; j < M; ++j)
    for (PetscInt a = 0; a < N; ++a) {
      PetscReal sum = (double)model->sign[j] * total[j * N + a] - ghd_a(model, model->angle[j], 0, at[a]);

      for (PetscInt i = 0; i < nodes->n; ++i) difference[i] = at[a] - nodes->lambda[i];
      for (PetscInt k = 0; k < M; ++k) {
        assert_ok(GhdKernelValue(model, j, k, nodes->n, difference, T));
        for (PetscInt i = 0; i < nodes->n; ++i) sum += nodes->weight[i] * T[i] * nodes->rho[k * nodes->n + i];
      }
      worst = PetscMax(worst, PetscAbsReal(sum));
    }
  assert_ok(PetscFree2(difference, T));
  return worst;
}

/* Most negative of rho and rho^h at the nodes (0 if none). */
static inline double most_negative_density(GhdModel model, const Nodes *nodes)
{
  double worst = 0.0;

  for (PetscInt i = 0; i < model->n_str * nodes->n; ++i) worst = PetscMin(worst, PetscMin(nodes->rho[i], nodes->rho_total[i] - nodes->rho[i]));
  return worst;
}

#endif
