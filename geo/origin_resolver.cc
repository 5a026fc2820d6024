// SPDX-License-Identifier: Apache-2.0
#include "geo/origin_resolver.h"

#include <cassert>
#include <chrono>
#include <utility>

#include "geo/address.h"
#include "geo/pseudo_origin.h"

namespace farcall {
namespace {

int64_t NowSeconds() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
}

template <typename T>
FileReload ReloadIfAny(std::optional<ReloadedFile<T>>& file,
                       absl::Status& error) {
  if (!file) return FileReload::kUnchanged;
  const FileReload reload = file->Reload();
  error = file->error();
  return reload;
}

Origin WithoutAddress(const std::string& source_address) {
  std::optional<std::string> pseudo = PseudoOriginOf(source_address);
  if (!pseudo) return {.address_unread = !source_address.empty()};
  return {*std::move(pseudo), "", OriginSource::kPseudo};
}

}  // namespace

absl::StatusOr<std::unique_ptr<DatabaseOriginResolver>>
DatabaseOriginResolver::Open(const OriginFiles& files) {
  std::optional<ReloadedFile<CountryDatabase>> database;
  std::optional<ReloadedFile<Overrides>> overrides;
  if (!files.database_path.empty()) {
    auto opened = ReloadedFile<CountryDatabase>::Open(files.database_path);
    if (!opened.ok()) return opened.status();
    database = *std::move(opened);
  } else if (!files.without_database) {
    return absl::InvalidArgumentError("no country database is given");
  }
  if (!files.overrides_path.empty()) {
    auto opened = ReloadedFile<Overrides>::Open(files.overrides_path);
    if (!opened.ok()) return opened.status();
    overrides = *std::move(opened);
  }
  return std::unique_ptr<DatabaseOriginResolver>(
      new DatabaseOriginResolver(std::move(database), std::move(overrides)));
}

DatabaseOriginResolver::DatabaseOriginResolver(
    std::optional<ReloadedFile<CountryDatabase>> database,
    std::optional<ReloadedFile<Overrides>> overrides)
    : database_file_(std::move(database)),
      overrides_file_(std::move(overrides)) {
  Publish({});
  figures_.loaded_at_seconds = database_file_ ? NowSeconds() : 0;
}

void DatabaseOriginResolver::Resolve(std::span<const Event> events,
                                     std::span<Origin> origins) const {
  assert(events.size() == origins.size());
  Loaded loaded;
  {
    const std::lock_guard lock(loaded_mutex_);
    loaded = loaded_;
  }
  for (size_t i = 0; i < events.size(); ++i) {
    origins[i] = ResolveOne(events[i], loaded);
  }
}

Origin DatabaseOriginResolver::ResolveOne(const Event& event,
                                          const Loaded& loaded) {
  if (!event.country.empty()) {
    return {event.country, "", OriginSource::kSupplied};
  }
  const std::optional<Address> address = ParseAddress(event.source_address);
  if (!address) return WithoutAddress(event.source_address);
  if (loaded.overrides) {
    if (const Overrides::Place* place = loaded.overrides->Find(*address)) {
      return {place->origin, place->city, OriginSource::kOverride};
    }
  }
  switch (ScopeOf(*address)) {
    case AddressScope::kPrivate:
      return {kOriginPrivate, "", OriginSource::kPseudo};
    case AddressScope::kReserved:
      return {};
    case AddressScope::kPublic:
      break;
  }
  if (!loaded.database) return {};
  const auto place = loaded.database->Lookup(*address);
  if (!place) return {};
  return {std::string(place->country), std::string(place->city),
          OriginSource::kDatabase};
}

OriginReload DatabaseOriginResolver::Reload() {
  const std::lock_guard lock(reload_mutex_);
  OriginReload reload;
  reload.database = ReloadIfAny(database_file_, reload.database_error);
  reload.overrides = ReloadIfAny(overrides_file_, reload.overrides_error);
  Publish(reload);
  return reload;
}

void DatabaseOriginResolver::Publish(const OriginReload& reload) {
  Loaded loaded;
  if (database_file_) loaded.database = database_file_->content();
  if (overrides_file_) loaded.overrides = overrides_file_->content();

  // The old content is freed after the lock.
  const std::lock_guard lock(loaded_mutex_);
  std::swap(loaded_, loaded);
  for (FileReload outcome : {reload.database, reload.overrides}) {
    figures_.reloads_ok += outcome == FileReload::kLoaded;
    figures_.reloads_failed += outcome == FileReload::kFailed;
  }
  figures_.last = reload;
  if (reload.database == FileReload::kLoaded) {
    figures_.loaded_at_seconds = NowSeconds();
  }
  figures_.overrides = loaded_.overrides ? loaded_.overrides->size() : 0;
  if (!loaded_.database) return;
  figures_.has_database = true;
  figures_.database_type = loaded_.database->type();
  figures_.ip_version = loaded_.database->ip_version();
  figures_.has_cities = loaded_.database->has_cities();
  figures_.build_epoch_seconds = loaded_.database->build_epoch_seconds();
}

OriginFigures DatabaseOriginResolver::figures() const {
  const std::lock_guard lock(loaded_mutex_);
  return figures_;
}

}  // namespace farcall
