#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows Farcall at work, on what `make build` built: a server on an empty store,
# three weeks of CloudTrail records with one stolen key in them, what Farcall
# says of them. Leaves nothing behind.
# Usage: scripts/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/build/release/bin
geoip_db=$PWD/build/geoip/country.mmdb
asn_db=$PWD/build/geoip/asn.mmdb
generator=$PWD/scripts/demo_trail.py
readonly ready_seconds_max=30
server=

bold='' plain=''
if [[ -t 1 ]]; then bold=$'\033[1m' plain=$'\033[0m'; fi

fail() {
  printf 'demo: %s\n' "$*" >&2
  if [[ -s ${work:-}/server.log ]]; then
    sed 's/^/  server: /' "$work/server.log" >&2
  fi
  exit 1
}

heading() {
  printf '\n%s==> %s%s\n' "$bold" "$*" "$plain"
}

# Runs a command as if it were typed.
run() {
  printf '$ %s\n' "$*"
  "$@"
}

clean_up() {
  if [[ -n $server ]]; then kill -9 "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}

for file in "$bin/farcalld" "$bin/farcall" "$geoip_db" "$asn_db"; do
  [[ -e $file ]] || fail "$file is not there: run \`make build\` first"
done
work=$(mktemp -d "${TMPDIR:-/tmp}/farcall-demo.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"
export PATH="$bin:$PATH"
unset "${!FARCALL_@}"
export no_proxy='*'

heading "Make a trail: 21 days of an organisation, a key stolen on the last day"
python3 -B "$generator" --output trail

# Prints a number that the server's log tells once it serves.
logged() {
  sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" server.log
}

heading "Start the server on an empty store"
printf '$ farcalld --data-dir=data --geoip-db=build/geoip/country.mmdb --geoip-asn-db=build/geoip/asn.mmdb &\n'
farcalld --listen=127.0.0.1:0 --metrics-listen=127.0.0.1:0 --admin-listen=127.0.0.1:0 --data-dir=data \
  --geoip-db="$geoip_db" --geoip-asn-db="$asn_db" 2>server.log &
server=$!
SECONDS=0
until [[ -n $(logged metrics_port) ]]; do
  kill -0 "$server" 2>/dev/null || fail "the server did not start"
  ((SECONDS < ready_seconds_max)) ||
    fail "the server was not ready after $ready_seconds_max s"
  sleep 0.1
done
FARCALL_SERVER=127.0.0.1:$(logged grpc_port)
export FARCALL_SERVER
metrics=http://127.0.0.1:$(logged metrics_port)/metrics
printf 'ready at %s\n' "$FARCALL_SERVER"

heading "Score the trail: every call is judged by what was known before it"
run farcall score trail/AWSLogs --top=15

victim=$(sed -n 's/.*"victim": "\(.*\)".*/\1/p' trail/facts.json)
heading "Whose key it was: where ${victim##*/} calls from"
run farcall baseline "$victim"

heading "Why: one of the calls made with the stolen key, explained"
run farcall explain --record=1 trail/theft.ndjson

heading "What is left to look at: the finding that the alert opened, and its card"
run farcall findings
finding=$(farcall findings --format=ndjson | sed -n '1s/.*"finding_id":"\([^"]*\)".*/\1/p')
run farcall card "$finding"

heading "Deliver the same files again: nothing is counted twice"
run farcall score trail/AWSLogs --top=0

heading "What Prometheus sees"
printf '$ curl -s %s | grep ...\n' "$metrics"
curl -sS --noproxy '*' "$metrics" | grep -E \
  '^(farcall_events_total|farcall_events_risk_total|farcall_seen_events)'

heading "Stop the server"
printf '$ kill -TERM %s\n' "$server"
kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
tail -n 2 server.log
printf 'exit code %d\n' "$code"
((code == 0)) || fail "the server did not stop cleanly"
