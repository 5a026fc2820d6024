// SPDX-License-Identifier: Apache-2.0
#include "geo/database/operator_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/geo/database/mmdb_bytes.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::shared_ptr<const OperatorDatabase> OpenBytes(const std::string& bytes) {
  auto database = OperatorDatabase::FromBytes(bytes, "by-hand");
  EXPECT_TRUE(database.ok()) << database.status();
  return *database;
}

std::shared_ptr<const OperatorDatabase> Open(const std::string& name) {
  return OpenBytes(BytesOf(FARCALL_GEO_FIXTURES "/" + name + ".mmdb"));
}

std::string ErrorOf(const std::string& bytes) {
  return OperatorDatabase::FromBytes(bytes, "x.mmdb").status().ToString();
}

// `key kind number organisation`, or `none`.
std::string OperatorOf(const OperatorDatabase& database,
                       std::string_view address) {
  const auto found = database.Lookup(ParseAddress(address).value());
  if (!found) return "none";
  constexpr const char* kKinds[] = {"", "access", "cloud", "hosting",
                                    "unknown"};
  return found->key + " " + kKinds[static_cast<int>(found->kind)] + " " +
         std::to_string(found->as_number) + " " + found->organisation;
}

// An IPv4 database of one record.
std::string DatabaseOf(const std::string& record) {
  MmdbFile file;
  file.data = record;
  return file.Bytes();
}

TEST(OperatorDatabase, ReadsEachLayout) {
  for (const char* layout : {"asn", "isp", "ipinfo_asn", "ipinfo_lite"}) {
    SCOPED_TRACE(layout);
    const auto database = Open(layout);
    EXPECT_EQ(OperatorOf(*database, "8.8.8.8"),
              "google cloud 15169 Google LLC");
    EXPECT_EQ(OperatorOf(*database, "91.63.255.255"),
              "AS3320 access 3320 Deutsche Telekom AG");
    EXPECT_EQ(OperatorOf(*database, "91.64.0.0"), "none");
    EXPECT_EQ(OperatorOf(*database, "2a02:8200::1"), "none");
  }
}

TEST(OperatorDatabase, ReadsIpv6) {
  EXPECT_EQ(OperatorOf(*Open("asn"), "2a02:8100::1"), "AS3209 access 3209 ");
}

TEST(OperatorDatabase, TakesTheNextBestNameOfTheOrganisation) {
  EXPECT_EQ(OperatorOf(*Open("isp"), "2a02:8100::1"),
            "AS3209 access 3209 A customer");
  for (const char* layout : {"ipinfo_asn", "ipinfo_lite"}) {
    EXPECT_EQ(OperatorOf(*Open(layout), "2a02:8100::1"),
              "AS3209 access 3209 vodafone.de");
  }
}

TEST(OperatorDatabase, KnowsAmazonsNumbersAsOneFirm) {
  const auto database = Open("asn");
  EXPECT_EQ(OperatorOf(*database, "3.1.1.1"),
            "amazon cloud 16509 Amazon.com, Inc.");
  EXPECT_EQ(OperatorOf(*database, "3.209.1.1"),
            "amazon cloud 14618 Amazon.com, Inc.");
}

TEST(OperatorDatabase, BelievesIpinfoThatAFirmHosts) {
  EXPECT_EQ(OperatorOf(*Open("ipinfo_asn"), "5.135.1.1"),
            "AS64496 hosting 64496 A Host");
}

TEST(OperatorDatabase, KnowsNoOperatorWithoutANumber) {
  for (const char* layout : {"isp", "ipinfo_asn"}) {
    EXPECT_EQ(OperatorOf(*Open(layout), "41.1.1.1"), "none") << layout;
  }
}

TEST(OperatorDatabase, KnowsNoIpv6WhereTheDatabaseHasNone) {
  const auto database = Open("asn_ipv4");
  EXPECT_EQ(database->ip_version(), 4);
  EXPECT_EQ(OperatorOf(*database, "8.8.8.8"), "google cloud 15169 ");
  EXPECT_EQ(OperatorOf(*database, "2a02:8100::1"), "none");
}

TEST(OperatorDatabase, DescribesItself) {
  const auto database = Open("isp");
  EXPECT_EQ(database->type(), "Fixture-ISP");
  EXPECT_EQ(database->build_epoch_seconds(), 1'750'000'000);
  EXPECT_EQ(database->ip_version(), 6);
}

TEST(OperatorDatabase, NamesWhatIsGivenInItsPlace) {
  EXPECT_THAT(
      ErrorOf(BytesOf(FARCALL_TEST_COUNTRY_MMDB)),
      AllOf(HasSubstr("INVALID_ARGUMENT: ASN database x.mmdb: no autonomous "
                      "system in any of its "),
            HasSubstr("want autonomous_system_number or asn"),
            HasSubstr("its type is 'Fixture-Country'")));
  EXPECT_EQ(ErrorOf(""), "INVALID_ARGUMENT: ASN database x.mmdb: empty");
  EXPECT_EQ(ErrorOf("1.0.0.0,1.0.0.255,13335\n"),
            "INVALID_ARGUMENT: ASN database x.mmdb: not an .mmdb file, or cut "
            "short: it has no metadata");
}

TEST(OperatorDatabase, ReadsNumbersOfAllSizes) {
  const std::string name = MmdbString("autonomous_system_number");
  const auto with = [&](const std::string& value) {
    return OperatorOf(*OpenBytes(DatabaseOf(MmdbMap(1) + name + value)),
                      "8.8.8.8");
  };
  EXPECT_EQ(with(MmdbUint16(3320)), "AS3320 access 3320 ");
  EXPECT_EQ(with(MmdbUint32(3320)), "AS3320 access 3320 ");
  EXPECT_EQ(with(MmdbUint64(3320)), "AS3320 access 3320 ");
  EXPECT_EQ(with(MmdbUint32(4'294'967'294)), "AS4294967294 access 4294967294 ");
  for (const std::string& value :
       {MmdbUint32(0), MmdbUint64(4'294'967'296), MmdbString("3320")}) {
    EXPECT_THAT(ErrorOf(DatabaseOf(MmdbMap(1) + name + value)),
                HasSubstr("no autonomous system"));
  }
}

TEST(OperatorDatabase, ReadsIpinfosNumbersStrictly) {
  const auto with = [](std::string_view text) {
    return DatabaseOf(MmdbMap(1) + MmdbString("asn") + MmdbString(text));
  };
  EXPECT_EQ(OperatorOf(*OpenBytes(with("AS3320")), "8.8.8.8"),
            "AS3320 access 3320 ");
  EXPECT_EQ(OperatorOf(*OpenBytes(with("3320")), "8.8.8.8"),
            "AS3320 access 3320 ");
  for (const char* text : {"", "AS", "AS0", "ASx", "AS3320 ", "AS-1", "-1",
                           "AS4294967296", "asn"}) {
    EXPECT_THAT(ErrorOf(with(text)), HasSubstr("no autonomous system")) << text;
  }
}

TEST(OperatorDatabase, DropsNamesOfBrokenUtf8) {
  const auto database = OpenBytes(
      DatabaseOf(MmdbMap(2) + MmdbString("asn") + MmdbString("AS3320") +
                 MmdbString("name") + MmdbString("K\xffln")));
  EXPECT_EQ(OperatorOf(*database, "8.8.8.8"), "AS3320 access 3320 ");
}

TEST(OperatorDatabase, ReadsMaxMindsSamples) {
  const fs::path samples = fs::path(FARCALL_MMDB_SAMPLES) / "test-data";
  if (!fs::exists(samples)) GTEST_SKIP() << "no " << samples;
  for (const char* name : {"GeoLite2-ASN-Test", "GeoIP2-ISP-Test"}) {
    SCOPED_TRACE(name);
    const auto database =
        OpenBytes(BytesOf(samples / (std::string(name) + ".mmdb")));
    EXPECT_EQ(OperatorOf(*database, "1.128.0.1"),
              "AS1221 access 1221 Telstra Pty Ltd");
  }
  EXPECT_THAT(ErrorOf(BytesOf(samples / "GeoIP2-City-Test.mmdb")),
              HasSubstr("its type is 'GeoIP2-City'"));
}

}  // namespace
}  // namespace farcall
