// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/histogram_store.h"
#include "tests/model/operation.h"
#include "tests/model/plain_model.h"
#include "tests/model/plain_window.h"

namespace farcall {

// The real scorer and the real feedback on a store.
class System {
 public:
  // `store` must outlive it.
  System(HistogramStore& store, std::string tenant_prefix)
      : store_(store), tenant_prefix_(std::move(tenant_prefix)) {}

  absl::StatusOr<std::vector<ScoredEvent>> Score(const Operation& operation);
  absl::StatusOr<PlainFeedback> Say(const Operation& operation);
  absl::StatusOr<int64_t> Delete(const Operation& operation);

  // Where a store does not forget ids by their age, those that `window` has
  // forgotten are sent under a name of their own.
  void FollowWindow(const PlainWindow& window) { window_ = &window; }

 private:
  std::string TenantOf(const Operation& operation) const;
  std::string IdOf(const Operation& operation, const std::string& id,
                   const std::string& id_in_window) const;
  std::vector<Event> EventsOf(const Operation& operation) const;

  HistogramStore& store_;
  const std::string tenant_prefix_;
  const PlainWindow* window_ = nullptr;
};

}  // namespace farcall
