#!/usr/bin/env bash
# A million mutated inputs through the YAML layer and a hundred thousand damaged result files through info and resume, under AddressSanitizer and UBSan. GHD_FUZZ_SEED=2: others.
# timeout: 20000
source tests/support/tap.sh

export LSAN_OPTIONS=suppressions=$PWD/tests/support/asan/lsan.supp:print_suppressions=0
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
seed=${GHD_FUZZ_SEED:-1}
build() { make --no-print-directory MODE=asan -j2 build/asan/tests/fuzz/test_inputs build/asan/tests/fuzz/test_results; }
fuzz() { build/asan/tests/fuzz/"$1" -points "$2" -seed "$seed"; }

fact "the fuzz targets build under the sanitizers" build
fact "a million mutated inputs are read or refused" fuzz test_inputs 1000000
fact "a hundred thousand damaged result files are refused or hold what they hold" fuzz test_results 100000
