#!/usr/bin/env bash
# What the documents name must exist.
source tests/support/tap.sh

functions_exist() {
  local name missing=0
  for name in $(grep -ohE '\b(Ghd[A-Za-z]+|ghd_[a-z_]+)\(\)' docs/*.md README.md | tr -d '()' | sort -u); do
    grep -rqwE "$name" --include='*.[ch]' src include || { echo "$name" && missing=1; }
  done
  return "$missing"
}
fact "every function that the documents name exists" functions_exist

files_exist() {
  local name missing=0
  while read -r name; do
    [[ -e $name ]] || { echo "$name" && missing=1; }
  done < <(grep -ohE '\b(src|include|tests|scripts|jobs|input|docs)/[A-Za-z0-9_/.-]*\.[a-z]+' docs/*.md README.md | sort -u)
  return "$missing"
}
fact "every file that the documents name exists" files_exist

same_version() {
  local version
  version=$(sed -n 's/^VERSION := //p' Makefile)
  grep -qx "version: $version" CITATION.cff && [[ $("$GHD_BIN" --version) == *"$version"* ]]
}
fact "Makefile, CITATION.cff and the program agree on the version" same_version

fact "the tables in README are those that the program prints (scripts/readme_tables.sh)" scripts/readme_tables.sh --check
