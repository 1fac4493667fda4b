#!/usr/bin/env bash
# What other readers of the source text find: cppcheck and clang-tidy (.clang-tidy says what it looks for).
# timeout: 3000
source tests/support/tap.sh

# Not of the tests: cppcheck takes arrays that a function fills for arrays without values.
with_cppcheck() { cppcheck --quiet --error-exitcode=1 --std=c11 --language=c --enable=warning,performance,portability --suppress=missingIncludeSystem -Iinclude src include; }

with_clang_tidy() {
  local packages flags
  packages=$(make --no-print-directory info | sed -n 's/^packages *//p')
  # shellcheck disable=SC2086
  read -ra flags < <(pkg-config --cflags $packages ompi-c)
  printf '%s\0' src/*/*.c | xargs -0 -I{} -P 2 clang-tidy --quiet {} -- -std=c11 -D_GNU_SOURCE -Iinclude "-Ibuild/${MODE:-release}" "${flags[@]}"
}

if command -v cppcheck >/dev/null; then
  fact "cppcheck finds no mistake" with_cppcheck
else
  echo "ok - cppcheck finds no mistake # SKIP no cppcheck"
fi
if command -v clang-tidy >/dev/null; then
  fact "clang-tidy finds no mistake" with_clang_tidy
else
  echo "ok - clang-tidy finds no mistake # SKIP no clang-tidy"
fi
