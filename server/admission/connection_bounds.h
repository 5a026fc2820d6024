// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_builder.h>

#include "server/config/config.h"

namespace farcall {

// Bounds what one connection to a port may hold, and for how long: its calls
// (connection-streams-max), its age and idle time, its metadata, pings and the
// time until it speaks HTTP/2. gRPC 1.51 has no bound on the number of
// connections (docs/adr/0023).
void BoundConnections(const Config& config, grpc::ServerBuilder& builder);

}  // namespace farcall
