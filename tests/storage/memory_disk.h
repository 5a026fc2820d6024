// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/journal.h"
#include "storage/record_store.h"

namespace farcall {

// What a journal and a record store keep, in memory, so that a test can let the
// process die at any operation on it and go on with what is left. Operations
// are atomic and durable at once, in their order.
class MemoryDisk {
 public:
  // The process dies after so many further operations: none after them does
  // anything.
  void DieAfter(int operations) { left_ = operations; }
  void Revive() { left_.reset(); }
  bool is_dead() const { return left_ == 0; }
  int operations() const { return operations_; }  // done in total

  // Whether the next operation is done.
  bool Do() {
    if (left_.has_value() && *left_ == 0) return false;
    if (left_.has_value()) --*left_;
    ++operations_;
    return true;
  }

  std::map<uint64_t, std::string> groups;
  std::map<std::string, std::string, std::less<>> records;
  std::map<uint64_t, PackedOutcome> seen;  // by the bits of the digest
  std::map<std::pair<std::string, FindingId>, StoredFinding> findings;
  std::map<std::pair<std::string, ExemptionId>, StoredExemption> exemptions;
  std::vector<FindingId> removed_findings;
  std::map<std::string, StoredLedgerEntry, std::less<>> ledger;
  uint64_t last_sequence = 0;
  bool erasure_pending = false;

 private:
  std::optional<int> left_;
  int operations_ = 0;
};

class MemoryJournal final : public Journal {
 public:
  explicit MemoryJournal(MemoryDisk& disk) : disk_(disk) {}

  absl::StatusOr<Ticket> Append(
      absl::FunctionRef<absl::Status(uint64_t sequence, JournalEntry& entry)>
          make,
      absl::FunctionRef<void(uint64_t sequence)> written) override {
    const std::lock_guard lock(mutex_);
    if (!health_.ok()) return health_;
    JournalEntry entry;
    const uint64_t sequence = disk_.last_sequence + 1;
    absl::Status made = make(sequence, entry);
    if (!made.ok()) return made;
    if (!disk_.Do()) return health_ = absl::UnavailableError("died");
    disk_.last_sequence = sequence;
    disk_.groups[sequence] = entry.group;
    for (const SeenEvent& event : entry.seen) {
      disk_.seen.emplace(event.digest.bits(), event.outcome);
    }
    for (const EncodedRecord& record : entry.records) {
      disk_.records[record.key] = record.value;
    }
    for (const FindingWrite& write : entry.findings) {
      disk_.findings[{write.tenant, write.stored.finding.id}] = write.stored;
    }
    for (const LedgerWrite& write : entry.ledger) {
      disk_.ledger[write.key] = write.entry;
    }
    for (const ExemptionWrite& write : entry.exemptions) {
      if (write.stored.has_value()) {
        disk_.exemptions[{write.tenant, write.id}] = *write.stored;
      } else {
        disk_.exemptions.erase({write.tenant, write.id});
      }
    }
    if (entry.erasure.has_value()) {
      disk_.erasure_pending = true;
      for (const FindingId& id : entry.erasure->findings) {
        disk_.findings.erase({entry.erasure->tenant, id});
        disk_.removed_findings.push_back(id);
      }
    }
    written(sequence);
    return sequence;
  }
  Ticket Latest() const override { return disk_.last_sequence; }
  uint64_t LastSequence() const override { return disk_.last_sequence; }
  std::optional<absl::Status> WhenDurable(Ticket, OnDurable) override {
    return Health();
  }

  absl::Status FindSeen(
      std::span<const EventDigest> digests,
      std::span<std::optional<FirstOutcome>> outcomes) const override {
    for (size_t i = 0; i < digests.size(); ++i) {
      const auto seen = disk_.seen.find(digests[i].bits());
      if (seen != disk_.seen.end()) outcomes[i] = UnpackOutcome(seen->second);
    }
    return absl::OkStatus();
  }

  absl::Status Replay(
      absl::FunctionRef<absl::Status(uint64_t sequence, std::string_view group)>
          apply) const override {
    for (const auto& [sequence, group] : disk_.groups) {
      absl::Status status = apply(sequence, group);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Trim(uint64_t sequence) override {
    const std::lock_guard lock(mutex_);
    if (!disk_.Do()) return health_ = absl::UnavailableError("died");
    disk_.groups.erase(disk_.groups.begin(),
                       disk_.groups.lower_bound(sequence));
    return absl::OkStatus();
  }

  absl::Status Health() const override { return health_; }
  absl::Status Fail(const absl::Status& cause) override {
    if (health_.ok()) health_ = absl::UnavailableError(cause.message());
    return health_;
  }

 private:
  MemoryDisk& disk_;
  std::mutex mutex_;
  absl::Status health_;
};

class MemoryFindingRecords final : public FindingRecords {
 public:
  explicit MemoryFindingRecords(const MemoryDisk& disk) : disk_(disk) {}

  absl::StatusOr<std::optional<StoredFinding>> Load(
      std::string_view tenant, const FindingId& id) const override {
    const auto found = disk_.findings.find({std::string(tenant), id});
    if (found == disk_.findings.end()) return std::optional<StoredFinding>();
    return std::optional(found->second);
  }
  absl::StatusOr<std::vector<StoredExemption>> LoadExemptions(
      std::string_view tenant) const override {
    std::vector<StoredExemption> loaded;
    for (const auto& [key, stored] : disk_.exemptions) {
      if (key.first == tenant) loaded.push_back(stored);
    }
    return loaded;
  }

 private:
  const MemoryDisk& disk_;
};

class MemoryLedgerRecords final : public LedgerRecords {
 public:
  explicit MemoryLedgerRecords(const MemoryDisk& disk) : disk_(disk) {}

  absl::StatusOr<std::optional<StoredLedgerEntry>> LoadLedgerEntry(
      std::string_view key) const override {
    const auto found = disk_.ledger.find(key);
    if (found == disk_.ledger.end()) return std::optional<StoredLedgerEntry>();
    return std::optional(found->second);
  }

 private:
  const MemoryDisk& disk_;
};

class MemoryRecordStore final : public RecordStore {
 public:
  explicit MemoryRecordStore(MemoryDisk& disk) : disk_(disk) {}

  std::vector<Loaded> Load(
      std::span<const std::string_view> keys) const override {
    std::vector<Loaded> loaded;
    for (const std::string_view key : keys) {
      const auto record = disk_.records.find(key);
      if (record == disk_.records.end()) {
        loaded.emplace_back(std::nullopt);
        continue;
      }
      absl::StatusOr<StoredRecord> decoded = DecodeRecord(record->second);
      if (decoded.ok()) {
        loaded.emplace_back(*std::move(decoded));
      } else {
        loaded.emplace_back(decoded.status());
      }
    }
    return loaded;
  }

  absl::Status Save(std::span<const EncodedRecord> records) override {
    if (!disk_.Do()) return absl::UnavailableError("died");
    for (const EncodedRecord& record : records) {
      disk_.records[record.key] = record.value;
    }
    return absl::OkStatus();
  }

  absl::Status Remove(std::string_view key) override {
    if (!disk_.Do()) return absl::UnavailableError("died");
    disk_.records.erase(std::string(key));
    return absl::OkStatus();
  }

 private:
  MemoryDisk& disk_;
};

}  // namespace farcall
