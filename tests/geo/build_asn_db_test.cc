// SPDX-License-Identifier: Apache-2.0

// Runs scripts/build_asn_db.pl and reads what it writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "geo/database/operator_database.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int64_t kPackedSeconds = 1'781'722'800;  // 2026-06-17T19:00:00Z

struct Conversion {
  int exit_code = -1;
  std::string output;  // both streams
};

Conversion Convert(const TempFolder& folder, const std::string& arguments) {
  const std::string log = folder.Path("log");
  const int status = std::system((std::string(FARCALL_BUILD_ASN_DB) + " " +
                                  arguments + " > " + log + " 2>&1")
                                     .c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, BytesOf(log)};
}

// Converts the package that lies in `folder`.
Conversion ConvertPackage(const TempFolder& folder, const std::string& output) {
  return Convert(folder, "--package " + folder.Path("") + " --output " +
                             folder.Path(output));
}

void WritePackage(const TempFolder& folder, const std::string& ipv4) {
  folder.Write("package.json", R"({"version": "2.3.2026061719"})");
  folder.Write("asn-ipv4.csv", ipv4);
  folder.Write("asn-ipv6.csv",
               "2a02:8100::,2a02:81ff:ffff:ffff:ffff:ffff:ffff:ffff,3209,"
               "Vodafone GmbH\n");
}

std::string OperatorOf(const OperatorDatabase& database,
                       std::string_view address) {
  const auto found = database.Lookup(ParseAddress(address).value());
  return found ? found->key + " " + found->organisation : "none";
}

TEST(BuildAsnDb, WritesWhatTheServerReads) {
  const TempFolder folder;
  WritePackage(folder,
               "8.8.8.0,8.8.8.255,15169,Google LLC\n"
               "9.0.0.0,9.0.0.5,13335,\"Cloudflare, Inc.\"\n"
               "9.0.0.6,9.0.0.7,64496,\"JSC \"\"A HOST\"\"\"\n"
               "9.0.0.8,9.0.0.9,4294967294,S\xc3\xa3o Paulo Telecom\n");
  const Conversion run = ConvertPackage(folder, "out.mmdb");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("4 IPv4 and 1 IPv6 ranges"));
  EXPECT_THAT(run.output, HasSubstr("data of 2026-06-17"));

  const std::string bytes = BytesOf(folder.Path("out.mmdb"));
  const auto database = OperatorDatabase::FromBytes(bytes, "out.mmdb");
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ((*database)->type(), "RouteViews-DBIP-ASN");
  EXPECT_EQ((*database)->ip_version(), 6);
  EXPECT_EQ((*database)->build_epoch_seconds(), kPackedSeconds);
  EXPECT_EQ(OperatorOf(**database, "8.8.7.255"), "none");
  EXPECT_EQ(OperatorOf(**database, "8.8.8.0"), "google Google LLC");
  EXPECT_EQ(OperatorOf(**database, "8.8.9.0"), "none");
  EXPECT_EQ(OperatorOf(**database, "9.0.0.5"), "cloudflare Cloudflare, Inc.");
  EXPECT_EQ(OperatorOf(**database, "9.0.0.6"), "AS64496 JSC \"A HOST\"");
  EXPECT_EQ(OperatorOf(**database, "9.0.0.9"),
            "AS4294967294 S\xc3\xa3o Paulo Telecom");
  EXPECT_EQ(OperatorOf(**database, "9.0.0.10"), "none");
  EXPECT_EQ(OperatorOf(**database, "2a02:8100::1"), "AS3209 Vodafone GmbH");
  for (const char* named : {"Route Views", "https://www.nro.net/",
                            "https://db-ip.com", "CC BY 4.0"}) {
    EXPECT_THAT(bytes, HasSubstr(named));
  }
}

TEST(BuildAsnDb, WritesTheSameBytesAgain) {
  const TempFolder folder;
  WritePackage(folder,
               "8.8.8.0,8.8.8.255,15169,Google LLC\n"
               "9.0.0.0,9.0.0.5,13335,\"Cloudflare, Inc.\"\n");
  ASSERT_EQ(ConvertPackage(folder, "one.mmdb").exit_code, 0);
  ASSERT_EQ(ConvertPackage(folder, "two.mmdb").exit_code, 0);
  EXPECT_EQ(BytesOf(folder.Path("one.mmdb")), BytesOf(folder.Path("two.mmdb")));
}

TEST(BuildAsnDb, NamesFileAndLineAndLeavesTheOldOutput) {
  const TempFolder folder;
  folder.Write("out.mmdb", "old");
  for (const char* line :
       {"8.8.8.0,8.8.8.255,AS15169,Google LLC", "8.8.8.0,8.8.8.255,15169",
        "8.8.8.0,8.8.8.255,15169,\"Google", ""}) {
    WritePackage(folder, std::string("9.0.0.0,9.0.0.5,13335,Cloudflare\n") +
                             line + "\n");
    const Conversion run = ConvertPackage(folder, "out.mmdb");
    EXPECT_EQ(run.exit_code, 1) << line;
    EXPECT_THAT(run.output, HasSubstr("asn-ipv4.csv, line 2: "));
    EXPECT_EQ(BytesOf(folder.Path("out.mmdb")), "old");
  }
}

TEST(BuildAsnDb, RefusesPackagesThatAreIncomplete) {
  const TempFolder folder;
  WritePackage(folder, "");
  Conversion run = ConvertPackage(folder, "out.mmdb");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("asn-ipv4.csv: no ranges"));

  WritePackage(folder, "9.0.0.0,9.0.0.5,13335,Cloudflare\n");
  folder.Write("package.json", R"({"version": "2.3.4"})");
  run = ConvertPackage(folder, "out.mmdb");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("want a version that ends in YYYYMMDDHH, "
                                    "got '2.3.4'"));
  fs::remove(folder.Path("package.json"));
  run = ConvertPackage(folder, "out.mmdb");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("package.json"));
  EXPECT_FALSE(fs::exists(folder.Path("out.mmdb")));
}

TEST(BuildAsnDb, ExplainsItself) {
  const TempFolder folder;
  const Conversion help = Convert(folder, "--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, StartsWith("Usage: "));
  EXPECT_EQ(Convert(folder, "").exit_code, 2);
  EXPECT_EQ(Convert(folder, "--output x").exit_code, 2);
  EXPECT_EQ(Convert(folder, "--output x --package y stray").exit_code, 2);
}

// What `make geoip` made of the whole package.
TEST(BuildAsnDb, KnowsOperatorsOfTheWholeInternet) {
  const fs::path made = FARCALL_ASN_DB;
  if (!fs::exists(made)) GTEST_SKIP() << "`make geoip` was not run";
  const auto database = OperatorDatabase::FromBytes(BytesOf(made), made);
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(OperatorOf(**database, "8.8.8.8"), "google Google LLC");
  EXPECT_EQ(OperatorOf(**database, "1.1.1.1"), "cloudflare Cloudflare, Inc.");
  EXPECT_EQ(OperatorOf(**database, "91.1.1.1"), "AS3320 Deutsche Telekom AG");
  EXPECT_THAT(OperatorOf(**database, "3.5.140.7"), StartsWith("amazon "));
  EXPECT_THAT(OperatorOf(**database, "3.209.1.1"), StartsWith("amazon "));
  EXPECT_THAT(OperatorOf(**database, "2a02:8100::1"), HasSubstr("Vodafone"));
  EXPECT_THAT(OperatorOf(**database, "2600:1f00::1"), StartsWith("amazon "));
}

}  // namespace
}  // namespace farcall
