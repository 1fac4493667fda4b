#!/usr/bin/env bash
# A million mutated inputs through the YAML layer and a hundred thousand damaged result files through info, resume, extend and merge, under AddressSanitizer and UBSan. GHD_FUZZ_SEED=2: others.
# timeout: 20000
source tests/support/tap.sh
source tests/support/asan/options.sh

sanitizer_options "$GHD_TMP/report"
# Crashes too; not in other tests, of which one crashes on purpose.
ASAN_OPTIONS+=:handle_segv=2:handle_sigbus=2:handle_sigfpe=2:handle_sigill=2
# Every file means three child processes: these are quicker with less freed memory kept, none given back, and functions of libraries looked up before.
export ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=4:allocator_release_to_os_interval_ms=-1 LD_BIND_NOW=1
seed=${GHD_FUZZ_SEED:-1}
build() { make --no-print-directory MODE=asan -j2 build/asan/tests/fuzz/test_inputs build/asan/tests/fuzz/test_results; }
fuzz() {
  local rc=0
  build/asan/tests/fuzz/"$1" -points "$2" -seed "$seed" || rc=$?
  if scripts/own_reports.sh "$GHD_REPORTS"; then rc=1; fi
  return "$rc"
}

fact "the fuzz targets build under the sanitizers" build
fact "a million mutated inputs are read or refused" fuzz test_inputs 1000000
fact "a hundred thousand damaged result files are refused or hold what they hold" fuzz test_results 100000
