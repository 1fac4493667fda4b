#!/usr/bin/env bash
# One rank against two on a sweep that takes one of them half a minute: wall time, start of the program included. Needs two cores that nobody else uses.
#   scripts/bench_parallel.sh [REPEATS]     CSV lines go to $GHD_BENCH_CSV, as from the programs in tests/bench
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
repeats=${1:-2} bar=1.85 program=bin/xxz-ghd
echo
echo 'One sweep on one and on two ranks (wall time, least of repeats)'
if [[ ! -x $program ]]; then echo "  no $program: left out" && exit 0; fi
if ((cores < 2)); then echo '  one core only: left out' && exit 0; fi

work=$(mktemp -d "${TMPDIR:-/tmp}/xxz-ghd-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cat >"$work/sweep.yaml" <<'YAML'
title: benchmark of two ranks
chain: {gamma_over_pi: 1/12}
left: {state: thermal, beta: {from: 0.5, to: 1.5, count: 12}}
right: {state: thermal, beta: 2.0}
rays: {from: -1.1, to: 1.1, count: 401}
observables: [q1, j1, q2, j2, q3, j3, sz, js, entropy, entropy_current]
accuracy: 1e-10
YAML

# Each rank tells its processor time at its end.
ranks() { # ranks N: wall time of the sweep; the processor time of the busiest rank goes to $work/cpu.N
  local from to
  from=$(date +%s.%N)
  # shellcheck disable=SC2016
  mpirun --timeout 580 -n "$1" bash -c 'TIMEFORMAT="cpu %U %S" && time "$0" "$@"' "$program" run "$work/sweep.yaml" --output "$work/result.$1.h5" --quiet >"$work/log" 2>&1 ||
    { cat "$work/log" >&2 && return 1; }
  to=$(date +%s.%N)
  rm -f "$work/result.$1.h5"
  awk '/^cpu / && $2 + $3 > most { most = $2 + $3 } END { print most }' "$work/log" >"$work/cpu.$1"
  awk "BEGIN { printf \"%.2f\", $to - $from }"
}

least() { # least A B
  awk "BEGIN { print ($1 < $2) ? $1 : $2 }"
}

line() { # line QUANTITY FIGURE UNIT BAR VERDICT
  printf '  %-34s %-34s %11s %-10s %-20s %-9s %s\n' 'gamma/pi = 1/12, 12 x 401 rays' "$1" "$2" "$3" '' "$4" "$5"
  [[ -z ${GHD_BENCH_CSV:-} ]] && return
  printf 'parallel,"gamma/pi = 1/12, 12 x 401 rays","%s",%s,%s,,,%s,%s,%s,%s,"%s","%s"\n' "$1" "$2" "$3" "$4" "$5" \
    "$(git describe --always --dirty --abbrev=40 --match= 2>/dev/null || echo unknown)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$("$program" --version | head -n 1 | tr -d '"')" >>"$GHD_BENCH_CSV"
}

one=1e9 two=1e9 cpu_one=1e9 cpu_two=1e9
for ((i = 0; i < repeats && SECONDS < 150; ++i)); do
  t1=$(ranks 1) t2=$(ranks 2)
  one=$(least "$t1" "$one") two=$(least "$t2" "$two")
  cpu_one=$(least "$(cat "$work/cpu.1")" "$cpu_one") cpu_two=$(least "$(cat "$work/cpu.2")" "$cpu_two")
done
ratio=$(awk "BEGIN { printf \"%.3f\", $one / $two }")
# where others took part of the cores, wall times say nothing
verdict=$(awk "BEGIN { print ($one > 1.1 * $cpu_one + 1) ? \"busy\" : ($one / $two >= $bar) ? \"pass\" : \"FAIL\" }")
line '1 rank' "$one" s '' ''
line '2 ranks' "$two" s '' ''
line 'processor time, 1 rank' "$cpu_one" s '' ''
line 'processor time, busier of 2 ranks' "$cpu_two" s '' ''
line 'processor time, 1 rank / 2 ranks' "$(awk "BEGIN { printf \"%.3f\", $cpu_one / $cpu_two }")" 1 '' ''
line 'load of the machine at the end' "$(cut -d' ' -f1 /proc/loadavg)" 1 '' ''
line '1 rank / 2 ranks' "$ratio" 1 ">= $bar" "$verdict"
if [[ $verdict == busy ]]; then echo '  other programs were running: not judged'; fi
[[ $verdict != FAIL ]]
