// SPDX-License-Identifier: Apache-2.0
#include "cluster/store/cluster_store.h"

#include "cluster/rules/ownership.h"
#include "cluster/store/shard_ticket.h"

namespace farcall {

uint32_t ClusterStore::ShardOfTenant(std::string_view tenant) const {
  return ShardOf(tenant, static_cast<uint32_t>(replicas_.size()));
}

template <typename Call>
std::invoke_result_t<Call, ShardStore&> ClusterStore::InShardOf(
    std::string_view tenant, Call call) const {
  const auto open = OpenAt(ShardOfTenant(tenant));
  if (!open.ok()) return open.status();
  return call(*open->store);
}

absl::StatusOr<ShardReplica::OpenStore> ClusterStore::OpenAt(
    uint32_t shard) const {
  const ShardReplica* replica =
      shard < replicas_.size() ? replicas_[shard] : nullptr;
  if (replica == nullptr) {
    return absl::UnavailableError("this replica holds no copy of shard " +
                                  std::to_string(shard));
  }
  ShardReplica::OpenStore open = replica->store();
  if (open.store == nullptr) {
    return absl::UnavailableError("the copy of shard " + std::to_string(shard) +
                                  " is not open");
  }
  return open;
}

absl::StatusOr<HistogramStore::Ticket> ClusterStore::Apply(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  const uint32_t shard = ShardOfTenant(query.tenant);
  const auto open = OpenAt(shard);
  if (!open.ok()) return open.status();
  const auto ticket = open->store->histograms().Apply(query, change);
  if (!ticket.ok()) return ticket.status();
  return ShardTicket{.shard = shard, .life = open->life, .ticket = *ticket}
      .Packed();
}

std::optional<absl::Status> ClusterStore::WhenDurable(Ticket ticket,
                                                      OnDurable on_durable) {
  if (ticket == 0) return absl::OkStatus();
  const ShardTicket of_shard = ShardTicket::Of(ticket);
  const auto open = OpenAt(of_shard.shard);
  if (!open.ok()) return open.status();
  if (ShardTicket::LifeBits(open->life) != of_shard.life) {
    return absl::UnavailableError("the copy of shard " +
                                  std::to_string(of_shard.shard) +
                                  " was closed meanwhile");
  }
  return open->store->histograms().WhenDurable(of_shard.ticket,
                                               std::move(on_durable));
}

absl::Status ClusterStore::Read(const Query& query,
                                absl::FunctionRef<void(Stored)> read) const {
  return InShardOf(query.tenant, [&](ShardStore& store) {
    return store.histograms().Read(query, read);
  });
}

absl::StatusOr<HistogramStore::Page> ClusterStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.histograms().List(tenant, kind, name_prefix, after, limit);
  });
}

absl::StatusOr<HistogramStore::FeedbackPage> ClusterStore::ListFeedback(
    std::string_view tenant, std::string_view principal, std::string_view next,
    size_t limit) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.histograms().ListFeedback(tenant, principal, next, limit);
  });
}

absl::StatusOr<int64_t> ClusterStore::Delete(const EntityKey& entity) {
  return InShardOf(entity.tenant, [&](ShardStore& store) {
    return store.histograms().Delete(entity);
  });
}

absl::StatusOr<std::vector<Finding>> ClusterStore::ListFindings(
    std::string_view tenant, std::span<const FindingState> states) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().ListFindings(tenant, states);
  });
}

absl::StatusOr<std::optional<Finding>> ClusterStore::FindFinding(
    std::string_view tenant, const FindingId& id) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().FindFinding(tenant, id);
  });
}

absl::StatusOr<std::vector<FindingNote>> ClusterStore::ListNotes(
    std::string_view tenant, const FindingId& id) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().ListNotes(tenant, id);
  });
}

absl::StatusOr<std::vector<Exemption>> ClusterStore::ListExemptions(
    std::string_view tenant) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().ListExemptions(tenant);
  });
}

absl::StatusOr<FindingStore::LogPage> ClusterStore::ReadFindingLog(
    std::string_view tenant, uint64_t after, size_t limit) const {
  const uint32_t shard = ShardOfTenant(tenant);
  const auto open = OpenAt(shard);
  if (!open.ok()) return open.status();
  auto page = open->store->findings().ReadFindingLog(tenant, after, limit);
  if (!page.ok()) return page.status();
  page->ticket =
      ShardTicket{.shard = shard, .life = open->life, .ticket = page->ticket}
          .Packed();
  return page;
}

absl::StatusOr<std::vector<std::string>> ClusterStore::FindingTenants() const {
  std::vector<std::string> all;
  for (const ShardReplica* replica : replicas_) {
    if (replica == nullptr ||
        replica->status().role != ShardReplica::Role::kOwning) {
      continue;
    }
    const ShardReplica::OpenStore open = replica->store();
    if (open.store == nullptr) continue;
    auto tenants = open.store->findings().FindingTenants();
    if (!tenants.ok()) return tenants.status();
    for (std::string& tenant : *tenants) all.push_back(std::move(tenant));
  }
  return all;
}

absl::StatusOr<std::vector<FindingOutline>> ClusterStore::OutlineFindings(
    std::string_view tenant) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().OutlineFindings(tenant);
  });
}

absl::StatusOr<uint64_t> ClusterStore::FindingLogBeyond(
    std::string_view tenant, const LogBounds& bounds) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().FindingLogBeyond(tenant, bounds);
  });
}

absl::StatusOr<FindingStore::LogEnd> ClusterStore::FindingLogEnd(
    std::string_view tenant) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.findings().FindingLogEnd(tenant);
  });
}

absl::StatusOr<FactStore::Facts> ClusterStore::FactsOf(
    std::string_view tenant, std::string_view principal, int64_t from_seconds,
    int64_t to_seconds) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.facts().FactsOf(tenant, principal, from_seconds, to_seconds);
  });
}

absl::StatusOr<TermUses> ClusterStore::UsesOf(std::string_view tenant,
                                              TermKind kind,
                                              std::string_view term,
                                              size_t limit) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.facts().UsesOf(tenant, kind, term, limit);
  });
}

absl::StatusOr<TermUses> ClusterStore::UsesOfKind(std::string_view tenant,
                                                  TermKind kind,
                                                  size_t limit) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.facts().UsesOfKind(tenant, kind, limit);
  });
}

absl::StatusOr<int64_t> ClusterStore::KeptSince(std::string_view tenant) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.facts().KeptSince(tenant);
  });
}

absl::StatusOr<std::vector<LedgerEntry>> ClusterStore::LedgerOf(
    std::string_view tenant, int64_t day) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.ledger().LedgerOf(tenant, day);
  });
}

absl::StatusOr<std::optional<LedgerStore::Days>> ClusterStore::LedgerDays(
    std::string_view tenant) const {
  return InShardOf(tenant, [&](ShardStore& store) {
    return store.ledger().LedgerDays(tenant);
  });
}

}  // namespace farcall
