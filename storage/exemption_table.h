// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "scoring/findings/exemption.h"
#include "storage/finding_records.h"

namespace farcall {

// The exemptions of one tenant in memory, read when they are first asked for:
// scoring looks at them where a call opens or joins a finding. In the tenant's
// turn.
class ExemptionTable {
 public:
  // Reads them, unless they are in memory. After an error there are none.
  absl::Status Load(std::string_view tenant, const FindingRecords& records);
  // By id. All below wants them loaded.
  std::span<const Exemption> all() const { return exemptions_; }
  // `owners` are those of its principals (StoredExemption).
  void Add(Exemption exemption, std::vector<std::string> owners);
  // Both do nothing where there is none of the id.
  void Revoke(const ExemptionId& id, Revocation why, std::string_view identity,
              int64_t now_micros);
  void Remove(const ExemptionId& id);
  // Forgets what is in memory: it is read again.
  void Clear();

  // Whether something is to be written; and what.
  bool has_changes() const { return !changed_.empty(); }
  std::vector<ExemptionWrite> Take(std::string_view tenant);

 private:
  // Where it is, or would be.
  size_t PlaceOf(const ExemptionId& id) const;
  bool IsAt(size_t place, const ExemptionId& id) const;

  bool is_loaded_ = false;
  std::vector<Exemption> exemptions_{};             // by id
  std::vector<std::vector<std::string>> owners_{};  // of each of them
  std::set<ExemptionId> changed_{};
};

}  // namespace farcall
