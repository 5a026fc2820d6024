// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/feedback_handler.h"

#include <type_traits>
#include <variant>
#include <vector>

#include "scoring/batch/verdicts.h"
#include "server/handlers/input_reader.h"
#include "server/handlers/server_time.h"
#include "server/wire/feedback_convert.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

template <typename Response>
void SetValues(int32_t values, Response& response) {
  response.set_values_judged(values);
}
void SetValues(int32_t values, v1::ClearVerdictResponse& response) {
  response.set_values_cleared(values);
}

// The first second that is not before `time`.
int64_t CeilToSecond(const google::protobuf::Timestamp& time) {
  return time.seconds() + (time.nanos() > 0 ? 1 : 0);
}

}  // namespace

grpc::Status FeedbackHandler::MarkBenign(
    const v1::MarkBenignRequest& request, const std::string& identity,
    v1::MarkBenignResponse& response) const {
  return Mark(request, identity, Verdict::kBenign, "MarkBenign", response);
}

grpc::Status FeedbackHandler::MarkMalicious(
    const v1::MarkMaliciousRequest& request, const std::string& identity,
    v1::MarkMaliciousResponse& response) const {
  return Mark(request, identity, Verdict::kMalicious, "MarkMalicious",
              response);
}

grpc::Status FeedbackHandler::ClearVerdict(
    const v1::ClearVerdictRequest& request, const std::string& identity,
    v1::ClearVerdictResponse& response) const {
  return Mark(request, identity, Verdict::kNone, "ClearVerdict", response);
}

template <typename Request, typename Response>
grpc::Status FeedbackHandler::Mark(const Request& request,
                                   const std::string& identity, Verdict verdict,
                                   std::string_view method,
                                   Response& response) const {
  Statement statement = StatementOf(request, identity, NowMicros());
  auto violations = CheckStatement(request.tenant(), statement);
  if constexpr (std::is_same_v<Request, v1::MarkBenignRequest>) {
    statement.until_seconds = ReadUntil(request, violations);
  }
  JudgedTarget target;
  if (request.has_place()) {
    target = ReadPlace(request.place(), violations);
  } else if (request.has_event()) {
    RecordParser::Options options = strategy_;
    options.reads_details = false;  // a verdict is of what was scored
    InputReader reader(limits_, options,
                       statement.time_micros / kMicrosPerSecond);
    target = ReadJudgedEvent(reader.Read(InputOf(request.event())), violations);
  } else {
    violations.push_back({"target", "is required: a place or an event"});
  }
  if (!violations.empty()) return InvalidRequest(violations);

  const std::string tenant = TenantOf(request.tenant());
  const auto* place = std::get_if<PrincipalPlace>(&target);
  const auto judged =
      place != nullptr
          ? feedback_.JudgePlace(tenant, *place, verdict, statement)
          : feedback_.JudgeEvent(tenant, std::get<Event>(target), verdict,
                                 statement);
  if (!judged.ok()) return Fail(judged.status(), method);
  Record(tenant, *judged, verdict, statement);
  response.set_duplicate(judged->duplicate);
  response.set_principal(judged->principal);
  response.set_origin(judged->origin);
  SetValues(static_cast<int32_t>(judged->values), response);
  return grpc::Status::OK;
}

void FeedbackHandler::Record(std::string_view tenant, const Judged& judged,
                             Verdict verdict,
                             const Statement& statement) const {
  prometheus::Counter& counter =
      verdict == Verdict::kBenign      ? metrics_.feedback.benign
      : verdict == Verdict::kMalicious ? metrics_.feedback.malicious
                                       : metrics_.feedback.clear;
  if (!judged.duplicate) counter.Increment();
  log_.Info("feedback", {{"action", FeedbackActionName(ActionOf(verdict))},
                         {"tenant", tenant},
                         {"principal", judged.principal},
                         {"origin", judged.origin},
                         {"values", judged.values},
                         {"until_seconds", statement.until_seconds},
                         {"actor", statement.actor},
                         {"identity", statement.identity},
                         {"reason", statement.reason},
                         {"feedback_id", statement.id},
                         {"duplicate", judged.duplicate}});
}

grpc::Status FeedbackHandler::Forget(const v1::ForgetRequest& request,
                                     const std::string& identity,
                                     v1::ForgetResponse& response) const {
  const Statement statement = StatementOf(request, identity, NowMicros());
  auto violations = CheckStatement(request.tenant(), statement);
  CheckPrincipal("principal", request.principal(), violations);
  CheckRange(request, violations);
  if (!violations.empty()) return InvalidRequest(violations);

  const std::string tenant = TenantOf(request.tenant());
  const auto forgotten = feedback_.ForgetRange(
      tenant, request.principal(), request.from().seconds(),
      CeilToSecond(request.to()), statement);
  if (!forgotten.ok()) return Fail(forgotten.status(), "Forget");
  if (!forgotten->duplicate) metrics_.feedback.forget.Increment();
  log_.Info("feedback", {{"action", "forget"},
                         {"tenant", tenant},
                         {"principal", request.principal()},
                         {"from_seconds", request.from().seconds()},
                         {"to_seconds", request.to().seconds()},
                         {"observations", forgotten->observations},
                         {"actor", statement.actor},
                         {"identity", statement.identity},
                         {"reason", statement.reason},
                         {"feedback_id", statement.id},
                         {"duplicate", forgotten->duplicate}});
  response.set_duplicate(forgotten->duplicate);
  response.set_observations_removed(forgotten->observations);
  return grpc::Status::OK;
}

grpc::Status FeedbackHandler::List(const v1::ListFeedbackRequest& request,
                                   v1::ListFeedbackResponse& response) const {
  auto violations = CheckListFeedback(request);
  const std::string tenant = TenantOf(request.tenant());
  const PageTokens::List list = {tenant, request.principal()};
  const auto next = page_tokens_.Open(list, request.page_token());
  if (!next.has_value()) {
    violations.push_back({"page_token", PageTokens::kRefusal});
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const auto page = store_.ListFeedback(tenant, request.principal(), *next,
                                        PageSizeOf(request.page_size()));
  if (!page.ok()) return Fail(page.status(), "ListFeedback");
  for (const FeedbackEntry& entry : page->entries) {
    WriteEntry(entry, *response.add_entries());
  }
  response.set_next_page_token(page_tokens_.Seal(list, page->next));
  return grpc::Status::OK;
}

grpc::Status FeedbackHandler::Fail(const absl::Status& status,
                                   std::string_view method) const {
  const std::string message(status.message());
  if (absl::IsNotFound(status)) return NotFound(message);
  if (absl::IsAlreadyExists(status)) return FeedbackIdUsed(message);
  if (absl::IsFailedPrecondition(status)) return TooManyVerdicts(message);
  log_.Error("call failed",
             {{"method", method}, {"status", status.ToString()}});
  return StoreFailed(status);
}

}  // namespace farcall
