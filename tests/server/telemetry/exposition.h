// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <string>

#include "server/telemetry/metrics.h"

namespace farcall {

// What a scrape of `metrics` says.
inline std::string Exposition(const Metrics& metrics) {
  std::string text;
  for (const auto& source : metrics.sources()) {
    text += prometheus::TextSerializer().Serialize(source->Collect());
  }
  return text;
}

}  // namespace farcall
