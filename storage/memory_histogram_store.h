// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "storage/finding_records.h"

namespace farcall {

// A HistogramStore that lasts as long as its process. Thread-safe: one lock for
// all of it. Event ids leave when there are too many, not by age.
class MemoryHistogramStore : public HistogramStore, public FindingStore {
 public:
  explicit MemoryHistogramStore(
      size_t seen_events_max = 20'000'000,
      size_t feedback_entries_max = kFeedbackEntriesMax)
      : seen_events_max_(seen_events_max),
        feedback_entries_max_(feedback_entries_max) {}

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override;
  // What is applied is as durable as anything here.
  std::optional<absl::Status> WhenDurable(Ticket, OnDurable) override {
    return absl::OkStatus();
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override;
  absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                            std::string_view name_prefix,
                            std::string_view after,
                            size_t limit) const override;
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                            std::string_view principal,
                                            std::string_view next,
                                            size_t limit) const override;
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override;
  absl::Status Health() const override { return absl::OkStatus(); }

  absl::StatusOr<std::vector<Finding>> ListFindings(
      std::string_view tenant,
      std::span<const FindingState> states) const override;
  absl::StatusOr<std::optional<Finding>> FindFinding(
      std::string_view tenant, const FindingId& id) const override;
  absl::StatusOr<std::vector<FindingNote>> ListNotes(
      std::string_view tenant, const FindingId& id) const override;
  absl::StatusOr<std::vector<Exemption>> ListExemptions(
      std::string_view tenant) const override;
  absl::StatusOr<LogPage> ReadFindingLog(std::string_view tenant,
                                         uint64_t after,
                                         size_t limit) const override;
  absl::StatusOr<std::vector<std::string>> FindingTenants() const override;
  absl::StatusOr<std::vector<FindingOutline>> OutlineFindings(
      std::string_view tenant) const override;
  absl::StatusOr<uint64_t> FindingLogBeyond(
      std::string_view tenant, const LogBounds& bounds) const override;
  absl::StatusOr<LogEnd> FindingLogEnd(std::string_view tenant) const override;
  void OnFindingLog(std::function<void()> listener) override {
    on_finding_log_ = std::move(listener);
  }

 private:
  // Findings as a FindingGroup loads them; under the lock.
  class Findings final : public FindingRecords {
   public:
    absl::StatusOr<std::optional<StoredFinding>> Load(
        std::string_view tenant, const FindingId& id) const override;
    absl::StatusOr<std::vector<StoredExemption>> LoadExemptions(
        std::string_view tenant) const override;
    std::map<std::pair<std::string, FindingId>, StoredFinding> by_id{};
    std::map<std::pair<std::string, ExemptionId>, StoredExemption> exemptions{};
  };
  struct LogKey {
    std::string tenant;
    uint64_t position;
    FindingId id;
    auto operator<=>(const LogKey&) const = default;
  };

  void WriteFindings(std::vector<FindingWrite> writes);
  void WriteExemptions(std::vector<ExemptionWrite> writes);
  void TrimFindingLog(const std::string& tenant, uint64_t to);
  // And takes the owner out of exemptions.
  void RemoveFindings(const std::string& tenant, std::string_view owner);

  struct Found {
    std::vector<Baseline> baselines;
    std::vector<std::optional<FirstOutcome>> first_outcomes;
  };

  Found Find(const std::vector<std::string>& keys, const Query& query) const;
  void Record(std::string event, const FirstOutcome& outcome);
  void Record(std::string_view tenant, std::string key, FeedbackEntry entry);

  const size_t seen_events_max_;
  const size_t feedback_entries_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Baseline> baselines_;  // by encoded key
  absl::flat_hash_map<std::string, FirstOutcome> seen_;
  std::deque<std::string> seen_by_age_;
  std::map<std::string, FeedbackEntry> feedback_;  // by encoded key
  Findings findings_;
  std::map<std::pair<std::string, FindingId>, std::vector<FindingNote>>
      finding_notes_;
  struct Logged {
    LogEntry entry{};
    int64_t at_micros = 0;
  };
  std::map<LogKey, Logged> finding_log_;
  std::map<std::string, uint64_t> finding_log_trims_;
  uint64_t finding_position_ = 0;  // of the newest entry
  std::function<void()> on_finding_log_;
};

}  // namespace farcall
