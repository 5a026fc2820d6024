// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "scoring/batch/fact_store.h"
#include "scoring/batch/histogram_store.h"
#include "storage/pseudonymous_facts.h"
#include "storage/pseudonymous_store.h"
#include "storage/pseudonyms.h"

namespace farcall {

// A store as calls see it, by the names of principals, whether it keeps these
// or pseudonyms.
class NamedStore {
 public:
  // Both are the same store, which must outlive it. Without `pseudonyms` it
  // keeps names.
  NamedStore(HistogramStore& histograms, const FactStore& facts,
             const std::optional<Pseudonyms>& pseudonyms)
      : histograms_(histograms), facts_(facts) {
    if (!pseudonyms.has_value()) return;
    sealed_histograms_.emplace(histograms, *pseudonyms);
    sealed_facts_.emplace(facts, *sealed_histograms_);
  }
  NamedStore(const NamedStore&) = delete;
  NamedStore& operator=(const NamedStore&) = delete;

  HistogramStore& histograms() {
    if (sealed_histograms_.has_value()) return *sealed_histograms_;
    return histograms_;
  }
  const FactStore& facts() const {
    if (sealed_facts_.has_value()) return *sealed_facts_;
    return facts_;
  }

 private:
  HistogramStore& histograms_;
  const FactStore& facts_;
  std::optional<PseudonymousStore> sealed_histograms_{};
  std::optional<PseudonymousFacts> sealed_facts_{};
};

}  // namespace farcall
