// SPDX-License-Identifier: Apache-2.0
#include "server/wire/proto_convert.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

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
