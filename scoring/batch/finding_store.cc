// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_store.h"

namespace farcall {

absl::Status NoFinding(const FindingId& id, std::string_view tenant) {
  return absl::NotFoundError("there is no finding " + id.text() +
                             " of tenant " + std::string(tenant));
}

}  // namespace farcall
