// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"
#include "storage/exemption_table.h"
#include "storage/finding_records.h"

namespace farcall {

// The findings and exemptions of one tenant that a group of updates changes,
// before they are written together. In the tenant's turn.
class FindingGroup final : public HistogramStore::FindingTable {
 public:
  // All must outlive it.
  FindingGroup(std::string_view tenant, const FindingRecords& records,
               ExemptionTable& exemptions, const EventHasher& hasher)
      : tenant_(tenant),
        records_(records),
        exemptions_(exemptions),
        hasher_(hasher) {}

  // The next update begins; the encoded keys of its query's entities must
  // outlive it.
  void Begin(std::span<const std::string> keys) {
    keys_ = keys;
    ++update_;
  }

  FindingId IdOf(std::string_view principal, std::string_view origin,
                 std::string_view event_id) const override;
  Finding* Find(const FindingId& id) override;
  Finding& Add(const FindingId& id, size_t entity) override;
  void Write(const FindingId& id, FindingChanges changes) override;
  void AddNote(const FindingId& id, FindingNote note) override;
  void Remove(const FindingId& id) override;
  void TrimLog(uint64_t position) override { trim_log_to_ = position; }
  std::span<const Exemption> exemptions() override;
  ExemptionId IdOfExemption(std::string_view request_id) const override;
  void AddExemption(Exemption exemption) override;
  void RevokeExemption(const ExemptionId& id, Revocation why,
                       std::string_view identity, int64_t now_micros) override;
  void RemoveExemption(const ExemptionId& id) override;

  // Whether nothing is to be written.
  bool empty() const;
  // Up to this position the log is to be forgotten; 0 = nothing of it.
  uint64_t trim_log_to() const { return trim_log_to_; }

  // Findings that could not be read, and were begun anew; one more if the
  // exemptions could not.
  uint64_t unreadable() const { return unreadable_; }

  // What changed, in the order in which it did first. Each update that changed
  // a finding has raised its revision by one.
  std::vector<FindingWrite> Take(int64_t now_micros);
  std::vector<ExemptionWrite> TakeExemptions() {
    return exemptions_.Take(tenant_);
  }

 private:
  struct Held {
    StoredFinding stored{};
    std::optional<FindingState> state_before{};
    FindingChanges changes = 0;
    std::vector<FindingNote> notes{};  // new ones
    bool drops_notes = false;          // those from before
    uint64_t changed_by = 0;           // the last update that did; 0 = none
    bool exists = false;               // else it is known that there is none
  };

  void LoadExemptions();
  void MarkChanged(Held& held, FindingChanges changes);

  const std::string tenant_;
  const FindingRecords& records_;
  ExemptionTable& exemptions_;
  const EventHasher& hasher_;
  std::span<const std::string> keys_{};
  std::deque<Held> held_;  // stays where it is
  absl::flat_hash_map<FindingId, Held*> by_id_;
  uint64_t update_ = 0;  // counts them
  uint64_t unreadable_ = 0;
  uint64_t trim_log_to_ = 0;
};

}  // namespace farcall
