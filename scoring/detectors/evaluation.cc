// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/evaluation.h"

#include <array>

namespace farcall {

const Baseline& Evaluation::Own() const {
  static const Baseline kNothing;
  const Baseline* own = Find(EntityKind::kPrincipal);
  return own == nullptr ? kNothing : *own;
}

const Moment& BatchMoments::At(int64_t seconds) {
  if (last_.has_value() && last_->IsOfSameHour(seconds)) {
    last_->MoveTo(seconds);
  } else {
    last_.emplace(decay_, seconds);
    founded_.clear();
  }
  return *last_;
}

const Moment& BatchMoments::Founded(int64_t founded_seconds) {
  for (Moment& moment : founded_) {
    if (moment.decay().founded_seconds != founded_seconds) continue;
    moment.MoveTo(last_->at_seconds());
    return moment;
  }
  const Moment moment = last_->Founded(founded_seconds);
  if (founded_.size() < kFounded) return founded_.emplace_back(moment);
  Moment& replaced = founded_[next_founded_];
  next_founded_ = (next_founded_ + 1) % kFounded;
  return replaced = moment;
}

AskedLevels::AskedLevels(const Detector& detector,
                         const Evaluation& evaluation) {
  if (detector.chain.empty()) return;
  const CountedEvent& counted = evaluation.counted;
  struct Asked {
    const Histogram* values;
    const Histogram* total;
  };
  std::array<Asked, kLevelsMax> asked;
  size_t count = 0;
  for (const LevelSource& level : detector.chain) {
    const bool whole = level.total == level.values;
    if (counted.Has(level.values) && (whole || counted.Has(level.total))) {
      const Histogram& values = counted.Of(level.values, evaluation.baselines);
      asked[count++] = {
          &values,
          whole ? &values : &counted.Of(level.total, evaluation.baselines)};
    } else if (count == 0) {
      return;
    }
  }
  // On its first day all that a tenant does is new: there is nothing yet that
  // it could hide in, and it counts at once.
  const Histogram& founder = *asked[count - 1].total;
  const Moment& moment = evaluation.moments.Founded(
      founder.first_seen_seconds() + evaluation.model.decay.settling_seconds);
  for (const Asked& level : std::span(asked).first(count)) {
    levels_.emplace_back(*level.values, *level.total, moment,
                         evaluation.model.smoothing);
  }
}

}  // namespace farcall
