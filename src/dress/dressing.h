#ifndef GHD_DRESS_DRESSING_H
#define GHD_DRESS_DRESSING_H
/* Inside of a dressing operator. */
#include "chain.h"
#include <xxzghd/dress.h>

/* Rhat sigma/n [n_str][n_str][n_modes] with growth: even + i odd. */
typedef struct {
  PetscReal *even, *odd;
} GhdHat;

struct GhdDressing_ {
  GhdModel        model;
  GhdGrid         grid;
  PetscInt        n_dof;          /* n_str n                                                    */
  PetscReal       growth;         /* everything is multiplied by e^{growth lambda}              */
  GhdChain        chain;          /* without growth                                             */
  GhdChainFactors kernel;         /* T, without growth                                          */
  GhdChainFactors preconditioned; /* R, without growth                                          */
  GhdHat          growing;        /* R, with growth                                             */
  PetscReal      *reference;      /* [n_str] filling of the preconditioner                      */
  PetscReal      *weight;         /* theta - reference  [n_str][n]                              */
  PetscReal      *product;        /* work space [n_str][n], with growth                         */
  PetscReal      *rhs, *change;   /* of a solve: C (f - A f_dr), and what is added to f_dr      */
  PetscReal       residual;       /* of the last solve, root mean square                        */
  PetscBool       ready;          /* a filling was set                                          */
  Mat             mat;            /* A, and its solver preconditioned with C: for others        */
  KSP             ksp;
  Mat             preconditioned_mat; /* C A, and its solver: for GhdDressingSolve()            */
  KSP             preconditioned_ksp;
  Vec             x, b; /* without storage: change and rhs are placed in them */
};

PetscErrorCode GhdDressingCreateSolver(GhdDressing dressing);
PetscErrorCode GhdDressingDestroySolver(GhdDressing dressing);
/* result = C A f, result = C f, result = C (f - A f_dr), each at the price of one convolution; [n_str][n], not aliased. */
PetscErrorCode GhdDressingApplyPreconditioned(GhdDressing dressing, const PetscReal f[], PetscReal result[]);
PetscErrorCode GhdDressingPrecondition(GhdDressing dressing, const PetscReal f[], PetscReal result[]);
PetscErrorCode GhdDressingResidual(GhdDressing dressing, const PetscReal f[], const PetscReal f_dr[], PetscReal result[]);
#endif
