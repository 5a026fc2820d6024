// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/write_batch.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/finding_store.h"
#include "storage/codec/finding/finding_seal.h"
#include "storage/finding_records.h"
#include "storage/rocksdb/rocksdb_database.h"

namespace farcall {

// Findings, exemptions and the log of findings in two column families of a
// store. What changes of them is staged into the write that appends to the
// journal. Thread-safe, but for Stage, which one append after the other calls.
class RocksDbFindings final : public FindingRecords {
 public:
  // `database` must outlive it.
  RocksDbFindings(RocksDbDatabase& database,
                  const std::optional<FindingSeal::Key>& seal_key)
      : database_(database), seal_(seal_key) {}

  absl::StatusOr<std::optional<StoredFinding>> Load(
      std::string_view tenant, const FindingId& id) const override;
  absl::StatusOr<std::vector<StoredExemption>> LoadExemptions(
      std::string_view tenant) const override;

  // Writes an exemption, or removes it.
  void StageExemption(const ExemptionWrite& write,
                      rocksdb::WriteBatch& batch) const;
  // Exemptions that name a principal, as the store names it, without it.
  absl::StatusOr<std::vector<ExemptionWrite>> ExemptionsWithout(
      std::string_view tenant, std::string_view owner,
      int64_t now_micros) const;

  // Adds a finding that changed, or removes it, and the entry of the log at
  // `position`.
  void Stage(uint64_t position, FindingWrite& write,
             rocksdb::WriteBatch& batch) const;
  // Removes findings and their entries of the log, which then says that they
  // are gone.
  absl::Status StageRemoval(uint64_t position, int64_t at_micros,
                            std::string_view tenant,
                            std::span<const FindingId> findings,
                            rocksdb::WriteBatch& batch) const;
  // Removes the entries of a log that it is to forget.
  void StageTrim(const FindingLogTrim& trim, rocksdb::WriteBatch& batch) const;
  // Findings of a principal, as the store names it.
  absl::StatusOr<std::vector<FindingId>> OfOwner(std::string_view tenant,
                                                 std::string_view owner) const;

  // See FindingStore.
  absl::StatusOr<std::vector<Finding>> List(
      std::string_view tenant, std::span<const FindingState> states) const;
  absl::StatusOr<std::vector<FindingNote>> ListNotes(std::string_view tenant,
                                                     const FindingId& id) const;
  absl::StatusOr<std::vector<FindingStore::LogEntry>> ReadLog(
      std::string_view tenant, uint64_t after, size_t limit) const;
  absl::StatusOr<uint64_t> TrimmedTo(std::string_view tenant) const;
  absl::StatusOr<std::vector<std::string>> Tenants() const;
  absl::StatusOr<std::vector<FindingOutline>> Outline(
      std::string_view tenant) const;
  absl::StatusOr<uint64_t> LogBeyond(
      std::string_view tenant, const FindingStore::LogBounds& bounds) const;

 private:
  void StageNotes(const FindingWrite& write, rocksdb::WriteBatch& batch) const;
  void StageNoteRemoval(std::string_view tenant, const FindingId& id,
                        rocksdb::WriteBatch& batch) const;
  absl::StatusOr<StoredFinding> Decode(std::string_view key,
                                       std::string_view value) const;

  RocksDbDatabase& database_;
  const FindingSeal seal_;
};

}  // namespace farcall
