// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/journey.h"

#include <algorithm>

#include "scoring/event/great_circle.h"

namespace farcall {
namespace {

double RadiusKm(const Location& location, const Model& model) {
  return location.radius_km > 0 ? location.radius_km : model.location_radius_km;
}

}  // namespace

Journeys JourneysTo(const Location& location, std::string_view network,
                    int64_t since_seconds, int64_t by_seconds,
                    int64_t at_seconds, const Histogram& networks,
                    const NetworkAnswers& answers, const Model& model) {
  Journeys journeys;
  for (const ValueCount& other : networks.values()) {
    if (other.value == network || other.last_seen_seconds < since_seconds ||
        other.last_seen_seconds > by_seconds) {
      continue;
    }
    const auto place = answers.PlaceOf(HashedText(other.value));
    if (!place) continue;
    const double km = GreatCircleKm(place->location, location) -
                      RadiusKm(place->location, model) -
                      RadiusKm(location, model);
    journeys.push_back({.network = &other,
                        .country = place->country,
                        .km = std::max(0.0, km),
                        .seconds = std::max<int64_t>(
                            1, at_seconds - other.last_seen_seconds)});
  }
  return journeys;
}

}  // namespace farcall
