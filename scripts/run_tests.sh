#!/usr/bin/env bash
# Runs test programs and scripts and ends with the one line "N passed, N failed", or "N passed, N failed, N skipped" if any were skipped.
#   [MODE=release] scripts/run_tests.sh PROGRAM_OR_SCRIPT...
# Programs are cmocka programs build/$MODE/tests/x/y made from tests/x/y.c; scripts are tests/*/*.sh and *.py, started in the top folder, which print lines
# "ok - sentence" and "not ok - sentence". Every single test case is counted, and a program or script that ends badly without a failed case counts as one.
# A case that cannot be had on this machine is a line with "# SKIP reason": it is shown, and counts neither as passed nor as failed.
# A test declares what it needs in a comment of its source text:
#   ranks: 1 2 3     numbers of MPI ranks of a program, one run each (default 1, started without mpirun)
#   timeout: 60      seconds for one run (default 300)
#   alone            nothing else runs meanwhile: for what measures time
#   starts mpirun    by itself, and so cannot be started by it
# RANKS="1 2": unit tests run on these numbers of ranks besides those that they declare. What declares only 1 is then started so many times side by side, each in a folder of its own.
# VALGRIND=1: programs run under valgrind, on two ranks at most, and may take forty times as long.
# Scripts find in the environment: GHD_BIN (the program), GHD_TMP (an empty folder of their own), MODE. Logs: build/$MODE/log or log-valgrind.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export MODE=${MODE:-release}
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh
export CMOCKA_MESSAGE_OUTPUT=TAP GHD_BIN=$PWD/build/$MODE/xxz-ghd
# shellcheck source=tests/support/asan/options.sh
[[ $MODE != asan ]] || source tests/support/asan/options.sh
logs=build/$MODE/log patience=1
if [[ -n ${VALGRIND:-} ]]; then
  logs+=-valgrind patience=40
  export OPENBLAS_CORETYPE=Nehalem # without the instructions that valgrind imitates one by one: eight times as fast
  valgrind=(valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite --num-callers=30
    --keep-debuginfo=yes --suppressions=tests/support/valgrind/hpc.supp)
  [[ ! -f /usr/share/openmpi/openmpi-valgrind.supp ]] || valgrind+=(--suppressions=/usr/share/openmpi/openmpi-valgrind.supp)
fi
rm -rf "$logs" && mkdir -p "$logs"
[[ -z ${VALGRIND:-} ]] || chmod 1777 "$logs" # a test gives up the rights of root, and its children still have to report
started=$SECONDS

declared() { # declared KEY DEFAULT FILE
  local value
  value=$(sed -n "1,40s|^[/ *#]*$1: *\([0-9 ]*[0-9]\).*|\1|p" "$3" | head -n 1)
  echo "${value:-$2}"
}

# One run: its log, and in LOG.count the line "passed failed skipped".
run_one() { # run_one LOG TIMEOUT COMMAND...
  local log=$1 limit=$2 start=$SECONDS rc=0 passed failed skipped planned
  shift 2
  GHD_TMP=$(mktemp -d "${TMPDIR:-/tmp}/xxz-ghd.XXXXXX")
  export GHD_TMP
  [[ $MODE != asan ]] || sanitizer_options "$PWD/${log%.log}.report"
  timeout -k 10 $((limit + 10)) "$@" >"$log" 2>&1 </dev/null || rc=$?
  rm -rf "$GHD_TMP"
  # Under mpirun every rank prints its own report behind a tag; cases are counted on rank 0, and a case that failed elsewhere spoils the run below.
  passed=$(grep -v '# SKIP' "$log" | grep -cE '^(\[[0-9]+,0\]<std(out|err)>: ?)?ok\b')
  failed=$(grep -v '# SKIP' "$log" | grep -cE '^(\[[0-9]+,0\]<std(out|err)>: ?)?not ok\b')
  skipped=$(grep '# SKIP' "$log" | grep -cE '^(\[[0-9]+,0\]<std(out|err)>: ?)?(not )?ok\b')
  planned=$(sed -nE 's/^(\[[0-9]+,0\]<stdout>: ?)?1\.\.([0-9]+)$/\2/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
  if [[ $MODE == asan || -n ${VALGRIND:-} ]] && scripts/own_reports.sh "$PWD/${log%.log}.report" >>"$log"; then rc=9; fi
  if ((failed == 0)); then
    if ((rc == 124 || rc == 137)); then echo "# stopped after ${limit} s" >>"$log"; fi
    if ((rc != 0 || passed + skipped == 0)) || grep -qE '^\[[0-9]+,[1-9][0-9]*\]<std(out|err)>: ?not ok\b.*' <(grep -v '# SKIP' "$log"); then
      echo "# exit status $rc after $passed passed of $planned planned" >>"$log"
      failed=1
    fi
  fi
  echo "$passed $failed $skipped" >"$log.count"
  if ((failed)); then
    { echo "FAILED  ${log#"$logs"/} (exit status $rc)"; tail -n 30 "$log" | sed 's/^/    /'; } >&2
  else
    printf '  %-50s %3d passed %4d s\n' "$(basename "$log" .log)" "$passed" "$((SECONDS - start))"
  fi
  sed -nE -e 's/^(\[[0-9]+,0\]<std(out|err)>: ?)?(not )?ok\b[ 0-9]*-? *(.*) # SKIP ?(.*)/  SKIPPED: \4 (\5)/p' \
    -e 's/^(\[[0-9]+,0\]<std(out|err)>: ?)?# the next case is skipped: /  /p' "$log"
}

# Two at a time where there are two cores; what measures time runs when all others are done.
at_once=$((cores > 1 ? 2 : 1)) running=0
submit() {
  if ((running >= at_once)); then wait -n; running=$((running - 1)); fi
  run_one "$@" &
  running=$((running + 1))
}

# More ranks than it declares a unit test may be given, unless it starts mpirun itself.
takes_more_ranks() { # takes_more_ranks SOURCE
  [[ $1 == tests/unit/* ]] && ! sed -n 1,40p "$1" | grep -qE '^[/ *#]*starts mpirun\b'
}

ranks_of() { # ranks_of SOURCE
  {
    declared ranks 1 "$1"
    if takes_more_ranks "$1"; then echo "${RANKS:-}"; fi
  } | tr ' ' '\n' | sort -nu | awk -v most="${VALGRIND:+2}" 'NF && (!most || $1 <= most)'
}

# shellcheck disable=SC2016
# For what is not made for several ranks: its files are not to be those of its neighbour.
own_folder='export GHD_TMP=$GHD_TMP/$OMPI_COMM_WORLD_RANK && mkdir "$GHD_TMP" && exec "$@"'

start_program() { # start_program TEST SOURCE SUBMIT NAME TIMEOUT RANKS
  local test=$1 source=$2 submit=$3 log=$logs/$4.log limit=$5 ranks=$6 command=()
  if ((ranks > 1)); then command=(mpirun --timeout "$limit" --tag-output -n "$ranks"); fi
  if ((ranks > 1)) && [[ " $(declared ranks 1 "$source") " != *" $ranks "* ]]; then command+=(bash -c "$own_folder" own_folder); fi
  if [[ -n ${VALGRIND:-} ]]; then command+=("${valgrind[@]}" "--log-file=${log%.log}.report.%p"); fi
  "$submit" "$log" "$limit" ${command[@]+"${command[@]}"} "$test"
}

submit_all() { # submit_all TEST SOURCE SUBMIT
  local test=$1 source=$2 submit=$3 limit ranks name
  limit=$(declared timeout 300 "$source")
  name=${source#tests/}
  name=${name//\//.}
  case $source in
    *.sh) "$submit" "$logs/$name.log" "$limit" bash "$source" ;;
    *.py) "$submit" "$logs/$name.log" "$limit" scripts/python3 "$source" ;;
    *.c)
      for ranks in $(ranks_of "$source"); do start_program "$test" "$source" "$submit" "$name.$ranks" "$((limit * patience))" "$ranks"; done
      ;;
    *) echo "run_tests: $source is neither a C program nor a script" >&2 && exit 1 ;;
  esac
}

alone=()
for test in "$@"; do
  source=${test#"build/$MODE/"}
  [[ -f $source ]] || source=$source.c
  if sed -n 1,40p "$source" | grep -qE '^[/ *#]*alone\b'; then alone+=("$test" "$source"); else submit_all "$test" "$source" submit; fi
done
wait
set -- ${alone[@]+"${alone[@]}"}
while (($#)); do submit_all "$1" "$2" run_one; shift 2; done

read -r passed failed skipped < <(cat "$logs"/*.count 2>/dev/null | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }')
echo "  $((SECONDS - started)) s"
echo "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
((failed == 0 && passed > 0))
