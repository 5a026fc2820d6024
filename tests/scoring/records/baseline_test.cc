// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/baseline.h"

#include <gtest/gtest.h>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

TEST(Baseline, HasAnEmptyHistogramWhereNothingWasCounted) {
  Baseline baseline;
  EXPECT_TRUE(baseline.Of(Attribute::kTool).empty());
  EXPECT_TRUE(baseline.empty());
  baseline.At(Attribute::kTool);
  EXPECT_TRUE(baseline.empty());
}

TEST(Baseline, KeepsItsHistogramsInTheOrderOfAttributes) {
  Baseline baseline;
  baseline.At(Attribute::kTool).Count("aws-cli", 1000);
  baseline.At(Attribute::kCountry).Count("DE", 1000);
  baseline.At(Attribute::kTool).Count("Boto3", 1000);
  ASSERT_EQ(baseline.habits().size(), 2U);
  EXPECT_EQ(baseline.habits()[0].attribute, Attribute::kCountry);
  EXPECT_EQ(baseline.Of(Attribute::kTool).values().size(), 2U);
  EXPECT_EQ(baseline.CountParts(), 2U);
}

}  // namespace
}  // namespace farcall
