#!/usr/bin/env bash
# Runs an input while you watch, on your own machine or inside an allocation; the same command continues it. Ctrl-C stops it in good order (exit status 75).
#   jobs/interactive.sh INPUT.yaml [OUTPUT_DIR [OPTION_OF_XXZ_GHD_RUN]...]
#   salloc --ntasks=16 --time=01:00:00 jobs/interactive.sh INPUT.yaml
set -euo pipefail
input=${1:?usage: jobs/interactive.sh INPUT.yaml [OUTPUT_DIR [OPTION_OF_XXZ_GHD_RUN]...]}
out=${2:-results/$(basename "$input" .yaml)}
# A session of their own: ctrl-C would otherwise reach the ranks themselves and end them at once.
launch=mpirun
limit=()
if [[ -n ${SLURM_JOB_ID:-} ]]; then # nobody warns an allocation of its end: stop a minute before it
  launch=srun
  ends=$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%e 2>/dev/null || true)
  if end=$(date +%s -d "${ends:-unknown}" 2>/dev/null); then # not if there is no limit
    seconds=$((end - $(date +%s) - 60))
    if ((seconds < 1)); then seconds=1; fi # too late to begin anything
    limit=(--time-limit "$((seconds / 3600)):$((seconds % 3600 / 60)):$((seconds % 60))")
  fi
fi
export GHD_LAUNCH="setsid ${GHD_LAUNCH:-$launch}"
exec "$(dirname "$0")/attempt.sh" "$out" run "$input" --output "$out/result.h5" --resume ${limit[@]+"${limit[@]}"} "${@:3}"
