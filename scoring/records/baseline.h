// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scoring/counts/histogram.h"
#include "scoring/event/entity.h"
#include "scoring/records/attribute.h"

namespace farcall {

// All that is counted of one entity: a histogram for each attribute.
class Baseline {
 public:
  struct Part {
    Attribute attribute;
    Histogram histogram{};

    bool operator==(const Part&) const = default;
  };

  // An empty histogram where nothing was counted.
  const Histogram& Of(Attribute attribute) const {
    const auto number = static_cast<size_t>(attribute);
    if (number >= places_.size()) return OfUnknown(attribute);
    return places_[number] == 0 ? kEmpty
                                : parts_[places_[number] - 1].histogram;
  }
  // The same, to be changed; moves the other histograms if it is new.
  Histogram& At(Attribute attribute) {
    const auto number = static_cast<size_t>(attribute);
    return number < places_.size() && places_[number] != 0
               ? parts_[places_[number] - 1].histogram
               : Add(attribute);
  }

  // Ascending by attribute; some may be empty.
  const std::vector<Part>& parts() const { return parts_; }
  size_t histograms() const;  // that are not
  bool empty() const { return histograms() == 0; }

  bool operator==(const Baseline& other) const {
    return parts_ == other.parts_;
  }

 private:
  static const Histogram kEmpty;

  // Of an attribute that a newer binary counted.
  const Histogram& OfUnknown(Attribute attribute) const;
  Histogram& Add(Attribute attribute);

  std::vector<Part> parts_;
  // By attribute: its index among the parts, and 1; 0 = it has none.
  std::array<uint8_t, kAttributeEnd> places_{};
};

}  // namespace farcall
