// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "geo/database/country_database.h"
#include "geo/network/address.h"

namespace farcall {

// A city database in MaxMind's file format, immutable and thread-safe: of the
// layouts of a country database, with cities or coordinates in it.
class CityDatabase {
 public:
  static constexpr size_t kBytesMax = CountryDatabase::kBytesMax;

  // INVALID_ARGUMENT as CountryDatabase has it, and for a database that has
  // neither cities nor coordinates.
  static absl::StatusOr<std::shared_ptr<const CityDatabase>> FromBytes(
      std::string_view bytes, const std::string& name);

  // Nothing for a record without a country. Points into the database.
  std::optional<CountryDatabase::Answer> Lookup(const Address& address) const {
    return places_->Lookup(address);
  }

  int64_t build_epoch_seconds() const { return places_->build_epoch_seconds(); }
  const std::string& type() const { return places_->type(); }
  int ip_version() const { return places_->ip_version(); }  // 4 or 6

 private:
  explicit CityDatabase(std::shared_ptr<const CountryDatabase> places)
      : places_(std::move(places)) {}

  std::shared_ptr<const CountryDatabase> places_;
};

}  // namespace farcall
