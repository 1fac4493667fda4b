#!/usr/bin/env bash
# One rank against two on an uneven sweep, Q from 2 to 30, that takes one of them about a minute: wall time, start of the program included. Needs two cores that nobody else uses.
#   scripts/bench_parallel.sh     CSV lines go to $GHD_BENCH_CSV, as from the programs in tests/bench
# The sweep is computed once on one rank and once on two. Where other programs take part of the cores, wall times say nothing and the fraction of the time that the two ranks were busy is shown.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
bar=0.95 program=bin/xxz-ghd
echo
echo 'One uneven sweep on one and on two ranks'
if [[ ! -x $program ]]; then echo "  no $program: left out" && exit 0; fi
if ((cores < 2)); then echo '  one core only: left out' && exit 0; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/xxz-ghd-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cat >"$work/sweep.yaml" <<'YAML'
title: benchmark of two ranks
chain: {gamma_over_pi: [1/2, 1/3, 1/4, 2/5, 1/5, 3/7, 1/7, 3/8, 1/10, 3/10, 5/13, 1/12, 1/16, 7/16, 1/20, 7/25, 1/30]}
left: {state: thermal, beta: [0.5, 1.0, 1.5]}
right: {state: thermal, beta: 2.0}
rays: {from: -1.1, to: 1.1, count: 176}
observables: [q1, j1, q2, j2, q3, j3, sz, js, entropy, entropy_current]
accuracy: 1e-10
YAML

# Each rank tells its processor time at its end.
ranks() { # ranks N: wall time of the sweep; the processor time of the busiest rank goes to $work/cpu.N, how busy the least busy one was to $work/busy.N
  local from to
  from=$(date +%s.%N)
  # shellcheck disable=SC2016
  mpirun --timeout 580 -n "$1" bash -c 'TIMEFORMAT="cpu %U %S" && time "$0" "$@"' "$program" run "$work/sweep.yaml" --output "$work/result.$1.h5" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && return 1; }
  to=$(date +%s.%N)
  rm -f "$work/result.$1.h5"
  awk '/^cpu / && $2 + $3 > most { most = $2 + $3 } END { print most }' "$work/log" >"$work/cpu.$1"
  sed -n 's/.*least: \([0-9.]*\) %.*/\1/p' "$work/log" >"$work/busy.$1"
  awk "BEGIN { printf \"%.2f\", $to - $from }"
}

what='Q = 2 .. 30, 51 x 176 rays'
line() { # line QUANTITY FIGURE UNIT BAR VERDICT
  printf '  %-34s %-34s %11s %-10s %-20s %-9s %s\n' "$what" "$1" "$2" "$3" '' "$4" "$5"
  [[ -z ${GHD_BENCH_CSV:-} ]] && return
  printf 'parallel,"%s","%s",%s,%s,,,%s,%s,%s,%s,"%s","%s"\n' "$what" "$1" "$2" "$3" "$4" "$5" \
    "$(git describe --always --dirty --abbrev=40 --match= 2>/dev/null || echo unknown)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$("$program" --version | head -n 1 | tr -d '"')" >>"$GHD_BENCH_CSV"
}

one=$(ranks 1) two=$(ranks 2)
read -r cpu_one <"$work/cpu.1"
read -r cpu_two <"$work/cpu.2"
efficiency=$(awk "BEGIN { printf \"%.3f\", $one / $two / 2 }")
# where others took part of the cores, wall times say nothing
verdict=$(awk "BEGIN { print ($one > 1.1 * $cpu_one + 1 || $two > 1.1 * $cpu_two + 1) ? \"busy\" : ($efficiency >= $bar) ? \"pass\" : \"FAIL\" }")
line 'wall time, 1 rank' "$one" s '' ''
line 'wall time, 2 ranks' "$two" s '' ''
line 'processor time, 1 rank' "$cpu_one" s '' ''
line 'processor time, busier of 2 ranks' "$cpu_two" s '' ''
line 'least busy of 2 ranks' "$(cat "$work/busy.2")" % '' ''
line 'load of the machine at the end' "$(cut -d' ' -f1 /proc/loadavg)" 1 '' ''
line 'parallel efficiency, 2 ranks' "$efficiency" 1 ">= $bar" "$verdict"
if [[ $verdict == busy ]]; then echo '  other programs were running: not judged'; fi
[[ $verdict != FAIL ]]
