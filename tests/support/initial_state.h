#ifndef GHD_TESTS_INITIAL_STATE_H
#define GHD_TESTS_INITIAL_STATE_H
/* Expectation values of local operators in initial states, straight from amplitudes: products of cells as one long state vector, matrix-product states by powers of
   their transfer matrix. Operators are matrices over 2^m states, first site slowest, up = 0. */

#include <complex.h>

#include "check.h"
#include <xxzghd/state.h>

#define WINDOW 6 /* sites that an operator of this file acts on at most */

typedef struct {
  int            n_site;
  double complex vector[16];
} Cell;

/* The cell of a state that has a name, written down by hand. */
static inline Cell cell_by_hand(GhdStateKind kind, double angle)
{
  const double c = cos(0.5 * angle), s = sin(0.5 * angle);
  const Cell   cell[] = {
        [GHD_STATE_NEEL] = {2, {0, 1, 0, 0}},         [GHD_STATE_BELL] = {2, {1, 0, 0, -1}},
        [GHD_STATE_DIMER] = {2, {0, 1, -1, 0}},       [GHD_STATE_TILTED_NEEL] = {2, {-c * s, c * c, -s * s, s * c}},
        [GHD_STATE_TILTED_FERROMAGNET] = {1, {c, s}},
  };

  return cell[kind];
}

typedef struct {
  int            n_site; /* that it acts on */
  double complex matrix[1 << WINDOW][1 << WINDOW];
} LocalOperator;

/* Adds c sx sx + c sy sy + c delta (sz sz - 1/4) on sites i, i + 1 of a window of n sites. */
static inline void add_bond(LocalOperator *o, int i, double c, double delta)
{
  const int left = 1 << (o->n_site - 1 - i), right = left >> 1;

  for (int s = 0; s < 1 << o->n_site; ++s) {
    if (!(s & left) == !(s & right)) continue;
    o->matrix[s][s] -= 0.5 * c * delta;
    o->matrix[s ^ left ^ right][s] += 0.5 * c;
  }
}

static inline LocalOperator zero_operator(int n_site)
{
  LocalOperator o;

  memset(&o, 0, sizeof(o));
  o.n_site = n_site;
  return o;
}

/* c [a, b], added to o */
static inline void add_commutator(LocalOperator *o, double complex c, const LocalOperator *a, const LocalOperator *b)
{
  const int n = 1 << o->n_site;

  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k) o->matrix[i][j] += c * (a->matrix[i][k] * b->matrix[k][j] - b->matrix[i][k] * a->matrix[k][j]);
}

static inline LocalOperator bond_operator(int n_site, int i, double delta)
{
  LocalOperator o = zero_operator(n_site);

  add_bond(&o, i, 1.0, delta);
  return o;
}

static inline LocalOperator sz_operator(void)
{
  LocalOperator o = zero_operator(1);

  o.matrix[0][0] = 0.5;
  o.matrix[1][1] = -0.5;
  return o;
}

/* energy of a bond */
static inline LocalOperator q1_operator(double delta)
{
  return bond_operator(2, 0, delta);
}

/* i [h_{k-1}, h_k]: energy current */
static inline LocalOperator q2_operator(double delta)
{
  LocalOperator o = zero_operator(3), a = bond_operator(3, 0, delta), b = bond_operator(3, 1, delta);

  add_commutator(&o, I, &a, &b);
  return o;
}

/* The boost sum_j j h_j raises the charges: Q3 = -i [sum_j j h_j, Q2]. With Y_k = [h_{k-1}, h_k] and the two-site operator A of the integrable chain,
   [h_{k-1} + h_k, Y_k] = A_k - A_{k-1}, its density is -2 [h_k, [h_{k+1}, h_{k+2}]] - [h_{k-1}, Y_k] - A_k; A is read off by a trace over the first of three sites. */
static inline LocalOperator q3_operator(double delta)
{
  LocalOperator o = zero_operator(4), h[3], y = zero_operator(4), x = zero_operator(4), three = zero_operator(4);

  for (int i = 0; i < 3; ++i) h[i] = bond_operator(4, i, delta);
  add_commutator(&y, 1.0, &h[1], &h[2]);
  add_commutator(&o, -2.0, &h[0], &y);
  add_commutator(&o, -1.0, &h[1], &y);
  add_commutator(&three, 1.0, &h[1], &y);
  add_commutator(&three, 1.0, &h[2], &y); /* on sites 1, 2, 3 */
  for (int row = 0; row < 16; ++row)
    for (int col = 0; col < 16; ++col) /* A on sites 2, 3: half the trace over site 1; site 0 looks on */
      if (row >> 2 == col >> 2) x.matrix[row][col] = 0.5 * (three.matrix[row & 3][col & 3] + three.matrix[4 | (row & 3)][4 | (col & 3)]);
  for (int row = 0; row < 16; ++row)
    for (int col = 0; col < 16; ++col) o.matrix[row][col] -= x.matrix[row][col] - (row == col ? x.matrix[0][0] : 0.0);
  return o;
}

/* Average over the positions in the cell of <o>, from the vector of as many cells as the window can touch. */
static inline double cell_expectation(const Cell *cell, const LocalOperator *o)
{
  const int       n = cell->n_site, n_cell = (n + WINDOW - 2) / n + 1, N = n * n_cell, mask = (1 << n) - 1;
  double complex *psi = malloc(sizeof(*psi) << N), sum = 0.0;
  double          norm = 0.0;

  for (int s = 0; s < 1 << N; ++s) {
    psi[s] = 1.0;
    for (int c = 0; c < n_cell; ++c) psi[s] *= cell->vector[(s >> (n * c)) & mask];
    norm += creal(conj(psi[s]) * psi[s]);
  }
  for (int first = 0; first < n; ++first) {
    const int shift = N - first - o->n_site, window = ((1 << o->n_site) - 1) << shift;

    for (int s = 0; s < 1 << N; ++s)
      for (int row = 0; row < 1 << o->n_site; ++row) sum += conj(psi[(s & ~window) | row << shift]) * o->matrix[row][(s & window) >> shift] * psi[s];
  }
  free(psi);
  return creal(sum) / norm / n;
}

/* The same for a matrix-product state, tensor[i] as [2][D][D], D <= 8, by a long chain. */
static inline double mps_expectation(int n, int D, double complex *const tensor[], const LocalOperator *o)
{
  enum { FAR = 400 };
  double complex *amplitude = malloc(sizeof(*amplitude) * 64 << WINDOW), *next = malloc(sizeof(*next) * 64 << WINDOW), left[64], right[64], buffer[64],
                 sum = 0.0;
  double norm        = 0.0;

  for (int first = 0; first < n; ++first) {
    double complex total = 0.0, value = 0.0;
    int            n_row = 1;

    for (int i = 0; i < D * D; ++i) left[i] = right[i] = i / D == i % D;
    for (int step = 0; step < 2 * FAR * n; ++step) { /* environments [bra][ket], from far on both sides */
      const int             to_right = step % 2;
      const double complex *A        = tensor[to_right ? ((first + o->n_site + FAR * n - 1 - step / 2) % n + n) % n : (first + step / 2) % n];
      double complex       *e        = to_right ? right : left;
      double                size     = 0.0;

      for (int i = 0; i < D * D; ++i) {
        buffer[i] = 0.0;
        for (int p = 0; p < 2; ++p)
          for (int b = 0; b < D; ++b)
            for (int c = 0; c < D; ++c)
              buffer[i] += to_right ? conj(A[(p * D + i / D) * D + b]) * A[(p * D + i % D) * D + c] * e[b * D + c]
                                    : conj(A[(p * D + b) * D + i / D]) * A[(p * D + c) * D + i % D] * e[b * D + c];
        size += cabs(buffer[i]);
      }
      for (int i = 0; i < D * D; ++i) e[i] = buffer[i] / size;
    }
    for (int i = 0; i < D * D; ++i) amplitude[i] = i / D == i % D;
    for (int site = 0; site < o->n_site; ++site, n_row *= 2) { /* amplitudes [states of the window][D][D] */
      const double complex *A = tensor[(first + site) % n];

      for (int s = 0; s < 2 * n_row; ++s)
        for (int i = 0; i < D * D; ++i) {
          next[s * D * D + i] = 0.0;
          for (int b = 0; b < D; ++b) next[s * D * D + i] += amplitude[s / 2 * D * D + i / D * D + b] * A[(s % 2 * D + b) * D + i % D];
        }
      memcpy(amplitude, next, sizeof(*amplitude) * (size_t)(2 * n_row * D * D));
    }
    for (int row = 0; row < n_row; ++row)
      for (int col = 0; col < n_row; ++col) {
        double complex element = 0.0;

        if (row != col && o->matrix[row][col] == 0.0) continue;
        for (int i = 0; i < D * D; ++i)
          for (int j = 0; j < D * D; ++j)
            element += left[i / D * D + j / D] * conj(amplitude[row * D * D + i]) * amplitude[col * D * D + j] * right[i % D * D + j % D];
        value += o->matrix[row][col] * element;
        if (row == col) total += element;
      }
    sum += value / total;
    norm += 1.0;
  }
  free(amplitude);
  free(next);
  return creal(sum) / norm;
}

/* Reproducible numbers in (-1, 1). */
static inline double next_number(uint32_t *seed)
{
  *seed = *seed * 1664525u + 1013904223u;
  return (double)(*seed >> 8) / (1 << 23) - 1.0;
}

static inline Cell random_cell(int n_site, uint32_t seed)
{
  Cell cell = {.n_site = n_site};

  for (int i = 0; i < 1 << n_site; ++i) {
    const double re = next_number(&seed);

    cell.vector[i] = PetscCMPLX(re, next_number(&seed));
  }
  return cell;
}

#endif
