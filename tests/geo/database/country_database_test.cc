// SPDX-License-Identifier: Apache-2.0
#include "geo/database/country_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <string>

#include "tests/geo/database/mmdb_bytes.h"
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

std::optional<Location> LocationOf(const CountryDatabase& database,
                                   std::string_view address) {
  const auto place = database.Lookup(ParseAddress(address).value());
  return place ? place->location : std::nullopt;
}

TEST(CountryDatabase, ReadsCoordinatesOfEachLayout) {
  for (const char* layout :
       {"city", "flat_city", "ipinfo_city", "ipinfo_pair"}) {
    SCOPED_TRACE(layout);
    const auto database = Open(layout);
    EXPECT_TRUE(database->has_locations());
    const auto london = LocationOf(*database, "81.2.69.1");
    ASSERT_TRUE(london.has_value());
    EXPECT_EQ(london->latitude, 51.5);
    EXPECT_EQ(london->longitude, -0.125);
    EXPECT_EQ(london->radius_km, layout == std::string("city") ? 20 : 0);
  }
}

TEST(CountryDatabase, TakesCoordinatesThatAreNoPlaceForNone) {
  for (const char* layout :
       {"city", "flat_city", "ipinfo_city", "ipinfo_pair"}) {
    for (const char* address : {"91.1.1.1", "8.8.8.8"}) {
      EXPECT_FALSE(LocationOf(*Open(layout), address).has_value())
          << layout << " " << address;
    }
  }
  EXPECT_FALSE(Open("country")->has_locations());
}

// The database of one record whose coordinates these are.
std::shared_ptr<const CountryDatabase> WithCoordinates(
    const std::string& latitude, const std::string& longitude,
    const std::string& radius) {
  MmdbFile file;
  file.data = MmdbMap(2) + MmdbString("country") + MmdbMap(1) +
              MmdbString("iso_code") + MmdbString("DE") +
              MmdbString("location") + MmdbMap(3) + MmdbString("latitude") +
              latitude + MmdbString("longitude") + longitude +
              MmdbString("accuracy_radius") + radius;
  auto database = CountryDatabase::FromBytes(file.Bytes(), "by-hand");
  EXPECT_TRUE(database.ok()) << database.status();
  return *database;
}

TEST(CountryDatabase, SurvivesCoordinatesOfEveryTypeAndSize) {
  const auto number = [](double value) {
    return MmdbDouble(std::bit_cast<uint64_t>(value));
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::string berlin = number(52.5);
  for (const std::string& bad :
       {number(kNan), number(kInfinity), number(-kInfinity), number(-90.001),
        number(1e300), MmdbUint32(1u << 31), MmdbUint64(~uint64_t{0}),
        MmdbString(""), MmdbString("52.5 "), MmdbString("1e999"), MmdbMap(0)}) {
    const auto database = WithCoordinates(bad, number(13.5), number(5));
    EXPECT_EQ(CountryOf(*database, "8.8.8.8"), "DE");
    EXPECT_FALSE(LocationOf(*database, "8.8.8.8").has_value());
    EXPECT_FALSE(database->has_locations());
  }
  EXPECT_FALSE(
      LocationOf(*WithCoordinates(berlin, number(180.5), berlin), "8.8.8.8")
          .has_value());
  for (const std::string& radius :
       {number(kNan), number(-1), number(kInfinity), number(1e9),
        MmdbString("far"), MmdbMap(0)}) {
    const auto found =
        LocationOf(*WithCoordinates(berlin, number(13.5), radius), "8.8.8.8");
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->radius_km, 0);
  }
  const auto pole = LocationOf(
      *WithCoordinates(number(-90), MmdbString("180"), MmdbUint16(300)),
      "8.8.8.8");
  ASSERT_TRUE(pole.has_value());
  EXPECT_EQ(pole->longitude, 180);
  EXPECT_EQ(pole->radius_km, 300);
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
