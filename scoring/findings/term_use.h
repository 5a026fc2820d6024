// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scoring/event/event.h"

namespace farcall {

// What calls have in common with calls of other principals. On disk by number:
// never renumber.
enum class TermKind : uint8_t {
  kOrigin = 1,     // kept for 180 days
  kNetwork = 2,    // kept for 180 days
  kAddress = 3,    // kept as long as facts
  kAccessKey = 4,  // that signed; long-term keys are kept for 90 days, those of
                   // sessions as long as facts
  kIssuedKey = 5,  // that a call made; kept as access keys are
  kAsset = 6,      // kept as long as facts
  // From which EC2 instances called; kept for 30 days.
  kInstanceAddress = 7,
};

// How one principal used a term, e.g. called from an address. Times are whole
// hours.
struct TermUse {
  std::string principal{};
  PrincipalKind principal_kind = PrincipalKind::kNone;
  std::string account{};  // of the latest call
  std::string origin{};   // of the latest call
  std::string network{};  // of the latest call
  // Of the latest call: the EC2 instance that made it; empty = none.
  std::string instance{};
  int64_t first_seconds = 0;
  int64_t last_seconds = 0;

  bool operator==(const TermUse&) const = default;
};

struct TermUses {
  std::vector<TermUse> uses{};  // latest first
  bool more = false;            // there are more than were read
};

}  // namespace farcall
