# shellcheck shell=bash
# To be sourced by test scripts: one line per fact, "ok - sentence" or "not ok - sentence", which scripts/run_tests.sh counts.

# fact SENTENCE COMMAND...: the sentence is true if the command succeeds; what it prints is shown only if it does not.
fact() {
  local sentence=$1 output
  shift
  if output=$("$@" 2>&1); then
    echo "ok - $sentence"
  else
    echo "not ok - $sentence"
    [[ -z $output ]] || tail -n 40 <<<"$output" | sed 's/^/#   /'
    tap_failed=1
  fi
}
tap_failed=0
tap_end() {
  local rc=$?
  ((tap_failed == 0)) || exit 1
  exit "$rc"
}
trap tap_end EXIT
