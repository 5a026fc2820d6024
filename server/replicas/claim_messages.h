// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "farcall/cluster/v1/replica_service.pb.h"
#include "server/replicas/claims.h"

namespace farcall {

cluster::v1::ListClaimsResponse MessageOf(const std::vector<Claim>& claims);

// Without those that are none: of no owner in the message, of epoch 0, or with
// a name or an address that no claim in a log has.
std::vector<Claim> ClaimsIn(const cluster::v1::ListClaimsResponse& message);

void Add(const CopiesTold& copies, cluster::v1::ListClaimsResponse& message);

CopiesTold CopiesIn(const cluster::v1::ListClaimsResponse& message);

}  // namespace farcall
