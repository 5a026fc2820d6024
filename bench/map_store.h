// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"

namespace farcall::bench {

// A store in memory that costs next to nothing. For one thread and one tenant.
class MapStore : public HistogramStore {
 public:
  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    std::vector<Baseline*> baselines;
    for (const EntityKey& entity : query.entities) {
      auto& baseline = baselines_[{static_cast<int>(entity.kind), entity.name}];
      if (baseline == nullptr) baseline = std::make_unique<Baseline>();
      baselines.push_back(baseline.get());
    }
    const auto outcomes = OutcomesOf(query);
    const Changed changed = change({baselines, outcomes});
    for (const auto& [event, outcome] : changed.seen) {
      seen_.try_emplace(std::string(query.event_ids[event]), outcome);
    }
    return Ticket{0};
  }
  std::optional<absl::Status> WhenDurable(Ticket, OnDurable) override {
    return absl::OkStatus();
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override {
    Baseline empty;
    std::vector<Baseline*> baselines;
    for (const EntityKey& entity : query.entities) {
      const auto it =
          baselines_.find({static_cast<int>(entity.kind), entity.name});
      baselines.push_back(it == baselines_.end() ? &empty : it->second.get());
    }
    const auto outcomes = OutcomesOf(query);
    read({baselines, outcomes});
    return absl::OkStatus();
  }
  absl::StatusOr<Page> List(std::string_view, EntityKind, std::string_view,
                            std::string_view, size_t) const override {
    return Page();
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view, std::string_view,
                                            std::string_view,
                                            size_t) const override {
    return FeedbackPage();
  }
  absl::StatusOr<int64_t> Delete(const EntityKey&) override { return 0; }
  absl::Status Health() const override { return absl::OkStatus(); }

 private:
  std::vector<std::optional<FirstOutcome>> OutcomesOf(
      const Query& query) const {
    std::vector<std::optional<FirstOutcome>> outcomes(query.event_ids.size());
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const auto it = seen_.find(std::string(query.event_ids[i]));
      if (it != seen_.end()) outcomes[i] = it->second;
    }
    return outcomes;
  }

  absl::flat_hash_map<std::pair<int, std::string>, std::unique_ptr<Baseline>>
      baselines_;
  absl::flat_hash_map<std::string, FirstOutcome> seen_;
};

}  // namespace farcall::bench
