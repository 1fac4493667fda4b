#!/usr/bin/env bash
# Runs an input on the cores at hand (or continues where the last run stopped), then prints the summary and draws the figure.
#   scripts/run_example.sh INPUT.yaml RESULT.h5
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
input=$1 result=$2
mkdir -p "$(dirname "$result")"
rc=0
mpirun -n "$cores" bin/xxz-ghd run "$input" --output "$result" --resume || rc=$?
if ((rc != 0 && rc != 3)); then exit "$rc"; fi # 3: some rays did not converge, the rest is good
echo
scripts/summary.py "$result"
echo
scripts/plot_profiles.py "$result"
exit "$rc"
