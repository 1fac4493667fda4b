#ifndef GHD_TESTS_REPLAY_H
#define GHD_TESTS_REPLAY_H
/* Replays a sweep on any number of ranks through the schedule that the program uses: chunks take the times that were measured, messages take the time they are said to take. */

#include "../../src/sweep/work.h"

/* Measured times of the chains P/Q: lines "P/Q state turn chunk chunk ...": seconds for both states and their junction, for a point of which a costly state is at hand, for chunks. */
typedef struct {
  PetscInt   P, Q, n;
  PetscReal  state, turn;
  PetscReal *chunk; /* [n] */
} ChainTimes;
typedef struct {
  PetscInt    n;
  ChainTimes *chain;
} MeasuredTimes;
PetscErrorCode ReadTimes(const char *path, MeasuredTimes *times);
PetscErrorCode FreeTimes(MeasuredTimes *times);

/* The network and rank 0. */
typedef struct {
  PetscReal latency;         /* seconds from the sending of a message to its arrival                                   */
  PetscReal service;         /* seconds of rank 0 for a share: its request, its answer, its report                     */
  PetscReal report;          /* seconds of rank 0 more for every chunk of a report                                     */
  PetscInt  serve_only_from; /* so many ranks, from which on rank 0 only serves; below, it answers at once, from its heartbeat */
  PetscInt  slow_rank;       /* takes slowness times as long as the others; -1: none */
  PetscReal slowness;
} Machine;
Machine usual_machine(void);

typedef struct {
  PetscReal seconds;    /* until the last rank is done                               */
  PetscReal work;       /* sum of all chunks and of the states of all points, each once, as fast ranks compute them */
  PetscReal efficiency; /* work / (n_ranks * seconds)                                */
  PetscReal states;     /* seconds in states of all ranks                            */
  PetscReal served;     /* fraction of the time that rank 0 served                   */
  PetscReal waited;     /* longest time from a request to its answer                 */
  PetscInt  n_shares, n_chunks;
} Replay;

/* chunk c of a point takes the c-th time of its chain, in turn; every chain of the plan must have times. */
PetscErrorCode ReplaySweep(GhdPlan plan, const MeasuredTimes *times, PetscInt n_ranks, const Machine *machine, Replay *replay);

#endif
