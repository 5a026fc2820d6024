// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "geo/database/mmdb_database.h"
#include "geo/network/address.h"
#include "scoring/event/origin.h"

namespace farcall {

// A country database in MaxMind's file format, immutable and thread-safe.
//
// Three layouts are read: MaxMind's (`country.iso_code`, and where that is
// missing `registered_country.iso_code`; `city.names.en`), and two flat ones
// (`country_code`, or `country` as a code; `city`). Coordinates are read in
// whichever layout: `location.latitude` and `location.longitude` with
// `location.accuracy_radius`; `latitude` and `longitude`; `lat` and `lng`;
// `loc` as "52.5,13.4". Those out of range, and 0,0, are none.
class CountryDatabase {
 public:
  static constexpr size_t kBytesMax = MmdbDatabase::kBytesMax;

  // Points into the database and lives as long.
  struct Answer {
    std::string_view country;  // ISO 3166-1 alpha-2
    std::string_view city;     // well-formed UTF-8; empty if not known
    std::optional<Location> location;
  };

  // INVALID_ARGUMENT, with `kind`, `name` (the file's) and reason, for what is
  // no .mmdb file, is corrupt, or has no countries. Keeps a copy of its own in
  // memory: what happens to the file later does not touch it.
  static absl::StatusOr<std::shared_ptr<const CountryDatabase>> FromBytes(
      std::string_view bytes, const std::string& name,
      std::string_view kind = "country database");

  static absl::StatusOr<std::shared_ptr<const CountryDatabase>> Open(
      const std::string& path);

  std::optional<Answer> Lookup(const Address& address) const;

  int64_t build_epoch_seconds() const { return mmdb_->build_epoch_seconds(); }
  const std::string& type() const { return mmdb_->type(); }  // printable ASCII
  int ip_version() const { return mmdb_->ip_version(); }     // 4 or 6
  bool has_cities() const { return has_cities_; }
  bool has_locations() const { return coordinates_ != Coordinates::kNone; }
  size_t records() const { return mmdb_->offsets().size(); }  // different ones

 private:
  enum class Layout { kNested, kFlatCode, kFlatCountry };
  enum class Coordinates { kNone, kNested, kLong, kShort, kPair };

  CountryDatabase(std::unique_ptr<const MmdbDatabase> mmdb, Layout layout);

  static std::optional<Layout> FindLayout(const MmdbDatabase& mmdb);
  static std::string_view Country(Layout layout, MMDB_entry_s record);
  std::optional<Answer> AnswerAt(MMDB_entry_s record) const;
  std::string_view City(MMDB_entry_s record) const;
  static Coordinates FindCoordinates(const MmdbDatabase& mmdb);
  static std::optional<Location> LocationAt(Coordinates coordinates,
                                            MMDB_entry_s record);

  std::unique_ptr<const MmdbDatabase> mmdb_;
  Layout layout_;
  bool has_cities_;
  Coordinates coordinates_;
  // Records that were read when the file was opened, by offset: reading one
  // costs more than finding it. Empty where there are too many.
  absl::flat_hash_map<uint32_t, std::optional<Answer>> read_;
};

}  // namespace farcall
