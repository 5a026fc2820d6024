// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "ingest/mover/mover_events.h"
#include "ingest/telemetry/readiness.h"
#include "logging/json_log.h"

namespace prometheus {
class Collectable;
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace farcall {

// Tells what a mover does: as metrics, in the log, and as readiness. Of a step
// that goes on failing, a line is logged every half minute. Thread-safe.
class IngestMetrics final : public MoverEvents {
 public:
  // `source` is the label of all series. `registry`, `log` and `readiness` must
  // outlive this.
  IngestMetrics(const std::string& source, prometheus::Registry& registry,
                Log& log, Readiness& readiness);
  ~IngestMetrics() override;

  void Received(const Delivery& delivery) override;
  void Acknowledged(const Delivery& delivery, const DeliveryCounts& counts,
                    std::chrono::nanoseconds duration) override;
  void Rejected(const Delivery& delivery, const absl::Status& reason) override;
  void Lost(const Delivery& delivery) override;
  void Released(const Delivery& delivery) override;
  void Failed(Step step, const absl::Status& status,
              std::chrono::milliseconds wait) override;
  void Recovered(Step step) override;

  // The age of the oldest delivery that is held and was never delivered before,
  // since it was sent. Zero where there is none.
  std::chrono::milliseconds Lag(std::chrono::system_clock::time_point now);

 private:
  struct Series;

  void Forget(const Delivery& delivery);

  Log& log_;
  Readiness& readiness_;
  const std::unique_ptr<const Series> series_;

  std::mutex mutex_;
  // When each that is held was sent, by its id.
  std::map<std::string, std::chrono::system_clock::time_point> held_;
  std::array<std::chrono::steady_clock::time_point, kMoverSteps> logged_{};
};

}  // namespace farcall
