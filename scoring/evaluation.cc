// SPDX-License-Identifier: Apache-2.0
#include "scoring/evaluation.h"

#include "scoring/attribute.h"

namespace farcall {
namespace {

// A histogram's sums differ by whose first day is the founding day: its own or
// another histogram's.
constexpr size_t kFoundersMax = 2;

using Chain = absl::InlinedVector<const LevelSource*, 3>;

Chain CountedPart(const Detector& detector, const CountedEvent& counted) {
  Chain chain;
  for (const LevelSource& level : detector.chain) {
    if (counted.Has(level.values) &&
        (level.total == level.values || counted.Has(level.total))) {
      chain.push_back(&level);
    } else if (chain.empty()) {
      return {};
    }
  }
  return chain;
}

}  // namespace

const Histogram& Evaluation::OfPrincipal(Attribute attribute) const {
  static const Histogram kNothing;
  const size_t principal = counted.entity(EntityKind::kPrincipal);
  return principal == CountedEvent::kNone ? kNothing
                                          : baselines[principal]->Of(attribute);
}

Summary& Evaluation::SummaryOf(Source source, const Moment& at,
                               bool founds) const {
  const size_t number = counted.entity(source.entity) * kAttributeEnd +
                        static_cast<size_t>(source.attribute);
  return summaries.Of(number * kFoundersMax + (founds ? 1 : 0),
                      counted.Of(source, baselines), at);
}

AskedLevels::AskedLevels(const Detector& detector,
                         const Evaluation& evaluation) {
  const Chain chain = CountedPart(detector, evaluation.counted);
  if (chain.empty()) return;
  // On its first day all that a tenant does is new: there is nothing yet that
  // it could hide in, and it counts at once.
  const Source founder = chain.back()->total;
  const Moment& moment = moment_.emplace(
      evaluation.moment.Founded(evaluation.Find(founder)->first_seen_seconds() +
                                evaluation.model.decay.settling_seconds));
  const auto summary_of = [&](Source source) -> Summary& {
    return evaluation.SummaryOf(source, moment, source == founder);
  };
  for (const LevelSource* level : chain) {
    Summary& values = summary_of(level->values);
    const Summary& total =
        level->total == level->values ? values : summary_of(level->total);
    levels_.emplace_back(values, total, moment, evaluation.model.smoothing);
  }
}

Summaries MakeSummaries(const Model& model, size_t entities) {
  return {model.decay, model.smoothing.discount,
          entities * kAttributeEnd * kFoundersMax};
}

}  // namespace farcall
