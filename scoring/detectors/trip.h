// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/detectors/evaluation.h"

namespace farcall {

// Whether people call as the principal: they do as most kinds, and as a role
// that was used by access providers for most of its hours (ADR 35).
bool IsUsedByPeople(const Evaluation& evaluation);

// Whether a person calls from `country`, which is new, by a provider of access
// there: a trip, most often.
bool IsTrip(const Evaluation& evaluation, const HashedText& country);

// What is left of a country's bits where it is a trip: Model::trip_part, but
// first_trip_bits at least for a READY principal that was in one country only.
double TripBits(const Evaluation& evaluation, double country_bits);

}  // namespace farcall
