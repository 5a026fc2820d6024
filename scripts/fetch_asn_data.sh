#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches the ranges that the ASN database is built from: the npm package
# @ip-location-db/asn, pinned by version and checksum (scripts/asn_data). No
# script of it is run.
# Usage: scripts/fetch_asn_data.sh FOLDER   the package is in its node_modules
set -euo pipefail
cd "$(dirname "$0")/.."

if (($# != 1)); then
  printf 'usage: scripts/fetch_asn_data.sh FOLDER\n' >&2
  exit 2
fi
folder=$1
mkdir -p "$folder"
cp scripts/asn_data/package{,-lock}.json "$folder"
if ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund; then
  printf '%s\n' >&2 \
    "fetch_asn_data: npm cannot fetch @ip-location-db/asn; its own message is above." \
    "Is an npm registry within reach (npm ping)? Or put an ASN database of your own" \
    "at build/geoip/asn.mmdb, of a later time than scripts/asn_data."
  exit 1
fi
