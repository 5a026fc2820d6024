// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "commands/command_class.h"
#include "scoring/event/risk_level.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What people do to findings, and what calls do to those that people closed.

std::string_view FindingStateName(FindingState state);  // `OPEN`
std::string_view CloseReasonName(CloseReason reason);   // `travel`

// Which states allow what: OPEN or ACKNOWLEDGED; those and EXPIRED; BENIGN or
// MALICIOUS.
bool CanAcknowledge(FindingState state);
bool CanClose(FindingState state);
bool CanReopen(FindingState state);

// Whether `verdict`, kBenign or kMalicious, may have the reason.
bool Allows(FindingState verdict, CloseReason reason);
// What a verdict teaches: what was asked for, and where that is kUnspecified
// BENIGN the place, MALICIOUS the events, and some reasons nothing.
Teaching TeachingOf(Teaching asked, FindingState verdict, CloseReason reason);
// Reasons that may teach nothing.
bool TeachesNothing(CloseReason reason);

struct Closing {
  FindingState verdict = FindingState::kBenign;  // or kMalicious
  CloseReason reason = CloseReason::kNone;
  Teaching teaching = Teaching::kNothing;  // not kUnspecified
  std::string identity{};                  // of the one who closes
  int64_t at_micros = 0;                   // Unix time of the server
};

// The changes themselves, of states that allow them.
void Acknowledge(std::string_view assignee, int64_t at_micros,
                 Finding& finding);
void Close(const Closing& closing, Finding& finding);
void Reopen(Finding& finding);

// A thief is stopped by people, who take a while after their verdict.
inline constexpr int64_t kContainmentMicros = int64_t{15} * 60 * 1'000'000;

// A call that would join a finding.
struct JoiningCall {
  int64_t at_seconds = 0;
  RiskLevel level = RiskLevel::kNone;
  CommandClass command_class = CommandClass::kUnknown;
};

// Whether the call opens a new finding instead, and why: calls of after
// kContainmentMicros behind MALICIOUS, by their own time, and those of a higher
// level, or of a class that IsWorse(), than a finding has that is no longer
// undecided.
Reopening ReopeningBy(const JoiningCall& call, const Finding& finding);

}  // namespace farcall
