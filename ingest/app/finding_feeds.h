// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingest/client/grpc_scorer.h"
#include "ingest/config/ingest_config.h"
#include "ingest/findings/finding_feed.h"
#include "ingest/findings/finding_sink.h"
#include "ingest/mover/mover_clock.h"
#include "ingest/web/curl_http_client.h"
#include "logging/json_log.h"

namespace prometheus {
class Registry;
}

namespace farcall {

// The sinks of findings that the settings name, each fed on a thread of its
// own.
class FindingFeeds {
 public:
  // An error names what cannot be opened. All that is given outlives it.
  static absl::StatusOr<std::unique_ptr<FindingFeeds>> Open(
      const IngestConfig& config, const ServerChannel& server,
      MoverClock& clock, prometheus::Registry& registry, Log& log);
  ~FindingFeeds();

  void Start();
  // Ends all of them; a change that is being handed on comes again.
  void Stop();

 private:
  class Events;

  FindingFeeds(const IngestConfig& config, const ServerChannel& server,
               MoverClock& clock, prometheus::Registry& registry, Log& log);
  absl::Status OpenSinks();
  absl::Status AddSink(std::unique_ptr<FindingSink> sink);
  absl::Status OpenKafka();
  absl::Status OpenElasticsearch();
  absl::Status OpenWebhook();

  const IngestConfig& config_;
  const ServerChannel& server_;
  MoverClock& clock_;
  Log& log_;
  CurlHttpClient http_;
  const std::unique_ptr<Events> events_;
  std::vector<std::unique_ptr<FindingSink>> sinks_;
  std::vector<std::unique_ptr<FindingFeed>> feeds_;
  std::vector<std::jthread> threads_;
};

}  // namespace farcall
