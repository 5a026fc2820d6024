// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/batch_figures.h"

#include <algorithm>

namespace farcall {

void BatchFigures::AddScored(double score, RiskLevel risk_level,
                             BaselineState state) {
  risk_levels_.Add(risk_level);
  states_.Add(state);
  score_sum_ += score;
  const auto bucket = std::ranges::lower_bound(kScoreBounds, score);
  score_buckets_[static_cast<size_t>(bucket - kScoreBounds.begin())] += 1;
}

void BatchFigures::AddPlace(std::string_view origin, bool alert) {
  const std::string_view kind = origin.substr(0, origin.find(':'));
  auto place = places_.find(kind);
  if (place == places_.end())
    place = places_.try_emplace(std::string(kind)).first;
  ++place->second.events;
  if (alert) ++place->second.alerts;
}

uint64_t BatchFigures::events() const {
  return scored() + duplicates_ + skipped_.total() + errors_.total();
}

}  // namespace farcall
