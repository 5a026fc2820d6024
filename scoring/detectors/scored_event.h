// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scoring/detectors/factor.h"
#include "scoring/event/baseline_state.h"
#include "scoring/event/finding_id.h"
#include "scoring/event/origin.h"
#include "scoring/event/risk_level.h"

namespace farcall {

// A network that was elsewhere by an earlier database.
struct GeoMoved {
  // What that database said, where it made the event more usual; else empty.
  std::string country{};
  std::string operator_key{};
  // When the databases were built that said so, as Unix seconds.
  int64_t country_build_seconds = 0;
  int64_t operator_build_seconds = 0;

  bool operator==(const GeoMoved&) const = default;
};

// What is said of one event.
struct ScoredEvent {
  Origin origin{};
  double score = 0;  // 0..100 in hundredths
  RiskLevel risk_level = RiskLevel::kNone;
  // The event's total surprise; nothing of an event that was counted with an
  // earlier batch and is not scored again.
  std::optional<double> bits{};
  // Raises an alert (scoring/batch/alert.h); of a duplicate: the first one did.
  // Never in kLearnOnly.
  bool alert = false;
  // The finding that the event opened or joined, also of a duplicate. Never in
  // other modes than kScoreAndLearn.
  std::optional<FindingId> finding{};
  bool finding_opened = false;  // the event opened it; not of a duplicate
  BaselineState state = BaselineState::kCold;  // of the principal; of the
                                               // command where there is none
  bool duplicate = false;  // counted before; in a learning mode `score` is then
                           // the first one
  std::optional<double> first_score{};  // of a duplicate in kScoreOnly
  std::vector<Factor> factors{};        // heaviest first
  // The place is known of the principal and in quarantine. Never in kLearnOnly.
  bool place_in_quarantine = false;
  // The event is judged by an earlier answer of the databases for its network.
  // Of a duplicate only where its factors are given.
  std::optional<GeoMoved> moved{};
  // Of a duplicate: the factors were worked out now, with the event among the
  // counts, and not at its first scoring.
  bool factors_made_again = false;
};

}  // namespace farcall
