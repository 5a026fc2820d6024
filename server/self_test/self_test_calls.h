// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inputs/event_input.h"

namespace farcall {

// Canaries are made-up principals of the account 000000000000: an IAM user, a
// role, and a person of IAM Identity Center. Each one calls from one country of
// its own, always the same command with the same program. Their calls are
// CloudTrail records, from addresses that belong to large networks for decades.
struct CanaryCall {
  enum class Kind { kHonest, kTheft };

  // A view into the call.
  RawRecord input() const { return {.json = json, .country = country}; }

  Kind kind = Kind::kHonest;
  std::string json{};     // the record
  std::string country{};  // empty = looked up by its address
};

// Where the country of a canary's call comes from.
enum class CanaryCountry {
  kLookedUp,  // its address
  kSupplied,  // the call, as callers do where there is no country database
};

// The calls of one round at a moment (Unix time): of each canary an honest one
// from home, and one with its key from each of several other countries. They
// differ in event id, address and country alone.
std::vector<CanaryCall> CanaryCalls(int64_t at_seconds, CanaryCountry country);

// What makes canaries READY: calls of each one from home, three a day over four
// weeks, all before `at_seconds`. Within eight hours it is the same, down to
// the event ids.
std::vector<CanaryCall> CanaryHistory(int64_t at_seconds,
                                      CanaryCountry country);

}  // namespace farcall
