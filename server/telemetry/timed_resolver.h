// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/histogram.h>

#include <chrono>

#include "scoring/event/origin.h"

namespace farcall {

// Another resolver, timed by batch.
class TimedResolver final : public OriginResolver {
 public:
  TimedResolver(const OriginResolver& resolver, prometheus::Histogram& seconds)
      : resolver_(resolver), seconds_(seconds) {}

  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    const auto start = std::chrono::steady_clock::now();
    resolver_.Resolve(events, origins);
    seconds_.Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count());
  }

 private:
  const OriginResolver& resolver_;
  prometheus::Histogram& seconds_;
};

}  // namespace farcall
