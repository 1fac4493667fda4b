#!/usr/bin/env bash
# Runs benchmark programs one after the other, each on one core, then the one on two ranks. They print tables for people; the same figures go to results/bench.csv,
# each line with the git commit, the date, the processor and the versions. Fails if a bar is missed.
#   scripts/run_bench.sh PROGRAM...
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
mkdir -p results
export GHD_BENCH_CSV=$PWD/results/bench.csv
echo 'section,case,quantity,figure,unit,median,greatest,bar,verdict,commit,date,processor,versions' >"$GHD_BENCH_CSV"
missed=()
for program in "$@" scripts/bench_parallel.sh; do
  rc=0
  timeout 600 "$program" || rc=$?
  if ((rc != 0)); then missed+=("${program##*/} (exit status $rc)"); fi
done
echo
echo "figures: results/bench.csv"
if ((${#missed[@]})); then
  printf 'bar missed or failed: %s\n' "${missed[@]}"
  exit 1
fi
echo 'all bars reached'
