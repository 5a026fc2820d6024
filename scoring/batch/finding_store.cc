// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_store.h"

#include <string>
#include <utility>

namespace farcall {

absl::Status NoFinding(const FindingId& id, std::string_view tenant) {
  return absl::NotFoundError("there is no finding " + id.text() +
                             " of tenant " + std::string(tenant));
}

absl::StatusOr<Finding> GetFinding(const FindingStore& findings,
                                   std::string_view tenant,
                                   const FindingId& id) {
  auto finding = findings.FindFinding(tenant, id);
  if (!finding.ok()) return finding.status();
  if (!finding->has_value()) return NoFinding(id, tenant);
  return **std::move(finding);
}

}  // namespace farcall
