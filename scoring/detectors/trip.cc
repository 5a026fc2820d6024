// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/trip.h"

#include <algorithm>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

// Whether the principal is READY and was in one country only.
bool IsOfOneCountry(const Evaluation& evaluation) {
  const Histogram& places = evaluation.PlacesOfPrincipal();
  return StateOf(places) == BaselineState::kReady &&
         std::ranges::count_if(places.values(), [&](const ValueCount& place) {
           return !place.value.starts_with('@') &&
                  DecayedCount(place, evaluation.moment) > 0;
         }) <= 1;
}

}  // namespace

bool IsUsedByPeople(const Evaluation& evaluation) {
  const PrincipalKind kind = evaluation.event.principal_kind;
  if (kind != PrincipalKind::kRole && kind != PrincipalKind::kSession) {
    return true;
  }
  double by_hosts = 0;
  double by_access = 0;
  for (const ValueCount& seen :
       evaluation.OfPrincipal(Attribute::kOperator).values()) {
    (IsNamedHost(seen.value) ? by_hosts : by_access) +=
        DecayedCount(seen, evaluation.moment);
  }
  return by_access > by_hosts;
}

bool IsTrip(const Evaluation& evaluation, const HashedText& country) {
  if (evaluation.counted.operator_kind() != OperatorKind::kAccess ||
      !IsUsedByPeople(evaluation) || evaluation.Find(kPlaceSource) == nullptr) {
    return false;
  }
  const ValueCount* seen = evaluation.PlacesOfPrincipal().Find(country);
  return seen == nullptr || DecayedCount(*seen, evaluation.moment) <= 0;
}

double TripBits(const Evaluation& evaluation, double country_bits) {
  const double bits = evaluation.model.trip_part * country_bits;
  return IsOfOneCountry(evaluation)
             ? std::max(bits, std::min(country_bits,
                                       evaluation.model.first_trip_bits))
             : bits;
}

}  // namespace farcall
