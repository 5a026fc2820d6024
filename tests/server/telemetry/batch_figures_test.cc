// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/batch_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;

TEST(BatchFigures, EachEventCountsOnce) {
  BatchFigures figures;
  figures.AddScored(1, RiskLevel::kNone, BaselineState::kCold);
  figures.AddScored(2, RiskLevel::kNone, BaselineState::kReady);
  figures.AddDuplicate();
  figures.AddSkipped(SkipReason::kControlMessage);
  figures.AddError(FieldErrorReason::kMissing);
  figures.AddOrigin(OriginSource::kNone);
  EXPECT_EQ(figures.events(), 5);
  EXPECT_EQ(figures.scored(), 2);
  EXPECT_EQ(figures.duplicates(), 1);
}

TEST(BatchFigures, CountsByTheNumberOfTheValue) {
  BatchFigures figures;
  figures.AddOrigin(OriginSource::kSupplied);
  figures.AddOrigin(OriginSource::kNone);
  figures.AddOrigin(OriginSource::kNone);
  EXPECT_THAT(figures.origins().counts, ElementsAre(1, 0, 0, 0, 2));
  figures.AddOperator(OperatorKind::kCloud);
  figures.AddOperator(OperatorKind::kUnknown);
  EXPECT_THAT(figures.operators().counts, ElementsAre(0, 1, 0, 1));
  EXPECT_EQ(figures.countries_disputed(), 0);
  figures.AddCountryDisputed();
  EXPECT_EQ(figures.countries_disputed(), 1);
}

TEST(BatchFigures, BucketIncludesItsUpperBound) {
  BatchFigures figures;
  for (const double score : {0.0, 5.0, 5.01, 90.0, 100.0}) {
    figures.AddScored(score, RiskLevel::kNone, BaselineState::kReady);
  }
  EXPECT_THAT(figures.score_buckets(),
              ElementsAre(2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0));
  EXPECT_DOUBLE_EQ(figures.score_sum(), 200.01);
}

TEST(BatchFigures, CountEventsOfNetworksThatMoved) {
  BatchFigures figures;
  figures.AddGeoMoved();
  figures.AddGeoMoved();
  EXPECT_EQ(figures.geo_moved(), 2U);
  EXPECT_EQ(figures.events(), 0U);
}

TEST(BatchFigures, CountPlacesByCountryOrKind) {
  BatchFigures figures;
  figures.AddPlace("DE", false);
  figures.AddPlace("DE", true);
  figures.AddPlace("@service:config", false);
  figures.AddPlace("@service:s3", false);
  ASSERT_EQ(figures.places().size(), 2U);
  EXPECT_EQ(figures.places().at("DE").events, 2U);
  EXPECT_EQ(figures.places().at("DE").alerts, 1U);
  EXPECT_EQ(figures.places().at("@service").events, 2U);
}

}  // namespace
}  // namespace farcall
