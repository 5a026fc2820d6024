// SPDX-License-Identifier: Apache-2.0
#include "storage/exemption_table.h"

#include <algorithm>
#include <utility>

namespace farcall {

absl::Status ExemptionTable::Load(std::string_view tenant,
                                  const FindingRecords& records) {
  if (is_loaded_) return absl::OkStatus();
  is_loaded_ = true;
  auto stored = records.LoadExemptions(tenant);
  if (!stored.ok()) return stored.status();
  for (StoredExemption& one : *stored) {
    exemptions_.push_back(std::move(one.exemption));
    owners_.push_back(std::move(one.owners));
  }
  return absl::OkStatus();
}

void ExemptionTable::Add(Exemption exemption, std::vector<std::string> owners) {
  const size_t place = PlaceOf(exemption.id);
  changed_.insert(exemption.id);
  const auto at = static_cast<std::ptrdiff_t>(place);
  exemptions_.insert(exemptions_.begin() + at, std::move(exemption));
  owners_.insert(owners_.begin() + at, std::move(owners));
}

void ExemptionTable::Revoke(const ExemptionId& id, Revocation why,
                            std::string_view identity, int64_t now_micros) {
  const size_t place = PlaceOf(id);
  if (!IsAt(place, id)) return;
  farcall::Revoke(why, identity, now_micros, exemptions_[place]);
  changed_.insert(id);
}

void ExemptionTable::Remove(const ExemptionId& id) {
  const size_t place = PlaceOf(id);
  if (!IsAt(place, id)) return;
  const auto at = static_cast<std::ptrdiff_t>(place);
  exemptions_.erase(exemptions_.begin() + at);
  owners_.erase(owners_.begin() + at);
  changed_.insert(id);
}

void ExemptionTable::Clear() { *this = ExemptionTable(); }

std::vector<ExemptionWrite> ExemptionTable::Take(std::string_view tenant) {
  std::vector<ExemptionWrite> writes;
  for (const ExemptionId& id : std::exchange(changed_, {})) {
    ExemptionWrite& write = writes.emplace_back(
        ExemptionWrite{.tenant = std::string(tenant), .id = id});
    const size_t place = PlaceOf(id);
    if (!IsAt(place, id)) continue;
    write.stored = {.exemption = exemptions_[place], .owners = owners_[place]};
  }
  return writes;
}

size_t ExemptionTable::PlaceOf(const ExemptionId& id) const {
  const auto found =
      std::ranges::lower_bound(exemptions_, id, {}, &Exemption::id);
  return static_cast<size_t>(found - exemptions_.begin());
}

bool ExemptionTable::IsAt(size_t place, const ExemptionId& id) const {
  return place < exemptions_.size() && exemptions_[place].id == id;
}

}  // namespace farcall
