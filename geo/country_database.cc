// SPDX-License-Identifier: Apache-2.0
#include "geo/country_database.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "files/file_content.h"
#include "geo/text.h"
#include "scoring/country_code.h"

namespace farcall {
namespace {

constexpr const char* kCountryIsoCode[] = {"country", "iso_code", nullptr};
constexpr const char* kRegisteredCountryIsoCode[] = {"registered_country",
                                                     "iso_code", nullptr};
constexpr const char* kCountryCode[] = {"country_code", nullptr};
constexpr const char* kCountry[] = {"country", nullptr};
constexpr const char* kCityNamesEn[] = {"city", "names", "en", nullptr};
constexpr const char* kCity[] = {"city", nullptr};

std::string_view CountryAt(MMDB_entry_s record, MmdbPath path) {
  const std::string_view code = MmdbStringAt(record, path);
  return IsCountryCode(code) ? code : std::string_view();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const CountryDatabase>>
CountryDatabase::FromBytes(std::string_view bytes, const std::string& name) {
  const std::string where = "country database " + name + ": ";
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
          std::ranges::any_of(mmdb_->offsets(), [this](uint32_t offset) {
            return !City(mmdb_->RecordAt(offset)).empty();
          })) {}

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

std::optional<CountryDatabase::Place> CountryDatabase::Lookup(
    const Address& address) const {
  const std::optional<MMDB_entry_s> record = mmdb_->Find(address);
  if (!record) return std::nullopt;
  const std::string_view country = Country(layout_, *record);
  if (country.empty()) return std::nullopt;
  return Place{country, has_cities_ ? City(*record) : std::string_view()};
}

}  // namespace farcall
