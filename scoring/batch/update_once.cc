// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/update_once.h"

#include <vector>

namespace farcall {

absl::StatusOr<bool> UpdateOnce(
    HistogramStore& store, std::string_view tenant,
    std::span<const EntityKey> entities, std::string_view id,
    absl::FunctionRef<absl::Status(HistogramStore::Stored,
                                   HistogramStore::Changed&)>
        change) {
  const std::string_view ids[] = {id};
  bool is_new = false;
  absl::Status refused;
  absl::Status status =
      store.Update({tenant, entities, ids}, [&](HistogramStore::Stored stored) {
        HistogramStore::Changed changed{
            .baselines = std::vector<bool>(entities.size()), .seen = {}};
        is_new = !stored.first_outcomes[0].has_value();
        if (is_new) refused = change(stored, changed);
        if (!is_new || !refused.ok()) return HistogramStore::Changed{};
        changed.seen.emplace_back(0, FirstOutcome());
        return changed;
      });
  status.Update(refused);
  if (!status.ok()) return status;
  return is_new;
}

}  // namespace farcall
