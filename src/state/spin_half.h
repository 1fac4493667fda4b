#ifndef GHD_STATE_SPIN_HALF_H
#define GHD_STATE_SPIN_HALF_H
/* The functions T_1 and f of fusion.h in a product of cells of one or two sites, and their responses, in closed form.

   Where strings meet a resonance or a zero of their filling, leading digits cancel: sums are made in more than double precision where there is more. */
#include <complex.h>

#include "mps.h"
#include <xxzghd/model.h>

typedef long double         GhdLong;
typedef long double complex GhdLongComplex;

/* A function and its response. */
typedef struct {
  GhdLongComplex value, response;
} GhdDual;

typedef struct {
  GhdModel       model;
  GhdLongComplex psi[2][2];                      /* of two sites, norm 1                                                                    */
  GhdLong        weight_0, weight_z, weight_off; /* of T_1: |b_0|^2/cos^2(gamma/2), |b_z|^2/sin^2(gamma/2), (|b_+|^2 + |b_-|^2)/(2 sin^2 gamma) */
  GhdLongComplex square_0, square_z, square_off; /* of D: b_0^2/(2 cos^2(gamma/2)), b_z^2/(2 sin^2(gamma/2)), b_+ b_-/(2 sin^2 gamma)         */
  GhdLong        response[4];                    /* T_1 X_1 = sum_n response[n] y^(n-1), y = 1/(cosh 2v - cos 2 gamma)                       */
  GhdLong       *sine, *cosine;                  /* [2 Q] of the lines' angles                                                              */
} GhdSpinHalf;

/* Hyperbolic functions of x, bounded: s = 1, 2, 4 of s x. */
typedef struct {
  GhdLongComplex sinh_1, cosh_1;        /* over sqrt(cosh 2x)           */
  GhdLongComplex sinh_2;                /* over cosh 2x                          */
  GhdLongComplex cosh_2, cosh_22, unit; /* cosh 2x, cosh^2 2x and 1 over cosh 4x */
  GhdLongComplex sech_2;                /* 1/cosh 2x                    */
} GhdScaled;

/* GhdSpinHalfSetUp - borrows the model; Q >= 4, cells of one or two sites. Free with GhdSpinHalfReset(). */
PetscErrorCode GhdSpinHalfSetUp(GhdModel model, GhdMps mps, GhdSpinHalf *half);
PetscErrorCode GhdSpinHalfReset(GhdSpinHalf *half);

/* Real x of any size, or complex x near the real axis. */
GhdScaled ghd_scaled(GhdLongComplex x);
/* T_1 sinh 2v/(cosh 2x cosh 4x) and f sinh(2v + i gamma) sinh(2v - i gamma)/(cosh 2x cosh 4x)^2 at v = x + i line pi/(2Q): they obey the equations of T_1 and f, have no poles and are bounded. */
void ghd_spin_half(const GhdSpinHalf *half, const GhdScaled *x, PetscInt line, GhdDual *T, GhdDual *f);

#endif
