#!/usr/bin/env bash
# Reports of sanitizers or of valgrind in the files PREFIX.*, of child processes too, whose own output nobody sees: prints those about our code and succeeds if there are any.
# The others are deleted: HDF5 over a damaged file, in a child process that is there for that; memory that was asked for and refused.
#   scripts/own_reports.sh PREFIX
set -uo pipefail
prefix=${1:?whose reports?}
found=1
# All but those whose first function that is not of the sanitizer or of the C library stands in HDF5, or in a unit test, of which one crashes on purpose in a child. Leaks are suppressed by other means.
is_ours() {
  grep -qE 'ERROR: |runtime error: |^==[0-9]+== [A-Z]' "$1" || return 1
  awk '/LeakSanitizer|runtime error: |^==[0-9]+== [A-Z]/ { exit 0 }
       /^ *#[0-9]+ 0x/ && !/libsanitizer|libasan|libubsan|libc\.so|sysdeps|nptl\/|stdlib\/|string\// { exit /libhdf5|tests\/unit\// }' "$1"
}
for report in "$prefix".*; do
  [[ -f $report ]] || continue
  if is_ours "$report"; then
    cat "$report" && found=0
  elif grep -qE '^==[0-9]+==' "$report"; then
    rm -f "$report"
  fi
done
exit "$found"
