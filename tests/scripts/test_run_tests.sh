#!/usr/bin/env bash
# The runner of the tests must see every way in which a test can fail.
source tests/support/tap.sh

tree=$GHD_TMP/tree
mkdir -p "$tree/tests/cli" "$tree/scripts"
cp scripts/run_tests.sh scripts/mpi_env.sh "$tree/scripts/"

# ends_with LINE RC BODY...: a suite of one script for each BODY ends with LINE and exit status RC
ends_with() {
  local line=$1 rc=$2 got=0 i=0
  shift 2
  rm -f "$tree"/tests/cli/*
  for body in "$@"; do
    printf '%s\n' "$body" >"$tree/tests/cli/test_$i.sh"
    i=$((i + 1))
  done
  (cd "$tree" && scripts/run_tests.sh tests/cli/*.sh) >"$GHD_TMP/out" 2>&1 || got=$?
  cat "$GHD_TMP/out"
  [[ $got == "$rc" && $(tail -n 1 "$GHD_TMP/out") == "$line" ]]
}

fact "single test cases are counted over all programs" ends_with "3 passed, 0 failed" 0 'echo "ok - a"; echo "ok - b"' 'echo "ok - c"'
fact "a failed case fails the suite" ends_with "1 passed, 1 failed" 1 'echo "ok - a"; echo "not ok - b"'
fact "a script that ends badly after good cases fails the suite" ends_with "1 passed, 1 failed" 1 'echo "ok - a"; exit 3'
fact "a script without any case fails the suite" ends_with "1 passed, 1 failed" 1 'echo "ok - a"' 'true'
fact "a script that hangs is stopped and fails the suite" ends_with "1 passed, 1 failed" 1 $'# timeout: 1\necho "ok - a"; sleep 60'
fact "tests that want to be alone are counted too" ends_with "2 passed, 0 failed" 0 $'# alone\necho "ok - a"' 'echo "ok - b"'
fact "skipped cases are counted apart from those that passed" ends_with "1 passed, 0 failed, 2 skipped" 0 'echo "ok - a # SKIP no octave"; echo "ok - b"; echo "not ok 3 - c # SKIP"'
shown() { grep -qF 'SKIPPED: a (no octave)' "$GHD_TMP/out"; }
fact "what is skipped is shown with its reason" shown
fact "a script may skip all it has" ends_with "1 passed, 0 failed, 1 skipped" 0 'echo "ok - a"' 'echo "ok - b # SKIP no octave"'
