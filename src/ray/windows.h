#ifndef GHD_RAY_WINDOWS_H
#define GHD_RAY_WINDOWS_H
/* Where a state is too sharp for a fine grid, and the smooth windows around these places. */
#include <xxzghd/grid.h>
#include <xxzghd/state.h>

/* 1 on [a, b], rising to it and falling from it as error functions of width rise, 0 to rounding beyond ghd_window_margin(). */
typedef struct {
  PetscReal a, b, rise;
} GhdWindow;

PetscReal ghd_window(const GhdWindow *window, PetscReal lambda);
/* Distance from [a, b] beyond which the window is 0. */
PetscReal ghd_window_margin(const GhdWindow *window);

/* GhdWindowsFind - windows around the resonances of a state and the points where a filling touches 0 or 1.
   Input:  filling - [n_str][n_fine], its samples;  n_breaks, breaks - of GhdStateBreaks()
   Output: n, windows - ascending, none overlaps another; owned by the caller (PetscFree). None for a state without breaks: its strip says all. */
PetscErrorCode GhdWindowsFind(GhdGrid grid, const PetscReal filling[], PetscInt n_breaks, const PetscReal breaks[], PetscInt *n, GhdWindow **windows);

#endif
