// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/event/origin.h"

namespace farcall {

// Takes the caller's country for the origin.
class SuppliedOrigins : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      origins[i].value = events[i].country;
      origins[i].source = OriginSource::kSupplied;
    }
  }
};

}  // namespace farcall
