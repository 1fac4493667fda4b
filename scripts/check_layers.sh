#!/usr/bin/env bash
# Layers may include only what stands before them. Prints file:line of every include that looks up; fails if there is one.
#   scripts/check_layers.sh [FOLDER]     the top folder of a source tree (default: this one)
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
layers=(base model grid dress state ray observe params io sweep cli)
declare -A height
for i in "${!layers[@]}"; do height[${layers[i]}]=$i; done
height[panels]=${height[grid]} height[dense]=${height[dress]} # further public headers of a layer

bad=0
complain() { echo "$1" && bad=1; }

check() { # check LAYER FILE
  local layer=$1 file=$2 number line header other
  while IFS=: read -r number line; do
    header=$(sed -E 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]([^>"]+)[>"].*/\1/' <<<"$line")
    case $header in
      xxzghd/*.h)
        other=$(basename "$header" .h)
        if [[ -z ${height[$other]:-} ]]; then
          complain "$file:$number: <$header> belongs to no layer"
        elif ((height[$other] > height[$layer])); then
          complain "$file:$number: $layer looks up to $other"
        fi
        ;;
      */*) # a private header of another layer, however it is reached
        for other in "${layers[@]}"; do
          if [[ $header == "$other"/* || $header == */"$other"/* ]]; then complain "$file:$number: private header of $other"; fi
        done
        ;;
    esac
  done < <(grep -nE '^[[:space:]]*#[[:space:]]*include' "$file" || true)
}

shopt -s nullglob
for folder in src/*/; do
  layer=$(basename "$folder")
  [[ -n ${height[$layer]:-} ]] || { complain "$folder: no such layer; the order is: ${layers[*]}" && continue; }
  for file in "$folder"*.[ch]; do check "$layer" "$file"; done
done
for file in src/*.[ch]; do complain "$file: outside every layer"; done
for file in include/xxzghd/*.h; do
  layer=$(basename "$file" .h)
  if [[ -n ${height[$layer]:-} ]]; then check "$layer" "$file"; else complain "$file: belongs to no layer"; fi
done
exit "$bad"
