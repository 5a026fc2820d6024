// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/factor.h"
#include "scoring/detectors/model.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/origin.h"
#include "scoring/event/risk_level.h"

namespace farcall {

enum class ScoringMode {
  kScoreAndLearn,  // score each event against what was known before it, then
                   // count it
  kScoreOnly,      // change nothing; events do not see each other
  kLearnOnly,      // counts habits alone: no alert, no short memory, and
                   // answers without factors
};

// The path of a batch: origins, one look at the store, each event scored and
// then counted, one change of the store. Thread-safe.
class BatchScorer {
 public:
  // `store` and `origins` must outlive the scorer.
  BatchScorer(HistogramStore& store, const OriginResolver& origins,
              const Model& model)
      : store_(store), origins_(origins), model_(model) {}

  // One answer per event, in order, of a batch that is counted; they may be
  // told once the ticket is durable in the store.
  struct Scored {
    std::vector<ScoredEvent> events;
    HistogramStore::Ticket ticket = 0;
  };
  // An error means that nothing of the batch was confirmed as counted. Factors
  // of events below `factors_from` may be left out.
  absl::StatusOr<Scored> ScoreAhead(
      std::string_view tenant, std::span<const Event> events, ScoringMode mode,
      RiskLevel factors_from = RiskLevel::kNone) const;

  // The same, and returns when the answers may be told.
  absl::StatusOr<std::vector<ScoredEvent>> Score(
      std::string_view tenant, std::span<const Event> events, ScoringMode mode,
      RiskLevel factors_from = RiskLevel::kNone) const;

  HistogramStore& store() const { return store_; }

 private:
  HistogramStore& store_;
  const OriginResolver& origins_;
  Model model_;
};

}  // namespace farcall
