// SPDX-License-Identifier: Apache-2.0
#include "scoring/summaries.h"

namespace farcall {
namespace {

bool Holds(const Summary& summary, const Histogram& histogram,
           const Moment& moment) {
  const int64_t at_seconds = moment.at_seconds();
  return summary.changes == histogram.changes() &&
         summary.founded_seconds == moment.decay().founded_seconds &&
         moment.IsOfSameHour(summary.at_seconds) &&
         at_seconds >= summary.counts.from_seconds &&
         at_seconds < summary.counts.until_seconds;
}

}  // namespace

Moment Summaries::At(int64_t seconds) {
  if (last_.has_value() && last_->IsOfSameHour(seconds)) {
    return last_->At(seconds);
  }
  return last_.emplace(decay_, seconds);
}

Summary& Summaries::Of(size_t number, const Histogram& histogram,
                       const Moment& moment) {
  const bool known = place_of_[number] != kNone;
  if (!known) {
    place_of_[number] = static_cast<uint32_t>(summaries_.size());
    summaries_.emplace_back();
  }
  Summary& summary = summaries_[place_of_[number]];
  if (!known || !Holds(summary, histogram, moment)) {
    summary = {.counts = Summarise(histogram, moment, discount_),
               .changes = histogram.changes(),
               .at_seconds = moment.at_seconds(),
               .founded_seconds = moment.decay().founded_seconds};
  }
  summary.histogram = &histogram;  // may have moved
  return summary;
}

}  // namespace farcall
