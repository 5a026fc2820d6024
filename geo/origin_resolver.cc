// SPDX-License-Identifier: Apache-2.0
#include "geo/origin_resolver.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "geo/network/address.h"
#include "geo/pseudo_origin.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

int64_t NowSeconds() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
}

template <typename T>
absl::Status OpenIfAny(const std::string& path,
                       std::optional<ReloadedFile<T>>& file) {
  if (path.empty()) return absl::OkStatus();
  auto opened = ReloadedFile<T>::Open(path);
  if (opened.ok()) file = *std::move(opened);
  return opened.status();
}

template <typename T>
FileReload ReloadIfAny(std::optional<ReloadedFile<T>>& file,
                       absl::Status& error) {
  if (!file) return FileReload::kUnchanged;
  const FileReload reload = file->Reload();
  error = file->error();
  return reload;
}

Origin FoundIn(const CountryDatabase::Answer& place, int64_t build_seconds) {
  return {.value = std::string(place.country),
          .city = std::string(place.city),
          .source = OriginSource::kDatabase,
          .location = place.location,
          .database_build_seconds = build_seconds};
}

// Adds what the city database says of an address to what the country database
// says, which may be nothing.
void AddCity(const CountryDatabase::Answer& place, int64_t build_seconds,
             Origin& origin) {
  if (origin.source == OriginSource::kNone) {
    origin = FoundIn(place, build_seconds);
  } else if (place.country != origin.value) {
    origin.city_database_country = std::string(place.country);
  } else {
    if (!place.city.empty()) origin.city = std::string(place.city);
    if (place.location) origin.location = place.location;
  }
}

Origin OverriddenBy(const Overrides::Answer& place) {
  return {place.origin, place.city, OriginSource::kOverride};
}

Origin WithoutAddress(const std::string& source_address) {
  std::optional<std::string> pseudo = PseudoOriginOf(source_address);
  if (!pseudo) return {.address_unread = !source_address.empty()};
  return {*std::move(pseudo), "", OriginSource::kPseudo};
}

}  // namespace

absl::StatusOr<std::unique_ptr<DatabaseOriginResolver>>
DatabaseOriginResolver::Open(const OriginFiles& files) {
  if (files.database_path.empty() && !files.without_database) {
    return absl::InvalidArgumentError("no country database is given");
  }
  Files opened;
  absl::Status status = OpenIfAny(files.database_path, opened.database);
  if (status.ok()) status = OpenIfAny(files.asn_path, opened.asn);
  for (const std::string& path : files.city_paths) {
    if (!status.ok()) break;
    auto city = ReloadedFile<CityDatabase>::Open(path);
    if (city.ok()) opened.cities.push_back(*std::move(city));
    status = city.status();
  }
  if (status.ok()) status = OpenIfAny(files.overrides_path, opened.overrides);
  if (!status.ok()) return status;
  return std::unique_ptr<DatabaseOriginResolver>(
      new DatabaseOriginResolver(std::move(opened)));
}

DatabaseOriginResolver::DatabaseOriginResolver(Files files)
    : files_(std::move(files)) {
  Publish({});
  figures_.loaded_at_seconds = files_.database ? NowSeconds() : 0;
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
  const std::optional<Address> address = ParseAddress(event.source_address);
  Origin origin = PlaceOf(event, address, loaded);
  if (loaded.asn && address && !MayChooseAddress(event) &&
      ScopeOf(*address) == AddressScope::kPublic) {
    if (auto found = loaded.asn->Lookup(*address)) {
      origin.network_operator = *std::move(found);
    }
  }
  return origin;
}

Origin DatabaseOriginResolver::PlaceOf(const Event& event,
                                       const std::optional<Address>& address,
                                       const Loaded& loaded) {
  if (!event.country.empty()) {
    return {event.country, "", OriginSource::kSupplied};
  }
  if (!address && IsAwsItself(event.source_address)) {
    return WithoutAddress(event.source_address);
  }
  if (loaded.overrides && !event.vpc_endpoint_id.empty()) {
    if (const auto* place =
            loaded.overrides->FindEndpoint(event.vpc_endpoint_id)) {
      return OverriddenBy(*place);
    }
  }
  if (MayChooseAddress(event)) {
    return {kOriginVpcEndpointPrefix + event.vpc_endpoint_id, "",
            OriginSource::kPseudo};
  }
  if (!address) return WithoutAddress(event.source_address);
  if (loaded.overrides) {
    if (const auto* place = loaded.overrides->Find(*address)) {
      return OverriddenBy(*place);
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
  return ByDatabases(*address, loaded);
}

Origin DatabaseOriginResolver::ByDatabases(const Address& address,
                                           const Loaded& loaded) {
  Origin origin;
  if (loaded.database) {
    if (const auto place = loaded.database->Lookup(address)) {
      origin = FoundIn(*place, loaded.database->build_epoch_seconds());
    }
  }
  for (const auto& city : loaded.cities) {
    if (const auto place = city->Lookup(address)) {
      AddCity(*place, city->build_epoch_seconds(), origin);
      break;
    }
  }
  return origin;
}

OriginReload DatabaseOriginResolver::Reload() {
  const std::lock_guard lock(reload_mutex_);
  OriginReload reload;
  reload.database = ReloadIfAny(files_.database, reload.database_error);
  reload.asn = ReloadIfAny(files_.asn, reload.asn_error);
  for (auto& city : files_.cities) {
    reload.cities.push_back(city.Reload());
    reload.city_errors.push_back(city.error());
  }
  reload.overrides = ReloadIfAny(files_.overrides, reload.overrides_error);
  Publish(reload);
  return reload;
}

void DatabaseOriginResolver::Publish(const OriginReload& reload) {
  Loaded loaded;
  if (files_.database) loaded.database = files_.database->content();
  if (files_.asn) loaded.asn = files_.asn->content();
  for (const auto& city : files_.cities) {
    loaded.cities.push_back(city.content());
  }
  if (files_.overrides) loaded.overrides = files_.overrides->content();

  // The old content is freed after the lock.
  const std::lock_guard lock(loaded_mutex_);
  std::swap(loaded_, loaded);
  std::vector<FileReload> outcomes = reload.cities;
  outcomes.insert(outcomes.end(),
                  {reload.database, reload.asn, reload.overrides});
  for (FileReload outcome : outcomes) {
    figures_.reloads_ok += outcome == FileReload::kLoaded;
    figures_.reloads_failed += outcome == FileReload::kFailed;
  }
  figures_.last = reload;
  if (reload.database == FileReload::kLoaded) {
    figures_.loaded_at_seconds = NowSeconds();
  }
  figures_.overrides = loaded_.overrides ? loaded_.overrides->size() : 0;
  if (loaded_.asn) {
    figures_.has_asn = true;
    figures_.asn_type = loaded_.asn->type();
    figures_.asn_build_epoch_seconds = loaded_.asn->build_epoch_seconds();
  }
  if (!loaded_.cities.empty()) {
    const auto& oldest = **std::ranges::min_element(
        loaded_.cities, {},
        [](const auto& city) { return city->build_epoch_seconds(); });
    figures_.has_city = true;
    figures_.city_type = oldest.type();
    figures_.city_build_epoch_seconds = oldest.build_epoch_seconds();
  }
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
