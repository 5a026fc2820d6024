// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/card/card_input.h"
#include "triage/statistics/active_hours.h"

// What several sections ask of the calls of a finding, and of the principal's
// other ones.

namespace farcall {

// From the finding's first call to its last.
HourRange HoursOfFinding(const Finding& finding);

// The network of an address, as baselines count it (Attribute::kNetwork); empty
// = it has none.
std::string NetworkOfAddress(const std::string& address);

// Whether a kept call of the principal has the origin, the time and a network
// of the finding: so a victim's own calls stay out of a thief's.
bool BelongsTo(const Finding& finding, const EventFact& fact);

// The kept calls that belong to the finding, oldest first.
std::vector<const EventFact*> KeptCallsOf(const CardInput& input);

// The tool of a call (tool.h); empty = AWS itself made it.
std::string_view ToolOfFact(const EventFact& fact);

// A command of the finding, and the hours in which its principal called it
// otherwise: not in those from the finding's first call to its last.
struct CommandHours {
  std::string command{};
  UnixHours hours{};
};
// The commands of the finding that the principal called in fewest other hours,
// the rarest first: these tell most.
inline constexpr size_t kRarestCommandsMax = 3;
std::vector<CommandHours> RarestCommands(const CardInput& input);

}  // namespace farcall
