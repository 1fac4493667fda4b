#ifndef GHD_TESTS_CELL_MPS_H
#define GHD_TESTS_CELL_MPS_H
/* The matrix-product state of a cell, as the state layer makes it. */
#include "../../src/state/mps.h"
#include "initial_state.h"

static inline GhdMps mps_of(const Cell *cell)
{
  GhdMps mps;
  char   reason[GHD_REASON_LENGTH];

  assert_ok(GhdMpsCreateProduct(cell->n_site, cell->vector, &mps, reason));
  assert_all(mps != NULL && reason[0] == '\0');
  return mps;
}

#endif
