// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "scoring/entity.h"
#include "scoring/histogram.h"

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
  const Histogram& Of(Attribute attribute) const;
  // The same, to be changed; moves the other histograms if it is new.
  Histogram& At(Attribute attribute);

  // Ascending by attribute; some may be empty.
  const std::vector<Part>& parts() const { return parts_; }
  size_t histograms() const;  // that are not
  bool empty() const { return histograms() == 0; }

  bool operator==(const Baseline&) const = default;

 private:
  std::vector<Part> parts_;
};

}  // namespace farcall
