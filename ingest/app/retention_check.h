// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <stop_token>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/app/source_parts.h"
#include "ingest/client/grpc_scorer.h"
#include "ingest/mover/mover_clock.h"
#include "logging/json_log.h"

namespace farcall {

// Compares how long the source keeps what is not acknowledged with how long the
// server remembers events: what is delivered later is counted twice. Both are
// metrics; a source that keeps records for longer is told once in the log.
class RetentionCheck {
 public:
  // All of it outlives this.
  RetentionCheck(const ServerChannel& server, SourceParts& source,
                 prometheus::Registry& registry, Log& log);

  // Asks now and from time to time until `stop`.
  void Run(MoverClock& clock, const std::stop_token& stop);

 private:
  // Both, and the gauges of what is known.
  struct Known {
    absl::Duration retention;    // of the source
    absl::Duration seen_window;  // of the server
  };
  absl::StatusOr<Known> Ask();
  void WarnIfShort(const Known& known);

  const ServerChannel& server_;
  SourceParts& source_;
  Log& log_;
  prometheus::Family<prometheus::Gauge>& retention_gauge_;
  prometheus::Family<prometheus::Gauge>& seen_window_gauge_;
  bool told_unknown_ = false;
  bool told_short_ = false;
};

}  // namespace farcall
