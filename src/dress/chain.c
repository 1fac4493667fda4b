/* The kernel as a chain of strings: elimination, and convolutions with it. */
#include "chain.h"
#include <string.h>

#define BLOCK 64 /* frequencies treated together: all strings of them stay in the cache */

PetscErrorCode GhdChainCreate(GhdModel model, GhdGrid grid, GhdChain *chain)
{
  const PetscInt n = model->n_str - 1;

  PetscFunctionBegin;
  chain->n       = n;
  chain->n_modes = grid->n_modes;
  PetscCall(PetscMalloc5(n, &chain->turn, n * grid->n_modes, &chain->coupling, n * grid->n_modes, &chain->self, n * grid->n_modes, &chain->balance,
                         2 * (n + 1) * BLOCK, &chain->work));
  PetscCall(PetscArrayzero(&chain->work[2 * n * BLOCK], 2 * BLOCK));
  PetscCall(GhdKernelChain(model, grid->n_modes, grid->omega, chain->coupling, chain->self, chain->balance));
  for (PetscInt j = 0; j < n; ++j) chain->turn[j] = j > 0 ? (PetscReal)(model->sign[j - 1] * model->sign[j]) : 0.0;
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChainDestroy(GhdChain *chain)
{
  PetscFunctionBegin;
  PetscCall(PetscFree5(chain->turn, chain->coupling, chain->self, chain->balance, chain->work));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* Row j of the system is x_j (1 - self hole_j) - turn coupling hole_{j-1} x_{j-1} - coupling_after hole_{j+1} x_{j+1}. Pivots come from sums of what each row has in excess (Grassmann, Taksar and Heyman):
   subtracted one by one their errors would grow with the square of the length of the chain. excess: pivot - coupling_after hole_{j+1} of the string before, then of this one. */
static PetscErrorCode find_pivots(GhdChainFactors *f, PetscInt j, PetscReal excess[])
{
  const GhdChain  *c     = f->chain;
  const PetscInt   after = j + 1 < c->n ? j + 1 : 0;
  const PetscReal  hole = f->hole[j], hole_before = j > 0 ? f->hole[j - 1] : 0.0, hole_after = f->hole[after];
  const PetscBool  level_goes_on = (PetscBool)(after && c->turn[after] > 0.0);
  const PetscReal *s = &c->coupling[j * c->n_modes], *s_after = &c->coupling[after * c->n_modes], *self = &c->self[j * c->n_modes];
  const PetscReal *balance = &c->balance[j * c->n_modes], *inverse_before = &f->inverse[(j > 0 ? j - 1 : 0) * c->n_modes];
  PetscReal       *inverse = &f->inverse[j * c->n_modes];

  PetscFunctionBegin;
  for (PetscInt m = 0; m < c->n_modes; ++m) {
    PetscReal pivot;

    if (j > 0 && c->turn[j] < 0.0) {
      pivot     = 1.0 - self[m] * hole + s[m] * hole_before * (1.0 - excess[m] * inverse_before[m]);
      excess[m] = pivot - s_after[m] * hole_after;
    } else {
      const PetscReal rest =
          balance[m] + self[m] * (1.0 - hole) + s[m] * (1.0 - hole_before) + (j > 0 ? s[m] * hole_before * excess[m] * inverse_before[m] : 0.0);

      pivot     = level_goes_on ? rest + s_after[m] : rest;
      excess[m] = level_goes_on ? rest + s_after[m] * (1.0 - hole_after) : rest - s_after[m] * hole_after;
    }
    PetscCheck(pivot != 0.0, PETSC_COMM_SELF, PETSC_ERR_MAT_LU_ZRPVT, "the reference filling makes the dressing operator singular");
    inverse[m] = 1.0 / pivot;
  }
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChainFactor(const GhdChain *chain, const PetscReal filling[], GhdChainFactors *factors)
{
  const PetscInt n = chain->n, n_modes = chain->n_modes;
  PetscReal     *excess;

  PetscFunctionBegin;
  factors->chain = chain;
  PetscCall(PetscMalloc2(n, &factors->hole, n * n_modes, &factors->inverse));
  PetscCall(PetscMalloc1(n_modes, &excess));
  for (PetscInt j = 0; j < n - 1; ++j) factors->hole[j] = 1.0 - (filling ? filling[j] : 0.0);
  factors->hole[n - 1] = filling ? filling[n] - filling[n - 1] : 0.0;
  for (PetscInt j = 0; j < n; ++j) PetscCall(find_pivots(factors, j, excess));
  PetscCall(PetscFree(excess));
  PetscFunctionReturn(PETSC_SUCCESS);
}

PetscErrorCode GhdChainFactorsDestroy(GhdChainFactors *factors)
{
  PetscFunctionBegin;
  PetscCall(PetscFree2(factors->hole, factors->inverse));
  PetscFunctionReturn(PETSC_SUCCESS);
}

/* z = inverse [turn s (h_before + hole_before z_before) + s_after h_after] for n frequencies. Complex numbers are pairs. */
static void eliminate(PetscInt n, const double *restrict inverse, const double *restrict s, const double *restrict s_after, double turn, double hole_before,
                      const double *restrict h_before, const double *restrict z_before, const double *restrict h_after, double *restrict z)
{
  for (PetscInt m = 0; m < n; ++m) {
    const double below = turn * s[m] * inverse[m], above = s_after[m] * inverse[m];

    z[2 * m]     = below * (h_before[2 * m] + hole_before * z_before[2 * m]) + above * h_after[2 * m];
    z[2 * m + 1] = below * (h_before[2 * m + 1] + hole_before * z_before[2 * m + 1]) + above * h_after[2 * m + 1];
  }
}

/* out += scale a b in */
static void multiply_add(PetscInt n, const double *restrict a, const double *restrict b, double scale, const double *restrict in, double *restrict out)
{
  for (PetscInt m = 0; m < n; ++m) {
    const double factor = scale * a[m] * b[m];

    out[2 * m] += factor * in[2 * m];
    out[2 * m + 1] += factor * in[2 * m + 1];
  }
}

/* out = in + scale a b x */
static void substitute(PetscInt n, const double *restrict a, const double *restrict b, double scale, const double *restrict x, const double *restrict in,
                       double *restrict out)
{
  for (PetscInt m = 0; m < n; ++m) {
    const double factor = scale * a[m] * b[m];

    out[2 * m]     = in[2 * m] + factor * x[2 * m];
    out[2 * m + 1] = in[2 * m + 1] + factor * x[2 * m + 1];
  }
}

/* At `count` frequencies from m0 on: elimination from the first string to the last, into work, and back. modes holds h, then x. */
static void solve_block(const GhdChainFactors *f, PetscInt m0, PetscInt count, PetscInt stride, double *modes)
{
  const GhdChain *c = f->chain;
  const PetscInt  n = c->n, n_modes = c->n_modes;

  for (PetscInt j = 0; j < n; ++j) {
    const PetscInt after   = j + 1 < n ? j + 1 : 0; /* after the last one any row: coupling_0 = 0 */
    const double  *inverse = &f->inverse[j * n_modes + m0], *self = &c->self[j * n_modes + m0], *nothing = &c->work[2 * n * BLOCK];
    double        *z = &c->work[2 * j * BLOCK];

    eliminate(count, inverse, &c->coupling[j * n_modes + m0], &c->coupling[after * n_modes + m0], c->turn[j], j > 0 ? f->hole[j - 1] : 0.0,
              j > 0 ? &modes[2 * (j - 1) * stride] : nothing, j > 0 ? z - 2 * BLOCK : nothing, &modes[2 * after * stride], z);
    if (self[0] != 0.0) multiply_add(count, inverse, self, 1.0, &modes[2 * j * stride], z);
  }
  memcpy(&modes[2 * (n - 1) * stride], &c->work[2 * (n - 1) * BLOCK], (size_t)(2 * count) * sizeof *modes);
  for (PetscInt j = n - 2; j >= 0; --j)
    substitute(count, &f->inverse[j * n_modes + m0], &c->coupling[(j + 1) * n_modes + m0], f->hole[j + 1], &modes[2 * (j + 1) * stride],
               &c->work[2 * j * BLOCK], &modes[2 * j * stride]);
}

static void solve(const void *factors, PetscInt stride, double complex modes[])
{
  const GhdChainFactors *f = factors;

  for (PetscInt m0 = 0; m0 < f->chain->n_modes; m0 += BLOCK) solve_block(f, m0, PetscMin(BLOCK, f->chain->n_modes - m0), stride, (double *)&modes[m0]);
}

void ghd_chain_convolve(const GhdChainFactors *factors, GhdGrid grid, const PetscReal base[], PetscReal result[])
{
  const PetscInt  n = grid->n, n_all = factors->chain->n * n;
  const PetscReal scale = 1.0 / (PetscReal)n;
  PetscReal      *rows = ghd_grid_rows(grid), *last = &rows[n_all - n];

  for (PetscInt i = 0; i < n; ++i) last[i] += last[n + i];
  ghd_grid_filter(grid, factors->chain->n, solve, factors);
  for (PetscInt i = 0; i < n_all; ++i) result[i] = base[i] + scale * rows[i];
  for (PetscInt i = 0; i < n; ++i) result[n_all + i] = base[n_all + i] - scale * last[i];
}
