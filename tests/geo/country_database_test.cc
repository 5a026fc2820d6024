// SPDX-License-Identifier: Apache-2.0
#include "geo/country_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/geo/mmdb_bytes.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

std::string Fixture(const std::string& name) {
  return FARCALL_GEO_FIXTURES "/" + name + ".mmdb";
}

std::shared_ptr<const CountryDatabase> Open(const std::string& name) {
  auto database = CountryDatabase::Open(Fixture(name));
  EXPECT_TRUE(database.ok()) << database.status();
  return *database;
}

std::string CountryOf(const CountryDatabase& database,
                      std::string_view address) {
  const auto place = database.Lookup(ParseAddress(address).value());
  return place ? std::string(place->country) : "none";
}

std::string CityOf(const CountryDatabase& database, std::string_view address) {
  const auto place = database.Lookup(ParseAddress(address).value());
  return place ? std::string(place->city) : "none";
}

TEST(CountryDatabase, ReadsEachLayout) {
  for (const char* layout : {"country", "flat_code", "flat_country"}) {
    SCOPED_TRACE(layout);
    const auto database = Open(layout);
    EXPECT_EQ(CountryOf(*database, "81.2.69.1"), "GB");
    EXPECT_EQ(CountryOf(*database, "91.63.255.255"), "DE");
    EXPECT_EQ(CountryOf(*database, "91.64.0.0"), "none");
    EXPECT_EQ(CountryOf(*database, "8.8.8.8"), "US");
    EXPECT_EQ(CountryOf(*database, "2a02:8100::1"), "DE");
    EXPECT_EQ(CountryOf(*database, "2a02:8200::1"), "none");
    EXPECT_EQ(CityOf(*database, "8.8.8.8"), "");
    EXPECT_FALSE(database->has_cities());
  }
}

TEST(CountryDatabase, FallsBackToTheRegisteredCountry) {
  EXPECT_EQ(CountryOf(*Open("country"), "2.56.0.1"), "NL");
}

TEST(CountryDatabase, KnowsThatARegionIsNoCountry) {
  EXPECT_EQ(CountryOf(*Open("country"), "2.57.0.1"), "none");
}

TEST(CountryDatabase, ReadsCities) {
  const auto nested = Open("city");
  EXPECT_TRUE(nested->has_cities());
  EXPECT_EQ(CityOf(*nested, "81.2.69.1"), "London");
  EXPECT_EQ(CityOf(*nested, "91.1.1.1"), "");

  const auto flat = Open("flat_city");
  EXPECT_TRUE(flat->has_cities());
  EXPECT_EQ(CityOf(*flat, "81.2.69.1"), "London");
}

TEST(CountryDatabase, KnowsNoIpv6WhereTheDatabaseHasNone) {
  const auto database = Open("ipv4");
  EXPECT_EQ(database->ip_version(), 4);
  EXPECT_EQ(CountryOf(*database, "8.8.8.8"), "US");
  EXPECT_EQ(CountryOf(*database, "2a02:8100::1"), "none");
}

TEST(CountryDatabase, DescribesItself) {
  const auto database = Open("country");
  EXPECT_EQ(database->type(), "Fixture-Country");
  EXPECT_EQ(database->build_epoch_seconds(), 1'750'000'000);
  EXPECT_EQ(database->ip_version(), 6);
}

TEST(CountryDatabase, RefusesADatabaseWithoutCountries) {
  const auto status = CountryDatabase::Open(Fixture("asn")).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr(Fixture("asn")));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("no country in any of its 5 records"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("'Fixture-ASN'"));
}

TEST(CountryDatabase, NamesTheFileAndTheReason) {
  const TempFolder folder;
  const auto error = [](const std::string& path) {
    return CountryDatabase::Open(path).status().ToString();
  };
  EXPECT_THAT(error(folder.Path("none")), HasSubstr("NOT_FOUND: "));
  EXPECT_THAT(error(folder.Path("none")), HasSubstr(folder.Path("none")));
  const std::string empty = folder.Write("empty", "");
  EXPECT_EQ(error(empty),
            "INVALID_ARGUMENT: country database " + empty + ": empty");
  const std::string text = folder.Write("text", "1.0.0.0,1.0.0.255,AU\n");
  EXPECT_EQ(error(text), "INVALID_ARGUMENT: country database " + text +
                             ": not an .mmdb file, or cut short: it has no "
                             "metadata");
}

TEST(CountryDatabase, DropsCitiesOfBrokenUtf8) {
  MmdbFile file;
  file.data = MmdbMap(2) + MmdbString("country_code") + MmdbString("DE") +
              MmdbString("city") + MmdbString("K\xffln");
  const auto database = CountryDatabase::FromBytes(file.Bytes(), "by-hand");
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(CountryOf(**database, "8.8.8.8"), "DE");
  EXPECT_EQ(CityOf(**database, "8.8.8.8"), "");
}

TEST(CountryDatabase, OutlivesWhatHappensToItsFile) {
  const TempFolder folder;
  const std::string path =
      folder.Write("db.mmdb", BytesOf(FARCALL_TEST_COUNTRY_MMDB));
  const auto database = CountryDatabase::Open(path);
  ASSERT_TRUE(database.ok()) << database.status();
  folder.Write("db.mmdb", "cut");  // a mapped file would be gone now
  EXPECT_EQ(CountryOf(**database, "91.1.1.1"), "DE");
}

}  // namespace
}  // namespace farcall
