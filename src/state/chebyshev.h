#ifndef GHD_STATE_CHEBYSHEV_H
#define GHD_STATE_CHEBYSHEV_H
/* Several functions on [-1, 1], each a Chebyshev series on every one of a set of panels that are refined until they resolve all of them. */
#include <xxzghd/base.h>

#define GHD_CHEBYSHEV_NODES  32
#define GHD_CHEBYSHEV_NARROW 0.1 /* errors on narrower panels count less, as their width */

/* value[n_function] at t. Never called at t = 0 or t = -1, 1. */
typedef PetscErrorCode (*GhdSampleFn)(void *context, PetscReal t, PetscReal value[]);

typedef struct {
  PetscInt    n_function;
  PetscInt   *scale_of;  /* [n_function] a function's errors count relative to the largest value of this one */
  PetscReal   tolerance; /* of the functions, where the noise of their values allows                         */
  PetscReal   weighted;  /* .. or of the functions times the width of a panel: what is narrower matters less */
  PetscInt    most;      /* number of panels above which refinement is given up                             */
  PetscInt   *parity;    /* [n_function] +1 or -1: even or odd functions, sampled at t > 0 only; NULL: neither */
  GhdSampleFn sample;
  void       *context;
} GhdChebyshevOptions;

typedef struct GhdChebyshev_ *GhdChebyshev;
struct GhdChebyshev_ { /* read only */
  PetscInt   n_function, n_panel, n_sample;
  PetscReal *edge;        /* [n_panel + 1], ascending from -1 to 1                                                  */
  PetscReal *coefficient; /* [n_panel][n_function][GHD_CHEBYSHEV_NODES]                                              */
  PetscReal *scale;       /* [n_function] largest value of scale_of[] among the samples                              */
  PetscReal  error;       /* estimate: largest sum of the last coefficients, relative to the scale                   */
  PetscBool  resolved;    /* whether the panels sufficed; false too if a value was not finite                        */
};

PetscErrorCode GhdChebyshevCreate(const GhdChebyshevOptions *options, GhdChebyshev *chebyshev);
PetscErrorCode GhdChebyshevDestroy(GhdChebyshev *chebyshev);

/* Panel of t in [-1, 1]. */
PetscInt ghd_chebyshev_panel(GhdChebyshev chebyshev, PetscReal t);
/* Function f at t of this panel. */
PetscReal ghd_chebyshev_value(GhdChebyshev chebyshev, PetscInt panel, PetscInt f, PetscReal t);
/* Height over the middle of the panel of the largest ellipse around it in which function f is analytic, as the decay of its coefficients tells; infinity if they
   are all noise. */
PetscReal ghd_chebyshev_height(GhdChebyshev chebyshev, PetscInt panel, PetscInt f);

#endif
