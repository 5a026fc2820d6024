// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/batch_handler.h"

#include <algorithm>
#include <utility>

#include "scoring/detectors/detector.h"
#include "server/handlers/input_reader.h"
#include "server/telemetry/tracing.h"

namespace farcall {
namespace {

void RecordUnscored(const ParsedRecord& record, BatchFigures& figures) {
  if (const auto* skipped = std::get_if<SkipReason>(&record.outcome)) {
    figures.AddSkipped(*skipped);
  } else {
    figures.AddError(std::get<FieldError>(record.outcome).reason);
  }
}

InputResult ResultOf(const ParsedRecord& unscored) {
  InputResult result{.event = &unscored.event};
  if (const auto* skipped = std::get_if<SkipReason>(&unscored.outcome)) {
    result.outcome = *skipped;
  } else {
    result.outcome = &std::get<FieldError>(unscored.outcome);
  }
  return result;
}

void RecordScored(const ScoredEvent& scored, BatchFigures& figures) {
  figures.AddOrigin(scored.origin.source);
  figures.AddOperator(scored.origin.network_operator.kind);
  if (!scored.origin.city_database_country.empty()) {
    figures.AddCountryDisputed();
  }
  if (scored.duplicate) {
    figures.AddDuplicate();  // its alert was counted with the first delivery
    return;
  }
  figures.AddScored(scored.score, scored.risk_level, scored.state);
  if (scored.alert) figures.AddAlert();
  if (scored.moved) figures.AddGeoMoved();
  if (scored.place_in_quarantine) figures.AddQuarantined();
  figures.AddPlace(scored.origin.value, scored.alert);
}

std::string Joined(const std::vector<FieldViolation>& violations) {
  std::string text;
  for (const FieldViolation& violation : violations) {
    if (!text.empty()) text += "; ";
    text += violation.field + " " + violation.description;
  }
  return text;
}

}  // namespace

int64_t SystemSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<FieldViolation> BatchHandler::Check(std::string_view tenant,
                                                int64_t inputs) const {
  std::vector<FieldViolation> violations = CheckTenant(tenant);
  if (inputs == 0) {
    violations.push_back({"events", "holds no event; at least 1 is required"});
  }
  if (inputs > limits_.batch_events_max) {
    violations.push_back(
        {"events", "holds " + std::to_string(inputs) +
                       " events; the limit is " +
                       std::to_string(limits_.batch_events_max)});
  }
  return violations;
}

absl::Status BatchHandler::Batch::Advance(int64_t inputs_max) {
  if (next_ == 0) {
    const auto violations = handler_.Check(
        request_.tenant, static_cast<int64_t>(request_.inputs.size()));
    if (!violations.empty()) {
      return absl::InvalidArgumentError(Joined(violations));
    }
    start_ = std::chrono::steady_clock::now();
  }
  const size_t left = request_.inputs.size() - next_;
  const size_t end =
      next_ +
      std::min(left, static_cast<size_t>(std::max<int64_t>(inputs_max, 1)));
  ReadPart(end);
  if (absl::Status failed = ScorePart(); !failed.ok()) {
    ClearPart();
    if (next_ > 0) Record();  // what earlier parts counted
    return failed;
  }
  next_ = end;
  if (done()) Record();
  return absl::OkStatus();
}

void BatchHandler::Batch::ReadPart(size_t end) {
  ClearPart();
  const auto inputs = request_.inputs.subspan(next_, end - next_);
  if (events_.size() < inputs.size()) events_.resize(inputs.size());
  results_.reserve(inputs.size());
  InputReader reader(handler_.limits_, handler_.strategy_, handler_.now_());
  for (const EventInput& input : inputs) {
    Event& event = events_[events_read_];
    InputReader::Outcome read = reader.ReadInto(input, event);
    if (read.ok()) {
      ++events_read_;
      results_.push_back({.event = &event,
                          .outcome = static_cast<const ScoredEvent*>(nullptr),
                          .identity_unread = read.identity_unread});
      continue;
    }
    unscored_.push_back(
        {.event = std::move(event), .outcome = std::move(read.outcome)});
    RecordUnscored(unscored_.back(), figures_);
    results_.push_back(ResultOf(unscored_.back()));
  }
}

absl::Status BatchHandler::Batch::ScorePart() {
  if (events_read_ == 0) return absl::OkStatus();
  auto scored = handler_.scorer_.Score(TenantOf(request_.tenant),
                                       std::span(events_).first(events_read_),
                                       request_.mode, request_.factors_from);
  if (!scored.ok()) {
    handler_.log_.Error(
        "batch failed",
        {{"events", static_cast<int64_t>(request_.inputs.size())},
         {"status", scored.status().ToString()}});
    handler_.metrics_.batches.shed.store_unavailable.Increment();
    return scored.status();
  }
  scored_ = *std::move(scored);
  size_t i = 0;
  for (InputResult& result : results_) {
    if (!std::holds_alternative<const ScoredEvent*>(result.outcome)) continue;
    const ScoredEvent& one = scored_[i++];
    result.outcome = &one;
    result.address_unread = one.origin.address_unread;
    RecordScored(one, figures_);
    if (result.identity_unread) figures_.AddUnread(UnreadField::kIdentity);
    if (result.address_unread) figures_.AddUnread(UnreadField::kAddress);
  }
  return absl::OkStatus();
}

void BatchHandler::Batch::ClearPart() {
  results_.clear();
  events_read_ = 0;
  scored_.clear();
  unscored_.clear();
}

void BatchHandler::Batch::Record() {
  handler_.metrics_.RecordBatch(figures_);
  AnnotateSpan("farcall.events", static_cast<int64_t>(request_.inputs.size()));
  AnnotateSpan("farcall.events_scored",
               static_cast<int64_t>(figures_.scored()));
  AnnotateSpan("farcall.alerts", static_cast<int64_t>(figures_.alerts()));
  handler_.metrics_.batches.seconds.Observe(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
          .count());
}

}  // namespace farcall
