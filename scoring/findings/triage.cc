// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/triage.h"

#include "scoring/findings/finding_upkeep.h"

namespace farcall {

std::string_view FindingStateName(FindingState state) {
  switch (state) {
    case FindingState::kOpen:
      return "OPEN";
    case FindingState::kAcknowledged:
      return "ACKNOWLEDGED";
    case FindingState::kBenign:
      return "BENIGN";
    case FindingState::kMalicious:
      return "MALICIOUS";
    case FindingState::kExpired:
      return "EXPIRED";
  }
  return "";
}

std::string_view CloseReasonName(CloseReason reason) {
  switch (reason) {
    case CloseReason::kNone:
      return "";
    case CloseReason::kTravel:
      return "travel";
    case CloseReason::kEgress:
      return "egress";
    case CloseReason::kNewEmployee:
      return "new-employee";
    case CloseReason::kNewAutomation:
      return "new-automation";
    case CloseReason::kHousekeeping:
      return "housekeeping";
    case CloseReason::kPlannedChange:
      return "planned-change";
    case CloseReason::kSecurityTest:
      return "security-test";
    case CloseReason::kWrongCountry:
      return "wrong-country";
    case CloseReason::kStolenCredential:
      return "stolen-credential";
    case CloseReason::kStolenInstanceCredential:
      return "stolen-instance-credential";
    case CloseReason::kInsider:
      return "insider";
    case CloseReason::kOther:
      return "other";
  }
  return "";
}

bool CanAcknowledge(FindingState state) { return IsUndecided(state); }

bool CanClose(FindingState state) {
  return IsUndecided(state) || state == FindingState::kExpired;
}

bool CanReopen(FindingState state) {
  return state == FindingState::kBenign || state == FindingState::kMalicious;
}

bool Allows(FindingState verdict, CloseReason reason) {
  switch (reason) {
    case CloseReason::kNone:
      return false;
    case CloseReason::kSecurityTest:
    case CloseReason::kOther:
      return true;
    case CloseReason::kStolenCredential:
    case CloseReason::kStolenInstanceCredential:
    case CloseReason::kInsider:
      return verdict == FindingState::kMalicious;
    default:
      return verdict == FindingState::kBenign;
  }
}

bool TeachesNothing(CloseReason reason) {
  return reason == CloseReason::kSecurityTest ||
         reason == CloseReason::kWrongCountry;
}

Teaching TeachingOf(Teaching asked, FindingState verdict, CloseReason reason) {
  if (asked != Teaching::kUnspecified) return asked;
  if (TeachesNothing(reason)) return Teaching::kNothing;
  return verdict == FindingState::kBenign ? Teaching::kPlace
                                          : Teaching::kEvents;
}

void Acknowledge(std::string_view assignee, int64_t at_micros,
                 Finding& finding) {
  finding.state = FindingState::kAcknowledged;
  finding.assignee = assignee;
  if (finding.acknowledge_micros == 0) finding.acknowledge_micros = at_micros;
}

void Close(const Closing& closing, Finding& finding) {
  finding.state = closing.verdict;
  finding.reason = closing.reason;
  finding.taught = closing.teaching;
  finding.closed_by = closing.identity;
  finding.close_micros = closing.at_micros;
}

void Reopen(Finding& finding) {
  finding.state = FindingState::kAcknowledged;
  finding.reason = CloseReason::kNone;
  finding.taught = Teaching::kUnspecified;
  finding.closed_by.clear();
  finding.close_micros = 0;
}

Reopening ReopeningBy(const JoiningCall& call, const Finding& finding) {
  if (IsUndecided(finding.state)) return Reopening::kNone;
  if (finding.state == FindingState::kMalicious &&
      call.at_seconds * 1'000'000 > finding.close_micros + kContainmentMicros) {
    return Reopening::kAfterMalicious;
  }
  if (call.level > finding.risk_level()) return Reopening::kHigherRisk;
  return IsWorse(call.command_class, finding) ? Reopening::kWorseClass
                                              : Reopening::kNone;
}

}  // namespace farcall
