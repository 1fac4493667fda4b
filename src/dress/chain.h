#ifndef GHD_DRESS_CHAIN_H
#define GHD_DRESS_CHAIN_H
/* Convolutions with R = (I + T sigma theta)^{-1} T at a constant filling theta, T itself at theta = 0, at the price of a tridiagonal system for each frequency.

   With N = (sigma + That)^{-1} (GhdKernelChain() in model.h) That = N^{-1} - sigma and I + That sigma theta = N^{-1} [N (1 - theta) + sigma theta], so that R = [N (1 - theta) + sigma theta]^{-1} (1 - N sigma).
   N is tridiagonal once the last two strings are one unknown, and its entries are at most 1/2: the elimination needs no pivoting. */
#include <xxzghd/grid.h>
#include <xxzghd/model.h>

typedef struct {
  PetscInt   n, n_modes; /* unknowns: n_str - 1; frequencies     */
  PetscReal *turn;       /* [n] sigma_{j-1} sigma_j              */
  PetscReal *coupling;   /* [n][n_modes] see GhdKernelChain()    */
  PetscReal *self;       /* [n][n_modes]                         */
  PetscReal *balance;    /* [n][n_modes]                         */
  PetscReal *work;       /* for a block of frequencies           */
} GhdChain;

/* The system at one filling, eliminated. */
typedef struct {
  const GhdChain *chain;
  PetscReal      *hole;    /* [n] 1 - theta_j; of the last two strings theta_{M-1} - theta_{M-2} (numbers from 0) */
  PetscReal      *inverse; /* [n][n_modes] of the pivots                                                        */
} GhdChainFactors;

PetscErrorCode GhdChainCreate(GhdModel model, GhdGrid grid, GhdChain *chain);
PetscErrorCode GhdChainDestroy(GhdChain *chain);
/* filling [n_str]; NULL: 0. The chain must outlive the factors. */
PetscErrorCode GhdChainFactor(const GhdChain *chain, const PetscReal filling[], GhdChainFactors *factors);
PetscErrorCode GhdChainFactorsDestroy(GhdChainFactors *factors);
/* result = base + R * sigma h, h being [n_str][n] in ghd_grid_rows(), which is overwritten. result may alias base. */
void ghd_chain_convolve(const GhdChainFactors *factors, GhdGrid grid, const PetscReal base[], PetscReal result[]);
#endif
