// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "geo/origin_resolver.h"
#include "geo/reload_watcher.h"
#include "scoring/event/origin.h"
#include "server/config/config.h"
#include "server/telemetry/json_log.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/timed_resolver.h"

namespace farcall {

// The databases of countries, cities and networks and the overrides, which are
// loaded again when they change. The log and the metrics tell which are in use.
class OriginDatabases {
 public:
  // Watches the files when it returns. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<OriginDatabases>> Open(
      const Config& config, GeoMetrics& metrics, Log& log);

  DatabaseOriginResolver& resolver() { return *origins_; }
  // The same, timed for the metrics.
  const OriginResolver& timed_resolver() const { return *timed_origins_; }

  // Tells the log and the metrics of a reload. Thread-safe.
  void RecordReload(const OriginReload& reload);

  void StopWatching() { watcher_.reset(); }

 private:
  OriginDatabases(const Config& config, GeoMetrics& metrics, Log& log);

  void PublishDatabases();

  const Config config_;
  GeoMetrics& metrics_;
  Log& log_;
  std::unique_ptr<DatabaseOriginResolver> origins_;
  std::unique_ptr<TimedResolver> timed_origins_;
  std::unique_ptr<ReloadWatcher> watcher_;  // last: it uses the others
};

}  // namespace farcall
