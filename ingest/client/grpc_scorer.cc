// SPDX-License-Identifier: Apache-2.0
#include "ingest/client/grpc_scorer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/server_status.h"
#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall {
namespace {

RecordOutcome OutcomeOf(const v1::EventResult& result) {
  RecordOutcome outcome;
  switch (result.outcome_case()) {
    case v1::EventResult::kScore:
      outcome.kind = result.duplicate() ? RecordOutcome::Kind::kDuplicate
                                        : RecordOutcome::Kind::kScored;
      outcome.alert = result.score().alert();
      break;
    case v1::EventResult::kSkipped:
      outcome.kind = RecordOutcome::Kind::kSkipped;
      break;
    default:
      outcome.kind = RecordOutcome::Kind::kError;
      outcome.code = v1::EventErrorReason_Name(result.error().reason());
      outcome.field = result.error().field();
      outcome.reason = result.error().message();
  }
  return outcome;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerChannel>> ServerChannel::Open(
    ServerAccess access) {
  std::unique_ptr<ServerChannel> server(new ServerChannel(std::move(access)));
  absl::Status status = server->Reload();
  if (!status.ok()) return status;
  return server;
}

std::shared_ptr<grpc::Channel> ServerChannel::channel() const {
  const std::lock_guard lock(mutex_);
  return channel_;
}

absl::Status ServerChannel::Reload() {
  auto content = ReadAccess(access_);
  if (!content.ok()) return content.status();
  const std::lock_guard lock(mutex_);
  if (channel_ != nullptr && *content == content_) return absl::OkStatus();
  content_ = *std::move(content);
  channel_ = OpenChannel(access_, content_);
  return absl::OkStatus();
}

ScoreAnswer GrpcScorer::Score(std::span<const std::string_view> records) {
  // Findings tell why: the answer need not.
  const RawAnswer raw = ScoreRaw(records, v1::RISK_LEVEL_CRITICAL);
  ScoreAnswer answer{raw.status, {}, raw.retry_after};
  for (const v1::EventResult& result : raw.response.results()) {
    answer.outcomes.push_back(OutcomeOf(result));
  }
  return answer;
}

class GrpcScorer::Ongoing {
 public:
  Ongoing(GrpcScorer& scorer, grpc::ClientContext& context)
      : scorer_(scorer), context_(context) {
    const std::lock_guard lock(scorer_.mutex_);
    scorer_.ongoing_.insert(&context_);
    if (scorer_.stopped_) context_.TryCancel();
  }
  ~Ongoing() {
    const std::lock_guard lock(scorer_.mutex_);
    scorer_.ongoing_.erase(&context_);
  }
  Ongoing(const Ongoing&) = delete;
  Ongoing& operator=(const Ongoing&) = delete;

 private:
  GrpcScorer& scorer_;
  grpc::ClientContext& context_;
};

void GrpcScorer::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  for (grpc::ClientContext* context : ongoing_) context->TryCancel();
}

GrpcScorer::RawAnswer GrpcScorer::ScoreRaw(
    std::span<const std::string_view> records, v1::RiskLevel factors_from) {
  v1::ScoreEventsRequest request;
  request.set_tenant(options_.tenant);
  request.set_mode(options_.mode);
  request.set_factors_from(factors_from);
  for (const std::string_view record : records) {
    request.add_events()->mutable_cloudtrail_record()->set_json(
        std::string(record));
  }
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + options_.timeout);
  const Ongoing ongoing(*this, context);
  RawAnswer answer;
  const grpc::Status status =
      v1::ScoringService::NewStub(server_.channel())
          ->ScoreEvents(&context, request, &answer.response);
  answer.status = FromServer(status, {"ScoringService", server_.address()});
  answer.retry_after = RetryDelay(status);
  const int results = answer.response.results_size();
  if (status.ok() && results != request.events_size()) {
    answer.status = absl::InternalError(
        absl::StrCat("the server answered with ", results, " results to ",
                     request.events_size(), " records"));
  }
  return answer;
}

}  // namespace farcall
