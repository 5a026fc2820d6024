// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/exemption_changes.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace farcall {
namespace {

using FindingTable = HistogramStore::FindingTable;

const Exemption* Find(std::span<const Exemption> exemptions,
                      const ExemptionId& id) {
  const auto found = std::ranges::find(exemptions, id, &Exemption::id);
  return found == exemptions.end() ? nullptr : &*found;
}

// Whether there is room for another one, which a tenant's oldest may make.
absl::Status MakeRoom(int64_t now_micros, FindingTable& table) {
  const std::span<const Exemption> all = table.exemptions();
  const auto not_ended =
      std::ranges::count_if(all, [now_micros](const Exemption& exemption) {
        return EndMicros(exemption) > now_micros;
      });
  if (static_cast<size_t>(not_ended) >= ExemptionChanges::kNotEndedMax) {
    return absl::ResourceExhaustedError(
        "the tenant has " + std::to_string(not_ended) +
        " exemptions that did not end; the limit is " +
        std::to_string(ExemptionChanges::kNotEndedMax));
  }
  if (all.size() >= ExemptionChanges::kKeptMax) {
    table.RemoveExemption(std::ranges::min_element(all, {}, EndMicros)->id);
  }
  return absl::OkStatus();
}

// Those whose erasure takes them out of the exemption.
std::vector<EntityKey> PrincipalsOf(std::string_view tenant,
                                    const Exemption& exemption) {
  std::vector<EntityKey> entities;
  for (const std::string& principal : exemption.principals) {
    if (IsBeginning(principal)) continue;
    entities.push_back(
        {std::string(tenant), EntityKind::kPrincipal, principal});
  }
  return entities;
}

}  // namespace

absl::StatusOr<ExemptionChanges::Created> ExemptionChanges::Create(
    std::string_view tenant, Exemption exemption,
    const FindingTriage::Request& request) const {
  exemption.actor = request.actor;
  exemption.identity = request.identity;
  exemption.create_micros = request.time_micros;
  const std::vector<EntityKey> entities = PrincipalsOf(tenant, exemption);
  Created created;
  absl::Status refused;
  absl::Status status = histograms_.Update(
      {tenant, entities, {}}, [&](HistogramStore::Stored stored) {
        FindingTable& table = *stored.findings;
        exemption.id = table.IdOfExemption(request.id);
        const Exemption* known = Find(table.exemptions(), exemption.id);
        created.duplicate = known != nullptr;
        created.exemption = known != nullptr ? *known : exemption;
        if (known != nullptr) return HistogramStore::Changed{};
        refused = MakeRoom(request.time_micros, table);
        if (refused.ok()) table.AddExemption(std::move(exemption));
        return HistogramStore::Changed{};
      });
  status.Update(refused);
  if (!status.ok()) return status;
  return created;
}

absl::StatusOr<Exemption> ExemptionChanges::Revoke(
    std::string_view tenant, const ExemptionId& id,
    const FindingTriage::Request& request) const {
  absl::StatusOr<Exemption> revoked =
      absl::NotFoundError("there is no exemption " + id.text() + " of tenant " +
                          std::string(tenant));
  absl::Status status =
      histograms_.Update({tenant, {}, {}}, [&](HistogramStore::Stored stored) {
        FindingTable& table = *stored.findings;
        const Exemption* known = Find(table.exemptions(), id);
        if (known == nullptr) return HistogramStore::Changed{};
        if (known->revocation == Revocation::kNone) {
          table.RevokeExemption(id, Revocation::kRequested, request.identity,
                                request.time_micros);
          known = Find(table.exemptions(), id);
        }
        revoked = *known;
        return HistogramStore::Changed{};
      });
  if (!status.ok()) return status;
  return revoked;
}

}  // namespace farcall
