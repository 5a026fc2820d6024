// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/baseline.h"

#include <algorithm>

#include "scoring/records/attribute.h"

namespace farcall {

const Histogram Baseline::kEmpty;

const Histogram& Baseline::OfUnknown(Attribute attribute) const {
  const auto habit = std::ranges::find(habits_, attribute, &Habit::attribute);
  return habit == habits_.end() ? kEmpty : habit->histogram;
}

Histogram& Baseline::Add(Attribute attribute) {
  // A new entity gets some at once.
  if (habits_.empty()) habits_.reserve(4);
  const auto it =
      std::ranges::lower_bound(habits_, attribute, {}, &Habit::attribute);
  if (it != habits_.end() && it->attribute == attribute) return it->histogram;
  const auto added = habits_.insert(it, Habit{attribute});
  for (size_t i = 0; i < habits_.size(); ++i) {
    const auto number = static_cast<size_t>(habits_[i].attribute);
    if (number < places_.size()) places_[number] = static_cast<uint8_t>(i + 1);
  }
  return added->histogram;
}

size_t Baseline::CountParts() const {
  size_t parts = 0;
  for (const Habit& habit : habits_) parts += habit.histogram.empty() ? 0 : 1;
  for (const bool is_empty :
       {memory.empty(), answers.empty(), bests.empty(), alerts.Get().empty(),
        episodes.Get().empty(), failures.Get().empty(),
        distribution.Get().empty()}) {
    parts += is_empty ? 0 : 1;
  }
  return parts;
}

bool Baseline::operator==(const Baseline& other) const {
  return habits_ == other.habits_ && memory == other.memory &&
         answers == other.answers && bests == other.bests &&
         alerts == other.alerts && episodes == other.episodes &&
         failures == other.failures && distribution == other.distribution;
}

}  // namespace farcall
