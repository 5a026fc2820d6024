// SPDX-License-Identifier: Apache-2.0
#include "scoring/factor_counts.h"

#include <algorithm>

#include "scoring/decay.h"

namespace farcall {
namespace {

// The most usual values, most usual first.
std::vector<ValueShare> UsualValues(const Level& level) {
  const UsualCounts usual = level.Usual();
  std::vector<ValueShare> shares;
  shares.reserve(usual.most.size());
  for (const auto& [number, n] : usual.most) {
    shares.push_back({level.histogram().value(number).value, n / usual.total});
  }
  return shares;
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
OtherCalls OtherCallsOf(const Detector& detector, const Evaluation& evaluation,
                        std::span<const Level> levels, const Factor& factor) {
  OtherCalls others;
  // The last level, where the event is counted for it.
  const LevelSource& last = detector.chain.back();
  if (detector.entity() != EntityKind::kPrincipal || levels.size() < 2 ||
      !evaluation.counted.Has(last.values) ||
      !evaluation.counted.Has(last.total)) {
    return others;
  }
  // Counts of what is malicious are the principal's alone.
  if (factor.standing.standing == Standing::kMalicious) return others;
  const Histogram& total = *evaluation.Find(last.total);
  others.calls = total.calls() - std::min(total.calls(), factor.known.calls);
  const ValueCount* seen = levels.back().histogram().Find(factor.value);
  if (seen != nullptr && seen->first_seen_seconds <= factor.at_seconds) {
    const uint64_t calls = seen->calls();
    others.value_calls =
        std::min(others.calls, calls - std::min(calls, factor.value_calls));
  }
  if (factor.usual.empty() && last.values.entity == EntityKind::kTenant) {
    others.usual = UsualValues(levels.back());
  }
  return others;
}

}  // namespace

Factor CountedFactor(const Finding& finding, const Evaluation& evaluation,
                     const Level& level) {
  const Detector& detector = *finding.detector;
  const Histogram& histogram = level.histogram();
  Factor factor{
      .detector = &detector,
      .entity = EntityName(evaluation.event, detector.entity()).value_or(""),
      .value = std::string(finding.value),
      .bits = finding.bits,
      .weight = finding.weight,
      .at_seconds = evaluation.at_seconds(),
      .entity_calls = histogram.calls(),
      .entity_first_seen_seconds = histogram.first_seen_seconds(),
      .state = StateOf(histogram)};
  const int64_t at_seconds = evaluation.at_seconds();
  const ValueCount* seen = histogram.Find(finding.value);
  if (seen != nullptr && seen->first_seen_seconds <= at_seconds) {
    factor.value_calls = seen->calls();
    factor.value_first_seen_seconds = seen->first_seen_seconds;
    factor.value_last_seen_seconds =
        std::min(seen->last_seen_seconds, at_seconds);
    factor.standing = StandingOf(*seen, level.moment());
  }
  return factor;
}

void AddHabits(const Evaluation& evaluation, std::span<const Level> levels,
               Factor& factor) {
  factor.usual = UsualValues(levels.front());
  factor.known = KnownCallsOf(*factor.detector, evaluation, factor);
  if (factor.bits > 0) {
    factor.others = OtherCallsOf(*factor.detector, evaluation, levels, factor);
  }
}

}  // namespace farcall
