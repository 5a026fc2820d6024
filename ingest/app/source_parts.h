// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/client/grpc_scorer.h"
#include "ingest/config/ingest_config.h"
#include "ingest/mover/dead_letters.h"
#include "ingest/mover/source.h"
#include "logging/json_log.h"

namespace prometheus {
class Registry;
}

namespace farcall {

// A source with all that it stands on.
class SourceParts {
 public:
  virtual ~SourceParts() = default;

  virtual Source& source() = 0;

  // How long it keeps what is not acknowledged: 0 = not at all,
  // InfiniteDuration() = for ever. Blocks for `timeout` at most.
  virtual absl::StatusOr<absl::Duration> Retention(absl::Duration /*timeout*/) {
    return absl::ZeroDuration();
  }

  // Takes nothing new: what comes is refused at the door.
  virtual void StopReceiving() {}

  // Reads files again that may have been replaced.
  virtual absl::Status Reload() { return absl::OkStatus(); }

  // Brings figures of its own up to date, before a scrape.
  virtual void Sample() {}
};

// What the parts are given; all of it outlives them.
struct SourceNeeds {
  const IngestConfig& config;
  GrpcScorer& scorer;
  prometheus::Registry& registry;
  Log& log;
};

// Each opens one source. An error names the setting or the file, and why.
absl::StatusOr<std::unique_ptr<SourceParts>> OpenHttp(const SourceNeeds& needs);
absl::StatusOr<std::unique_ptr<SourceParts>> OpenKafka(
    const SourceNeeds& needs);
absl::StatusOr<std::unique_ptr<SourceParts>> OpenSqs(const SourceNeeds& needs);

// That of the setting `source`.
absl::StatusOr<std::unique_ptr<SourceParts>> OpenSource(
    const SourceNeeds& needs);

absl::StatusOr<std::unique_ptr<DeadLetters>> OpenSqsDeadLetters(
    const IngestConfig& config);

// That of the setting `dead-letters`.
absl::StatusOr<std::unique_ptr<DeadLetters>> OpenDeadLetters(
    const IngestConfig& config, Log& log);

}  // namespace farcall
