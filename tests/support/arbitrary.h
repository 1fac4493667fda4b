#ifndef GHD_TESTS_ARBITRARY_H
#define GHD_TESTS_ARBITRARY_H
#include <petscsys.h>

/* Numbers in [0, 1) that are the same in every run. */
static inline PetscReal arbitrary(void)
{
  static uint64_t state = 88172645463325252u;

  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (PetscReal)(state >> 11) * 0x1p-53;
}

#endif
