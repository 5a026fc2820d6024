// SPDX-License-Identifier: Apache-2.0

// Databases that are broken: each is refused with a reason or can be read. What
// these tests can see is a crash, a hang, a sanitizer's report, or an answer
// that is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "geo/database/country_database.h"
#include "geo/database/operator_database.h"
#include "geo/network/text.h"
#include "scoring/event/country_code.h"
#include "tests/geo/temp_folder.h"
#include "text/utf8.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::vector<Address>& Spread() {
  static const auto* const kAddresses = [] {
    auto* spread = new std::vector<Address>;
    for (uint8_t first = 0; first < 255; first += 5) {
      Address address;
      address.bytes = {first, static_cast<uint8_t>(first * 7), 69, 1};
      spread->push_back(address);
      address.family = Address::Family::kIpv6;
      spread->push_back(address);
    }
    for (const char* text :
         {"0.0.0.0", "255.255.255.255", "81.2.69.1", "91.1.1.1", "2.125.160.1",
          "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2a02:8100::1",
          "2001:218::1", "::81.2.69.1", "2002:5102:4501::"}) {
      spread->push_back(ParseAddress(text).value());
    }
    return spread;
  }();
  return *kAddresses;
}

void ExpectSound(const CountryDatabase::Answer& place) {
  EXPECT_TRUE(IsCountryCode(place.country));
  EXPECT_TRUE(IsUtf8(place.city));
}

void ExpectSound(const NetworkOperator& found) {
  EXPECT_NE(found.key, "");
  EXPECT_NE(found.as_number, 0);
  EXPECT_TRUE(IsUtf8(found.organisation));
}

// Whether the bytes could be opened. All that it then answers must be sound.
template <typename Database = CountryDatabase>
bool OpensOrFailsCleanly(const std::string& bytes) {
  const auto database = Database::FromBytes(bytes, "broken.mmdb");
  if (!database.ok()) {
    EXPECT_TRUE(absl::IsInvalidArgument(database.status()))
        << database.status();
    EXPECT_THAT(std::string(database.status().message()),
                HasSubstr("broken.mmdb: "));
    return false;
  }
  EXPECT_GT((*database)->build_epoch_seconds(), 0);
  EXPECT_EQ(Printable((*database)->type()), (*database)->type());
  for (const Address& address : Spread()) {
    if (const auto found = (*database)->Lookup(address)) ExpectSound(*found);
  }
  return true;
}

std::string Fixture(const std::string& name) {
  return BytesOf(FARCALL_GEO_FIXTURES "/" + name + ".mmdb");
}

TEST(CorruptDatabase, IsRefusedWhereverItIsCut) {
  const std::string whole = Fixture("country");
  ASSERT_TRUE(OpensOrFailsCleanly(whole));
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(OpensOrFailsCleanly(whole.substr(0, length))) << length;
  }
}

TEST(CorruptDatabase, SurvivesAFlipOfEachByte) {
  for (const char* name : {"country", "flat_code", "city", "ipv4"}) {
    const std::string whole = Fixture(name);
    for (size_t i = 0; i < whole.size(); ++i) {
      std::string broken = whole;
      broken[i] = static_cast<char>(broken[i] ^ 0x01 << i % 8);
      OpensOrFailsCleanly(broken);
      broken[i] = static_cast<char>(~whole[i]);
      OpensOrFailsCleanly(broken);
    }
  }
}

TEST(CorruptDatabase, OfAutonomousSystemsSurvivesAFlipOfEachByte) {
  for (const char* name : {"asn", "isp", "ipinfo_asn", "ipinfo_lite"}) {
    const std::string whole = Fixture(name);
    ASSERT_TRUE(OpensOrFailsCleanly<OperatorDatabase>(whole)) << name;
    for (size_t i = 0; i < whole.size(); ++i) {
      std::string broken = whole;
      broken[i] = static_cast<char>(broken[i] ^ 0x01 << i % 8);
      OpensOrFailsCleanly<OperatorDatabase>(broken);
      broken[i] = static_cast<char>(~whole[i]);
      OpensOrFailsCleanly<OperatorDatabase>(broken);
    }
  }
}

TEST(CorruptDatabase, SurvivesFlipsByTheDozen) {
  const std::string whole = Fixture("country");
  std::mt19937 random(7);  // NOLINT: the same run after run
  size_t opened = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string broken = whole;
    for (int flips = 1 + round % 12; flips > 0; --flips) {
      broken[random() % broken.size()] = static_cast<char>(random());
    }
    opened += OpensOrFailsCleanly(broken);
  }
  // Both ways were tried.
  EXPECT_GT(opened, 0);
  EXPECT_LT(opened, 3000);
}

TEST(CorruptDatabase, SurvivesWhatBrokeOtherReaders) {
  const fs::path samples = FARCALL_MMDB_SAMPLES;
  if (!fs::exists(samples)) GTEST_SKIP() << "no " << samples;
  size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(samples)) {
    if (entry.path().extension() != ".mmdb") continue;
    SCOPED_TRACE(entry.path());
    const bool opened = OpensOrFailsCleanly(BytesOf(entry.path()));
    OpensOrFailsCleanly<OperatorDatabase>(BytesOf(entry.path()));
    RecordProperty(entry.path().filename(), opened ? "opened" : "refused");
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(CorruptDatabase, LeavesTheSoundSamplesReadable) {
  const fs::path samples = fs::path(FARCALL_MMDB_SAMPLES) / "test-data";
  if (!fs::exists(samples)) GTEST_SKIP() << "no " << samples;
  for (const char* name :
       {"GeoIP2-City-Test", "GeoIP2-Country-Test", "GeoIP2-Enterprise-Test",
        "GeoLite2-City-Test", "GeoLite2-Country-Test"}) {
    SCOPED_TRACE(name);
    const auto database =
        CountryDatabase::Open(samples / (std::string(name) + ".mmdb"));
    ASSERT_TRUE(database.ok()) << database.status();
    const auto place = (*database)->Lookup(ParseAddress("81.2.69.160").value());
    EXPECT_EQ(place ? place->country : "none", "GB");
  }
}

}  // namespace
}  // namespace farcall
