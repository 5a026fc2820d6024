// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/exemption.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerHour = 3600;
// 1970-01-01 was a Thursday.
constexpr int64_t kFirstHourOfWeek = 3 * 24;

int HourOfWeek(int64_t at_seconds) {
  const int64_t hour = at_seconds / kSecondsPerHour + kFirstHourOfWeek;
  return static_cast<int>(hour % kHoursPerWeek);
}

bool AnyNames(std::span<const std::string> texts, std::string_view value) {
  return std::ranges::any_of(
      texts, [value](const std::string& text) { return Names(text, value); });
}

bool CoversCommand(const Exemption& exemption, const ExemptCall& call) {
  if (IsNeverExempt(call.command_class)) {
    return std::ranges::find(exemption.commands, call.command) !=
           exemption.commands.end();
  }
  return exemption.commands.empty() ||
         AnyNames(exemption.commands, call.command);
}

bool CoversTime(const Exemption& exemption, int64_t at_seconds) {
  if (at_seconds < exemption.from_seconds ||
      at_seconds >= exemption.to_seconds) {
    return false;
  }
  if (exemption.weekly_hours.empty()) return true;
  const int hour = HourOfWeek(at_seconds);
  return std::ranges::any_of(exemption.weekly_hours,
                             [hour](const HoursOfWeek& hours) {
                               return hour >= hours.begin && hour < hours.end;
                             });
}

bool CoversPlace(const Exemption& exemption, const ExemptCall& call) {
  return exemption.places.empty() ||
         std::ranges::any_of(exemption.places, [&call](const auto& place) {
           return place == call.origin || place == call.network;
         });
}

}  // namespace

bool Names(std::string_view text, std::string_view value) {
  if (!IsBeginning(text)) return text == value;
  return value.starts_with(text.substr(0, text.size() - 1));
}

bool Covers(const Exemption& exemption, const ExemptCall& call) {
  return exemption.revocation == Revocation::kNone &&
         CoversTime(exemption, call.at_seconds) &&
         (exemption.principals.empty() ||
          AnyNames(exemption.principals, call.principal)) &&
         (exemption.accounts.empty() ||
          std::ranges::find(exemption.accounts, call.account) !=
              exemption.accounts.end()) &&
         CoversCommand(exemption, call) && CoversPlace(exemption, call);
}

const Exemption* FindCovering(std::span<const Exemption> exemptions,
                              const ExemptCall& call) {
  const auto found = std::ranges::find_if(
      exemptions,
      [&call](const Exemption& exemption) { return Covers(exemption, call); });
  return found == exemptions.end() ? nullptr : &*found;
}

void Revoke(Revocation why, std::string_view identity, int64_t now_micros,
            Exemption& exemption) {
  if (exemption.revocation != Revocation::kNone) return;
  exemption.revocation = why;
  exemption.revoke_micros = now_micros;
  exemption.revoked_by = identity;
}

bool ErasePrincipal(std::string_view principal, int64_t now_micros,
                    Exemption& exemption) {
  if (std::erase(exemption.principals, principal) == 0) return false;
  if (exemption.principals.empty()) {
    Revoke(Revocation::kErased, "", now_micros, exemption);
  }
  return true;
}

ExemptionUses UsesOf(std::span<const FindingOutline> findings) {
  ExemptionUses uses;
  for (const FindingOutline& finding : findings) {
    if (!finding.exemption.has_value()) continue;
    ExemptionUse& use = uses[*finding.exemption];
    ++use.findings;
    use.last_micros = std::max(use.last_micros, finding.create_micros);
  }
  return uses;
}

ExemptionUse UseOf(const ExemptionId& id, const ExemptionUses& uses) {
  const auto found = uses.find(id);
  return found == uses.end() ? ExemptionUse() : found->second;
}

ExemptionState StateOf(const Exemption& exemption, const ExemptionUse& use,
                       int64_t now_micros) {
  if (exemption.revocation != Revocation::kNone) {
    return ExemptionState::kRevoked;
  }
  const int64_t from_micros = exemption.from_seconds * kMicrosPerSecond;
  if (from_micros > now_micros) return ExemptionState::kPlanned;
  if (!IsInForce(exemption, now_micros)) return ExemptionState::kEnded;
  const int64_t used_micros =
      std::max({from_micros, exemption.create_micros, use.last_micros});
  return used_micros + kStaleMicros < now_micros ? ExemptionState::kStale
                                                 : ExemptionState::kInForce;
}

std::string_view ExemptionStateName(ExemptionState state) {
  switch (state) {
    case ExemptionState::kPlanned:
      return "planned";
    case ExemptionState::kInForce:
      return "in_force";
    case ExemptionState::kStale:
      return "stale";
    case ExemptionState::kEnded:
      return "ended";
    case ExemptionState::kRevoked:
      return "revoked";
  }
  return "";
}

bool IsInForce(const Exemption& exemption, int64_t now_micros) {
  return exemption.from_seconds * kMicrosPerSecond <= now_micros &&
         now_micros < EndMicros(exemption);
}

int64_t EndMicros(const Exemption& exemption) {
  const int64_t to_micros = exemption.to_seconds * kMicrosPerSecond;
  return exemption.revocation == Revocation::kNone
             ? to_micros
             : std::min(to_micros, exemption.revoke_micros);
}

}  // namespace farcall
