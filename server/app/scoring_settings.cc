// SPDX-License-Identifier: Apache-2.0
#include "server/app/scoring_settings.h"

#include "scoring/detectors/detector.h"

namespace farcall {

Model ModelOf(const Config& config) {
  Model model;
  model.decay.half_life_seconds =
      static_cast<double>(config.half_life_days) * 24 * 3600;
  model.decay.quarantine_seconds = config.quarantine_days * 24 * 3600;
  model.detectors_off = FindDetectors(config.detectors_off).value_or(0);
  model.alert_threshold = static_cast<double>(config.alert_threshold);
  model.alert_budget = config.alert_budget;
  return model;
}

RequestLimits LimitsOf(const Config& config) {
  return {.batch_events_max = config.batch_events_max,
          .record_bytes_max = config.record_bytes_max,
          .event_future_seconds_max = config.event_future_seconds_max};
}

}  // namespace farcall
