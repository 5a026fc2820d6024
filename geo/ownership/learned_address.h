// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

// Public addresses of the organisation's own EC2 instances and NAT gateways, as
// the calls of the instances show them. Nobody has to keep a list of addresses
// that change all the time.

namespace farcall {

// An address that an instance called from.
struct LearnedAddress {
  std::string address{};
  std::string instance{};     // the last one: `i-0abc12345`; empty = not known
  std::string role{};         // of its session, by name
  std::string account{};      // of the role
  int64_t first_seconds = 0;  // Unix time of the first call, and of the last
  int64_t last_seconds = 0;

  bool operator==(const LearnedAddress&) const = default;
};

// So long an address has to be in use before it counts as the organisation's
// own, as places have to settle (Decay::settling_seconds).
inline constexpr int64_t kAddressSettlingSeconds = 86'400;

// Whether the address was in use for long enough. That of a thief of an
// instance's credentials is not on the day of the theft.
inline bool IsSettled(const LearnedAddress& learned) {
  return learned.last_seconds - learned.first_seconds >=
         kAddressSettlingSeconds;
}

}  // namespace farcall
