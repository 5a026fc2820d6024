#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes: runs targets of tests/fuzz, built by the preset `fuzz`, for SECONDS
# each, and prints a line of figures for each. What a target finds worth keeping
# stays in build/fuzz/corpus for the next time, what breaks it in
# build/fuzz/crashes, what libFuzzer says in build/fuzz/logs. Exits with 1 if
# anything broke. Usage: scripts/fuzz.sh SECONDS [TARGET...]
# FUZZ_JOBS targets run at the same time, 1 unless it is set. FUZZ_SEED makes
# the inputs the same each time; a run without it makes up its own.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export build=build/fuzz seconds=${1:-}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || {
  echo "usage: scripts/fuzz.sh SECONDS [TARGET...]" >&2
  exit 2
}
shift

# The number after `$1` in its last line in the log, or `-`.
figure() {
  local number
  number=$(grep -aoP "$1\s*\K[0-9]+" "$2" | tail -n 1)
  printf '%s' "${number:--}"
}

# Runs the target $1 and prints its line; what broke it after that.
fuzz() {
  local name=$1 log=$build/logs/$1.log status broken=0
  local options=(
    "-max_total_time=$seconds" "-seed=${FUZZ_SEED:-0}" -timeout=60 -rss_limit_mb=2048 -max_len=8192
    -print_final_stats=1 "-artifact_prefix=$build/crashes/$name-"
  )
  case $name in
    record_* | score_request) options+=(-dict=tests/fuzz/records.dict) ;;
  esac
  mkdir -p "$build/corpus/$name"
  "$build/bin/fuzz_$name" "${options[@]}" "$build/corpus/$name" \
    "$build/tests/fuzz/seeds/$name" >"$log" 2>&1 </dev/null
  status=$?
  ((status == 0)) || broken=1
  printf '%-18s %11s %9s %9s %8s\n' "$name" \
    "$(figure number_of_executed_units: "$log")" \
    "$(figure average_exec_per_sec: "$log")" "$(figure 'ft:' "$log")" "$broken"
  ((broken == 0)) && return 0
  printf 'BROKEN %s, exit code %d, the end of %s:\n' "$name" "$status" "$log"
  grep -aP 'BROKEN|ERROR:|error:|what\(\)|^ +#[0-9]|SUMMARY|written to|Base64' "$log" |
    head -n 40 | sed 's/^/    | /'
  return 1
}
export -f figure fuzz

if (($# == 0)); then
  for binary in "$build"/bin/fuzz_*; do set -- "$@" "${binary##*/fuzz_}"; done
fi
for name in "$@"; do
  [[ -x $build/bin/fuzz_$name ]] || {
    echo "$build/bin/fuzz_$name is not there: make fuzz builds it" >&2
    exit 2
  }
done

export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$build/crashes" "$build/logs"
printf '%-18s %11s %9s %9s %8s\n' target executions per_s features crashes
# shellcheck disable=SC2016
printf '%s\n' "$@" |
  xargs -P "${FUZZ_JOBS:-1}" -I '{}' bash -c 'fuzz "$1"' fuzz '{}' ||
  exit 1
