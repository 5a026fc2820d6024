// SPDX-License-Identifier: Apache-2.0
#include "scoring/baseline.h"

#include <algorithm>

#include "scoring/attribute.h"

namespace farcall {

const Histogram& Baseline::Of(Attribute attribute) const {
  static const Histogram kEmpty;
  for (const Part& part : parts_) {
    if (part.attribute == attribute) return part.histogram;
  }
  return kEmpty;
}

Histogram& Baseline::At(Attribute attribute) {
  auto it = parts_.begin();
  while (it != parts_.end() && it->attribute < attribute) ++it;
  if (it == parts_.end() || it->attribute != attribute) {
    it = parts_.insert(it, Part{attribute});
  }
  return it->histogram;
}

void Baseline::MarkStored() {
  for (Part& part : parts_) part.histogram.MarkStored();
  to_store_whole_ = false;
}

size_t Baseline::histograms() const {
  return static_cast<size_t>(std::ranges::count_if(
      parts_, [](const Part& part) { return !part.histogram.empty(); }));
}

}  // namespace farcall
