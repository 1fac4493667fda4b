#!/usr/bin/env bash
# What can be said of the source text without running it.
# timeout: 900
source tests/support/tap.sh

formatted() { git ls-files -co --exclude-standard '*.c' '*.h' | xargs -r clang-format --dry-run -Werror; }
fact "every C file is formatted as .clang-format says (make format)" formatted

fact "no layer includes a header of a layer above it" scripts/check_layers.sh

planted_include_is_found() {
  local tree=$GHD_TMP/tree
  mkdir -p "$tree/src/model" "$tree/include/xxzghd"
  cp include/xxzghd/*.h "$tree/include/xxzghd/"
  printf '#include <xxzghd/base.h>\n#include <xxzghd/%s>\n' "$1" >"$tree/src/model/planted.c"
  scripts/check_layers.sh "$tree" >"$GHD_TMP/layers" && return 1
  grep -q '^src/model/planted.c:2: ' "$GHD_TMP/layers"
}
fact "the layer check finds a planted upward include and says where" planted_include_is_found ray.h
fact "the layer check finds a header that belongs to no layer" planted_include_is_found nowhere.h

shell_scripts() { git ls-files -co --exclude-standard '*.sh' '*.sbatch' .ci/run scripts/python3 | xargs shellcheck -x; }
fact "shellcheck has nothing to say about any script" shell_scripts

fact "everything compiles with clang without a warning" env -u MAKEFLAGS -u MAKELEVEL -u MODE make -j2 MODE=clang objects
