#!/usr/bin/env bash
# What make install puts into a folder works from there.
# timeout: 600
source tests/support/tap.sh
# shellcheck source=scripts/mpi_env.sh
source scripts/mpi_env.sh

prefix=$GHD_TMP/prefix
install_there() { env -u MAKEFLAGS -u MAKELEVEL -u MODE make install PREFIX="$prefix"; }
fact "make install fills a folder" install_there

installed_program() {
  cd "$GHD_TMP" && "$prefix/bin/xxz-ghd" run "$prefix/share/xxz-ghd/input/two_temperatures.yaml" --set rays='[0]' --output "$GHD_TMP/result.h5" &&
    "$prefix/share/xxz-ghd/scripts/summary.py" "$GHD_TMP/result.h5"
}
fact "the installed program and scripts run from another folder" installed_program

installed_states() {
  cd "$GHD_TMP" && "$prefix/share/xxz-ghd/scripts/write_mps.py" state.h5 product 1 0.5 &&
    "$prefix/bin/xxz-ghd" check "$prefix/share/xxz-ghd/input/mps_quench.yaml" --set left.file="$GHD_TMP/state.h5"
}
fact "the installed write_mps.py makes states for the installed program" installed_states

program_on_the_library() {
  cat >"$GHD_TMP/use.c" <<'C'
#include <xxzghd/observe.h>
int main(int argc, char **argv)
{
  GhdModel model;

  if (PetscInitialize(&argc, &argv, NULL, NULL) || GhdModelCreate(2, 5, &model)) return 1;
  printf("%d species\n", (int)model->n_str);
  return GhdModelDestroy(&model) || PetscFinalize();
}
C
  # shellcheck disable=SC2046
  mpicc "$GHD_TMP/use.c" -o "$GHD_TMP/use" $(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --cflags --libs xxzghd) && [[ $("$GHD_TMP/use") == "4 species" ]]
}
fact "a program of one's own compiles and runs with pkg-config xxzghd" program_on_the_library
