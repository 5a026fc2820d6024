// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/decay.h"
#include "scoring/counts/value_count.h"
#include "scoring/detectors/detector.h"
#include "scoring/records/failure_windows.h"
#include "scoring/records/instance_site.h"

namespace farcall {

// Another place that a principal called from just before an event.
struct OtherPlace {
  std::string_view place{};  // a country; a view into the histogram
  double weight = 0;         // of it, in observations
  int64_t hour_seconds = 0;  // in which it was last called from
  // The way from there, if it can be measured: from the last call's network.
  const ValueCount* network = nullptr;
  double km = 0;
  int64_t seconds = 0;
};

// The answer of one detector for an event, as far as its score and what is kept
// of it need it. A Factor (factor.h) reports it with texts and counts; it is
// made for the events that a caller wants explained.
struct Anomaly {
  const Detector* detector = nullptr;  // one of Detectors()
  // The value that the detector judged: of the event, or of its network by an
  // earlier database. A view into the event, its origin or its answer.
  std::string_view value{};
  bool is_by_earlier_database = false;
  double bits = 0;    // surprise, >= 0
  double weight = 0;  // part of the event's total surprise, 0..1
  // Of a place: what its value is to the model, and whether anything is usual
  // for the entity.
  Standing standing = Standing::kSettled;
  bool has_usual = false;
  // What its sentence tells besides, as it was when the event was asked about.
  std::variant<std::monostate, OtherPlace, FailureSpike, OtherSite> more{};
};
using Anomalies = absl::InlinedVector<Anomaly, 8>;

}  // namespace farcall
