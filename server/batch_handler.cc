// SPDX-License-Identifier: Apache-2.0
#include "server/batch_handler.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "scoring/detector.h"
#include "server/grpc_status.h"
#include "server/tracing.h"

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

bool IsPlaceInQuarantine(const Factor& factor) {
  return factor.in_quarantine &&
         factor.detector->role == Detector::Role::kPlace;
}

// Tells and counts that a field of a scored event was not read.
void TellUnread(UnreadField field, v1::EventResult& result,
                BatchFigures& figures) {
  result.add_unread(static_cast<v1::UnreadField>(field));
  figures.AddUnread(field);
}

void RecordScored(const ScoredEvent& scored, BatchFigures& figures) {
  figures.AddOrigin(scored.origin.source);
  if (scored.duplicate) {
    figures.AddDuplicate();  // its alert was counted with the first delivery
  } else {
    figures.AddScored(scored.score, scored.risk_level, scored.state);
    if (scored.alert) figures.AddAlert();
    if (std::ranges::any_of(scored.factors, IsPlaceInQuarantine)) {
      figures.AddQuarantined();
    }
    figures.AddPlace(scored.origin.value, scored.alert);
  }
}

// Answers what cannot be scored, and gives back the rest.
Readable ReadInputs(const v1::ScoreEventsRequest& request,
                    const RequestLimits& limits, PrincipalStrategy strategy,
                    v1::ScoreEventsResponse& response, BatchFigures& figures) {
  Readable readable;
  readable.events.reserve(static_cast<size_t>(request.events_size()));
  const int64_t now_seconds = NowSeconds();
  RecordParser parser(strategy);
  for (const v1::EventInput& input : request.events()) {
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
  if (const auto violations = CheckBatch(request, limits_);
      !violations.empty()) {
    return InvalidRequest(violations);
  }
  const auto start = std::chrono::steady_clock::now();
  BatchFigures figures;
  const Readable readable =
      ReadInputs(request, limits_, strategy_, response, figures);

  if (!readable.events.empty()) {
    const ScoringMode mode = ModeOf(request.mode());
    auto scored =
        scorer_.Score(TenantOf(request.tenant()), readable.events, mode,
                      static_cast<RiskLevel>(request.factors_from()));
    if (!scored.ok()) {
      log_.Error("batch failed", {{"events", request.events_size()},
                                  {"status", scored.status().ToString()}});
      metrics_.batches.shed.store_unavailable.Increment();
      return StoreFailed(scored.status());
    }
    for (size_t i = 0; i < scored->size(); ++i) {
      v1::EventResult& result =
          *response.mutable_results(readable.result_of[i]);
      RecordScored((*scored)[i], figures);
      if (readable.identity_unread[i]) {
        TellUnread(UnreadField::kIdentity, result, figures);
      }
      if ((*scored)[i].origin.address_unread) {
        TellUnread(UnreadField::kAddress, result, figures);
      }
      WriteScore(std::move((*scored)[i]), request.factors_from(), result);
    }
  }
  metrics_.RecordBatch(figures);
  AnnotateSpan("farcall.events", int64_t{request.events_size()});
  AnnotateSpan("farcall.events_scored", static_cast<int64_t>(figures.scored()));
  AnnotateSpan("farcall.alerts", static_cast<int64_t>(figures.alerts()));
  metrics_.batches.seconds.Observe(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count());
  return grpc::Status::OK;
}

}  // namespace farcall
