// SPDX-License-Identifier: Apache-2.0
#include "server/app/origin_databases.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/memory/memory.h"
#include "server/app/configured_files.h"
#include "server/app/reload_failure.h"

namespace farcall {
namespace {

std::vector<OriginDatabases::FileState> StatesOf(const OriginReload& reload) {
  std::vector<OriginDatabases::FileState> states = {
      {"geoip-db", reload.database, reload.database_error},
      {"geoip-asn-db", reload.asn, reload.asn_error}};
  for (size_t i = 0; i < reload.cities.size(); ++i) {
    states.push_back(
        {"geoip-city-db", reload.cities[i], reload.city_errors[i]});
  }
  states.push_back(
      {"geoip-overrides", reload.overrides, reload.overrides_error});
  return states;
}

}  // namespace

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
  auto ownership = OpenOwnership(config);
  if (!ownership.ok()) return ownership.status();
  databases->ownership_ = *std::move(ownership);
  databases->PublishDatabases();
  databases->PublishLists();
  databases->watcher_ = std::make_unique<ReloadWatcher>(
      std::chrono::seconds(config.geoip_reload_seconds),
      [target = databases.get()] { target->Reload(); });
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

void OriginDatabases::PublishLists() {
  const auto lists = ownership_->lists();
  const int64_t created =
      lists->aws_ranges ? lists->aws_ranges->created_seconds() : 0;
  metrics_.aws_ip_ranges_created_timestamp_seconds.Set(
      static_cast<double>(created));
  if (lists->own_addresses) {
    log_.Info("own addresses loaded", {{"path", config_.own_addresses},
                                       {"size", lists->own_addresses->size()}});
  }
  if (lists->aws_ranges) {
    log_.Info("list of AWS's addresses loaded",
              {{"path", config_.aws_ip_ranges},
               {"size", lists->aws_ranges->size()},
               {"created_seconds", created}});
  }
  if (lists->anonymizer_exits) {
    log_.Info("anonymizer exits loaded",
              {{"path", config_.anonymizer_exits},
               {"size", lists->anonymizer_exits->size()}});
  }
  if (lists->contacts) {
    log_.Info("contacts loaded", {{"path", config_.contacts_file},
                                  {"size", lists->contacts->size()}});
  }
  if (lists->critical_assets) {
    log_.Info("critical assets loaded",
              {{"path", config_.critical_assets},
               {"size", lists->critical_assets->size()}});
  }
}

std::vector<OriginDatabases::FileState> OriginDatabases::Reload() {
  std::vector<FileState> states = StatesOf(origins_->Reload());
  Record(states, &OriginDatabases::PublishDatabases);
  const std::vector<FileState> lists = ownership_->Reload();
  Record(lists, &OriginDatabases::PublishLists);
  states.insert(states.end(), lists.begin(), lists.end());
  return states;
}

void OriginDatabases::Record(const std::vector<FileState>& states,
                             void (OriginDatabases::*publish)()) {
  bool is_news = false;
  for (const FileState& file : states) {
    if (file.reload == FileReload::kLoaded) {
      metrics_.reload_success.Increment();
      is_news = true;
    }
    if (file.reload == FileReload::kFailed) {
      metrics_.reload_failure.Increment();
      LogReloadFailure(file.setting, file.error, log_);
    }
  }
  if (is_news) (this->*publish)();
}

}  // namespace farcall
