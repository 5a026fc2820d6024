// SPDX-License-Identifier: Apache-2.0
#include "tests/model/system.h"

#include <span>
#include <string>

#include "scoring/batch/feedback.h"

namespace farcall {
namespace {

// Takes each country for the answer of a database of its own, so that networks
// move with nearly every call.
class DatedOrigins : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      const std::string& country = events[i].country;
      origins[i] = {.value = country,
                    .source = OriginSource::kDatabase,
                    .database_build_seconds = 1'700'000'000 + country.front()};
    }
  }
};

const OriginResolver& Origins() {
  static const DatedOrigins kOrigins;
  return kOrigins;
}

ScoringMode ModeOf(Action action) {
  switch (action) {
    case Action::kAsk:
      return ScoringMode::kScoreOnly;
    case Action::kLearn:
      return ScoringMode::kLearnOnly;
    default:
      return ScoringMode::kScoreAndLearn;
  }
}

Verdict VerdictOf(Action action) {
  switch (action) {
    case Action::kBenignPlace:
      return Verdict::kBenign;
    case Action::kMaliciousPlace:
      return Verdict::kMalicious;
    default:
      return Verdict::kNone;
  }
}

absl::StatusOr<PlainFeedback> Refused(const absl::Status& status) {
  if (absl::IsAlreadyExists(status)) return PlainFeedback{.id_is_used = true};
  return status;
}

absl::StatusOr<PlainFeedback> Answer(const absl::StatusOr<Judged>& judged) {
  if (!judged.ok()) return Refused(judged.status());
  return PlainFeedback{.duplicate = judged->duplicate,
                       .values = judged->values};
}

absl::StatusOr<PlainFeedback> Answer(
    const absl::StatusOr<ForgottenHours>& forgotten) {
  if (!forgotten.ok()) return Refused(forgotten.status());
  return PlainFeedback{.duplicate = forgotten->duplicate,
                       .values = forgotten->observations};
}

}  // namespace

absl::StatusOr<std::vector<ScoredEvent>> System::Score(
    const Operation& operation) {
  const BatchScorer scorer(store_, Origins(), Model());
  return scorer.Score(TenantOf(operation), EventsOf(operation),
                      ModeOf(operation.action));
}

absl::StatusOr<PlainFeedback> System::Say(const Operation& operation) {
  const Feedback feedback(store_, Origins(), Model());
  const std::string tenant = TenantOf(operation);
  const std::string principal = kCallers[operation.of].principal;
  const std::string id = NameOfFeedback(operation.feedback_id);
  const Statement statement{.id = IdOf(operation, id, "feedback " + id),
                            .actor = "carol",
                            .time_micros = operation.time_micros};
  switch (operation.action) {
    case Action::kBenignEvent:
      return Answer(feedback.JudgeEvent(tenant,
                                        EventOf(operation.calls.front()),
                                        Verdict::kBenign, statement));
    case Action::kForgetRange:
      return Answer(feedback.ForgetRange(tenant, principal,
                                         operation.from_seconds,
                                         operation.to_seconds, statement));
    default:
      return Answer(feedback.JudgePlace(
          tenant, {principal, kCountries[operation.country]},
          VerdictOf(operation.action), statement));
  }
}

absl::StatusOr<int64_t> System::Delete(const Operation& operation) {
  return store_.Delete({TenantOf(operation), operation.kind,
                        EntityNameOf(operation.kind, operation.of)});
}

std::string System::TenantOf(const Operation& operation) const {
  return tenant_prefix_ + kTenants[operation.tenant];
}

std::string System::IdOf(const Operation& operation, const std::string& id,
                         const std::string& id_in_window) const {
  if (window_ == nullptr) return id;
  const int times = window_->TimesForgotten({operation.tenant, id_in_window});
  return times == 0 ? id : id + " again " + std::to_string(times);
}

std::vector<Event> System::EventsOf(const Operation& operation) const {
  std::vector<Event> events;
  for (const Call& call : operation.calls) {
    Event event = EventOf(call);
    event.event_id = IdOf(operation, event.event_id, event.event_id);
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace farcall
