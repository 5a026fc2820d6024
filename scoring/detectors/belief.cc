// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/belief.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "scoring/counts/smoothing.h"
#include "scoring/detectors/questions.h"

namespace farcall {
namespace {

// How detectors ask a histogram: as the values of which total, and in a chain
// that ends with which histogram.
struct Asking {
  Source total;
  Source last;
};

Asking AskingOf(Source source) {
  for (const Detector& detector : Detectors()) {
    if (detector.question != kRareValue) continue;
    for (const LevelSource& level : detector.chain) {
      if (level.values == source || level.total == source) {
        return {.total = level.values == source ? level.total : source,
                .last = detector.chain.back().total};
      }
    }
  }
  return {.total = source, .last = source};
}

}  // namespace

std::vector<Belief> BeliefsOf(const Model& model, Source source,
                              const Baseline& own, const Baseline& tenant,
                              int64_t at_seconds) {
  const auto histogram_of = [&](Source asked) -> const Histogram& {
    return (asked.entity == source.entity ? own : tenant).Of(asked.attribute);
  };
  const Histogram& histogram = histogram_of(source);
  const Asking asking = AskingOf(source);
  // A service's calls are counted for their command alone.
  const Histogram& last = histogram_of(asking.last);
  const Histogram& founding = last.empty() ? histogram : last;
  const Moment moment = Moment(model.decay, at_seconds)
                            .Founded(founding.first_seen_seconds() +
                                     model.decay.settling_seconds);

  const Level level(histogram, histogram_of(asking.total), moment,
                    model.smoothing);
  const double weights = level.Usual().total;
  std::vector<Belief> beliefs;
  beliefs.reserve(histogram.values().size());
  for (const ValueCount& value : histogram.values()) {
    const double weight = level.CountOf(value);
    beliefs.push_back({.value = &value,
                       .standing = StandingOf(value, moment),
                       .weight = weight,
                       .share = weights > 0 ? weight / weights : 0});
  }
  std::ranges::stable_sort(beliefs, std::greater(), [](const Belief& belief) {
    return std::pair(belief.weight, belief.value->observations());
  });
  return beliefs;
}

}  // namespace farcall
