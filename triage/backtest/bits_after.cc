// SPDX-License-Identifier: Apache-2.0
#include "triage/backtest/bits_after.h"

#include <algorithm>

#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/fusion.h"

namespace farcall {
namespace {

// The detector of a name that is not off; nullptr if it is, or if no detector
// has the name any more.
const Detector* FindLeft(std::string_view name, DetectorSet off) {
  const bool is_place_off = (off & SetOf(CountryForPrincipal())) != 0;
  if (name == HostForPrincipal().name) {
    return is_place_off ? nullptr : &HostForPrincipal();
  }
  const auto found = std::ranges::find(Detectors(), name, &Detector::name);
  if (found == Detectors().end() || (off & SetOf(*found)) != 0) return nullptr;
  return &*found;
}

}  // namespace

double BitsAfter(const Model& model, DetectorSet off,
                 const LedgerEntry& entry) {
  if (off == 0) return entry.bits;
  Anomalies anomalies;
  for (const LedgerBits& bits : entry.detectors) {
    const Detector* detector = FindLeft(bits.detector, off);
    if (detector == nullptr) continue;
    anomalies.push_back({.detector = detector,
                         .bits = bits.bits,
                         .standing = bits.in_quarantine ? Standing::kQuarantine
                                                        : Standing::kSettled});
  }
  return TotalBits(model, entry.principal_kind,
                   {anomalies.data(), anomalies.size()});
}

}  // namespace farcall
