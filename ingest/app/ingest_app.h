// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "ingest/app/finding_feeds.h"
#include "ingest/app/retention_check.h"
#include "ingest/app/source_parts.h"
#include "ingest/client/grpc_scorer.h"
#include "ingest/config/ingest_config.h"
#include "ingest/http/http_server.h"
#include "ingest/mover/mover.h"
#include "ingest/telemetry/ingest_metrics.h"
#include "ingest/telemetry/readiness.h"
#include "logging/json_log.h"

namespace farcall {

// farcall-ingest at work: its parts, and the threads of its lanes.
class IngestApp {
 public:
  // An error names what cannot be opened, and why. `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<IngestApp>> Start(
      const IngestConfig& config, Log& log);
  ~IngestApp();
  IngestApp(const IngestApp&) = delete;
  IngestApp& operator=(const IngestApp&) = delete;

  // Receives no more, lets what is held end for `drain-seconds`, and gives the
  // rest back.
  void Drain();

 private:
  IngestApp(const IngestConfig& config, Log& log);

  absl::Status Open();
  absl::Status OpenSourceAndMover();
  void Start();
  void StartLanes();
  std::string MetricsText();
  std::vector<HttpRoute> StatusRoutes();
  void Reload(const std::stop_token& stop);

  const IngestConfig config_;
  Log& log_;
  prometheus::Registry registry_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& ready_;
  Readiness readiness_;
  SystemMoverClock clock_;
  std::unique_ptr<ServerChannel> server_;
  std::unique_ptr<GrpcScorer> scorer_;
  std::unique_ptr<FindingFeeds> feeds_;
  // Nothing where findings are handed on alone.
  std::unique_ptr<DeadLetters> dead_letters_;
  std::unique_ptr<SourceParts> parts_;
  std::unique_ptr<RetentionCheck> retention_check_;
  std::unique_ptr<IngestMetrics> metrics_;
  std::unique_ptr<Mover> mover_;
  std::unique_ptr<HttpServer> status_;

  std::mutex mutex_;
  std::condition_variable lane_ended_;
  size_t lanes_running_ = 0;  // under mutex_
  std::stop_source receiving_;
  std::stop_source working_;
  std::vector<std::jthread> lanes_;
  std::jthread lease_keeper_;
  std::jthread reloader_;
  std::jthread retention_checker_;
};

}  // namespace farcall
