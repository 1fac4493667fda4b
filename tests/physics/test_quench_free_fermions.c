/* Delta = 0: string 1 is the mode of momentum k = pi + arcsin tanh 2 lambda, string 2 that of k = -arcsin tanh 2 lambda, and a filling is the mode's occupation. */
#include "models.h"
#include "quench_sums.h"

/* <sum_r e^{-ikr} c+_0 c_r> of a product of cells, spins down being the fermions: inside a cell, and from one cell to the others by a geometric series in the
   expectation value of the string of sz over a whole cell. */
static double occupation(const Cell *cell, double k)
{
  const int      n = cell->n_site, dim = 1 << n;
  double         norm = 0.0, string = 0.0, diagonal = 0.0;
  double complex sum = 0.0;

  for (int s = 0; s < dim; ++s) {
    const double weight = creal(cell->vector[s] * conj(cell->vector[s]));

    norm += weight;
    string += (__builtin_popcount((unsigned)s) % 2 ? -1 : 1) * weight;
    diagonal += __builtin_popcount((unsigned)s) * weight;
  }
  for (int i = 0; i < n; ++i) {
    double complex left = 0.0; /* <s-_i sz_{i+1} .. sz_{n-1}> */
    const int      bit  = 1 << (n - 1 - i);

    for (int s = 0; s < dim; ++s) {
      const int sign = __builtin_popcount((unsigned)(s & (bit - 1))) % 2 ? -1 : 1;

      if (!(s & bit)) left += sign * conj(cell->vector[s | bit]) * cell->vector[s];
      for (int j = i + 1; j < n; ++j) { /* <s-_i sz .. sz s+_j> */
        const int other = 1 << (n - 1 - j), between = (bit - 1) & ~(2 * other - 1);

        if (s & bit || !(s & other)) continue;
        sum += cexp(-I * k * (double)(j - i)) * (__builtin_popcount((unsigned)(s & between)) % 2 ? -1 : 1) * conj(cell->vector[(s | bit) & ~other]) *
               cell->vector[s] / norm;
      }
    }
    for (int j = 0; j < n; ++j) {
      double complex right = 0.0; /* <sz_0 .. sz_{j-1} s+_j> */
      const int      other = 1 << (n - 1 - j);

      for (int s = 0; s < dim; ++s)
        if (s & other) right += (__builtin_popcount((unsigned)(s & ~(2 * other - 1))) % 2 ? -1 : 1) * conj(cell->vector[s & ~other]) * cell->vector[s];
      sum += cexp(-I * k * (double)(n - i + j)) * left * right / (norm * norm) / (1.0 - string / norm * cexp(-I * k * (double)n));
    }
  }
  return (diagonal / norm + 2.0 * creal(sum)) / n;
}

static void check(const Cell *cell)
{
  GhdModel  model;
  GhdMps    mps = mps_of(cell);
  GhdQuench quench;

  assert_ok(GhdModelCreate(1, 2, &model));
  quench = quench_of(model, mps);
  for (double x = -12.03; x < 12.1; x += 0.24) {
    const double arc = atan(sinh(2 * x));
    PetscReal    filling[2];

    assert_ok(GhdQuenchFilling(quench, 1, &x, filling));
    assert_close(filling[0], occupation(cell, M_PI + arc), 1e-12);
    assert_close(filling[1], occupation(cell, -arc), 1e-12);
  }
  assert_ok(GhdQuenchDestroy(&quench));
  assert_ok(GhdMpsDestroy(&mps));
  assert_ok(GhdModelDestroy(&model));
}

static void occupations_of_named_states_are_the_known_ones(void **state)
{
  static const double angle = 0.8;

  (void)state;
  for (double k = -3.0; k < 3.1; k += 0.2) {
    const Cell neel = named_cell(GHD_NEEL, 0.0), bell = named_cell(GHD_BELL, 0.0), dimer = named_cell(GHD_DIMER, 0.0),
               ferromagnet = named_cell(GHD_TILTED_FERROMAGNET, angle);
    const double sine      = sin(angle / 2);

    assert_close(occupation(&neel, k), 0.5, 1e-15);
    assert_close(occupation(&bell, k), 0.5, 1e-15);
    assert_close(occupation(&dimer, k), 0.5 * (1.0 - cos(k)), 1e-15);
    assert_close(occupation(&ferromagnet, k), sine * sine + 0.5 * sin(angle) * sin(angle) * creal(cexp(I * k) / (1.0 - cos(angle) * cexp(I * k))), 1e-14);
  }
}

static void fillings_of_named_states_are_the_occupations_of_modes(void **state)
{
  (void)state;
  for (GhdProductKind kind = GHD_NEEL; kind <= GHD_TILTED_FERROMAGNET; ++kind) {
    const Cell cell = named_cell(kind, 0.8);

    check(&cell);
  }
}

static void fillings_of_random_products_are_the_occupations_of_modes(void **state)
{
  (void)state;
  for (int n = 1; n <= 4; ++n) {
    const Cell cell = random_cell(n, (uint32_t)(60 + n));

    check(&cell);
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(occupations_of_named_states_are_the_known_ones),
      cmocka_unit_test(fillings_of_named_states_are_the_occupations_of_modes),
      cmocka_unit_test(fillings_of_random_products_are_the_occupations_of_modes),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("quenches to free fermions", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
