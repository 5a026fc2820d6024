// SPDX-License-Identifier: Apache-2.0
#include "geo/database/country_database.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "files/file_content.h"
#include "geo/network/text.h"
#include "scoring/event/country_code.h"

namespace farcall {
namespace {

constexpr const char* kCountryIsoCode[] = {"country", "iso_code", nullptr};
constexpr const char* kRegisteredCountryIsoCode[] = {"registered_country",
                                                     "iso_code", nullptr};
constexpr const char* kCountryCode[] = {"country_code", nullptr};
constexpr const char* kCountry[] = {"country", nullptr};
constexpr const char* kCityNamesEn[] = {"city", "names", "en", nullptr};
constexpr const char* kCity[] = {"city", nullptr};
constexpr const char* kLocationLatitude[] = {"location", "latitude", nullptr};
constexpr const char* kLocationLongitude[] = {"location", "longitude", nullptr};
constexpr const char* kLocationRadius[] = {"location", "accuracy_radius",
                                           nullptr};
constexpr const char* kLatitude[] = {"latitude", nullptr};
constexpr const char* kLongitude[] = {"longitude", nullptr};
constexpr const char* kLat[] = {"lat", nullptr};
constexpr const char* kLng[] = {"lng", nullptr};
constexpr const char* kLoc[] = {"loc", nullptr};

// Databases of countries alone have a record for each; those with cities have
// millions.
constexpr size_t kReadRecordsMax = 4096;

constexpr double kHalfEarthKm = 20'038;  // nowhere is farther away

std::string_view CountryAt(MMDB_entry_s record, MmdbPath path) {
  const std::string_view code = MmdbStringAt(record, path);
  return IsCountryCode(code) ? code : std::string_view();
}

// Comparisons are false for NaN. 0,0 lies in the sea: databases that do not
// know a place write it.
std::optional<Location> UsableLocation(std::optional<double> latitude,
                                       std::optional<double> longitude,
                                       std::optional<double> radius_km) {
  if (!latitude || !longitude) return std::nullopt;
  const bool in_range = *latitude >= -90 && *latitude <= 90 &&
                        *longitude >= -180 && *longitude <= 180;
  if (!in_range || (*latitude == 0 && *longitude == 0)) return std::nullopt;
  const bool has_radius =
      radius_km && *radius_km >= 0 && *radius_km <= kHalfEarthKm;
  return Location{*latitude, *longitude, has_radius ? *radius_km : 0};
}

// "52.5,13.4".
std::optional<Location> ParsePair(std::string_view pair) {
  const size_t comma = pair.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  return UsableLocation(ParseMmdbDecimal(pair.substr(0, comma)),
                        ParseMmdbDecimal(pair.substr(comma + 1)), std::nullopt);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CountryDatabase>>
CountryDatabase::FromBytes(std::string_view bytes, const std::string& name,
                           std::string_view kind) {
  const std::string where = std::string(kind) + " " + name + ": ";
  auto mmdb = MmdbDatabase::FromBytes(bytes, where);
  if (!mmdb.ok()) return mmdb.status();
  const std::optional<Layout> layout = FindLayout(**mmdb);
  if (!layout) {
    return absl::InvalidArgumentError(
        where + "no country in any of its " +
        std::to_string((*mmdb)->offsets().size()) +
        " records (want country.iso_code, country_code or country); its type "
        "is '" +
        (*mmdb)->type() + "'");
  }
  return std::shared_ptr<const CountryDatabase>(
      new CountryDatabase(*std::move(mmdb), *layout));
}

absl::StatusOr<std::shared_ptr<const CountryDatabase>> CountryDatabase::Open(
    const std::string& path) {
  const absl::StatusOr<FileContent> content = ReadFile(path, kBytesMax);
  if (!content.ok()) return content.status();
  return FromBytes(content->bytes, path);
}

CountryDatabase::CountryDatabase(std::unique_ptr<const MmdbDatabase> mmdb,
                                 Layout layout)
    : mmdb_(std::move(mmdb)),
      layout_(layout),
      has_cities_(
          std::ranges::any_of(mmdb_->offsets(),
                              [this](uint32_t offset) {
                                return !City(mmdb_->RecordAt(offset)).empty();
                              })),
      coordinates_(FindCoordinates(*mmdb_)) {
  if (mmdb_->offsets().size() > kReadRecordsMax) return;
  for (const uint32_t offset : mmdb_->offsets()) {
    read_.emplace(offset, AnswerAt(mmdb_->RecordAt(offset)));
  }
}

std::optional<CountryDatabase::Layout> CountryDatabase::FindLayout(
    const MmdbDatabase& mmdb) {
  for (uint32_t offset : mmdb.offsets()) {
    for (Layout layout :
         {Layout::kNested, Layout::kFlatCode, Layout::kFlatCountry}) {
      if (!Country(layout, mmdb.RecordAt(offset)).empty()) return layout;
    }
  }
  return std::nullopt;
}

std::string_view CountryDatabase::Country(Layout layout, MMDB_entry_s record) {
  switch (layout) {
    case Layout::kNested: {
      const std::string_view country = CountryAt(record, kCountryIsoCode);
      return country.empty() ? CountryAt(record, kRegisteredCountryIsoCode)
                             : country;
    }
    case Layout::kFlatCode:
      return CountryAt(record, kCountryCode);
    case Layout::kFlatCountry:
      return CountryAt(record, kCountry);
  }
  return {};
}

std::string_view CountryDatabase::City(MMDB_entry_s record) const {
  const bool nested = layout_ == Layout::kNested;
  return UsableCity(MmdbStringAt(record, nested ? kCityNamesEn : kCity));
}

CountryDatabase::Coordinates CountryDatabase::FindCoordinates(
    const MmdbDatabase& mmdb) {
  for (uint32_t offset : mmdb.offsets()) {
    for (Coordinates coordinates : {Coordinates::kNested, Coordinates::kLong,
                                    Coordinates::kShort, Coordinates::kPair}) {
      if (LocationAt(coordinates, mmdb.RecordAt(offset))) return coordinates;
    }
  }
  return Coordinates::kNone;
}

std::optional<Location> CountryDatabase::LocationAt(Coordinates coordinates,
                                                    MMDB_entry_s record) {
  switch (coordinates) {
    case Coordinates::kNone:
      return std::nullopt;
    case Coordinates::kNested:
      return UsableLocation(MmdbDecimalAt(record, kLocationLatitude),
                            MmdbDecimalAt(record, kLocationLongitude),
                            MmdbDecimalAt(record, kLocationRadius));
    case Coordinates::kLong:
      return UsableLocation(MmdbDecimalAt(record, kLatitude),
                            MmdbDecimalAt(record, kLongitude), std::nullopt);
    case Coordinates::kShort:
      return UsableLocation(MmdbDecimalAt(record, kLat),
                            MmdbDecimalAt(record, kLng), std::nullopt);
    case Coordinates::kPair:
      return ParsePair(MmdbStringAt(record, kLoc));
  }
  return std::nullopt;
}

std::optional<CountryDatabase::Answer> CountryDatabase::Lookup(
    const Address& address) const {
  const std::optional<MMDB_entry_s> record = mmdb_->Find(address);
  if (!record) return std::nullopt;
  const auto read = read_.find(record->offset);
  return read != read_.end() ? read->second : AnswerAt(*record);
}

std::optional<CountryDatabase::Answer> CountryDatabase::AnswerAt(
    MMDB_entry_s record) const {
  const std::string_view country = Country(layout_, record);
  if (country.empty()) return std::nullopt;
  return Answer{country, has_cities_ ? City(record) : std::string_view(),
                LocationAt(coordinates_, record)};
}

}  // namespace farcall
