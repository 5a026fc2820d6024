// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/model.h"
#include "scoring/event/origin.h"
#include "triage/card/card.h"
#include "triage/card/card_input.h"

namespace farcall {

// What a finding's oddest call would score under other circumstances, and what
// verdicts would do. Thread-safe.
class CardWhatIfs {
 public:
  // The references must outlive it.
  CardWhatIfs(HistogramStore& store, const OriginResolver& origins,
              const Model& model)
      : store_(store), origins_(origins), model_(model) {}

  // Adds them to a card, unless the call cannot be scored again. What was read
  // need not be durable yet.
  absl::Status Add(std::string_view tenant, const CardInput& input,
                   Card& card) const;

 private:
  bool IsFrom(std::string_view origin, const Event& call) const;
  absl::Status AddPreviews(std::string_view tenant, const CardInput& input,
                           const Event& call, Card& card) const;

  HistogramStore& store_;
  const OriginResolver& origins_;
  const Model model_;
};

}  // namespace farcall
