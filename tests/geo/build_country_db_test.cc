// SPDX-License-Identifier: Apache-2.0

// Runs scripts/build_country_db.pl and scripts/make_country_db.sh and reads
// what they write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "geo/database/country_database.h"
#include "tests/geo/temp_folder.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const char kGenerated[] = "# Generated: Thu, 25 Jun 2026 04:33:59 GMT\n";
constexpr int64_t kGeneratedSeconds = 1'782'362'039;

struct Conversion {
  int exit_code = -1;
  std::string output;  // both streams
};

Conversion Convert(const TempFolder& folder, const std::string& arguments) {
  const std::string log = folder.Path("log");
  const int status = std::system((std::string(FARCALL_BUILD_COUNTRY_DB) + " " +
                                  arguments + " > " + log + " 2>&1")
                                     .c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, BytesOf(log)};
}

// Converts two files of `folder`, of which the second may be left out.
Conversion ConvertFiles(const TempFolder& folder, const std::string& output) {
  return Convert(folder, "--geoip " + folder.Path("geoip") + " --geoip6 " +
                             folder.Path("geoip6") + " --output " +
                             folder.Path(output));
}

void WriteSource(const TempFolder& folder, const std::string& ipv4) {
  folder.Write("geoip", kGenerated + ipv4);
  folder.Write("geoip6",
               "# Generated: Wed, 24 Jun 2026 04:33:59 GMT\n"
               "2001:200::,2001:200:134:ffff:ffff:ffff:ffff:ffff,JP\n"
               "2a02:8100::,2a02:81ff:ffff:ffff:ffff:ffff:ffff:ffff,DE\n");
}

std::string CountryOf(const CountryDatabase& database,
                      std::string_view address) {
  const auto place = database.Lookup(ParseAddress(address).value());
  return place ? std::string(place->country) : "none";
}

TEST(BuildCountryDb, WritesWhatTheServerReads) {
  const TempFolder folder;
  // 8.8.8.0-8.8.8.255, 9.0.0.0-9.0.0.5 (no network by itself), and no countries
  WriteSource(folder,
              "134744064,134744319,US\n"
              "150994944,150994949,FR\n"
              "150994950,150994960,??\n"
              "150994961,150994970,EU\n"
              "150994971,150994980,AP\n");
  const Conversion run = ConvertFiles(folder, "out.mmdb");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("2 IPv4 and 2 IPv6 ranges"));

  const auto database = CountryDatabase::Open(folder.Path("out.mmdb"));
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ((*database)->type(), "IPFire-Country");
  EXPECT_EQ((*database)->ip_version(), 6);
  EXPECT_EQ((*database)->build_epoch_seconds(), kGeneratedSeconds);
  EXPECT_EQ(CountryOf(**database, "8.8.7.255"), "none");
  EXPECT_EQ(CountryOf(**database, "8.8.8.0"), "US");
  EXPECT_EQ(CountryOf(**database, "8.8.8.255"), "US");
  EXPECT_EQ(CountryOf(**database, "8.8.9.0"), "none");
  EXPECT_EQ(CountryOf(**database, "9.0.0.5"), "FR");
  EXPECT_EQ(CountryOf(**database, "9.0.0.6"), "none");
  EXPECT_EQ(CountryOf(**database, "9.0.0.17"), "none");
  EXPECT_EQ(CountryOf(**database, "9.0.0.27"), "none");
  EXPECT_EQ(CountryOf(**database, "2001:200:134::1"), "JP");
  EXPECT_EQ(CountryOf(**database, "2001:200:135::1"), "none");
  EXPECT_EQ(CountryOf(**database, "2a02:8100::1"), "DE");
  const std::string bytes = BytesOf(folder.Path("out.mmdb"));
  EXPECT_THAT(bytes, HasSubstr("IPFire Project"));
  EXPECT_THAT(bytes, HasSubstr("CC BY-SA 4.0"));
}

TEST(BuildCountryDb, WritesTheSameBytesAgain) {
  const TempFolder folder;
  WriteSource(folder, "134744064,134744319,US\n150994944,150994949,FR\n");
  ASSERT_EQ(ConvertFiles(folder, "one.mmdb").exit_code, 0);
  ASSERT_EQ(ConvertFiles(folder, "two.mmdb").exit_code, 0);
  EXPECT_EQ(BytesOf(folder.Path("one.mmdb")), BytesOf(folder.Path("two.mmdb")));
}

TEST(BuildCountryDb, NamesFileAndLineAndLeavesTheOldOutput) {
  const TempFolder folder;
  folder.Write("out.mmdb", "old");
  for (const char* line : {"134744064,134744319,USA", "134744319,134744064,US",
                           "4294967296,4294967297,US", ""}) {
    WriteSource(folder, std::string("134744064,134744319,US\n") + line + "\n");
    const Conversion run = ConvertFiles(folder, "out.mmdb");
    EXPECT_EQ(run.exit_code, 1) << line;
    EXPECT_THAT(run.output, HasSubstr(folder.Path("geoip") + ", line 3: "));
    EXPECT_EQ(BytesOf(folder.Path("out.mmdb")), "old");
  }
  for (const auto& entry : fs::directory_iterator(folder.Path(""))) {
    EXPECT_NE(entry.path().filename().string().front(), '.') << entry;
  }
}

TEST(BuildCountryDb, RefusesSourcesThatAreMissingOrEmpty) {
  const TempFolder folder;
  folder.Write("geoip", kGenerated);
  Conversion run = ConvertFiles(folder, "out.mmdb");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr(folder.Path("geoip") + ": no ranges"));

  WriteSource(folder, "134744064,134744319,US\n");
  fs::remove(folder.Path("geoip6"));
  run = ConvertFiles(folder, "out.mmdb");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr(folder.Path("geoip6")));
  EXPECT_FALSE(fs::exists(folder.Path("out.mmdb")));
}

TEST(BuildCountryDb, ExplainsItself) {
  const TempFolder folder;
  const Conversion help = Convert(folder, "--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.output, StartsWith("Usage: "));
  EXPECT_EQ(Convert(folder, "").exit_code, 2);
  EXPECT_EQ(Convert(folder, "--output x --nonsense").exit_code, 2);
  EXPECT_EQ(Convert(folder, "--output x stray").exit_code, 2);
}

TEST(BuildCountryDb, ConvertsAllOfTorGeoipdb) {
  if (!fs::exists("/usr/share/tor/geoip6")) {
    GTEST_SKIP() << "tor-geoipdb is not installed";
  }
  const TempFolder folder;
  const Conversion run = Convert(folder, "--output " + folder.Path("out.mmdb"));
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const auto database = CountryDatabase::Open(folder.Path("out.mmdb"));
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(CountryOf(**database, "8.8.8.8"), "US");
  EXPECT_EQ(CountryOf(**database, "200.160.2.3"), "BR");  // registro.br
  EXPECT_EQ(CountryOf(**database, "193.0.6.139"), "NL");  // RIPE NCC
  EXPECT_EQ(CountryOf(**database, "2001:200::1"), "JP");  // WIDE
  EXPECT_EQ(CountryOf(**database, "2a02:8100::1"), "DE");
  EXPECT_GT((*database)->build_epoch_seconds(), 1'700'000'000);
}

// Runs scripts/make_country_db.sh with a program in npm's place.
Conversion MakeWithNpm(const TempFolder& folder, const std::string& npm) {
  folder.Write("npm", "#!/bin/bash\n" + npm);
  fs::permissions(folder.Path("npm"), fs::perms::owner_all);
  const std::string log = folder.Path("log");
  const std::string path = fs::path(log).parent_path();
  const int status =
      std::system(("PATH=" + path + ":$PATH " FARCALL_MAKE_COUNTRY_DB " npm " +
                   folder.Path("out.mmdb") + " > " + log + " 2>&1")
                      .c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, BytesOf(log)};
}

TEST(MakeCountryDb, TakesWhatNpmFetches) {
  const TempFolder folder;
  const Conversion run = MakeWithNpm(
      folder,
      "[[ $1 == ci && $2 == --prefix ]] || exit 1\n"
      "into=$3/node_modules/@ip-location-db/geo-whois-asn-country-mmdb\n"
      "mkdir -p $into\n"
      "cp " FARCALL_GEO_FIXTURES
      "/flat_code.mmdb $into/geo-whois-asn-country.mmdb\n");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("country database: of npm"));
  EXPECT_EQ(BytesOf(folder.Path("out.mmdb")),
            BytesOf(FARCALL_GEO_FIXTURES "/flat_code.mmdb"));
}

TEST(MakeCountryDb, TakesDebiansDataWhereNpmFails) {
  if (!fs::exists("/usr/share/tor/geoip6")) {
    GTEST_SKIP() << "tor-geoipdb is not installed";
  }
  const TempFolder folder;
  const Conversion run = MakeWithNpm(folder, "exit 1\n");
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("country database: npm cannot fetch it"));
  EXPECT_THAT(run.output, HasSubstr("country database: of Debian's"));
  const auto database = CountryDatabase::Open(folder.Path("out.mmdb"));
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ((*database)->type(), "IPFire-Country");
}

}  // namespace
}  // namespace farcall
