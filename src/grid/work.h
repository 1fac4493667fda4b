#ifndef GHD_GRID_WORK_H
#define GHD_GRID_WORK_H
/* Plans and work space of a grid. */
#include <complex.h>
#include <fftw3.h>
#include <petscsys.h>

typedef struct GhdGridWork_ *GhdGridWork;
struct GhdGridWork_ {
  fftw_plan       forward, backward;           /* all rows, coarse      */
  fftw_plan       forward_row, backward_row;   /* one row, coarse       */
  fftw_plan       forward_fine, backward_fine; /* one row, fine         */
  PetscReal      *real;                        /* [n_rows][n]           */
  double complex *modes, *product;             /* [n_rows][n/2 + 1]     */
  PetscReal      *real_fine;                   /* [n_fine]              */
  double complex *modes_fine;                  /* [n_fine/2 + 1]        */
};

/* re + i im of e^{i phase m} for m = 0 .. n - 1, n >= 2: products of two factors of about half the power, so that rounding errors do not pile up with m. */
void ghd_grid_powers(PetscReal phase, PetscInt n, PetscReal re[], PetscReal im[]);
#endif
