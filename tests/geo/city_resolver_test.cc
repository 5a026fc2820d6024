// SPDX-License-Identifier: Apache-2.0

// What a city database adds to origins.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "geo/origin_resolver.h"
#include "tests/geo/resolved_origin.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

const char kIpv4[] = FARCALL_GEO_FIXTURES "/cities_ipv4.mmdb";
const char kIpv6[] = FARCALL_GEO_FIXTURES "/cities_ipv6.mmdb";
const char kCountryWithCities[] = FARCALL_GEO_FIXTURES "/city.mmdb";

TEST(CityDatabase, TellsCityAndCoordinatesWhereItAgreesOnTheCountry) {
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB, .city_paths = {kIpv4}});
  const Origin berlin = Resolve(*resolver, "91.0.1.1");
  EXPECT_EQ(berlin.value, "DE");
  EXPECT_EQ(berlin.source, OriginSource::kDatabase);
  EXPECT_EQ(berlin.city, "Berlin");
  ASSERT_TRUE(berlin.location.has_value());
  EXPECT_EQ(berlin.location->latitude, 52.5);
  EXPECT_EQ(berlin.location->longitude, 13.5);
  EXPECT_EQ(berlin.city_database_country, "");
  EXPECT_EQ(berlin.database_build_seconds, 1'750'000'000);

  for (const char* address : {"91.1.1.1", "91.2.1.1"}) {
    const Origin without_city = Resolve(*resolver, address);
    EXPECT_EQ(without_city.value, "DE");
    EXPECT_EQ(without_city.city, "");
    EXPECT_FALSE(without_city.location.has_value());
  }
}

TEST(CityDatabase, IsNotBelievedWhereItDisagreesOnTheCountry) {
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB, .city_paths = {kIpv4}});
  const Origin disputed = Resolve(*resolver, "81.2.69.1");
  EXPECT_EQ(disputed.value, "GB");
  EXPECT_EQ(disputed.city, "");
  EXPECT_FALSE(disputed.location.has_value());
  EXPECT_EQ(disputed.city_database_country, "PT");

  const auto with_cities =
      Open({.database_path = kCountryWithCities, .city_paths = {kIpv4}});
  const Origin london = Resolve(*with_cities, "81.2.69.1");
  EXPECT_EQ(london.city, "London");
  ASSERT_TRUE(london.location.has_value());
  EXPECT_EQ(london.location->latitude, 51.5);
  EXPECT_EQ(london.city_database_country, "PT");
}

TEST(CityDatabase, AnswersWhereTheCountryDatabaseHasNoAnswer) {
  const auto beside = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
                            .city_paths = {kIpv6, kIpv4}});
  const auto alone = Open({.city_paths = {kIpv4}, .without_database = true});
  for (const auto* resolver : {beside.get(), alone.get()}) {
    const Origin zurich = Resolve(*resolver, "9.9.9.9");
    EXPECT_EQ(zurich.value, "CH");
    EXPECT_EQ(zurich.source, OriginSource::kDatabase);
    EXPECT_EQ(zurich.city, "Zurich");
    EXPECT_TRUE(zurich.location.has_value());
    EXPECT_EQ(zurich.city_database_country, "");
    EXPECT_EQ(zurich.database_build_seconds, 1'750'000'000);
    EXPECT_EQ(Resolve(*resolver, "7.7.7.7").value, "@unknown");
  }
}

TEST(CityDatabase, IsNotAskedOfWhatADatabaseDoesNotDecide) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
            .city_paths = {kIpv4},
            .overrides_path = folder.Write("feed",
                                           "91.0.0.0/24,DE,,Potsdam\n"
                                           "9.9.9.0/24,,,,\n")});
  EXPECT_EQ(Resolve(*resolver, "91.0.0.1").city, "Potsdam");
  EXPECT_EQ(Resolve(*resolver, "9.9.9.9").value, "@unknown");
  EXPECT_EQ(Resolve(*resolver, "10.1.1.1").value, "@private");
  for (const Origin& origin :
       {Resolve(*resolver, "91.0.0.1"), Resolve(*resolver, "9.9.9.9"),
        Resolve(*resolver, "10.1.1.1"), Resolve(*resolver, "91.0.1.1", "DE"),
        Resolve(*resolver, "81.2.69.1", "FR")}) {
    EXPECT_NE(origin.city, "Berlin");
    EXPECT_FALSE(origin.location.has_value()) << origin.value;
    EXPECT_EQ(origin.city_database_country, "") << origin.value;
  }
}

TEST(CityDatabase, MayBeOneForEachFamilyOfAddresses) {
  const std::vector<std::vector<std::string>> orders = {{kIpv4, kIpv6},
                                                        {kIpv6, kIpv4}};
  for (const auto& paths : orders) {
    const auto resolver =
        Open({.database_path = FARCALL_TEST_COUNTRY_MMDB, .city_paths = paths});
    EXPECT_EQ(Resolve(*resolver, "91.0.1.1").city, "Berlin");
    EXPECT_EQ(Resolve(*resolver, "::ffff:91.0.1.1").city, "Berlin");
    EXPECT_EQ(Resolve(*resolver, "2a02:8100::1").city, "Hamburg");
    const OriginFigures figures = resolver->figures();
    EXPECT_TRUE(figures.has_city);
    EXPECT_EQ(figures.city_type, "Fixture-Cities-IPv6");  // the older one
    EXPECT_EQ(figures.city_build_epoch_seconds, 1'750'000'000 - 86'400);
  }
}

TEST(CityDatabase, IsRefusedWithoutCountriesOrWithoutCities) {
  const auto refusal = [](const std::string& path) {
    return DatabaseOriginResolver::Open(
               {.city_paths = {kIpv4, path}, .without_database = true})
        .status()
        .ToString();
  };
  EXPECT_THAT(refusal(FARCALL_TEST_COUNTRY_MMDB),
              HasSubstr("city database " FARCALL_TEST_COUNTRY_MMDB
                        ": no city and no coordinates in any of its"));
  EXPECT_THAT(refusal(FARCALL_TEST_ASN_MMDB),
              HasSubstr("city database " FARCALL_TEST_ASN_MMDB
                        ": no country in any of its"));
}

TEST(CityDatabase, IsTakenUpWhenItIsReplacedUnlessItIsBad) {
  const TempFolder folder;
  const std::string changing = folder.Write("city", BytesOf(kIpv6));
  const auto resolver = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
                              .city_paths = {kIpv6, changing}});
  EXPECT_EQ(Resolve(*resolver, "91.0.1.1").city, "");

  folder.Replace("city", BytesOf(kIpv4));
  OriginReload reload = resolver->Reload();
  EXPECT_EQ(reload.cities,
            (std::vector{FileReload::kUnchanged, FileReload::kLoaded}));
  EXPECT_EQ(Resolve(*resolver, "91.0.1.1").city, "Berlin");
  EXPECT_EQ(resolver->figures().reloads_ok, 1);

  for (const std::string& bad :
       {std::string("rubbish"), BytesOf(FARCALL_TEST_COUNTRY_MMDB)}) {
    folder.Replace("city", bad);
    reload = resolver->Reload();
    EXPECT_EQ(reload.cities[1], FileReload::kFailed);
    EXPECT_THAT(std::string(reload.city_errors[1].message()),
                HasSubstr(changing));
    EXPECT_TRUE(reload.database_error.ok());
    EXPECT_EQ(Resolve(*resolver, "91.0.1.1").city, "Berlin");
  }
  EXPECT_EQ(resolver->figures().reloads_failed, 2);
  EXPECT_EQ(resolver->Reload().cities,
            (std::vector{FileReload::kUnchanged, FileReload::kUnchanged}));
}

}  // namespace
}  // namespace farcall
