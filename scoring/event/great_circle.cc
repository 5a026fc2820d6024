// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/great_circle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace farcall {
namespace {

// Mean radius: (2 a + b) / 3 of the ellipsoid (Moritz, "Geodetic Reference
// System 1980"), without the metres.
constexpr double kEarthRadiusKm = 6371;

double Radians(double degrees) { return degrees * std::numbers::pi / 180; }

double Squared(double x) { return x * x; }

}  // namespace

// The haversine formula (Sinnott, "Virtues of the Haversine", Sky and Telescope
// 68, 1984): exact for near points too.
double GreatCircleKm(const Location& from, const Location& to) {
  const double half_latitude = Radians(to.latitude - from.latitude) / 2;
  const double half_longitude = Radians(to.longitude - from.longitude) / 2;
  const double haversine =
      Squared(std::sin(half_latitude)) + std::cos(Radians(from.latitude)) *
                                             std::cos(Radians(to.latitude)) *
                                             Squared(std::sin(half_longitude));
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::min(1.0, haversine)));
}

}  // namespace farcall
