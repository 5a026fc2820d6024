// SPDX-License-Identifier: Apache-2.0
#include "geo/origin_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/geo/resolved_origin.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

const char kCity[] = FARCALL_GEO_FIXTURES "/city.mmdb";
const char kFlat[] = FARCALL_GEO_FIXTURES "/flat_code.mmdb";
const char kAsn[] = FARCALL_GEO_FIXTURES "/asn.mmdb";
const char kIsp[] = FARCALL_GEO_FIXTURES "/isp.mmdb";

void ExpectOrigin(const Origin& origin, const std::string& value,
                  OriginSource source) {
  EXPECT_EQ(origin.value, value);
  EXPECT_EQ(origin.source, source) << value;
}

TEST(OriginResolver, AsksTheDatabase) {
  const auto resolver = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB});
  ExpectOrigin(Resolve(*resolver, "91.1.1.1"), "DE", OriginSource::kDatabase);
  ExpectOrigin(Resolve(*resolver, "2a02:8100::1"), "DE",
               OriginSource::kDatabase);
  ExpectOrigin(Resolve(*resolver, "::ffff:8.8.8.8"), "US",
               OriginSource::kDatabase);
  ExpectOrigin(Resolve(*resolver, "9.9.9.9"), "@unknown", OriginSource::kNone);
}

TEST(OriginResolver, NamesTheCityWhereTheDatabaseDoes) {
  const auto resolver = Open({.database_path = kCity});
  EXPECT_EQ(Resolve(*resolver, "81.2.69.1").city, "London");
  EXPECT_EQ(Resolve(*resolver, "91.1.1.1").city, "");
}

TEST(OriginResolver, TellsWhereTheCountryDatabasePutsItAndWhenItWasBuilt) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = kCity,
            .overrides_path = folder.Write("feed", "81.2.69.160/27,FR\n")});
  const Origin london = Resolve(*resolver, "81.2.69.1");
  ASSERT_TRUE(london.location.has_value());
  EXPECT_EQ(london.location->latitude, 51.5);
  EXPECT_EQ(london.location->longitude, -0.125);
  EXPECT_EQ(london.location->radius_km, 20);
  EXPECT_EQ(london.database_build_seconds, 1'750'000'000);
  const Origin germany = Resolve(*resolver, "91.1.1.1");
  EXPECT_FALSE(germany.location.has_value());
  EXPECT_EQ(germany.database_build_seconds, 1'750'000'000);
  for (const Origin& other :
       {Resolve(*resolver, "81.2.69.1", "GB"), Resolve(*resolver, "10.1.1.1"),
        Resolve(*resolver, "81.2.69.161"), Resolve(*resolver, "9.9.9.9")}) {
    EXPECT_FALSE(other.location.has_value()) << other.value;
    EXPECT_EQ(other.database_build_seconds, 0) << other.value;
  }
}

TEST(OriginResolver, NamesTheOperatorWhateverDecidedThePlace) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
            .asn_path = kAsn,
            .overrides_path = folder.Write("feed",
                                           "91.1.0.0/16,@vpn:berlin\n"
                                           "10.1.0.0/16,@office:berlin\n")});
  const auto key = [&](const std::string& address,
                       const std::string& country = "") {
    return Resolve(*resolver, address, country).network_operator.key;
  };
  EXPECT_EQ(key("91.2.1.1"), "AS3320");        // the database
  EXPECT_EQ(key("91.1.1.1"), "AS3320");        // an override
  EXPECT_EQ(key("91.2.1.1", "BR"), "AS3320");  // the caller
  EXPECT_EQ(key("3.1.1.1"), "amazon");         // nothing: @unknown
  EXPECT_EQ(key("2a02:8100::1"), "AS3209");    // IPv6
  EXPECT_EQ(key("::ffff:8.8.8.8"), "google");  // IPv4 as IPv6
}

TEST(OriginResolver, NamesNoOperatorOfWhatIsNoAddressOnTheInternet) {
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB, .asn_path = kAsn});
  for (const char* address :
       {"10.1.1.1", "203.0.113.9", "::1", "ec2.amazonaws.com", "AWS Internal",
        "", "8.8.8.8, 9.9.9.9", "9.9.9.9"}) {
    const Origin origin = Resolve(*resolver, address);
    EXPECT_EQ(origin.network_operator.key, "") << address;
    EXPECT_EQ(origin.network_operator.kind, OperatorKind::kUnknown) << address;
  }
}

TEST(OriginResolver, NamesOperatorsWithoutACountryDatabase) {
  const auto resolver = Open({.asn_path = kAsn, .without_database = true});
  const Origin origin = Resolve(*resolver, "8.8.8.8");
  ExpectOrigin(origin, "@unknown", OriginSource::kNone);
  EXPECT_EQ(origin.network_operator.key, "google");
  EXPECT_EQ(origin.network_operator.as_number, 15169);
  EXPECT_EQ(origin.network_operator.organisation, "Google LLC");
  EXPECT_EQ(origin.network_operator.kind, OperatorKind::kCloud);
}

TEST(OriginResolver, LetsTheSuppliedCountryWin) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
            .overrides_path = folder.Write("feed", "91.1.0.0/16,FR\n")});
  for (const char* address :
       {"91.1.1.1", "8.8.8.8", "10.1.1.1", "ec2.amazonaws.com", ""}) {
    ExpectOrigin(Resolve(*resolver, address, "BR"), "BR",
                 OriginSource::kSupplied);
  }
}

TEST(OriginResolver, LetsOverridesWinOverAllThatTheAddressSays) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
            .overrides_path = folder.Write("feed",
                                           "91.1.0.0/16,FR,,Paris,\n"
                                           "10.1.0.0/16,@office:berlin,,,\n"
                                           "203.0.113.0/24,@vpn:home,,,\n"
                                           "8.8.8.0/24,,,,\n")});
  const Origin paris = Resolve(*resolver, "91.1.1.1");
  ExpectOrigin(paris, "FR", OriginSource::kOverride);
  EXPECT_EQ(paris.city, "Paris");
  ExpectOrigin(Resolve(*resolver, "91.2.1.1"), "DE", OriginSource::kDatabase);
  ExpectOrigin(Resolve(*resolver, "10.1.1.1"), "@office:berlin",
               OriginSource::kOverride);
  ExpectOrigin(Resolve(*resolver, "10.2.1.1"), "@private",
               OriginSource::kPseudo);
  ExpectOrigin(Resolve(*resolver, "203.0.113.9"), "@vpn:home",
               OriginSource::kOverride);
  ExpectOrigin(Resolve(*resolver, "8.8.8.8"), "@unknown",
               OriginSource::kOverride);
}

TEST(OriginResolver, GivesAVpcEndpointAnOriginOfItsOwn) {
  const TempFolder folder;
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
            .asn_path = kAsn,
            .overrides_path = folder.Write("feed",
                                           "91.1.0.0/16,FR\n"
                                           "vpce-known,@vpc:payments\n")});
  const auto through = [&](const std::string& id, const std::string& address,
                           const std::string& country = "", bool own = false) {
    Event event;
    event.vpc_endpoint_is_own = own;
    event.vpc_endpoint_id = id;
    event.source_address = address;
    event.country = country;
    Origin origin;
    resolver->Resolve({&event, 1}, {&origin, 1});
    return origin;
  };
  for (const char* address :
       {"91.1.1.1", "8.8.8.8", "10.1.1.1", "203.0.113.9", "", "rubbish"}) {
    const Origin origin = through("vpce-a0d0", address);
    ExpectOrigin(origin, "@vpce:vpce-a0d0", OriginSource::kPseudo);
    EXPECT_EQ(origin.network_operator.as_number, 0) << address;
    EXPECT_FALSE(origin.address_unread) << address;
  }
  ExpectOrigin(through("vpce-known", "8.8.8.8"), "@vpc:payments",
               OriginSource::kOverride);
  ExpectOrigin(through("vpce-a0d0", "8.8.8.8", "DE"), "DE",
               OriginSource::kSupplied);
  ExpectOrigin(through("vpce-a0d0", "10.1.1.1", "", true), "@private",
               OriginSource::kPseudo);
  ExpectOrigin(through("vpce-a0d0", "91.1.1.1", "", true), "FR",
               OriginSource::kOverride);
  ExpectOrigin(through("vpce-known", "91.1.1.1", "", true), "@vpc:payments",
               OriginSource::kOverride);
  ExpectOrigin(through("vpce-a0d0", "AWS Internal"), "@internal",
               OriginSource::kPseudo);
  ExpectOrigin(through("vpce-a0d0", "kms.amazonaws.com"), "@service:kms",
               OriginSource::kPseudo);
}

TEST(OriginResolver, BelievesTheAddressOfAConsoleBehindAnEndpoint) {
  const auto resolver = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB});
  Event event;
  event.vpc_endpoint_id = "vpce-a0d0";
  event.source_address = "10.1.1.1";
  event.from_console = true;
  Origin origin;
  resolver->Resolve({&event, 1}, {&origin, 1});
  ExpectOrigin(origin, "@private", OriginSource::kPseudo);
}

TEST(OriginResolver, GivesEveryEventAnOrigin) {
  const auto resolver = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB});
  ExpectOrigin(Resolve(*resolver, "cloudformation.amazonaws.com"),
               "@service:cloudformation", OriginSource::kPseudo);
  ExpectOrigin(Resolve(*resolver, "AWS Internal"), "@internal",
               OriginSource::kPseudo);
  ExpectOrigin(Resolve(*resolver, "172.31.1.1"), "@private",
               OriginSource::kPseudo);
  ExpectOrigin(Resolve(*resolver, "fe80::1"), "@private",
               OriginSource::kPseudo);
  for (const std::string& address :
       {std::string(), std::string("0.0.0.0"), std::string("203.0.113.9"),
        std::string("255.18.064.253"), std::string("91.1.1.1, 8.8.8.8"),
        std::string("someone's laptop"), std::string("2.57.0.1"),
        std::string(100'000, 'x'), std::string("\xff\x00", 2)}) {
    ExpectOrigin(Resolve(*resolver, address), "@unknown", OriginSource::kNone);
  }
}

TEST(OriginResolver, KeepsTheOrderOfABatch) {
  const auto resolver = Open({.database_path = FARCALL_TEST_COUNTRY_MMDB});
  std::vector<Event> events(4);
  events[0].source_address = "8.8.8.8";
  events[1].source_address = "41.1.1.1";
  events[2].source_address = "";
  events[3].source_address = "1.0.16.1";
  std::vector<Origin> origins(events.size());
  origins[2].value = "left over";
  resolver->Resolve(events, origins);
  EXPECT_EQ(origins[0].value, "US");
  EXPECT_EQ(origins[1].value, "ZA");
  EXPECT_EQ(origins[2].value, "@unknown");
  EXPECT_EQ(origins[3].value, "JP");
}

TEST(OriginResolver, DoesWithoutADatabaseOnlyWhenTold) {
  const auto refused = DatabaseOriginResolver::Open({}).status();
  EXPECT_TRUE(absl::IsInvalidArgument(refused)) << refused;

  const auto resolver = Open({.without_database = true});
  ExpectOrigin(Resolve(*resolver, "91.1.1.1"), "@unknown", OriginSource::kNone);
  ExpectOrigin(Resolve(*resolver, "10.1.1.1"), "@private",
               OriginSource::kPseudo);
  EXPECT_FALSE(resolver->figures().has_database);
  EXPECT_EQ(resolver->figures().loaded_at_seconds, 0);
  EXPECT_EQ(resolver->Reload().database, FileReload::kUnchanged);
}

TEST(OriginResolver, FailsToOpenBadFiles) {
  const TempFolder folder;
  EXPECT_TRUE(absl::IsNotFound(
      DatabaseOriginResolver::Open({.database_path = folder.Path("none")})
          .status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      DatabaseOriginResolver::Open({.database_path = kAsn}).status()));
  const auto asn =
      DatabaseOriginResolver::Open({.database_path = FARCALL_TEST_COUNTRY_MMDB,
                                    .asn_path = FARCALL_TEST_COUNTRY_MMDB})
          .status();
  EXPECT_THAT(std::string(asn.message()), HasSubstr("no autonomous system"));
  const auto overrides =
      DatabaseOriginResolver::Open(
          {.database_path = FARCALL_TEST_COUNTRY_MMDB,
           .overrides_path = folder.Write("feed", "nonsense\n")})
          .status();
  EXPECT_THAT(std::string(overrides.message()), HasSubstr("line 1"));
}

TEST(OriginResolver, TakesUpANewDatabase) {
  const TempFolder folder;
  const std::string path =
      folder.Write("db", BytesOf(FARCALL_TEST_COUNTRY_MMDB));
  const auto resolver = Open({.database_path = path});
  EXPECT_EQ(resolver->figures().database_type, "Fixture-Country");
  EXPECT_EQ(resolver->figures().build_epoch_seconds, 1'750'000'000);
  EXPECT_GE(resolver->figures().loaded_at_seconds, 1'750'000'000);
  EXPECT_FALSE(resolver->figures().has_cities);

  folder.Replace("db", BytesOf(kCity));
  EXPECT_EQ(resolver->Reload().database, FileReload::kLoaded);
  EXPECT_EQ(Resolve(*resolver, "81.2.69.1").city, "London");
  const OriginFigures figures = resolver->figures();
  EXPECT_EQ(figures.database_type, "Fixture-City");
  EXPECT_TRUE(figures.has_cities);
  EXPECT_EQ(figures.ip_version, 6);
  EXPECT_EQ(figures.reloads_ok, 1);
  EXPECT_EQ(figures.reloads_failed, 0);
}

TEST(OriginResolver, KeepsTheOldDatabaseIfTheNewIsBad) {
  const TempFolder folder;
  const std::string path =
      folder.Write("db", BytesOf(FARCALL_TEST_COUNTRY_MMDB));
  const auto resolver = Open({.database_path = path});
  const std::string good = BytesOf(kFlat);
  for (const std::string& bad :
       {std::string("rubbish"), BytesOf(kAsn), good.substr(0, good.size() / 2),
        std::string()}) {
    folder.Replace("db", bad);
    const OriginReload reload = resolver->Reload();
    EXPECT_EQ(reload.database, FileReload::kFailed);
    EXPECT_THAT(std::string(reload.database_error.message()), HasSubstr(path));
    ExpectOrigin(Resolve(*resolver, "91.1.1.1"), "DE", OriginSource::kDatabase);
  }
  EXPECT_EQ(resolver->figures().reloads_failed, 4);
  EXPECT_FALSE(resolver->figures().last.database_error.ok());
  EXPECT_EQ(resolver->figures().database_type, "Fixture-Country");

  folder.Replace("db", good);
  EXPECT_EQ(resolver->Reload().database, FileReload::kLoaded);
  EXPECT_TRUE(resolver->figures().last.database_error.ok());
}

TEST(OriginResolver, TakesUpANewAsnDatabaseAndKeepsTheOldOneIfItIsBad) {
  const TempFolder folder;
  const std::string path = folder.Write("asn", BytesOf(kAsn));
  const auto resolver =
      Open({.database_path = FARCALL_TEST_COUNTRY_MMDB, .asn_path = path});
  const auto organisation = [&] {
    return Resolve(*resolver, "2a02:8100::1").network_operator.organisation;
  };
  EXPECT_TRUE(resolver->figures().has_asn);
  EXPECT_EQ(resolver->figures().asn_type, "Fixture-ASN");
  EXPECT_EQ(resolver->figures().asn_build_epoch_seconds, 1'750'000'000);
  EXPECT_EQ(organisation(), "");

  folder.Replace("asn", BytesOf(kIsp));
  OriginReload reload = resolver->Reload();
  EXPECT_EQ(reload.asn, FileReload::kLoaded);
  EXPECT_EQ(reload.database, FileReload::kUnchanged);
  EXPECT_EQ(organisation(), "A customer");
  EXPECT_EQ(resolver->figures().asn_type, "Fixture-ISP");
  EXPECT_EQ(resolver->figures().reloads_ok, 1);

  for (const std::string& bad : {std::string("rubbish"), std::string(),
                                 BytesOf(FARCALL_TEST_COUNTRY_MMDB)}) {
    folder.Replace("asn", bad);
    reload = resolver->Reload();
    EXPECT_EQ(reload.asn, FileReload::kFailed);
    EXPECT_TRUE(reload.database_error.ok());
    EXPECT_THAT(std::string(reload.asn_error.message()), HasSubstr(path));
    EXPECT_EQ(organisation(), "A customer");
  }
  EXPECT_EQ(resolver->figures().reloads_failed, 3);
}

TEST(OriginResolver, ReloadsTheFilesApart) {
  const TempFolder folder;
  const std::string feed = folder.Write("feed", "91.1.0.0/16,FR\n");
  const auto resolver = Open(
      {.database_path = FARCALL_TEST_COUNTRY_MMDB, .overrides_path = feed});
  EXPECT_EQ(resolver->figures().overrides, 1);

  folder.Replace("feed", "91.1.0.0/16,GB\n91.2.0.0/16,GB\n");
  OriginReload reload = resolver->Reload();
  EXPECT_EQ(reload.database, FileReload::kUnchanged);
  EXPECT_EQ(reload.overrides, FileReload::kLoaded);
  EXPECT_EQ(Resolve(*resolver, "91.2.1.1").value, "GB");
  EXPECT_EQ(resolver->figures().overrides, 2);

  folder.Replace("feed", "91.1.0.0/16,EU\n");
  reload = resolver->Reload();
  EXPECT_EQ(reload.overrides, FileReload::kFailed);
  EXPECT_TRUE(reload.database_error.ok());
  EXPECT_FALSE(reload.overrides_error.ok());
  EXPECT_EQ(Resolve(*resolver, "91.2.1.1").value, "GB");
}

}  // namespace
}  // namespace farcall
