// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command_class.h"
#include "scoring/event/finding_id.h"
#include "scoring/findings/finding_upkeep.h"

namespace farcall {

// Why an exemption ended before its time. On disk and on the wire by number:
// never renumber.
enum class Revocation : uint8_t {
  kNone = 0,       // it was not revoked
  kRequested = 1,  // somebody asked for it
  kMalicious = 2,  // a finding that it covers was closed as MALICIOUS
  kErased = 3,     // its last principal was erased
};

// Hours of a week (UTC): 0 = Monday 00:00 to 00:59, 167 = Sunday 23:00 to
// 23:59.
inline constexpr int kHoursPerWeek = 7 * 24;
struct HoursOfWeek {
  int begin = 0;  // 0..167
  int end = 0;    // begin + 1..168; the first hour that is not among them

  bool operator==(const HoursOfWeek&) const = default;
};

// Calls that are planned. Findings that such a call opens are made all the
// same, and marked: they are not in the queue (docs/triage.md). Texts of
// `principals` and `commands` that end in `*` are beginnings.
struct Exemption {
  ExemptionId id{};
  std::vector<std::string> principals{};  // none = all of `accounts`
  std::vector<std::string> accounts{};    // none = all
  std::vector<std::string> commands{};    // none = all but IsNeverExempt()
  // Origins, and networks as `198.51.100.0/24` (CidrOf()); none = all.
  std::vector<std::string> places{};
  int64_t from_seconds = 0;  // event times, Unix seconds; the first one
  int64_t to_seconds = 0;    // the first one behind it
  std::vector<HoursOfWeek> weekly_hours{};  // none = all
  std::string reason{};
  std::string ticket{};       // empty = none
  std::string actor{};        // who declared it, by its own account
  std::string identity{};     // and by what it showed
  int64_t create_micros = 0;  // Unix times of the server
  int64_t revoke_micros = 0;  // 0 = it was not revoked
  std::string revoked_by{};   // identity; empty = it was not
  Revocation revocation = Revocation::kNone;

  bool operator==(const Exemption&) const = default;
};

// Commands of these classes are exempt only where an exemption names them one
// by one: they make a way back in, blind those who watch, give data away or
// destroy it.
constexpr bool IsNeverExempt(CommandClass command_class) {
  return command_class == CommandClass::kPersistence ||
         command_class == CommandClass::kDefenseEvasion ||
         command_class == CommandClass::kDataShare ||
         command_class == CommandClass::kDestruction;
}

// Whether a text of an exemption is a beginning.
constexpr bool IsBeginning(std::string_view text) {
  return text.ends_with('*');
}

// Whether a text of an exemption stands for a value.
bool Names(std::string_view text, std::string_view value);

// What an exemption looks at of a call.
struct ExemptCall {
  std::string_view principal{};
  std::string_view account{};
  std::string_view command{};
  CommandClass command_class = CommandClass::kUnknown;
  std::string_view origin{};
  std::string_view network{};  // as in Exemption::places; empty = none
  int64_t at_seconds = 0;      // event time
};

bool Covers(const Exemption& exemption, const ExemptCall& call);
// The first that covers the call; nullptr if none does.
const Exemption* FindCovering(std::span<const Exemption> exemptions,
                              const ExemptCall& call);

// Ends it now, unless it was revoked before.
void Revoke(Revocation why, std::string_view identity, int64_t now_micros,
            Exemption& exemption);
// Takes a principal out, which was erased. What has no principal left is
// revoked: without one it would cover all of its accounts. False if it does not
// name the principal so.
bool ErasePrincipal(std::string_view principal, int64_t now_micros,
                    Exemption& exemption);

// Findings that carry the mark of an exemption.
struct ExemptionUse {
  uint64_t findings = 0;
  int64_t last_micros = 0;  // when the latest was opened; 0 = there is none
};
using ExemptionUses = std::map<ExemptionId, ExemptionUse>;
// Of those that cover one of the findings.
ExemptionUses UsesOf(std::span<const FindingOutline> findings);
ExemptionUse UseOf(const ExemptionId& id, const ExemptionUses& uses);

// Where an exemption stands. On the wire by number: never renumber.
enum class ExemptionState : uint8_t {
  kPlanned = 1,  // it has not begun
  kInForce = 2,
  kStale = 3,  // in force, and nothing was covered for kStaleMicros
  kEnded = 4,
  kRevoked = 5,
};
inline constexpr std::array kExemptionStates = {
    ExemptionState::kPlanned, ExemptionState::kInForce, ExemptionState::kStale,
    ExemptionState::kEnded, ExemptionState::kRevoked};
inline constexpr int64_t kStaleMicros = int64_t{30} * 86'400 * 1'000'000;
ExemptionState StateOf(const Exemption& exemption, const ExemptionUse& use,
                       int64_t now_micros);
// `in_force`
std::string_view ExemptionStateName(ExemptionState state);
// Whether it can cover a call of now: in force, stale or not.
bool IsInForce(const Exemption& exemption, int64_t now_micros);
// When it ended, or will: Unix time.
int64_t EndMicros(const Exemption& exemption);

}  // namespace farcall
