// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "scoring/event/origin.h"

namespace farcall {

// Takes the caller's country for what a database says that was built then.
class DatedOrigins : public OriginResolver {
 public:
  explicit DatedOrigins(int64_t build_seconds)
      : build_seconds_(build_seconds) {}

  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      origins[i] = {.value = events[i].country,
                    .source = OriginSource::kDatabase,
                    .database_build_seconds = build_seconds_};
    }
  }

 private:
  const int64_t build_seconds_;
};

}  // namespace farcall
