#ifndef XXZGHD_GRID_H
#define XXZGHD_GRID_H
/* grid: rapidity grids and what can be done on them exactly. No physics.

   Two nested uniform grids on the circle [-range, range):
   - the coarse grid, n points, carries the functions that are analytic around the real axis: dressed functions, ln eta, bare functions;
   - the fine grid, refine*n points, carries fillings, which may be rough.
   Functions of the coarse grid are band limited: their Fourier modes omega_m = pi m/range are negligible from the band limit Omega = pi/step on.

   A filling enters an integral int g theta dlambda with a band-limited g only through the modes of theta below Omega (Parseval). So theta may be replaced on the coarse grid by its
   projection onto those modes, the effective filling, without any error beyond the modes of g above Omega: e^{-Omega*strip}, whatever the filling, jumps included. GhdGridProject() does
   that for a function of the fine grid, ghd_grid_indicator() gives the projection of a set of intervals, exactly at any end points.

   Rows: a field is [n_rows][n], row-major, one row for each species. The grid owns its work space: not for use by two threads at a time. */

#include <complex.h>
#include <xxzghd/base.h>

typedef struct GhdGrid_ *GhdGrid;
struct GhdGrid_ {                 /* read only */
  PetscInt             n_rows;    /* rows of a field: species                          */
  PetscInt             n, refine; /* coarse points (even); fine points = refine*n      */
  PetscInt             n_fine;
  PetscInt             n_modes;     /* n/2: modes 0 .. n_modes - 1; the mode at Omega is left out */
  PetscReal            range, step; /* lambda in [-range, range), step = 2 range/n       */
  PetscReal           *lambda;      /* [n] ascending                                     */
  PetscReal           *lambda_fine; /* [n_fine]                                          */
  PetscReal           *omega;       /* [n_modes]                                         */
  struct GhdGridWork_ *work;        /* plans and work space, internal                    */
};

/* Smallest n >= least that is even and a product of 2, 3 and 5 with which FFTs are fast. */
PetscInt ghd_fast_size(PetscReal least);

/* GhdGridCreate - n as ghd_fast_size() gives, refine >= 1. Not collective. Errors: PETSC_ERR_ARG_OUTOFRANGE, PETSC_ERR_MEM. */
PetscErrorCode GhdGridCreate(PetscInt n_rows, PetscReal range, PetscInt n, PetscInt refine, GhdGrid *grid);
PetscErrorCode GhdGridDestroy(GhdGrid *grid);

/* Fourier modes of a field on the coarse grid, modes[n_rows][n_modes]: f(lambda_j) = sum_m c_m e^{i omega_m (lambda_j + range)}, c_{-m} = conj(c_m). Exact inverses of each other for
   fields without a mode at Omega. */
void ghd_grid_modes(GhdGrid grid, const PetscReal f[], double complex modes[]);
void ghd_grid_values(GhdGrid grid, const double complex modes[], PetscReal f[]);

/* The operator core: f <- f + K * g for a real kernel given by its transform at omega, even[(j*n_rows + k)*n_modes + m] + i odd[..], already divided by n; odd is NULL if the kernel is even.
   g may not alias f. */
void ghd_grid_convolve_add(GhdGrid grid, const PetscReal even[], const PetscReal odd[], const PetscReal g[], PetscReal f[]);

/* ghd_grid_filter - the first n_rows rows of the work space ghd_grid_rows(), [n_rows][n], through Fourier space and back, times n: filter() changes their modes, m = 0 .. n_modes - 1 of row k at
   modes[k*stride + m]. For kernels of more structure than a table. */
typedef void (*GhdGridFilter)(const void *context, PetscInt stride, double complex modes[]);
PetscReal *ghd_grid_rows(GhdGrid grid);
void       ghd_grid_filter(GhdGrid grid, PetscInt n_rows, GhdGridFilter filter, const void *context);

/* From the coarse to the fine grid (exact for band-limited fields), and the projection from the fine grid to the coarse one. */
void ghd_grid_refine(GhdGrid grid, const PetscReal f[], PetscReal fine[]);
void ghd_grid_project(GhdGrid grid, const PetscReal fine[], PetscReal f[]);

/* Function on the circle that is 1 between some rapidities and 0 elsewhere, projected onto the modes of the fine grid: one row, fine[n_fine]. It starts with `first` (0 or 1) at -range and
   changes at each of the n ascending rapidities; the change at the seam +-range is included. */
void ghd_grid_indicator(GhdGrid grid, PetscInt first, PetscInt n, const PetscReal rapidity[], PetscReal fine[]);

/* Band-limited function with the given modes (one row) and its derivative at any lambda. Either result may be NULL. */
void ghd_grid_evaluate(GhdGrid grid, const double complex modes[], PetscReal lambda, PetscReal *value, PetscReal *slope);
/* The same function at n rapidities, faster for many. */
void ghd_grid_evaluate_many(GhdGrid grid, const double complex modes[], PetscInt n, const PetscReal lambda[], PetscReal value[]);

/* Lagrange interpolation on GHD_STENCIL equidistant points around a position given in units of their distance, 0 being the first of n points: returns the index of the first point of the stencil.
   For a function sampled eight times more finely than its band limit asks the error is below 1e-11 of its modes at that limit, and nothing to speak of elsewhere. */
#define GHD_STENCIL 16
PetscInt ghd_stencil(PetscReal position, PetscInt n, PetscReal weights[GHD_STENCIL]);

/* Largest modulus of the last tenth of the modes of one row: what the band limit leaves out is of this size or smaller. */
PetscReal ghd_grid_last_modes(GhdGrid grid, const double complex modes[]);

#endif
