#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the country database, and says what of. docs/adr/0033 compares the two.
# Usage: scripts/make_country_db.sh debian OUTPUT   of Debian's tor-geoipdb
#        scripts/make_country_db.sh npm OUTPUT      npm's geo-whois-asn-country-mmdb
#                                                   as it is; where npm cannot fetch
#                                                   it, of Debian's data
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  printf 'usage: scripts/make_country_db.sh debian|npm OUTPUT\n' >&2
  exit 2
}

(($# == 2)) || usage
source=$1 output=$2
mkdir -p "$(dirname "$output")"
case $source in
  debian) ;;
  npm)
    data=build/geoip/country-data
    if scripts/setup.sh npm &&
      scripts/step.sh "Fetch the country database" scripts/fetch_npm_data.sh country "$data"; then
      mv "$data/node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb" \
        "$output"
      touch "$output" # newer than what it is made of
      rm -rf "$data"
      printf 'country database: of npm, @ip-location-db/geo-whois-asn-country-mmdb\n'
      exit 0
    fi
    rm -rf "$data"
    printf 'country database: npm cannot fetch it; Debian has data too\n'
    ;;
  *) usage ;;
esac
scripts/step.sh "Build the country database" perl scripts/build_country_db.pl --output "$output"
printf "country database: of Debian's tor-geoipdb\\n"
