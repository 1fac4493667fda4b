#!/usr/bin/env bash
# The whole program on bad input: exit status 2, every problem once and in order, no stack trace, nothing written. The single messages: tests/unit/test_params_messages.c.
# timeout: 120
source tests/support/tap.sh

folder=$GHD_TMP/work
mkdir "$folder" && cd "$folder" || exit 1

cat >bad.yaml <<'YAML'
titel: misspelt
chain: {gamma_over_pi: [1/3, 3/2]}
left: {state: thermal, beta: -3000}
right: {state: thermal, beta: two}
rays: {from: -1, to: 1, count: 3.7}
accuracy: 1e-20
YAML
cat >expected <<'TEXT'
bad.yaml:1:1: titel: unknown key; nearest: title; allowed here: title, chain, left, right, rays, observables, accuracy, sweep, chunk, output, ray, petsc
bad.yaml:2:30: chain.gamma_over_pi: 3/2 is not in (0, 1); allowed: 0 < P/Q < 1
bad.yaml:3:30: left.beta: -3000 is out of range; allowed: -2000 .. 2000 (beyond, double precision cannot hold the fillings)
bad.yaml:4:31: right.beta: "two" is no number; allowed: a number
bad.yaml:5:32: rays.count: 3.7 is no integer
bad.yaml:6:11: accuracy: 1e-20 is out of range; allowed: 1e-12 .. 0.01 (double precision gives no more)
--set: chunk: 0 is out of range; allowed: 1 .. 1000
TEXT
cat >expected_check <<'TEXT'
nowhere.yaml: No such file or directory
TEXT
listing() { find . -printf '%p %s %T@\n' | sort; }
listing >"$GHD_TMP/before"

# refused EXPECTED COMMAND...: exit status 2, these lines on stderr, nothing on stdout
refused() {
  local expected=$1 rc=0
  shift
  "$@" >"$GHD_TMP/out" 2>"$GHD_TMP/err" || rc=$?
  cat "$GHD_TMP/out" "$GHD_TMP/err"
  [[ $rc == 2 ]] && cmp "$expected" "$GHD_TMP/err" && [[ ! -s $GHD_TMP/out ]]
}

fact "run prints every problem of an input in one go and exits with 2" refused expected "$GHD_BIN" run bad.yaml --output result.h5 --set chunk=0
fact "two ranks print every problem once" refused expected mpirun --quiet --timeout 60 -n 2 "$GHD_BIN" run bad.yaml --output result.h5 --set chunk=0
fact "check refuses an input that is not there" refused expected_check "$GHD_BIN" check nowhere.yaml

nothing_written() { listing | diff "$GHD_TMP/before" -; }
fact "bad input leaves the folder as it was" nothing_written
