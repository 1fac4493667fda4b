/* Sum rules of the infinite temperature state. Its fillings are constants, so that the dressing equations are a small linear system for each frequency, and the sums
   are known in closed form: they test strings, signs, kernel and fillings together. */
#include <xxzghd/model.h>
#include <petscblaslapack.h>

#include "check.h"
#include "models.h"

#define N_FIELDS 3
static const PetscReal fields[N_FIELDS] = {0.0, 0.4, 2.5}; /* mu = beta h */

static PetscReal filling(PetscReal log_eta)
{
  return 1.0 / (1.0 + exp(log_eta));
}

/* dressed = (1 + T-hat(omega) sigma theta)^{-1} a-hat(omega), [n_omega][n_str]; rho^t = sigma dressed. */
static void dress_a(GhdModel model, const PetscReal log_eta[], PetscInt n_omega, const PetscReal omega[], PetscReal dressed[])
{
  const PetscInt     M   = model->n_str;
  PetscReal         *hat = malloc((size_t)(M * M * n_omega) * sizeof(*hat)), *matrix = malloc((size_t)(M * M) * sizeof(*matrix));
  PetscBLASInt      *pivot = malloc((size_t)M * sizeof(*pivot));
  const PetscBLASInt one   = 1;

  assert_ok(GhdKernelHat(model, n_omega, omega, hat));
  for (PetscInt w = 0; w < n_omega; ++w) {
    PetscBLASInt m = (PetscBLASInt)M, info;

    for (PetscInt j = 0; j < M; ++j) {
      for (PetscInt k = 0; k < M; ++k) matrix[k * M + j] = (j == k) + hat[(j * M + k) * n_omega + w] * model->sign[k] * filling(log_eta[k]);
      dressed[w * M + j] = ghd_a_hat(model, model->angle[j], omega[w]);
    }
    LAPACKgesv_(&m, (PetscBLASInt *)&one, matrix, &m, pivot, dressed + w * M, &m, &info);
    assert_true(info == 0);
  }
  free(hat);
  free(matrix);
  free(pivot);
}

/* <q_1> = -pi sin(gamma) sum_k int a_k rho_k = -pi sin(gamma) (1/2 pi) sum_k int a_k-hat rho_k-hat d omega, by the trapezoid rule: the product in rapidity decays as
   e^{-2|lambda|} at least, and in frequency as e^{-pi |omega|/Q}. Uncorrelated spins of mean m = tanh(mu/2)/2: <q_1> = Delta (m^2 - 1/4), <sz> = m. */
static void check_densities(GhdModel model, PetscReal mu)
{
  const PetscReal step = 0.15, m = 0.5 * tanh(0.5 * mu);
  const PetscInt  M = model->n_str, n_omega = (PetscInt)(12.0 * (double)model->Q / step) + 1;
  PetscReal      *omega = malloc((size_t)n_omega * sizeof(*omega)), *dressed = malloc((size_t)(n_omega * M) * sizeof(*dressed)),
            *log_eta = malloc((size_t)M * sizeof(*log_eta));
  PetscReal energy = 0.0, spin = 0.5, log_z = 0.5 * mu;

  for (PetscInt w = 0; w < n_omega; ++w) omega[w] = (double)w * step;
  assert_ok(GhdAsymptoticLogEta(model, mu, log_eta));
  dress_a(model, log_eta, n_omega, omega, dressed);
  for (PetscInt w = 0; w < n_omega; ++w)
    for (PetscInt k = 0; k < M; ++k)
      energy -= 0.5 * sin(model->gamma) * step * (w ? 2 : 1) * ghd_a_hat(model, model->angle[k], omega[w]) * model->sign[k] * filling(log_eta[k]) *
                dressed[w * M + k];
  for (PetscInt k = 0; k < M; ++k) {
    assert_true(model->sign[k] * dressed[k] > 0); /* the total density is positive */
    spin -= model->length[k] * model->sign[k] * filling(log_eta[k]) * dressed[k];
    log_z += model->sign[k] * ghd_a_hat(model, model->angle[k], 0.0) * log1p(exp(-log_eta[k]));
  }
  assert_close(energy, model->delta * (m * m - 0.25), 1e-12);
  assert_close(spin, m, 1e-12);
  assert_close(log_z, log(2 * cosh(0.5 * mu)), 1e-13);
  free(omega);
  free(dressed);
  free(log_eta);
}

static void energy_and_magnetisation_at_infinite_temperature_are_those_of_free_spins(void **state)
{
  (void)state;
  for (PetscInt Q = 2; Q <= 12; ++Q)
    for (PetscInt P = 1; P < Q; ++P)
      for (int f = 0; f < N_FIELDS; ++f) {
        GhdModel model;

        if (!is_coprime(P, Q)) continue;
        assert_ok(GhdModelCreate(P, Q, &model));
        check_densities(model, fields[f]);
        assert_ok(GhdModelDestroy(&model));
      }
}

/* A filling and its mirror image (theta_{M-1} -> 1 - theta_M, theta_M -> 1 - theta_{M-1}) have opposite magnetisations and the same energy. */
static void check_mirror(GhdModel model)
{
  const PetscInt  M    = model->n_str;
  const PetscReal zero = 0.0, mu = 0.9;
  PetscReal       log_eta[40], dressed[40], spin[2] = {0.5, 0.5};

  assert_ok(GhdAsymptoticLogEta(model, mu, log_eta));
  for (int mirror = 0; mirror < 2; ++mirror) {
    if (mirror) {
      const PetscReal last = log_eta[M - 1];

      log_eta[M - 1] = -log_eta[M - 2];
      log_eta[M - 2] = -last;
    }
    dress_a(model, log_eta, 1, &zero, dressed);
    for (PetscInt k = 0; k < M; ++k) spin[mirror] -= model->length[k] * model->sign[k] * filling(log_eta[k]) * dressed[k];
  }
  assert_close(spin[0], 0.5 * tanh(0.5 * mu), 1e-12);
  assert_close(spin[1], -0.5 * tanh(0.5 * mu), 1e-12);
}

static void exchanging_the_last_two_species_turns_all_spins_over(void **state)
{
  (void)state;
  for (PetscInt Q = 2; Q <= 40; Q += (Q < 12 ? 1 : 7))
    for (PetscInt P = 1; P < Q; ++P) {
      GhdModel model;

      if (!is_coprime(P, Q)) continue;
      assert_ok(GhdModelCreate(P, Q, &model));
      check_mirror(model);
      assert_ok(GhdModelDestroy(&model));
    }
}

/* In rapidity space, with f = a^dr and f' its derivative: p'^dr = 2 pi f, e^dr = -pi sin(gamma) f, v = -(sin gamma/2) f'/f. Known at infinite temperature, no field:
   energy fluctuations sum int rho (1 - theta)(e^dr)^2 = (2 + Delta^2)/16, energy Drude weight sum int rho (1 - theta)(v e^dr)^2 = (1 + 2 Delta^2)/32,
   <j_2> = sum int q_2 v rho = -Delta/8 (with the trace of j_2, which is 0 on the all-up state). */
static void check_fluctuations(GhdModel model)
{
  const PetscInt  M = model->n_str, n_omega = 10 * 13 * model->Q, n_lambda = 70 * model->Q;
  const PetscReal d_omega = 0.1, d_lambda = 0.25 / (double)model->Q, sin_gamma = sin(model->gamma);
  PetscReal      *omega = malloc((size_t)n_omega * sizeof(*omega)), *dressed = malloc((size_t)(n_omega * M) * sizeof(*dressed));
  PetscReal       log_eta[8], fluctuation = 0.0, drude = 0.0, current = 0.0;

  for (PetscInt w = 0; w < n_omega; ++w) omega[w] = (double)w * d_omega;
  assert_ok(GhdAsymptoticLogEta(model, 0.0, log_eta));
  dress_a(model, log_eta, n_omega, omega, dressed);
  for (PetscInt i = 0; i < n_lambda; ++i) /* half the line: all integrands are even */
    for (PetscInt k = 0; k < M; ++k) {
      const PetscReal lambda = ((double)i + 0.5) * d_lambda, theta = filling(log_eta[k]), weight = 2 * d_lambda * model->sign[k] * theta;
      PetscReal       f = 0.5 * d_omega * M_1_PI * dressed[k], df = 0.0;

      for (PetscInt w = 1; w < n_omega; ++w) {
        f += d_omega * M_1_PI * dressed[w * M + k] * cos(omega[w] * lambda);
        df -= d_omega * M_1_PI * dressed[w * M + k] * omega[w] * sin(omega[w] * lambda);
      }
      fluctuation += weight * (1 - theta) * pow(M_PI * sin_gamma, 2) * f * f * f;
      drude += weight * (1 - theta) * pow(0.5 * M_PI * sin_gamma * sin_gamma, 2) * f * df * df;
      current -= weight * 0.5 * sin_gamma * df * ghd_charge(model, k, 2, 1, lambda);
    }
  assert_close(fluctuation, (2 + model->delta * model->delta) / 16, 1e-12);
  assert_close(drude, (1 + 2 * model->delta * model->delta) / 32, 1e-12);
  assert_close(current, -model->delta / 8, 1e-12);
  free(omega);
  free(dressed);
}

static void energy_fluctuations_and_drude_weight_at_infinite_temperature_are_exact(void **state)
{
  static const PetscInt fractions[][2] = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {2, 5}, {3, 5}};

  (void)state;
  for (size_t i = 0; i < sizeof(fractions) / sizeof(fractions[0]); ++i) {
    GhdModel model;

    assert_ok(GhdModelCreate(fractions[i][0], fractions[i][1], &model));
    check_fluctuations(model);
    assert_ok(GhdModelDestroy(&model));
  }
}

int main(int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(energy_and_magnetisation_at_infinite_temperature_are_those_of_free_spins),
      cmocka_unit_test(exchanging_the_last_two_species_turns_all_spins_over),
      cmocka_unit_test(energy_fluctuations_and_drude_weight_at_infinite_temperature_are_exact),
  };
  int failed;

  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  failed = cmocka_run_group_tests_name("model: sum rules", tests, NULL, NULL);
  return PetscFinalize() || failed;
}
