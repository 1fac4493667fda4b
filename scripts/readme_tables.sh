#!/usr/bin/env bash
# Puts the tables that the program prints into README.md, between <!-- NAME --> and <!-- end NAME -->.
#   scripts/readme_tables.sh [--check]     --check: change nothing, fail (and show the difference) if README is not current
# The program: $GHD_BIN (default bin/xxz-ghd).
set -euo pipefail
cd "$(dirname "$0")/.."
program=${GHD_BIN:-bin/xxz-ghd}
new=$(mktemp)
trap 'rm -f "$new" "$new".*' EXIT
cp README.md "$new"

for table in params observables; do
  { printf '```text\n' && "$program" "$table" && printf '```\n'; } >"$new.table"
  awk -v name="$table" -v table="$new.table" '
    $0 == "<!-- end " name " -->" { while ((getline line < table) > 0) print line; inside = 0; found = 1 }
    !inside { print }
    $0 == "<!-- " name " -->" { inside = 1 }
    END { if (!found) { print "README.md has no place for the table " name > "/dev/stderr"; exit 1 } }
  ' "$new" >"$new.next"
  mv "$new.next" "$new"
done

if [[ ${1:-} == --check ]]; then
  diff -u README.md "$new"
else
  cat "$new" >README.md
fi
