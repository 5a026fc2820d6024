// SPDX-License-Identifier: Apache-2.0
#include "tests/model/operation.h"

#include <chrono>
#include <iomanip>
#include <sstream>

namespace farcall {
namespace {

const char* NameOf(Action action) {
  switch (action) {
    case Action::kScore:
      return "score";
    case Action::kLearn:
      return "learn";
    case Action::kAsk:
      return "ask";
    case Action::kDelete:
      return "delete";
    case Action::kBenignPlace:
    case Action::kBenignEvent:
      return "benign";
    case Action::kMaliciousPlace:
      return "malicious";
    case Action::kClearPlace:
      return "clear";
    case Action::kForgetRange:
      return "forget";
    case Action::kWait:
      return "wait";
    case Action::kRestart:
      return "restart";
    case Action::kPowerLoss:
      return "lose power";
  }
  return "?";
}

std::string TimeText(int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::ostringstream text;
  text << std::setfill('0') << static_cast<int>(date.year()) << '-'
       << std::setw(2) << static_cast<unsigned>(date.month()) << '-'
       << std::setw(2) << static_cast<unsigned>(date.day()) << 'T'
       << std::setw(2) << clock.hours().count() << ':' << std::setw(2)
       << clock.minutes().count() << ':' << std::setw(2)
       << clock.seconds().count() << 'Z';
  return text.str();
}

std::string TextOf(const Call& call) {
  std::ostringstream text;
  text << NameOf(call) << ' ' << kCallers[call.caller].name << ' '
       << kCommands[call.command] << ' ' << kCountries[call.country] << ' '
       << kClients[call.client].tool << (call.failed ? " failed " : " ")
       << (call.unauthenticated ? "unauthenticated " : "")
       << TimeText(call.time_seconds);
  return text.str();
}

std::string TextOf(const std::vector<Call>& calls) {
  std::string text;
  for (const Call& call : calls) {
    if (!text.empty()) text += ", ";
    text += TextOf(call);
  }
  return text;
}

std::string DetailsOf(const Operation& operation) {
  switch (operation.action) {
    case Action::kScore:
    case Action::kLearn:
    case Action::kAsk:
      return TextOf(operation.calls);
    case Action::kDelete:
      return std::string(EntityKindName(operation.kind)) + ' ' +
             EntityNameOf(operation.kind, operation.of);
    case Action::kBenignPlace:
    case Action::kMaliciousPlace:
    case Action::kClearPlace:
      return NameOfFeedback(operation.feedback_id) + ' ' +
             kCallers[operation.of].name + ' ' + kCountries[operation.country];
    case Action::kBenignEvent:
      return NameOfFeedback(operation.feedback_id) + ' ' +
             TextOf(operation.calls);
    case Action::kForgetRange:
      return NameOfFeedback(operation.feedback_id) + ' ' +
             kCallers[operation.of].name + ' ' +
             TimeText(operation.from_seconds) + " to " +
             TimeText(operation.to_seconds);
    case Action::kWait:
      return std::to_string(operation.hours) + " h";
    case Action::kRestart:
      return "";
    case Action::kPowerLoss:
      return "keeping " + std::to_string(operation.kept_percent) +
             " % of what was not synced";
  }
  return "";
}

}  // namespace

bool IsBatch(const Operation& operation) {
  return operation.action == Action::kScore ||
         operation.action == Action::kLearn || operation.action == Action::kAsk;
}

bool HasTenant(const Operation& operation) {
  return operation.action != Action::kWait &&
         operation.action != Action::kRestart &&
         operation.action != Action::kPowerLoss;
}

bool IsFeedback(const Operation& operation) {
  return operation.action == Action::kBenignPlace ||
         operation.action == Action::kMaliciousPlace ||
         operation.action == Action::kClearPlace ||
         operation.action == Action::kBenignEvent ||
         operation.action == Action::kForgetRange;
}

std::string NameOf(const Call& call) { return "e" + std::to_string(call.id); }

std::string NameOfFeedback(int id) { return "f" + std::to_string(id); }

Event EventOf(const Call& call) {
  const Caller& caller = kCallers[call.caller];
  const Client& client = kClients[call.client];
  return {.event_id = NameOf(call),
          .event_time_seconds = call.time_seconds,
          .account = caller.account,
          .principal = caller.principal,
          .principal_kind = caller.kind,
          .command = kCommands[call.command],
          .source_address = client.address,
          .country = kCountries[call.country],
          .error_code = call.failed ? kAccessDenied : "",
          .user_agent = client.user_agent,
          .unauthenticated = call.unauthenticated};
}

std::string EntityNameOf(EntityKind kind, size_t of) {
  const Caller& caller = kCallers[of % kCallers.size()];
  switch (kind) {
    case EntityKind::kTenant:
      return "";
    case EntityKind::kAccount:
      return caller.account;
    case EntityKind::kCommand:
      return kCommands[of % kCommands.size()];
    case EntityKind::kPrincipal:
      return caller.principal;
    case EntityKind::kRole:
      return "role";
    case EntityKind::kPeers:
      return std::string(caller.account) +
             (caller.kind == PrincipalKind::kRole ? ":role" : ":user");
  }
  return "";
}

std::string TextOf(const Operation& operation) {
  std::string text = NameOf(operation.action);
  if (HasTenant(operation)) {
    text += std::string(" ") + kTenants[operation.tenant];
  }
  const std::string details = DetailsOf(operation);
  if (!details.empty()) text += ": " + details;
  return text;
}

std::string TextOf(const Sequence& sequence) {
  std::string text = sequence.promise == Promise::kSynced
                         ? "a store that syncs\n"
                         : "a store that does not sync\n";
  int number = 0;
  for (const Operation& operation : sequence.operations) {
    text += std::to_string(++number) + ". " + TextOf(operation) + '\n';
  }
  return text;
}

}  // namespace farcall
