// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scoring/event/event.h"

namespace farcall {

// What one detector found, before fusion (scoring/detectors/fusion.h).
struct LedgerBits {
  std::string detector{};  // its name
  double bits = 0;
  bool in_quarantine = false;  // of a place

  bool operator==(const LedgerBits&) const = default;
};

// The oddest call of a principal, an origin and a day (UTC). Its score is a
// function of the bits of its detectors alone: what another threshold, budget
// or set of detectors would have done can be worked out from entries.
struct LedgerEntry {
  std::string principal{};
  PrincipalKind principal_kind = PrincipalKind::kNone;
  std::string origin{};
  bool unauthenticated = false;
  int64_t at_seconds = 0;  // event time, Unix seconds: tells the day
  std::string event_id{};
  std::string account{};
  std::string command{};
  std::string network{};
  double bits = 0;  // in all
  uint16_t score_hundredths = 0;
  // Some call of the day reached the threshold of alerts, as it was then, and
  // no exemption covered it.
  bool reached = false;
  std::vector<LedgerBits> detectors{};  // heaviest first

  bool operator==(const LedgerEntry&) const = default;
};

// Takes in another entry of the same principal, origin and day: the call with
// more bits counts, then the earlier one, then the lower id. In any order, and
// twice, it gives the same. False if nothing changed.
bool MergeLedgerEntry(const LedgerEntry& other, LedgerEntry& into);

}  // namespace farcall
