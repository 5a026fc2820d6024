// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command_class.h"
#include "commands/command_class_set.h"
#include "scoring/event/baseline_state.h"
#include "scoring/event/event.h"
#include "scoring/event/finding_id.h"
#include "scoring/event/risk_level.h"

namespace farcall {

// Where a finding stands. On disk and on the wire by number: never renumber.
enum class FindingState : uint8_t {
  kOpen = 1,
  kAcknowledged = 2,
  kBenign = 3,
  kMalicious = 4,
  kExpired = 5,
};
inline constexpr FindingState kFindingStates[] = {
    FindingState::kOpen, FindingState::kAcknowledged, FindingState::kBenign,
    FindingState::kMalicious, FindingState::kExpired};

// What became of a finding, as bits. On disk: never renumber.
enum class FindingChange : uint8_t {
  kOpened = 1 << 0,
  // Its risk level rose, IsWorse() came, or it is not planned any more.
  kEscalated = 1 << 1,
  kGrew = 1 << 2,     // more calls joined it
  kRemoved = 1 << 3,  // its principal was erased, or it was kept long enough
  kTriaged = 1 << 4,  // its state, assignee or notes changed
};
using FindingChanges = uint8_t;  // one or more of them
constexpr FindingChanges SetOf(FindingChange change) {
  return static_cast<FindingChanges>(change);
}
constexpr bool Has(FindingChanges changes, FindingChange change) {
  return (changes & static_cast<FindingChanges>(change)) != 0;
}

// Why a finding was closed. On disk and on the wire by number: never renumber.
enum class CloseReason : uint8_t {
  kNone = 0,  // it is not closed
  kTravel = 1,
  kEgress = 2,
  kNewEmployee = 3,
  kNewAutomation = 4,
  kHousekeeping = 5,
  kPlannedChange = 6,
  kSecurityTest = 7,
  kWrongCountry = 8,
  kStolenCredential = 9,
  kStolenInstanceCredential = 10,
  kInsider = 11,
  kOther = 12,
};

// What closing a finding teaches. On disk and on the wire by number: never
// renumber.
enum class Teaching : uint8_t {
  kUnspecified = 0,  // it is not closed
  kNothing = 1,
  kPlace = 2,   // a verdict on the principal's place
  kEvents = 3,  // a verdict on all that the samples have
};

// Why a finding was opened although there was one of the same principal and
// origin. On disk and on the wire by number: never renumber.
enum class Reopening : uint8_t {
  kNone = 0,            // there was none
  kAfterMalicious = 1,  // calls went on after the verdict
  kHigherRisk = 2,      // than the closed one's level
  kWorseClass = 3,      // IsWorse() than the closed one's
  kLater = 4,           // that one had ended
};

// What somebody wrote about a finding.
struct FindingNote {
  int64_t time_micros = 0;  // Unix time of the server
  std::string actor{};      // by its own account
  std::string identity{};   // by what it showed
  std::string text{};

  bool operator==(const FindingNote&) const = default;
};

// A factor of the opening event as it was then (detectors/factor.h).
struct FrozenFactor {
  std::string detector{};
  std::string entity{};
  std::string value{};
  double bits = 0;
  double weight = 0;  // 0..1
  uint64_t value_calls = 0;
  uint64_t entity_calls = 0;
  int64_t entity_first_seen_seconds = 0;  // 0 = never
  int64_t value_first_seen_seconds = 0;   // 0 = never
  int64_t value_last_seen_seconds = 0;    // 0 = never
  BaselineState state = BaselineState::kCold;
  std::string explanation{};  // the sentence

  bool operator==(const FrozenFactor&) const = default;
};

struct CallsOfText {
  std::string text{};
  uint64_t calls = 0;

  bool operator==(const CallsOfText&) const = default;
};

// Events of a finding that are kept at most.
inline constexpr size_t kFindingSamplesMax = 20;

// An event of a finding, as far as it is kept.
struct FindingSample {
  std::string event_id{};
  int64_t at_seconds = 0;
  std::string account{};
  std::string command{};
  std::string source_address{};
  std::string user_agent{};  // at most 256 bytes
  std::string error_code{};
  uint32_t centibits = 0;
  uint16_t score_hundredths = 0;

  bool operator==(const FindingSample&) const = default;
};

// An episode of odd calls: one principal, one origin, from the event that
// reached the alert threshold until 24 hours without a call, or 7 days.
struct Finding {
  FindingId id{};
  std::string principal{};
  PrincipalKind principal_kind = PrincipalKind::kNone;
  std::string origin{};
  bool unauthenticated = false;  // of calls that need no credentials
  FindingState state = FindingState::kOpen;
  uint64_t revision = 0;  // 1 when it is opened
  std::optional<FindingId> previous{};
  Reopening reopening = Reopening::kNone;  // of `previous`
  // The exemption that covers it (exemption.h): it is planned, and not in the
  // queue.
  std::optional<ExemptionId> exemption{};

  int64_t first_seconds = 0;  // event times
  int64_t last_seconds = 0;
  int64_t create_micros = 0;  // Unix times of the server
  int64_t update_micros = 0;
  int64_t acknowledge_micros = 0;  // the first time; 0 = never
  int64_t close_micros = 0;        // 0 = it is not closed

  // What people said of it.
  std::string assignee{};   // who looks at it; empty = nobody
  std::string closed_by{};  // identity; empty = it is not closed
  CloseReason reason = CloseReason::kNone;
  Teaching taught = Teaching::kUnspecified;
  uint32_t notes = 0;  // that are kept beside it

  uint64_t calls = 0;
  uint64_t failed_calls = 0;
  uint32_t peak_centibits = 0;
  uint16_t score_hundredths = 0;  // the highest
  CommandClassSet classes = 0;    // of its calls
  uint64_t sensitive_calls = 0;   // IsSensitiveCall() (finding_join.h)

  // In the order of their first calls, bounded (finding_join.h).
  std::vector<CallsOfText> accounts{};
  std::vector<CallsOfText> commands{};
  uint64_t other_command_calls = 0;
  std::vector<CallsOfText> networks{};

  std::string headline{};
  std::vector<FrozenFactor> opening_factors{};  // heaviest first
  std::vector<FindingSample> samples{};         // by time, then event id

  double score() const { return ScoreOfHundredths(score_hundredths); }
  RiskLevel risk_level() const { return RiskLevelOf(score()); }

  bool operator==(const Finding&) const = default;
};

// How urgent, by the finding alone (shared_networks.h looks at others): 1 =
// calls went on after MALICIOUS, or CRITICAL with a sensitive call; 2 =
// CRITICAL, or HIGH with a sensitive call; 3 = HIGH; 4 = below.
int PriorityOf(const Finding& finding);
inline constexpr int kFindingPriorities = 4;

// What the queue is ordered by.
struct QueuePlace {
  int priority = kFindingPriorities;
  uint32_t peak_centibits = 0;
  int64_t last_seconds = 0;  // of the last call
  FindingId id{};
};
QueuePlace QueuePlaceOf(const Finding& finding);

// The order of the queue: priority, highest bits, last event, id.
bool IsMoreUrgent(const QueuePlace& a, const QueuePlace& b);
bool IsMoreUrgent(const Finding& a, const Finding& b);

// Whether a call of this class is news to those who look at the finding, or
// have closed it: it is sensitive, and worse than all classes that were there.
// Of calls that need no credentials none is: anybody can make them.
bool IsWorse(CommandClass command_class, const Finding& finding);

// ATT&CK techniques that its commands can serve, ascending.
std::vector<std::string_view> TechniquesOf(const Finding& finding);

}  // namespace farcall
