// SPDX-License-Identifier: Apache-2.0
#include "server/app/origin_databases.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "files/reloaded_file.h"
#include "server/app/configured_files.h"
#include "server/app/reload_failure.h"

namespace farcall {

OriginDatabases::OriginDatabases(const Config& config, GeoMetrics& metrics,
                                 Log& log)
    : config_(config), metrics_(metrics), log_(log) {}

absl::StatusOr<std::unique_ptr<OriginDatabases>> OriginDatabases::Open(
    const Config& config, GeoMetrics& metrics, Log& log) {
  auto databases = absl::WrapUnique(new OriginDatabases(config, metrics, log));
  auto origins = OpenOrigins(config);
  if (!origins.ok()) return origins.status();
  databases->origins_ = *std::move(origins);
  databases->timed_origins_ = std::make_unique<TimedResolver>(
      *databases->origins_, metrics.resolve_seconds);
  databases->PublishDatabases();
  databases->watcher_ = std::make_unique<ReloadWatcher>(
      *databases->origins_, std::chrono::seconds(config.geoip_reload_seconds),
      [target = databases.get()](const OriginReload& reload) {
        target->RecordReload(reload);
      });
  return databases;
}

void OriginDatabases::PublishDatabases() {
  const OriginFigures figures = origins_->figures();
  metrics_.database_build_timestamp_seconds.Set(
      static_cast<double>(figures.build_epoch_seconds));
  metrics_.asn_database_build_timestamp_seconds.Set(
      static_cast<double>(figures.asn_build_epoch_seconds));
  metrics_.city_database_build_timestamp_seconds.Set(
      static_cast<double>(figures.city_build_epoch_seconds));
  log_.Info("country database loaded",
            {{"path", config_.geoip_db},
             {"type", figures.database_type},
             {"build_epoch_seconds", figures.build_epoch_seconds},
             {"overrides", figures.overrides}});
  if (figures.has_asn) {
    log_.Info("ASN database loaded",
              {{"path", config_.geoip_asn_db},
               {"type", figures.asn_type},
               {"build_epoch_seconds", figures.asn_build_epoch_seconds}});
  }
  if (figures.has_city) {
    log_.Info("city database loaded",
              {{"path", config_.geoip_city_db},
               {"type", figures.city_type},
               {"build_epoch_seconds", figures.city_build_epoch_seconds}});
  }
}

void OriginDatabases::RecordReload(const OriginReload& reload) {
  ForEachOriginFile(reload, [this](std::string_view setting, FileReload outcome,
                                   const absl::Status& error) {
    if (outcome == FileReload::kLoaded) {
      metrics_.reload_success.Increment();
      PublishDatabases();
    }
    if (outcome == FileReload::kFailed) {
      metrics_.reload_failure.Increment();
      LogReloadFailure(setting, error, log_);
    }
  });
}

}  // namespace farcall
