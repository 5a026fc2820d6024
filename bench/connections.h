// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall::bench {

// Stubs with a connection each. Throws if the server is not reached within ten
// seconds.
std::vector<std::unique_ptr<v1::ScoringService::Stub>> Connect(
    const std::string& server, int connections);

}  // namespace farcall::bench
