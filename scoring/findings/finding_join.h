// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "commands/command_class.h"
#include "scoring/event/event.h"
#include "scoring/findings/finding.h"

namespace farcall {

// Bounds of what a finding keeps; what is beyond them is counted alone.
inline constexpr size_t kFindingAccountsMax = 4;
inline constexpr size_t kFindingCommandsMax = 64;
inline constexpr size_t kFindingNetworksMax = 16;
inline constexpr size_t kFindingFactorsMax = 10;
inline constexpr size_t kSampleAgentBytesMax = 256;

// Hours in which a principal has used a command: from so many on its calls are
// usual for it.
inline constexpr uint64_t kUsualHours = 5;

// Whether a call is sensitive: of a class that can do harm, and of a command
// that its principal had used in fewer than kUsualHours before. One that needs
// no credentials is not: anybody can make it.
constexpr bool IsSensitiveCall(CommandClass command_class,
                               uint64_t hours_before, const Event& event) {
  return IsSensitive(command_class) && hours_before < kUsualHours &&
         !event.unauthenticated;
}

// An event that belongs to a finding, and how odd it was.
struct FindingCall {
  const Event& event;
  std::string_view network;  // of its address; empty = none
  uint32_t centibits = 0;
  uint16_t score_hundredths = 0;
  CommandClass command_class = CommandClass::kUnknown;
  bool is_sensitive = false;  // IsSensitiveCall()
  // Of the samples that are kept a quarter each came first and last by event
  // time, and the others have the most bits.
  size_t samples_max = kFindingSamplesMax;
};

// Adds an event to a finding: its times, counts, peak and samples. What is kept
// of events in one order is the same in any batches. Gives kGrew, and
// kEscalated where the risk level rose or the class IsWorse().
FindingChanges JoinFinding(const FindingCall& call, Finding& finding);

}  // namespace farcall
