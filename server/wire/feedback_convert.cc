// SPDX-License-Identifier: Apache-2.0
#include "server/wire/feedback_convert.h"

#include <algorithm>
#include <string_view>

#include "inputs/limits.h"
#include "scoring/event/country_code.h"

namespace farcall {
namespace {

constexpr size_t kOriginBytesMax = 256;
constexpr size_t kReasonBytesMax = 1024;
constexpr size_t kFeedbackIdBytesMax = 128;

bool IsOrigin(const std::string& origin) {
  if (!origin.starts_with('@')) return IsCountryCode(origin);
  return origin.size() > 1 &&
         std::all_of(origin.begin() + 1, origin.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  std::string_view(":_-.").find(c) != std::string_view::npos;
         });
}

void CheckTime(const char* field, bool is_set,
               const google::protobuf::Timestamp& time,
               std::vector<FieldViolation>& violations) {
  if (is_set) {
    CheckTimestamp(field, time, violations);
  } else {
    violations.push_back({field, "is required"});
  }
}

}  // namespace

JudgedTarget ReadPlace(const v1::Place& place,
                       std::vector<FieldViolation>& violations) {
  CheckPrincipal("place.principal", place.principal(), violations);
  CheckOrigin("place.origin", place.origin(), violations);
  if (!place.account().empty() && !IsAccountId(place.account())) {
    violations.push_back({"place.account", "is not 12 digits"});
  }
  return PrincipalPlace{place.principal(), place.origin(), place.account()};
}

JudgedTarget ReadJudgedEvent(ParsedRecord record,
                             std::vector<FieldViolation>& violations) {
  if (const auto* error = std::get_if<FieldError>(&record.outcome)) {
    violations.push_back({"event." + error->field, error->message});
  } else if (!record.ok()) {
    violations.push_back({"event", "is no API call"});
  } else if (record.event.principal.empty()) {
    violations.push_back(
        {"event", "names no principal: nothing is kept that could be judged"});
  }
  return std::move(record.event);
}

std::vector<FieldViolation> CheckStatement(const std::string& tenant,
                                           const Statement& statement) {
  std::vector<FieldViolation> violations = CheckTenant(tenant);
  CheckText("feedback_id", statement.id, kFeedbackIdBytesMax,
            Presence::kRequired, violations);
  CheckText("actor", statement.actor, kActorBytesMax, Presence::kRequired,
            violations);
  CheckText("reason", statement.reason, kReasonBytesMax, Presence::kOptional,
            violations);
  return violations;
}

void CheckPrincipal(const char* field, const std::string& principal,
                    std::vector<FieldViolation>& violations) {
  CheckText(field, principal, kPrincipalBytesMax, Presence::kRequired,
            violations);
}

void CheckOrigin(const char* field, const std::string& origin,
                 std::vector<FieldViolation>& violations) {
  CheckText(field, origin, kOriginBytesMax, Presence::kRequired, violations);
  if (!origin.empty() && !IsOrigin(origin)) {
    violations.push_back(
        {field,
         "is neither the ISO 3166-1 alpha-2 code of a country, in capitals, "
         "nor an @name"});
  }
}

int64_t ReadUntil(const v1::MarkBenignRequest& request,
                  std::vector<FieldViolation>& violations) {
  if (!request.has_until()) return 0;
  CheckTimestamp("until", request.until(), violations);
  // An end at the very beginning of time is one.
  return std::max<int64_t>(1, request.until().seconds());
}

void CheckRange(const v1::ForgetRequest& request,
                std::vector<FieldViolation>& violations) {
  CheckTime("from", request.has_from(), request.from(), violations);
  CheckTime("to", request.has_to(), request.to(), violations);
  const auto at = [](const google::protobuf::Timestamp& time) {
    return std::pair(time.seconds(), time.nanos());
  };
  if (request.has_from() && request.has_to() &&
      at(request.from()) >= at(request.to())) {
    violations.push_back({"to", "is not after from"});
  }
}

std::vector<FieldViolation> CheckListFeedback(
    const v1::ListFeedbackRequest& request) {
  std::vector<FieldViolation> violations = CheckTenant(request.tenant());
  CheckText("principal", request.principal(), kPrincipalBytesMax,
            Presence::kOptional, violations);
  CheckPageSize(request.page_size(), violations);
  return violations;
}

void WriteEntry(const FeedbackEntry& entry, v1::FeedbackEntry& result) {
  WriteMicros(entry.time_micros, *result.mutable_time());
  result.set_action(static_cast<v1::FeedbackAction>(entry.action));
  result.set_principal(entry.principal);
  result.set_origin(entry.origin);
  result.set_actor(entry.actor);
  result.set_reason(entry.reason);
  result.set_feedback_id(entry.feedback_id);
  result.set_identity(entry.identity);
  if (entry.until_seconds != 0) {
    result.mutable_until()->set_seconds(entry.until_seconds);
  }
  if (entry.action != FeedbackAction::kForget) return;
  result.mutable_from()->set_seconds(entry.from_seconds);
  result.mutable_to()->set_seconds(entry.to_seconds);
}

}  // namespace farcall
