// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "geo/origin_resolver.h"
#include "geo/ownership/ownership_files.h"
#include "geo/reload_watcher.h"
#include "logging/json_log.h"
#include "scoring/event/origin.h"
#include "server/config/config.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/timed_resolver.h"

namespace farcall {

// The databases of countries, cities and networks, the overrides, and the lists
// that tell what is the organisation's own. They are loaded again when they
// change. The log and the metrics tell which are in use.
class OriginDatabases {
 public:
  // How a file stood at a reload.
  using FileState = OwnershipFiles::FileState;

  // Watches the files when it returns. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<OriginDatabases>> Open(
      const Config& config, GeoMetrics& metrics, Log& log);

  // Timed for the metrics.
  const OriginResolver& timed_resolver() const { return *timed_origins_; }

  // A request takes lists() once, and so is answered by one state of them.
  const OwnershipFiles& ownership() const { return *ownership_; }

  // When the country database in use was built, as Unix time; 0 = it does not
  // say. Thread-safe.
  int64_t country_database_seconds() const {
    return origins_->figures().build_epoch_seconds;
  }

  // Takes up files that changed, and tells the log and the metrics of it. One
  // state for each file. Thread-safe.
  std::vector<FileState> Reload();

  void StopWatching() { watcher_.reset(); }

 private:
  OriginDatabases(const Config& config, GeoMetrics& metrics, Log& log);

  void PublishDatabases();
  void PublishLists();
  void Record(const std::vector<FileState>& states,
              void (OriginDatabases::*publish)());

  const Config config_;
  GeoMetrics& metrics_;
  Log& log_;
  std::unique_ptr<DatabaseOriginResolver> origins_;
  std::unique_ptr<TimedResolver> timed_origins_;
  std::unique_ptr<OwnershipFiles> ownership_;
  std::unique_ptr<ReloadWatcher> watcher_;  // last: it uses the others
};

}  // namespace farcall
