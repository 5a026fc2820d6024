// SPDX-License-Identifier: Apache-2.0
#include "server/wire/proto_convert.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/attribute.h"

namespace farcall {
namespace {

v1::EventResult Write(const ScoredEvent& scored, RiskLevel factors_from) {
  const Event event;
  v1::EventResult written;
  WriteResult({.event = &event, .outcome = &scored}, factors_from, written);
  return written;
}

TEST(CheckEntity, WantsAKindAndAName) {
  v1::Entity entity;
  EXPECT_EQ(CheckEntity(entity).front().field, "entity.kind");
  entity.set_kind(v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(CheckEntity(entity).front().field, "entity.name");
  entity.set_name("alice");
  EXPECT_TRUE(CheckEntity(entity).empty());
  entity.set_kind(v1::ENTITY_KIND_TENANT);
  EXPECT_EQ(CheckEntity(entity).front().field, "entity.name");
}

TEST(WriteScore, HasTheBitsWhereTheyAreKnown) {
  const auto redelivered = Write({}, RiskLevel::kNone);
  EXPECT_FALSE(redelivered.score().has_bits());
  const auto fresh = Write({.bits = 0}, RiskLevel::kNone);
  EXPECT_TRUE(fresh.score().has_bits());
}

TEST(WriteScore, NamesTheOperatorOfTheNetworkIfItIsKnown) {
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

TEST(WriteScore, TellsWhatAnEarlierDatabaseSaidIfItWasAsked) {
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

TEST(WriteBeliefs, PutsTheMostUsualValueFirstAndSharesSumToOne) {
  constexpr int64_t kStart = 1750000000;
  Baseline own;
  Histogram& histogram = own.At(Attribute::kCountry);
  histogram.Count("AT", kStart);
  for (int hour = 0; hour < 3; ++hour) {
    histogram.Count("DE", kStart + hour * 3600);
  }
  v1::Histogram result;
  WriteBeliefs(Attribute::kCountry,
               BeliefsOf(Model{}, {EntityKind::kTenant, Attribute::kCountry},
                         own, own, kStart + 3 * 3600),
               result);
  ASSERT_EQ(result.values_size(), 2);
  EXPECT_EQ(result.values(0).value(), "DE");
  EXPECT_EQ(result.values(0).calls(), 3U);
  EXPECT_DOUBLE_EQ(result.values(0).share() + result.values(1).share(), 1);
}

}  // namespace
}  // namespace farcall
