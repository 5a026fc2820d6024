// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/histogram.h"
#include "scoring/detectors/model.h"
#include "scoring/event/origin.h"
#include "scoring/records/network_answers.h"

namespace farcall {

// The way from a principal's last call from another network to an event.
struct Journey {
  const ValueCount* network = nullptr;  // of the last call
  std::string_view country;             // of that network
  double km = 0;        // at least, as exact as the coordinates are
  int64_t seconds = 0;  // between the calls, at least 1

  double KmPerHour() const { return km * 3600 / static_cast<double>(seconds); }
};
using Journeys = absl::InlinedVector<Journey, 4>;

// The journeys to an event at `location` by a moment, from every other network
// whose last call was not before `since_seconds` nor after the moment, and
// whose coordinates are known. `networks` and `answers` are the principal's.
Journeys JourneysTo(const Location& location, std::string_view network,
                    int64_t since_seconds, int64_t by_seconds,
                    int64_t at_seconds, const Histogram& networks,
                    const NetworkAnswers& answers, const Model& model);

}  // namespace farcall
