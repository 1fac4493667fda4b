#!/usr/bin/env bash
# Runs benchmark programs one after the other, each on one core, and shows what they print (a table for people, then CSV lines with the git commit).
#   scripts/run_bench.sh PROGRAM...
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
for program in "$@"; do
  echo "== ${program##*/}"
  "$program"
done
