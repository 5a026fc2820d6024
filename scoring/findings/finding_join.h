// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "scoring/event/event.h"
#include "scoring/findings/finding.h"

namespace farcall {

// Bounds of what a finding keeps; what is beyond them is counted alone.
inline constexpr size_t kFindingAccountsMax = 4;
inline constexpr size_t kFindingCommandsMax = 64;
inline constexpr size_t kFindingNetworksMax = 16;
inline constexpr size_t kFindingFactorsMax = 10;
// Of the events with the most bits, those that came first, and those that came
// last by event time.
inline constexpr size_t kFindingOddestSamples = 10;
inline constexpr size_t kFindingFirstSamples = 5;
inline constexpr size_t kFindingLastSamples = 5;
inline constexpr size_t kSampleAgentBytesMax = 256;

// An event that belongs to a finding, and how odd it was.
struct FindingCall {
  const Event& event;
  std::string_view network;  // of its address; empty = none
  uint32_t centibits = 0;
  uint16_t score_hundredths = 0;
};

// Adds an event to a finding: its times, counts, peak and samples. What is kept
// of events in one order is the same in any batches. Gives kGrew, and
// kEscalated where the risk level rose.
FindingChanges JoinFinding(const FindingCall& call, Finding& finding);

}  // namespace farcall
