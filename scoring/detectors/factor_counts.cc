// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/factor_counts.h"

#include <algorithm>

#include "scoring/counts/decay.h"

namespace farcall {
namespace {

// The most usual values, most usual first.
template <typename Shares>
void AddUsual(const Level& level, Shares& shares) {
  const UsualCounts usual = level.Usual();
  for (const auto& [number, n] : usual.most) {
    ValueShare& share = shares.emplace_back();
    share.value = level.histogram().value(number).value;
    share.share = n / usual.total;
  }
}

// Whose history is asked. Most are the event's principal or command.
void AddEntity(const Event& event, EntityKind kind, std::string& entity) {
  switch (kind) {
    case EntityKind::kPrincipal:
      entity = event.principal;
      return;
    case EntityKind::kCommand:
      entity = event.command;
      return;
    default:
      entity = EntityName(event, kind).value_or("");
  }
}

// The value that was judged, to be looked up.
HashedText Judged(const Anomaly& anomaly, const Evaluation& evaluation) {
  return anomaly.is_by_earlier_database
             ? HashedText(anomaly.value)
             : evaluation.counted.hashed(anomaly.detector->attribute);
}

// What the entity's sentences count by. An event that was not counted for its
// place (kOriginInternal) may have failed all the same.
KnownCalls KnownCallsOf(const Detector& detector, const Evaluation& evaluation,
                        const Factor& factor) {
  const Histogram& all = *evaluation.Find(detector.chain.front().total);
  return {.calls = std::max(all.calls(), factor.entity_calls),
          .first_seen_seconds = all.first_seen_seconds(),
          .state = StateOf(all)};
}

// What the rest of the tenant does; nothing that was first seen after the
// event.
void AddOthers(const Anomaly& anomaly, const Evaluation& evaluation,
               std::span<const Level> levels, Factor& factor) {
  const Detector& detector = *anomaly.detector;
  OtherCalls& others = factor.others;
  // The last level, where the event is counted for it.
  const LevelSource& last = detector.chain.back();
  if (detector.entity() != EntityKind::kPrincipal || levels.size() < 2 ||
      !evaluation.counted.Has(last.values) ||
      !evaluation.counted.Has(last.total)) {
    return;
  }
  // Counts of what is malicious are the principal's alone.
  if (factor.standing.standing == Standing::kMalicious) return;
  const Histogram& total = *evaluation.Find(last.total);
  others.calls = total.calls() - std::min(total.calls(), factor.known.calls);
  const ValueCount* seen =
      levels.back().histogram().Find(Judged(anomaly, evaluation));
  if (seen != nullptr && seen->first_seen_seconds <= factor.at_seconds) {
    const uint64_t calls = seen->calls();
    others.value_calls =
        std::min(others.calls, calls - std::min(calls, factor.value_calls));
  }
  if (factor.usual.empty() && last.values.entity == EntityKind::kTenant) {
    AddUsual(levels.back(), others.usual);
  }
}

}  // namespace

void AddAnomaly(const Anomaly& anomaly, const Evaluation& evaluation,
                Factor& factor) {
  factor.detector = anomaly.detector;
  AddEntity(evaluation.event, anomaly.detector->entity(), factor.entity);
  factor.value = anomaly.value;
  factor.bits = anomaly.bits;
  factor.weight = anomaly.weight;
  factor.at_seconds = evaluation.at_seconds();
}

void AddCounts(const Anomaly& anomaly, const Evaluation& evaluation,
               const Level& level, Factor& factor) {
  const Histogram& histogram = level.histogram();
  const int64_t at_seconds = evaluation.at_seconds();
  AddAnomaly(anomaly, evaluation, factor);
  factor.entity_calls = histogram.calls();
  factor.entity_first_seen_seconds = histogram.first_seen_seconds();
  factor.state = StateOf(histogram);
  const ValueCount* seen = histogram.Find(Judged(anomaly, evaluation));
  if (seen == nullptr || seen->first_seen_seconds > at_seconds) return;
  factor.value_calls = seen->calls();
  factor.value_first_seen_seconds = seen->first_seen_seconds;
  factor.value_last_seen_seconds =
      std::min(seen->last_seen_seconds, at_seconds);
  factor.standing = StandingOf(*seen, level.moment());
}

void AddHabits(const Anomaly& anomaly, const Evaluation& evaluation,
               std::span<const Level> levels, Factor& factor) {
  AddUsual(levels.front(), factor.usual);
  factor.known = KnownCallsOf(*factor.detector, evaluation, factor);
  if (factor.bits > 0) AddOthers(anomaly, evaluation, levels, factor);
}

}  // namespace farcall
