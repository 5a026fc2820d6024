// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <maxminddb.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "geo/address.h"

namespace farcall {

// A country database in MaxMind's file format, immutable and thread-safe.
//
// Three layouts are read: MaxMind's (`country.iso_code`, and where that is
// missing `registered_country.iso_code`; `city.names.en`), and two flat ones
// (`country_code`, or `country` as a code; `city`).
class CountryDatabase {
 public:
  static constexpr size_t kBytesMax = size_t{1} << 30;

  // Points into the database and lives as long.
  struct Place {
    std::string_view country;  // ISO 3166-1 alpha-2
    std::string_view city;     // well-formed UTF-8; empty if not known
  };

  // INVALID_ARGUMENT, with `name` (the file's) and reason, for what is no
  // .mmdb file, is corrupt, or has no countries. Keeps a copy of its own in
  // memory: what happens to the file later does not touch it.
  static absl::StatusOr<std::shared_ptr<const CountryDatabase>> FromBytes(
      std::string_view bytes, const std::string& name);

  static absl::StatusOr<std::shared_ptr<const CountryDatabase>> Open(
      const std::string& path);

  ~CountryDatabase();
  CountryDatabase(const CountryDatabase&) = delete;
  CountryDatabase& operator=(const CountryDatabase&) = delete;

  std::optional<Place> Lookup(const Address& address) const;

  int64_t build_epoch_seconds() const { return build_epoch_seconds_; }
  const std::string& type() const { return type_; }  // printable ASCII
  int ip_version() const { return mmdb_.metadata.ip_version; }  // 4 or 6
  bool has_cities() const { return has_cities_; }

 private:
  enum class Layout { kNested, kFlatCode, kFlatCountry };

  CountryDatabase() = default;

  absl::Status Map(std::string_view bytes);
  absl::Status Describe();
  absl::StatusOr<Layout> FindLayout(std::span<const uint32_t> records) const;
  static std::string_view Country(Layout layout, const MMDB_entry_s& entry);
  std::string_view City(const MMDB_entry_s& entry) const;

  MMDB_s mmdb_{};
  bool mapped_ = false;
  Layout layout_ = Layout::kNested;
  bool has_cities_ = false;
  int64_t build_epoch_seconds_ = 0;
  std::string type_;
};

}  // namespace farcall
