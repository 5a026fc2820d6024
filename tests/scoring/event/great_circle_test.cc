// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/great_circle.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr double kHalfWayRoundKm = 20'015.1;

double Km(double latitude, double longitude, double to_latitude,
          double to_longitude) {
  return GreatCircleKm({.latitude = latitude, .longitude = longitude},
                       {.latitude = to_latitude, .longitude = to_longitude});
}

TEST(GreatCircle, IsZeroToTheSamePoint) {
  EXPECT_EQ(Km(52.52, 13.405, 52.52, 13.405), 0);
  EXPECT_EQ(Km(90, 0, 90, 0), 0);
}

TEST(GreatCircle, IsTheKnownDistanceOfCities) {
  EXPECT_NEAR(Km(52.5200, 13.4050, 48.8566, 2.3522), 877, 2);        // Paris
  EXPECT_NEAR(Km(52.5200, 13.4050, -33.8688, 151.2093), 16'094, 5);  // Sydney
}

TEST(GreatCircle, IsTheSameBothWays) {
  EXPECT_DOUBLE_EQ(Km(21.03, 105.85, 52.52, 13.405),
                   Km(52.52, 13.405, 21.03, 105.85));
}

TEST(GreatCircle, CrossesTheAntimeridianTheShortWay) {
  EXPECT_NEAR(Km(0, 179.5, 0, -179.5), 111.19, 0.01);
  EXPECT_NEAR(Km(0, 180, 0, -180), 0, 1e-6);
}

TEST(GreatCircle, TakesEveryLongitudeOfAPoleForOnePoint) {
  EXPECT_NEAR(Km(90, 10, 90, -170), 0, 1e-6);
  EXPECT_NEAR(Km(90, 0, -90, 77), kHalfWayRoundKm, 0.1);
  EXPECT_NEAR(Km(90, 0, 0, 123), kHalfWayRoundKm / 2, 0.1);
}

TEST(GreatCircle, IsHalfWayRoundToTheOtherSide) {
  EXPECT_NEAR(Km(12.3, 45.6, -12.3, -134.4), kHalfWayRoundKm, 0.1);
}

}  // namespace
}  // namespace farcall
