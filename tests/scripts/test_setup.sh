#!/usr/bin/env bash
# Set-up installs exactly what is missing, and nothing on a machine that has it all.
source tests/support/tap.sh

# A machine of our own: a PATH with what the script itself uses and the commands given; pkg-config there knows every package.
machine() { # machine COMMAND...
  local command
  rm -rf "${GHD_TMP:?}/bin" && mkdir "$GHD_TMP/bin"
  for command in bash sh env dirname tr mktemp rm tail cat python3; do ln -s "$(command -v "$command")" "$GHD_TMP/bin/"; done
  for command in "$@"; do printf '#!/bin/sh\nexit 0\n' >"$GHD_TMP/bin/$command"; done
  printf '#!/bin/sh\necho "$*" >>"%s/apt.log"\n' "$GHD_TMP" >"$GHD_TMP/apt"
  chmod +x "$GHD_TMP/apt" "$GHD_TMP"/bin/*
  rm -f "$GHD_TMP/apt.log"
}
on_machine() { PATH=$GHD_TMP/bin GHD_PYTHON=$(scripts/python3 -c 'import sys; print(sys.executable)') scripts/setup.sh "$@" >"$GHD_TMP/out" 2>&1; }
all_commands() { sed -nE 's/.* cmd:([^ ]+).*/\1/p' scripts/packages.txt | grep -v python3; }

nothing_missing() {
  # shellcheck disable=SC2046
  machine $(all_commands)
  cp "$GHD_TMP/apt" "$GHD_TMP/bin/apt-get"
  on_machine && [[ ! -s $GHD_TMP/out && ! -e $GHD_TMP/apt.log ]]
}
fact "where nothing is missing set-up does nothing and says nothing" nothing_missing

one_missing() {
  # shellcheck disable=SC2046
  machine $(all_commands | grep -v mpirun)
  cp "$GHD_TMP/apt" "$GHD_TMP/bin/apt-get"
  on_machine "$@" && grep -qE -- 'install -y --no-install-recommends openmpi-bin$' "$GHD_TMP/apt.log"
}
if ((EUID == 0)); then fact "only the missing package is installed" one_missing; else echo "ok - only the missing package is installed # SKIP not root"; fi

no_apt() {
  # shellcheck disable=SC2046
  machine $(all_commands | grep -v mpirun)
  ! on_machine && grep -q 'cmd:mpirun .*openmpi-bin' "$GHD_TMP/out"
}
fact "without apt-get set-up names what is missing and fails" no_apt

run_needs_no_test_tools() {
  # shellcheck disable=SC2046
  machine $(sed -nE 's/.* cmd:([^ ]+)$/\1/p' scripts/packages.txt | grep -v python3)
  ! on_machine && on_machine run
}
fact "make run does not ask for what only the tests need" run_needs_no_test_tools

no_apt_and_nothing_but_optional() {
  # shellcheck disable=SC2046
  machine $(all_commands | grep -v octave-cli)
  on_machine && grep -q 'skipped without octave' "$GHD_TMP/out"
}
fact "what is optional is named, and no reason to fail" no_apt_and_nothing_but_optional

optional_cannot_be_had() {
  # shellcheck disable=SC2046
  machine $(all_commands | grep -v octave-cli)
  printf '#!/bin/sh\nexit 100\n' >"$GHD_TMP/bin/apt-get" && chmod +x "$GHD_TMP/bin/apt-get"
  on_machine && grep -q 'skipped without octave' "$GHD_TMP/out"
}
if ((EUID == 0)); then fact "nor is it one that apt cannot install it" optional_cannot_be_had; else echo "ok - nor is it one that apt cannot install it # SKIP not root"; fi
