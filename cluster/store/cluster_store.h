// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/shard/shard_replica.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/batch/ledger_store.h"

namespace farcall {

// The shards of a cluster as one store: a call goes to the copy that this
// replica has of its tenant's shard. UNAVAILABLE where it has none, or where
// the copy is not open; updates also where another replica owns the shard.
// Reads of a copy that follows show what it has read of the log. Thread-safe.
class ClusterStore final : public HistogramStore,
                           public FindingStore,
                           public FactStore,
                           public LedgerStore {
 public:
  // By shard; nullptr = this replica holds no copy of it. `bell` is what the
  // copies ring. All must outlive it.
  ClusterStore(std::vector<const ShardReplica*> replicas, FindingBell& bell)
      : replicas_(std::move(replicas)), bell_(bell) {}

  // A ticket is of one life of one copy: asked for in another life, it is
  // UNAVAILABLE.
  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override;
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override;
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
  // Always OK. A copy that fails is closed, and calls to tenants of its shard
  // are UNAVAILABLE.
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
  // Of the shards that this replica owns: upkeep is the owner's.
  absl::StatusOr<std::vector<std::string>> FindingTenants() const override;
  absl::StatusOr<std::vector<FindingOutline>> OutlineFindings(
      std::string_view tenant) const override;
  absl::StatusOr<uint64_t> FindingLogBeyond(
      std::string_view tenant, const LogBounds& bounds) const override;
  absl::StatusOr<LogEnd> FindingLogEnd(std::string_view tenant) const override;
  void OnFindingLog(std::function<void()> listener) override {
    bell_.Listen(std::move(listener));
  }

  absl::StatusOr<Facts> FactsOf(std::string_view tenant,
                                std::string_view principal,
                                int64_t from_seconds,
                                int64_t to_seconds) const override;
  absl::StatusOr<TermUses> UsesOf(std::string_view tenant, TermKind kind,
                                  std::string_view term,
                                  size_t limit) const override;
  absl::StatusOr<TermUses> UsesOfKind(std::string_view tenant, TermKind kind,
                                      size_t limit) const override;
  absl::StatusOr<int64_t> KeptSince(std::string_view tenant) const override;

  absl::StatusOr<std::vector<LedgerEntry>> LedgerOf(std::string_view tenant,
                                                    int64_t day) const override;
  absl::StatusOr<std::optional<Days>> LedgerDays(
      std::string_view tenant) const override;

 private:
  uint32_t ShardOfTenant(std::string_view tenant) const;
  // What `call` gives for the copy of the tenant's shard.
  template <typename Call>
  std::invoke_result_t<Call, ShardStore&> InShardOf(std::string_view tenant,
                                                    Call call) const;
  absl::StatusOr<ShardReplica::OpenStore> OpenAt(uint32_t shard) const;

  const std::vector<const ShardReplica*> replicas_;
  FindingBell& bell_;
};

}  // namespace farcall
