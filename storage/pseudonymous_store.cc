// SPDX-License-Identifier: Apache-2.0
#include "storage/pseudonymous_store.h"

#include <algorithm>
#include <set>
#include <utility>

namespace farcall {
namespace {

// Roles are principals too.
bool IsKeptUnderPseudonym(EntityKind kind) {
  return kind == EntityKind::kPrincipal || kind == EntityKind::kRole;
}

bool IsGivenPseudonym(const EntityKey& entity) {
  return IsKeptUnderPseudonym(entity.kind) &&
         Pseudonyms::IsPseudonym(entity.name);
}

}  // namespace

absl::StatusOr<HistogramStore::Ticket> PseudonymousStore::Apply(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  const std::vector<EntityKey> entities = KeptAs(query.entities);
  return store_.Apply(
      {query.tenant, entities, query.event_ids}, [&](Stored stored) {
        Changed changed = change(stored);
        for (FeedbackEntry& entry : changed.feedback) {
          entry.principal = KeptAs(query.tenant, entry.principal);
        }
        return changed;
      });
}

absl::Status PseudonymousStore::Read(
    const Query& query, absl::FunctionRef<void(Stored)> read) const {
  const std::vector<EntityKey> entities = KeptAs(query.entities);
  return store_.Read({query.tenant, entities, query.event_ids}, read);
}

absl::StatusOr<HistogramStore::Page> PseudonymousStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  if (IsKeptUnderPseudonym(kind) && !Pseudonyms::MayStartWith(name_prefix)) {
    return absl::InvalidArgumentError(
        "must be empty or start pseudonyms: this server does not know the "
        "names of principals, ask for one by its whole name");
  }
  return store_.List(tenant, kind, name_prefix, after, limit);
}

absl::StatusOr<HistogramStore::FeedbackPage> PseudonymousStore::ListFeedback(
    std::string_view tenant, std::string_view principal, std::string_view next,
    size_t limit) const {
  auto page =
      store_.ListFeedback(tenant, KeptAs(tenant, principal), next, limit);
  if (!page.ok() || principal.empty()) return page;
  for (FeedbackEntry& entry : page->entries) entry.principal = principal;
  return page;
}

absl::StatusOr<int64_t> PseudonymousStore::Delete(const EntityKey& entity) {
  return store_.Delete(KeptAs(entity));
}

std::string PseudonymousStore::KeptAs(std::string_view tenant,
                                      std::string_view principal) const {
  // What the store refuses, it is to refuse.
  const bool refused =
      principal.empty() || principal.find('\0') != principal.npos;
  if (refused || Pseudonyms::IsPseudonym(principal)) {
    return std::string(principal);
  }
  return pseudonyms_.Of(tenant, principal);
}

EntityKey PseudonymousStore::KeptAs(const EntityKey& entity) const {
  if (!IsKeptUnderPseudonym(entity.kind)) return entity;
  return {entity.tenant, entity.kind, KeptAs(entity.tenant, entity.name)};
}

std::vector<EntityKey> PseudonymousStore::KeptAs(
    std::span<const EntityKey> entities) const {
  std::vector<EntityKey> kept;
  kept.reserve(entities.size());
  for (const EntityKey& entity : entities) kept.push_back(KeptAs(entity));
  if (std::ranges::any_of(entities, IsGivenPseudonym)) {
    PartRepeats(entities, kept);
  }
  return kept;
}

// An event may have a pseudonym for its principal's name, and another one in
// the same batch the name that it stands for. They are not taken for one.
void PseudonymousStore::PartRepeats(std::span<const EntityKey> entities,
                                    std::vector<EntityKey>& kept) const {
  std::set<EntityKey> taken;
  for (size_t i = 0; i < kept.size(); ++i) {
    if (!IsGivenPseudonym(entities[i])) taken.insert(kept[i]);
  }
  for (size_t i = 0; i < kept.size(); ++i) {
    if (!IsGivenPseudonym(entities[i]) || taken.insert(kept[i]).second) {
      continue;
    }
    kept[i].name = pseudonyms_.Of(entities[i].tenant, entities[i].name);
  }
}

}  // namespace farcall
