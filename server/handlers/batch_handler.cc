// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/batch_handler.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

#include "scoring/detector.h"
#include "server/telemetry/tracing.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

int64_t NowSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The events of a batch that can be scored, and where each one's result goes.
struct Readable {
  std::vector<Event> events;
  std::vector<int> result_of;
  std::vector<bool> identity_unread;
};

void RecordUnscored(const ParsedRecord& record, BatchFigures& figures) {
  if (const auto* skipped = std::get_if<SkipReason>(&record.outcome)) {
    figures.AddSkipped(*skipped);
  } else {
    figures.AddError(std::get<FieldError>(record.outcome).reason);
  }
}

// Tells and counts that a field of a scored event was not read.
void TellUnread(UnreadField field, v1::EventResult& result,
                BatchFigures& figures) {
  result.add_unread(static_cast<v1::UnreadField>(field));
  figures.AddUnread(field);
}

void RecordScored(const ScoredEvent& scored, BatchFigures& figures) {
  figures.AddOrigin(scored.origin.source);
  figures.AddOperator(scored.origin.network_operator.kind);
  if (!scored.origin.city_database_country.empty()) {
    figures.AddCountryDisputed();
  }
  if (scored.duplicate) {
    figures.AddDuplicate();  // its alert was counted with the first delivery
  } else {
    figures.AddScored(scored.score, scored.risk_level, scored.state);
    if (scored.alert) figures.AddAlert();
    if (scored.moved) figures.AddGeoMoved();
    if (scored.place_in_quarantine) figures.AddQuarantined();
    figures.AddPlace(scored.origin.value, scored.alert);
  }
}

// Answers what cannot be scored of the inputs from `begin` to `end`, and gives
// back the rest.
Readable ReadInputs(const v1::ScoreEventsRequest& request, int begin, int end,
                    const RequestLimits& limits, PrincipalStrategy strategy,
                    v1::ScoreEventsResponse& response, BatchFigures& figures) {
  Readable readable;
  readable.events.reserve(static_cast<size_t>(end - begin));
  const int64_t now_seconds = NowSeconds();
  RecordParser parser(strategy);
  for (int i = begin; i < end; ++i) {
    const v1::EventInput& input = request.events(i);
    v1::EventResult& result = *response.add_results();
    ParsedRecord record = ReadInput(input, limits, now_seconds, parser);
    WriteEvent(record.event, result);
    if (record.ok()) {
      readable.result_of.push_back(response.results_size() - 1);
      readable.identity_unread.push_back(record.identity_unread);
      readable.events.push_back(std::move(record.event));
    } else {
      WriteUnscored(record, result);
      RecordUnscored(record, figures);
    }
  }
  return readable;
}

}  // namespace

grpc::Status BatchHandler::Handle(const v1::ScoreEventsRequest& request,
                                  v1::ScoreEventsResponse& response) const {
  return *Batch(*this, request, response)
              .Advance(std::numeric_limits<int>::max());
}

std::optional<grpc::Status> BatchHandler::Batch::Advance(int64_t events_max) {
  if (next_ == 0) {
    if (const auto violations = CheckBatch(request_, handler_.limits_);
        !violations.empty()) {
      return InvalidRequest(violations);
    }
    start_ = std::chrono::steady_clock::now();
  }
  const int end = static_cast<int>(
      std::min<int64_t>(next_ + events_max, request_.events_size()));
  if (grpc::Status failed = ScorePart(end); !failed.ok()) {
    if (next_ > 0) Record();  // what earlier parts counted
    return failed;
  }
  next_ = end;
  if (next_ < request_.events_size()) return std::nullopt;
  Record();
  return grpc::Status::OK;
}

grpc::Status BatchHandler::Batch::ScorePart(int events_end) {
  const Readable readable =
      ReadInputs(request_, next_, events_end, handler_.limits_,
                 handler_.strategy_, response_, figures_);
  if (readable.events.empty()) return grpc::Status::OK;
  auto scored = handler_.scorer_.Score(
      TenantOf(request_.tenant()), readable.events, ModeOf(request_.mode()),
      static_cast<RiskLevel>(request_.factors_from()));
  if (!scored.ok()) {
    handler_.log_.Error("batch failed",
                        {{"events", request_.events_size()},
                         {"status", scored.status().ToString()}});
    handler_.metrics_.batches.shed.store_unavailable.Increment();
    return StoreFailed(scored.status());
  }
  for (size_t i = 0; i < scored->size(); ++i) {
    v1::EventResult& result = *response_.mutable_results(readable.result_of[i]);
    RecordScored((*scored)[i], figures_);
    if (readable.identity_unread[i]) {
      TellUnread(UnreadField::kIdentity, result, figures_);
    }
    if ((*scored)[i].origin.address_unread) {
      TellUnread(UnreadField::kAddress, result, figures_);
    }
    WriteScore(std::move((*scored)[i]), request_.factors_from(), result);
  }
  return grpc::Status::OK;
}

void BatchHandler::Batch::Record() {
  handler_.metrics_.RecordBatch(figures_);
  AnnotateSpan("farcall.events", int64_t{request_.events_size()});
  AnnotateSpan("farcall.events_scored",
               static_cast<int64_t>(figures_.scored()));
  AnnotateSpan("farcall.alerts", static_cast<int64_t>(figures_.alerts()));
  handler_.metrics_.batches.seconds.Observe(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
          .count());
}

}  // namespace farcall
