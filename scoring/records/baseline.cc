// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/baseline.h"

#include <algorithm>

#include "scoring/records/attribute.h"

namespace farcall {

const Histogram Baseline::kEmpty;

const Histogram& Baseline::OfUnknown(Attribute attribute) const {
  const auto part = std::ranges::find(parts_, attribute, &Part::attribute);
  return part == parts_.end() ? kEmpty : part->histogram;
}

Histogram& Baseline::Add(Attribute attribute) {
  // A new entity gets some at once.
  if (parts_.empty()) parts_.reserve(4);
  const auto it =
      std::ranges::lower_bound(parts_, attribute, {}, &Part::attribute);
  if (it != parts_.end() && it->attribute == attribute) return it->histogram;
  const auto added = parts_.insert(it, Part{attribute});
  for (size_t i = 0; i < parts_.size(); ++i) {
    const auto number = static_cast<size_t>(parts_[i].attribute);
    if (number < places_.size()) places_[number] = static_cast<uint8_t>(i + 1);
  }
  return added->histogram;
}

size_t Baseline::histograms() const {
  return static_cast<size_t>(std::ranges::count_if(
      parts_, [](const Part& part) { return !part.histogram.empty(); }));
}

}  // namespace farcall
