#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs one step of a longer job: says its name, shows that it moves, keeps its
# whole output in build/logs, and prints the end of that when the step fails.
# Usage: scripts/step.sh NAME COMMAND [ARGUMENT...]
set -uo pipefail

name=$1
shift
logs=$(dirname "$(dirname "$(realpath "$0")")")/build/logs
log=$logs/$(tr -cs '[:alnum:]' '-' <<<"${name,,}" | sed 's/^-//; s/-$//').log
mkdir -p "$logs"

# On a terminal the newest line, in place; elsewhere one line in half a minute.
show_progress() {
  local line shown=$SECONDS columns
  columns=$(tput cols 2>/dev/null || echo 80)
  while IFS= read -r line; do
    if [[ -t 1 ]]; then
      printf '\r\033[K    %s' "${line:0:columns-5}"
    elif ((SECONDS - shown >= 30)); then
      printf '    %s\n' "$line"
      shown=$SECONDS
    fi
  done
  [[ ! -t 1 ]] || printf '\r\033[K'
}

printf '==> %s\n' "$name"
start=$SECONDS
"$@" </dev/null 2>&1 | tee "$log" | show_progress
status=${PIPESTATUS[0]}
if ((status != 0)); then
  printf '    FAILED with exit code %d. The end of %s:\n' "$status" "$log"
  tail -n "${STEP_LOG_LINES:-60}" "$log" | sed 's/^/    | /'
  exit "$status"
fi
printf '    done in %d s\n' $((SECONDS - start))
