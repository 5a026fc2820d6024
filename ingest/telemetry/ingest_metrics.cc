// SPDX-License-Identifier: Apache-2.0
#include "ingest/telemetry/ingest_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <array>

namespace farcall {
namespace {

constexpr std::chrono::seconds kLogEvery{30};

using prometheus::Counter;
using prometheus::Labels;
using prometheus::Registry;

const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

}  // namespace

struct IngestMetrics::Series {
  Series(const std::string& source, Registry& registry)
      : redelivered(prometheus::BuildCounter()
                        .Name("farcall_ingest_redelivered_total")
                        .Help("Deliveries that the source had made before. "
                              "Their records are counted once all the same.")
                        .Register(registry)
                        .Add({{"source", source}})),
        alerts(prometheus::BuildCounter()
                   .Name("farcall_ingest_alerts_total")
                   .Help("Records that raised an alert, of acknowledged "
                         "deliveries; of a delivery made again, again.")
                   .Register(registry)
                   .Add({{"source", source}})),
        held(prometheus::BuildGauge()
                 .Name("farcall_ingest_held_deliveries")
                 .Help("Deliveries that are being worked on.")
                 .Register(registry)
                 .Add({{"source", source}})),
        seconds(prometheus::BuildHistogram()
                    .Name("farcall_ingest_delivery_seconds")
                    .Help("Time from the receipt of a delivery to its "
                          "acknowledgement.")
                    .Register(registry)
                    .Add({{"source", source}}, kSeconds)) {
    auto& deliveries =
        prometheus::BuildCounter()
            .Name("farcall_ingest_deliveries_total")
            .Help(
                "Deliveries by what became of them: acknowledged; rejected "
                "= left to the source, which keeps them aside or tells their "
                "sender; lost = the lease ended, somebody else has them; "
                "released = given back at the end of this process.")
            .Register(registry);
    const auto delivery = [&](const char* outcome) {
      return &deliveries.Add({{"source", source}, {"outcome", outcome}});
    };
    acknowledged = delivery("acknowledged");
    rejected = delivery("rejected");
    lost = delivery("lost");
    released = delivery("released");
    auto& records =
        prometheus::BuildCounter()
            .Name("farcall_ingest_records_total")
            .Help(
                "Records of acknowledged deliveries by outcome: scored; "
                "duplicate = counted before; skipped = known to be no API "
                "call; error = written to the dead letters.")
            .Register(registry);
    const auto record = [&](const char* outcome) {
      return &records.Add({{"source", source}, {"outcome", outcome}});
    };
    scored = record("scored");
    duplicates = record("duplicate");
    skipped = record("skipped");
    errors = record("error");
    auto& failed =
        prometheus::BuildCounter()
            .Name("farcall_ingest_failures_total")
            .Help("Attempts that failed and are made again, by step.")
            .Register(registry);
    for (size_t step = 0; step < kMoverSteps; ++step) {
      failures.at(step) = &failed.Add(
          {{"source", source},
           {"step",
            std::string(StepName(static_cast<MoverEvents::Step>(step)))}});
    }
  }

  Counter& redelivered;
  Counter& alerts;
  prometheus::Gauge& held;
  prometheus::Histogram& seconds;
  Counter* acknowledged = nullptr;
  Counter* rejected = nullptr;
  Counter* lost = nullptr;
  Counter* released = nullptr;
  Counter* scored = nullptr;
  Counter* duplicates = nullptr;
  Counter* skipped = nullptr;
  Counter* errors = nullptr;
  std::array<Counter*, kMoverSteps> failures{};
};

IngestMetrics::IngestMetrics(const std::string& source, Registry& registry,
                             Log& log, Readiness& readiness)
    : log_(log),
      readiness_(readiness),
      series_(std::make_unique<const Series>(source, registry)) {}

IngestMetrics::~IngestMetrics() = default;

void IngestMetrics::Received(const Delivery& delivery) {
  series_->held.Increment();
  if (delivery.attempt > 1) {
    series_->redelivered.Increment();
    return;
  }
  if (!delivery.sent.has_value()) return;
  const std::lock_guard lock(mutex_);
  held_.insert_or_assign(delivery.id, *delivery.sent);
}

void IngestMetrics::Acknowledged(const Delivery& delivery,
                                 const DeliveryCounts& counts,
                                 std::chrono::nanoseconds duration) {
  const auto add = [](Counter* counter, uint64_t count) {
    counter->Increment(static_cast<double>(count));
  };
  series_->acknowledged->Increment();
  add(series_->scored, counts.scored);
  add(series_->duplicates, counts.duplicates);
  add(series_->skipped, counts.skipped);
  add(series_->errors, counts.errors);
  add(&series_->alerts, counts.alerts);
  series_->seconds.Observe(std::chrono::duration<double>(duration).count());
  log_.Debug("acknowledged", {{"delivery", delivery.id},
                              {"scored", counts.scored},
                              {"duplicates", counts.duplicates},
                              {"errors", counts.errors}});
  Forget(delivery);
}

void IngestMetrics::Rejected(const Delivery& delivery,
                             const absl::Status& reason) {
  series_->rejected->Increment();
  log_.Warn("rejected a delivery", {{"reason", std::string(reason.message())},
                                    {"attempt", uint64_t{delivery.attempt}}});
  Forget(delivery);
}

void IngestMetrics::Lost(const Delivery& delivery) {
  series_->lost->Increment();
  log_.Warn("the lease of a delivery ended before its work did",
            {{"delivery", delivery.id}});
  Forget(delivery);
}

void IngestMetrics::Released(const Delivery& delivery) {
  series_->released->Increment();
  Forget(delivery);
}

void IngestMetrics::Failed(Step step, const absl::Status& status,
                           std::chrono::milliseconds wait) {
  const auto index = static_cast<size_t>(step);
  series_->failures.at(index)->Increment();
  readiness_.Fail(step, status);
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    auto& logged = logged_.at(index);
    if (logged.time_since_epoch().count() != 0 && now - logged < kLogEvery) {
      return;
    }
    logged = now;
  }
  log_.Warn("cannot go on for now", {{"step", StepName(step)},
                                     {"reason", status.ToString()},
                                     {"wait_ms", wait.count()}});
}

void IngestMetrics::Recovered(Step step) {
  readiness_.Recover(step);
  {
    const std::lock_guard lock(mutex_);
    logged_.at(static_cast<size_t>(step)) = {};
  }
  log_.Info("goes on", {{"step", StepName(step)}});
}

void IngestMetrics::Forget(const Delivery& delivery) {
  series_->held.Decrement();
  const std::lock_guard lock(mutex_);
  held_.erase(delivery.id);
}

std::chrono::milliseconds IngestMetrics::Lag(
    std::chrono::system_clock::time_point now) {
  std::chrono::milliseconds lag{0};
  const std::lock_guard lock(mutex_);
  for (const auto& [id, sent] : held_) {
    lag = std::max(
        lag, std::chrono::duration_cast<std::chrono::milliseconds>(now - sent));
  }
  return lag;
}

}  // namespace farcall
