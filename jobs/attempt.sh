#!/usr/bin/env bash
# One attempt at a run, for the scripts beside this one: starts the program on all ranks, passes on to it what the batch system or the user says, waits for it, and
# puts the job back into the queue if the warning of the time limit is what stopped it.
#   attempt.sh OUTPUT_DIR ARGUMENTS_OF_XXZ_GHD...
# GHD_BIN: the program (default: the one of this checkout or installation).  GHD_LAUNCH: how ranks are started (default srun inside a SLURM job, else mpirun).
set -euo pipefail
out=${1:?usage: attempt.sh OUTPUT_DIR ARGUMENTS_OF_XXZ_GHD...}
shift
jobs=$(dirname "$0")
program=${GHD_BIN:-}
for candidate in "$jobs/../bin/xxz-ghd" "$jobs/../../../bin/xxz-ghd"; do
  if [[ -z $program && -x $candidate ]]; then program=$candidate; fi
done
: "${program:=xxz-ghd}"
launch=mpirun
if [[ -n ${SLURM_JOB_ID:-} ]]; then launch=srun; fi
read -ra launch <<<"${GHD_LAUNCH:-$launch}"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 # ranks use the cores better than threads of BLAS
mkdir -p "$out"
(umask 077 && env | sort >"$out/environment.${SLURM_JOB_ID:-$$}.${SLURM_RESTART_COUNT:-0}.txt") # it may hold passwords

pid="" signals=0 warned=0
# shellcheck disable=SC2317 # called by the traps
pass_on() { # pass_on SIGNAL
  signals=$((signals + 1))
  if [[ -n $pid ]]; then kill -"$1" "$pid" 2>/dev/null || true; fi
}
trap 'warned=1; pass_on USR1' USR1 # the time limit is near
trap 'pass_on USR1' INT HUP        # ctrl-C, or the terminal is gone: stop in good order, as a stop file would
trap 'pass_on TERM' TERM           # the end: as much as there is time for
"${launch[@]}" "$program" "$@" &
pid=$!
while true; do # a trap cuts the wait short
  heard=$signals rc=0
  wait "$pid" || rc=$?
  if ((signals == heard)); then break; fi
done

# A stop file means stop, and a full disk does not get better by itself: only the time limit sends a job back into the queue.
if ((warned && rc == 75)) && [[ -n ${SLURM_JOB_ID:-} ]]; then
  refused=0
  scontrol requeue "$SLURM_JOB_ID" || refused=$?
  if ((refused > 0 && refused < 128)); then # above: requeueing has ended this job, and scontrol with it
    echo "attempt.sh: this job cannot be requeued: submit the same command again to continue" >&2
  fi
fi
exit "$rc"
