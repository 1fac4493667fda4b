#ifndef GHD_TESTS_OBSERVABLES_H
#define GHD_TESTS_OBSERVABLES_H

/* The order of the table of observables (observe.h), and of all arrays of values in the physics tests. */
enum { Q1, J1, Q2, J2, Q3, J3, SZ, JS, ENTROPY, ENTROPY_CURRENT, N_OBSERVABLES };

#endif
