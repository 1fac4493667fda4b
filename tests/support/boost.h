#ifndef GHD_TESTS_BOOST_H
#define GHD_TESTS_BOOST_H
/* Densities of the local charges as matrices, each from the one before it by the boost: Q_{m+1} = -i [sum_j j h_j, Q_m]. */
#include "initial_state.h"

/* o on sites `first` .. of a window of n sites */
static inline LocalOperator embedded(const LocalOperator *o, int n, int first)
{
  LocalOperator w     = zero_operator(n);
  const int     shift = n - first - o->n_site, mask = ((1 << o->n_site) - 1) << shift;

  for (int row = 0; row < 1 << n; ++row)
    for (int col = 0; col < 1 << n; ++col)
      if ((row & ~mask) == (col & ~mask)) w.matrix[row][col] = o->matrix[(row & mask) >> shift][(col & mask) >> shift];
  return w;
}

/* Half the trace over the first site. */
static inline LocalOperator without_first_site(const LocalOperator *o)
{
  LocalOperator t = zero_operator(o->n_site - 1);
  const int     n = 1 << t.n_site;

  for (int row = 0; row < n; ++row)
    for (int col = 0; col < n; ++col) t.matrix[row][col] = 0.5 * (o->matrix[row][col] + o->matrix[n + row][n + col]);
  return t;
}

static inline void add_operator(LocalOperator *o, double complex c, const LocalOperator *a)
{
  for (int row = 0; row < 1 << o->n_site; ++row)
    for (int col = 0; col < 1 << o->n_site; ++col) o->matrix[row][col] += c * a->matrix[row][col];
}

/* With [H, q_k] = D_k = J_k - J_{k+1} the density is -i (sum_j (j - k) [h_j, q_k] + J_k). Of D on w sites J_k acts on the first w - 1 and J_{k+1} on the last: half the trace over the first site,
   taken again and again, gives J up to a constant, which is fixed by the state with all spins up. On two sites more than q. */
static inline LocalOperator next_charge(const LocalOperator *q, double delta)
{
  const int     w   = q->n_site + 2;
  LocalOperator sum = zero_operator(w), D = zero_operator(w), inside = embedded(q, w, 1), E, J;

  for (int j = 0; j + 1 < w; ++j) {
    const LocalOperator h = bond_operator(w, j, delta);

    add_commutator(&D, 1.0, &h, &inside);
    add_commutator(&sum, (double)j, &h, &inside);
  }
  E = without_first_site(&D);
  J = zero_operator(w - 1);
  for (int step = 0; step < w; ++step) {
    const LocalOperator rest = without_first_site(&J);

    J = embedded(&rest, w - 1, 0);
    add_operator(&J, -1.0, &E);
  }
  J = embedded(&J, w, 0);
  add_operator(&sum, 1.0, &J);
  E = sum;
  for (int row = 0; row < 1 << w; ++row) {
    for (int col = 0; col < 1 << w; ++col) sum.matrix[row][col] *= -I;
    sum.matrix[row][row] += I * E.matrix[0][0];
  }
  return sum;
}

/* Per site, of the operator over its number of states. */
static inline double normalised_trace(const LocalOperator *o)
{
  double sum = 0.0;

  for (int row = 0; row < 1 << o->n_site; ++row) sum += creal(o->matrix[row][row]);
  return sum / (1 << o->n_site);
}

#endif
