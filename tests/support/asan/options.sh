# shellcheck shell=bash
# To be sourced.

# sanitizer_options PREFIX: everything that the sanitizers find goes to the files PREFIX.*, from child processes too, which have no output of their own, and whose crash the program takes for one of
# HDF5; scripts/own_reports.sh PREFIX reads them. UBSan ends by abort(), because ASan alone writes to files.
sanitizer_options() {
  export GHD_REPORTS=$1
  export LSAN_OPTIONS=suppressions=$PWD/tests/support/asan/lsan.supp:print_suppressions=0
  export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:handle_abort=2:log_path=$1
  export UBSAN_OPTIONS=print_stacktrace=1:abort_on_error=1:log_path=$1
}
