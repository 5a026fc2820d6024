// SPDX-License-Identifier: Apache-2.0
#include "geo/database/city_database.h"

#include "absl/status/status.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const CityDatabase>> CityDatabase::FromBytes(
    std::string_view bytes, const std::string& name) {
  constexpr std::string_view kKind = "city database";
  auto places = CountryDatabase::FromBytes(bytes, name, kKind);
  if (!places.ok()) return places.status();
  if (!(*places)->has_cities() && !(*places)->has_locations()) {
    return absl::InvalidArgumentError(
        std::string(kKind) + " " + name +
        ": no city and no coordinates in any of its " +
        std::to_string((*places)->records()) +
        " records (want city.names.en, city, location.latitude, latitude, lat "
        "or loc); its type is '" +
        (*places)->type() + "'");
  }
  return std::shared_ptr<const CityDatabase>(
      new CityDatabase(*std::move(places)));
}

}  // namespace farcall
