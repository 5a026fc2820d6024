// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace prometheus {
class Exposer;
}

namespace farcall {

class Metrics;

// Serves all sources of a Metrics over HTTP, as /metrics, until it is
// destroyed; HEAD is answered, too, and / leads there.
class MetricsEndpoint {
 public:
  // `address` as the setting metrics-listen allows it. UNAVAILABLE, naming the
  // address and why, if it cannot be listened on. What `metrics` reads must
  // outlive the endpoint.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Open(
      const std::string& address, const Metrics& metrics);
  ~MetricsEndpoint();
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

  int port() const;

 private:
  explicit MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer);

  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace farcall
