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
  if (scored.finding_opened) figures.AddFinding();
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
    applied_.begun = std::chrono::steady_clock::now();
    applied_.inputs = request_.inputs.size();
    applied_.tenant = TenantOf(request_.tenant);
  }
  const size_t left = request_.inputs.size() - next_;
  const size_t end =
      next_ +
      std::min(left, static_cast<size_t>(std::max<int64_t>(inputs_max, 1)));
  ReadPart(end);
  if (absl::Status failed = ScorePart(); !failed.ok()) {
    ClearPart();
    if (next_ > 0) {  // what earlier parts counted
      Annotate();
      handler_.Record(applied_);
    }
    return failed;
  }
  next_ = end;
  if (done()) Annotate();
  return absl::OkStatus();
}

void BatchHandler::Batch::ReadPart(size_t end) {
  ClearPart();
  const auto inputs = request_.inputs.subspan(next_, end - next_);
  if (events_.size() < inputs.size()) events_.resize(inputs.size());
  results_.reserve(inputs.size());
  InputReader reader(handler_.limits_, handler_.options_, handler_.now_());
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
    RecordUnscored(unscored_.back(), applied_.figures);
    results_.push_back(ResultOf(unscored_.back()));
  }
}

absl::Status BatchHandler::Batch::ScorePart() {
  if (events_read_ == 0) return absl::OkStatus();
  auto scored = handler_.scorer_.ScoreAhead(
      TenantOf(request_.tenant), std::span(events_).first(events_read_),
      request_.mode, request_.factors_from);
  if (!scored.ok()) {
    handler_.TellFailed(request_.inputs.size(), scored.status());
    return scored.status();
  }
  scored_ = std::move(scored->events);
  applied_.ticket = scored->ticket;
  BatchFigures& figures = applied_.figures;
  size_t i = 0;
  for (InputResult& result : results_) {
    if (!std::holds_alternative<const ScoredEvent*>(result.outcome)) continue;
    const ScoredEvent& one = scored_[i++];
    result.outcome = &one;
    result.address_unread = one.origin.address_unread;
    RecordScored(one, figures);
    if (one.finding_opened) {
      applied_.findings.push_back({*one.finding, one.risk_level});
    }
    if (result.identity_unread) figures.AddUnread(UnreadField::kIdentity);
    if (result.address_unread) figures.AddUnread(UnreadField::kAddress);
  }
  return absl::OkStatus();
}

void BatchHandler::Batch::ClearPart() {
  results_.clear();
  events_read_ = 0;
  scored_.clear();
  unscored_.clear();
}

void BatchHandler::Batch::Annotate() const {
  const BatchFigures& figures = applied_.figures;
  AnnotateSpan("farcall.events", static_cast<int64_t>(applied_.inputs));
  AnnotateSpan("farcall.events_scored", static_cast<int64_t>(figures.scored()));
  AnnotateSpan("farcall.alerts", static_cast<int64_t>(figures.alerts()));
}

std::optional<absl::Status> BatchHandler::WhenDurable(
    const Applied& applied, HistogramStore::OnDurable on_durable) const {
  return scorer_.store().WhenDurable(applied.ticket, std::move(on_durable));
}

absl::Status BatchHandler::Confirm(const Applied& applied,
                                   const absl::Status& durable) const {
  if (durable.ok()) {
    Record(applied);
    // No names: the log is not erased with a principal.
    for (const Applied::OpenedFinding& opened : applied.findings) {
      log_.Info("finding opened",
                {{"tenant", applied.tenant},
                 {"finding_id", opened.id.text()},
                 {"risk_level", RiskLevelName(opened.risk_level)}});
    }
  } else {
    TellFailed(applied.inputs, durable);
  }
  return durable;
}

absl::Status BatchHandler::AwaitDurable(const Applied& applied) const {
  return Confirm(applied, scorer_.store().AwaitDurable(applied.ticket));
}

void BatchHandler::TellFailed(size_t inputs, const absl::Status& why) const {
  log_.Error("batch failed", {{"events", static_cast<int64_t>(inputs)},
                              {"status", why.ToString()}});
  metrics_.batches.shed.store_unavailable.Increment();
}

void BatchHandler::Record(const Applied& applied) const {
  metrics_.RecordBatch(applied.figures);
  metrics_.batches.seconds.Observe(
      std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                    applied.begun)
          .count());
}

}  // namespace farcall
