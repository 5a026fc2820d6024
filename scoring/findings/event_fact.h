// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "scoring/event/call_details.h"

namespace farcall {

// A call as it is kept for some hours, for whoever looks into a finding. Texts
// that were not kept are empty.
struct EventFact {
  std::string event_id{};
  int64_t at_seconds = 0;
  std::string account{};
  std::string command{};
  std::string origin{};
  std::string source_address{};
  std::string user_agent{};  // at most CallDetails::kTextBytesMax
  std::string error_code{};  // empty = the call succeeded
  bool from_console = false;
  bool invoked_by_aws = false;
  bool unauthenticated = false;
  uint16_t score_hundredths = 0;
  // Its fingerprint is keyed by the store.
  CallDetails details{};

  bool operator==(const EventFact&) const = default;
};

}  // namespace farcall
