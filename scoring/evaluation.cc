// SPDX-License-Identifier: Apache-2.0
#include "scoring/evaluation.h"

#include "scoring/attribute.h"

namespace farcall {
namespace {

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

const Moment& BatchMoments::At(int64_t seconds) {
  if (last_.has_value() && last_->IsOfSameHour(seconds)) {
    last_ = last_->At(seconds);
  } else {
    last_.emplace(decay_, seconds);
  }
  return *last_;
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
  for (const LevelSource* level : chain) {
    levels_.emplace_back(*evaluation.Find(level->values),
                         *evaluation.Find(level->total), moment,
                         evaluation.model.smoothing);
  }
}

}  // namespace farcall
