#!/usr/bin/env bash
# Summary and figures of real result files.
source tests/support/tap.sh
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh

compute() { # compute NAME: the input comes from stdin
  cat >"$GHD_TMP/$1.yaml"
  "$GHD_BIN" run "$GHD_TMP/$1.yaml" --output "$GHD_TMP/$1.h5" --quiet
}
points_of_a_few_kinds() {
  compute thermal <<<'{chain: {gamma_over_pi: [1/3, 2/5]}, left: {state: thermal, beta: 1}, right: {state: thermal, beta: 2}, rays: [-1.3, -0.5, 0, 0.5, 1.3]}' &&
    compute wall <<<'{chain: {gamma_over_pi: 1/3}, left: {state: polarised, direction: up}, right: {state: polarised, direction: down}, rays: {auto: 20}}' &&
    compute many <<<'{chain: {gamma_over_pi: 1/3}, left: {state: infinite_temperature, mu: {from: 0, to: 1, count: 9}}, right: {state: thermal, beta: 0}, rays: [0]}' &&
    compute bulk <<<'{chain: {gamma_over_pi: 1/3}, left: {state: thermal, beta: 1}, rays: none}'
}
fact "the inputs of this test run" points_of_a_few_kinds

summary_has() { # summary_has FILE PATTERN...
  local file=$1 pattern
  shift
  scripts/summary.py "$GHD_TMP/$file.h5" >"$GHD_TMP/summary" || return
  cat "$GHD_TMP/summary"
  for pattern in "$@"; do grep -qE -- "$pattern" "$GHD_TMP/summary" || return; done
}
# The reference value of j1 has two independent discretisations behind it.
fact "the summary gives conditions, light cone and the energy current at zeta = 0" \
  summary_has thermal '10 rays converged' '^ +1/3 +0\.5 +thermal beta 1 field 0 +thermal beta 2 field 0 +\[-1\.10103, 1\.18637\] +0\.031883724[0-9] '
fact "the summary of a domain wall names the directions" summary_has wall 'polarised up +polarised down'
fact "the summary of bulk states alone has no currents" summary_has bulk '0 rays each' '^ +1/3 +0\.5 +thermal beta 1 field 0 +[0-9.e-]+ +[0-9.e-]+$'

draws() { # draws FILE OPTION...
  local file=$1
  shift
  rm -f "$GHD_TMP"/figure.*
  scripts/plot_profiles.py "$GHD_TMP/$file.h5" --output "$GHD_TMP/figure" "$@" &&
    [[ $(head -c 4 "$GHD_TMP/figure.png" | tail -c 3) == PNG && $(head -c 4 "$GHD_TMP/figure.pdf") == %PDF ]]
}
fact "profiles of a sweep are drawn as PNG and PDF" draws thermal
fact "chosen observables and points are drawn" draws thermal --observables sz entropy j3 --points 1
fact "a domain wall on automatic rays is drawn" draws wall
fact "many curves are drawn with a colour scale" draws many

refuses() { # refuses PATTERN COMMAND...
  local pattern=$1
  shift
  ! "$@" >"$GHD_TMP/out" 2>&1 && ! grep -q Traceback "$GHD_TMP/out" && grep -qE -- "$pattern" "$GHD_TMP/out"
}
fact "an observable that is not in the file is refused, with those that are" \
  refuses 'has no q7; it has .*q1' scripts/plot_profiles.py "$GHD_TMP/thermal.h5" --observables q7
fact "a point that is not in the file is refused" refuses 'points 0 to 1' scripts/plot_profiles.py "$GHD_TMP/thermal.h5" --points 2
fact "a file without rays is not drawn" refuses 'no ray' scripts/plot_profiles.py "$GHD_TMP/bulk.h5"
fact "what is no result file is refused without a stack trace" refuses 'README.md' scripts/summary.py README.md
