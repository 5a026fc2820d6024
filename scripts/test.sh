#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs everything: lint; all tests with AddressSanitizer and UBSan, end-to-end
# tests included; what is concurrent again with ThreadSanitizer; the end-to-end
# tests again with the binaries that ship, and a cluster of these; the image, where this is root. In CI
# also whether the benchmarks build, and each fuzz target for a minute. The last
# line of the output counts. A test that fails does not keep the others from
# running, a build does.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH="$PWD/build/tools/bin:$PATH"
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
# A failed test's output is in the summary, whole and once.
export STEP_LOG_LINES=20
reports=$PWD/build/reports
rm -rf "$reports"
mkdir -p "$reports"

summary() {
  python3 scripts/test_summary.py "$reports"
}

# A step that the rest needs.
must() {
  if ! scripts/step.sh "$@"; then
    touch "$reports/$1.broken"
    summary
    exit 1
  fi
}

# run_tests STAGE PRESET [CTEST-ARGUMENT...]
run_tests() {
  local stage=$1 preset=$2
  shift 2
  scripts/step.sh "Test: $stage" "${in_preset[@]}" ctest --preset "$preset" \
    --output-junit "$reports/$stage.xml" "$@" ||
    touch "$reports/$stage.failed"
}

in_preset=(env)
scripts/setup.sh test || exit 1
if [[ ${CI:-} == true ]]; then scripts/setup.sh fuzz || exit 1; fi
must "Configure asan" cmake --preset asan
run_tests lint asan -L lint

must "Country and ASN database" make --no-print-directory \
  build/geoip/country.mmdb build/geoip/asn.mmdb
must "Build asan" cmake --build --preset asan
run_tests asan asan -LE 'lint|image|scale_out'

# ThreadSanitizer of GCC 12 cannot live with as much address randomisation as
# newer kernels use.
if setarch -R true 2>/dev/null; then in_preset=(setarch -R); fi
must "Configure tsan" cmake --preset tsan
must "Build tsan" "${in_preset[@]}" cmake --build --preset tsan
run_tests tsan tsan

in_preset=(env)
must "Release build" make --no-print-directory build
must "Build what compares stores" \
  cmake --build --preset release --target farcall_store_digest
if [[ ${CI:-} == true ]]; then
  scripts/setup.sh bench || exit 1
  must "Configure the benchmarks" cmake --preset release
  must "Build the benchmarks" cmake --build --preset release --target bench
fi
run_tests release release -L 'e2e|scale_out'

if ((EUID == 0)); then scripts/setup.sh image || exit 1; fi
run_tests image release -L image

if [[ ${CI:-} == true ]]; then
  must "Configure fuzz" cmake --preset fuzz
  must "Build fuzz" cmake --build --preset fuzz
  export FUZZ_SEED=1
  run_tests fuzz fuzz
else
  echo "outside of CI: make fuzz runs it" >"$reports/fuzz.skipped"
fi

summary
