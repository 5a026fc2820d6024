// SPDX-License-Identifier: Apache-2.0
#include "server/wire/result_writer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "scoring/detectors/detector.h"
#include "tests/server/wire/made_up_result.h"
#include "tests/server/wire/protobuf_reference.h"

namespace farcall {
namespace {

v1::EventResult Write(const ScoredEvent& scored, RiskLevel factors_from) {
  const Event event;
  WireOutput output;
  WriteResult({.event = &event, .outcome = &scored}, factors_from, output);
  v1::EventResult written;
  EXPECT_TRUE(written.ParseFromString(std::string(output.bytes())));
  return written;
}

TEST(ResultWriter, HasTheBitsWhereTheyAreKnown) {
  const auto redelivered = Write({}, RiskLevel::kNone);
  EXPECT_FALSE(redelivered.score().has_bits());
  const auto fresh = Write({.bits = 0}, RiskLevel::kNone);
  EXPECT_TRUE(fresh.score().has_bits());
}

TEST(ResultWriter, NamesTheOperatorOfTheNetworkIfItIsKnown) {
  ScoredEvent scored{.origin = {.value = "US"}};
  const auto unknown = Write(scored, RiskLevel::kNone);
  EXPECT_FALSE(unknown.has_network_operator());
  EXPECT_EQ(unknown.city_database_country(), "");

  scored.origin.city_database_country = "PT";
  scored.origin.network_operator = {.key = "amazon",
                                    .kind = OperatorKind::kCloud,
                                    .as_number = 16509,
                                    .organisation = "Amazon.com, Inc."};
  const auto known = Write(scored, RiskLevel::kNone);
  EXPECT_EQ(known.city_database_country(), "PT");
  EXPECT_EQ(known.network_operator().key(), "amazon");
  EXPECT_EQ(known.network_operator().kind(), v1::NETWORK_OPERATOR_KIND_CLOUD);
  EXPECT_EQ(known.network_operator().as_number(), 16509);
  EXPECT_EQ(known.network_operator().organisation(), "Amazon.com, Inc.");
}

TEST(ResultWriter, TellsWhatAnEarlierDatabaseSaidIfItWasAsked) {
  ScoredEvent scored{.origin = {.value = "VN"}};
  const auto unmoved = Write(scored, RiskLevel::kNone);
  EXPECT_FALSE(unmoved.has_geo_moved());

  scored.moved = {.country = "DE", .country_build_seconds = 1750000000};
  const auto moved = Write(scored, RiskLevel::kHigh);
  EXPECT_EQ(moved.geo_moved().country(), "DE");
  EXPECT_EQ(moved.geo_moved().country_database_built().seconds(), 1750000000);
  EXPECT_EQ(moved.geo_moved().operator_key(), "");
  EXPECT_FALSE(moved.geo_moved().has_operator_database_built());
}

TEST(ResultWriter, LeavesFactorsAndHeadlineOutBelowTheLevel) {
  ScoredEvent scored{.risk_level = RiskLevel::kMedium};
  scored.factors.push_back({.detector = &Detectors().front(),
                            .entity = "alice",
                            .value = "BR",
                            .bits = 3,
                            .weight = 1});
  EXPECT_EQ(Write(scored, RiskLevel::kMedium).score().factors_size(), 1);
  EXPECT_NE(Write(scored, RiskLevel::kMedium).headline(), "");
  EXPECT_EQ(Write(scored, RiskLevel::kHigh).score().factors_size(), 0);
  EXPECT_EQ(Write(scored, RiskLevel::kHigh).headline(), "");
}

TEST(ResultWriter, WritesTheBytesThatProtobufWrites) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 400, 0);
    for (char& byte : bytes) byte = static_cast<char>(random());
    const reference::MadeUpResult made(bytes);
    WireOutput output;
    WriteResult(made.result(), made.factors_from(), output);
    v1::EventResult message;
    reference::WriteResult(made.result(), made.factors_from(), message);
    ASSERT_EQ(output.bytes(), message.SerializeAsString())
        << message.DebugString();
  }
}

}  // namespace
}  // namespace farcall
