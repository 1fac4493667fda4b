#!/usr/bin/env bash
# Installs what is missing of scripts/packages.txt with apt; where nothing is missing (a cluster with its modules loaded) it does nothing.
# What is optional there is installed where that is possible, else only named.
#   scripts/setup.sh [run]     run: without what only the tests need
set -euo pipefail
cd "$(dirname "$0")"
purpose=${1:-all}

# The Python that our scripts would use must have it, or if there is none yet, the one that apt installs for.
python=$(./python3 -c 'import sys; print(sys.executable)' 2>/dev/null) || python=/usr/bin/python3
python_has() { "$python" -c 'import importlib.util as u, sys; sys.exit(u.find_spec(sys.argv[1]) is None)' "$1" 2>/dev/null; }

there() { # there PROBE
  local name
  case $1 in
    cmd:*) command -v "${1#cmd:}" >/dev/null ;;
    py:*) python_has "${1#py:}" ;;
    file:*) [[ -e ${1#file:} ]] ;;
    pc:*)
      for name in $(tr '|' ' ' <<<"${1#pc:}"); do pkg-config --exists "$name" 2>/dev/null && return; done
      return 1
      ;;
    *) echo "setup: packages.txt: unknown probe $1" >&2 && exit 1 ;;
  esac
}

missing=() probes=() optional=()
while read -r package probe only; do
  [[ -z $package || $package == \#* || ($purpose == run && -n $only) ]] && continue
  there "$probe" && continue
  if [[ $only == optional ]]; then optional+=("$package"); else missing+=("$package") && probes+=("$probe"); fi
done <packages.txt
if ((${#missing[@]} + ${#optional[@]} == 0)); then exit 0; fi

can_install() { command -v apt-get >/dev/null && { ((EUID == 0)) || command -v sudo >/dev/null; }; }
do_without() { echo "setup: some tests are skipped without ${optional[*]}"; }
if ((${#missing[@]} == 0)) && ! can_install; then do_without && exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo "setup: this machine has no apt-get; load modules or install what gives:" >&2
  for i in "${!missing[@]}"; do printf '  %-30s (Debian package %s)\n' "${probes[i]}" "${missing[i]}" >&2; done
  echo "setup: what is there under another name: plain make builds without this check (README, On a cluster)" >&2
  exit 1
fi
as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "setup: not root and no sudo; ask for: apt-get install --no-install-recommends ${missing[*]}" >&2 && exit 1; }
  as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 </dev/null; }
install() { # install PACKAGE...
  (($#)) || return 0
  echo "setup: installing $*"
  apt install -y --no-install-recommends "$@" || { apt update && apt install -y --no-install-recommends "$@"; } # the package lists may be old or absent
}
install ${missing[@]+"${missing[@]}"} || { tail -n 20 "$log" >&2 && exit 1; }
install ${optional[@]+"${optional[@]}"} || do_without
